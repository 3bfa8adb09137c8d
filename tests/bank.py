"""A bank: what it reports of a message that it was sent, as a pain.002.001.10."""

from itertools import count

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
_numbers = count(1)


def report(original: str, *said: tuple[str, str, str | None], whole: str | None = None) -> bytes:
    """A report on a message: of each transfer its reference, its status and the reason if there is one."""
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else "")
        + "</TxInfAndSts>"
        for reference, status, reason in said
    )
    payment = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{original}</OrgnlPmtInfId>{lines}</OrgnlPmtInfAndSts>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}"><CstmrPmtStsRpt><GrpHdr>'
        f"<MsgId>BANK-{next(_numbers)}</MsgId><CreDtTm>2026-09-01T08:00:00+03:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        + (f"<GrpSts>{whole}</GrpSts>" if whole else "")
        + f"</OrgnlGrpInfAndSts>{payment if lines else ''}</CstmrPmtStsRpt></Document>"
    ).encode()
