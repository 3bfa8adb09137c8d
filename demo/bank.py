"""What went to a bank and what it said of it, in files that the grants service has written and read itself.

Which batches leave when, and what becomes of each transfer, `data/grants/batches.sql` has decided.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeAlias

import asyncpg
from lxml import etree
from obstore.store import ObjectStore

from services.grants.granting.files import store as files
from services.grants.paying.batches.sending import written
from services.grants.paying.messages import status
from services.grants.paying.messages.schema import INITIATION, STATUS_REPORT, namespace

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_LATER = timedelta(hours=1)
_SENDINGS = ("batch_id", "approvals", "means", "sent_at", "sha256", "size", "recorded_at", "recorded_by")
_REPORTS = ("id", "batch_id", "message_id", "reported_at", "status", "sha256", "size", "recorded_at", "recorded_by")
_STATUSES = (
    "report_id",
    "instruction_id",
    "end_to_end_id",
    "status",
    "meaning",
    "reason",
    "on_day",
    "recorded_at",
    "recorded_by",
)


async def record(connection: Connection, store: ObjectStore) -> None:
    """Send the batches that leave, and take what the bank reports of them."""
    sendings = []
    for batch in await connection.fetch("SELECT batch_id, at FROM leaving ORDER BY at"):
        async with written(connection, batch["batch_id"], batch["at"]) as file:
            await files.keep_file(store, file.sha256, file.path)
            sent = (file.at, file.sha256, file.size, batch["at"], "finance-manager")
            sendings.append((batch["batch_id"], 2, "bank_transfer", *sent))
    await connection.copy_records_to_table("batch_sendings", records=sendings, columns=_SENDINGS)
    said = await connection.fetch("SELECT * FROM answers ORDER BY at, message_id, end_to_end_id")
    known = {
        (row["message_id"], row["end_to_end_id"]): row
        for row in await connection.fetch(
            "SELECT instruction.id, batch_id, message_id, end_to_end_id"
            " FROM instructions AS instruction JOIN batches AS batch ON batch.id = batch_id"
        )
    }
    reports, statuses = [], []
    for number, ((at, message), lines) in enumerate(groupby(said, _of_a_report), 1):
        content = report(f"NEXB-{number}", at, message, lines)
        sha256 = hashlib.sha256(content).hexdigest()
        await files.keep(store, sha256, content)
        told, taken = status.read(content), (at + _LATER, "finance-officer")
        of = {each.end_to_end_id: known[told.original, each.end_to_end_id] for each in told.statuses}
        batch_id = next(iter(of.values()))["batch_id"]
        heading = (told.message_id, told.created_at, told.whole, sha256, len(content))
        reports.append((number, batch_id, *heading, *taken))
        statuses += [
            (number, of[id]["id"], id, each, status.meaning(each).value, reason, on, *taken)
            for id, each, reason, on in (
                (told.end_to_end_id, told.status, told.reason, told.on) for told in told.statuses
            )
        ]
    await connection.copy_records_to_table("reports", records=reports, columns=_REPORTS)
    await connection.copy_records_to_table("instruction_statuses", records=statuses, columns=_STATUSES)
    await connection.execute("SELECT setval(pg_get_serial_sequence('reports', 'id'), max(id)) FROM reports")


def _of_a_report(row: asyncpg.Record) -> tuple[datetime, str]:
    return row["at"], row["message_id"]


def report(name: str, at: datetime, message: str, lines: Iterable[asyncpg.Record]) -> bytes:
    """A pain.002.001.10 as a bank writes it, about transfers of one message: of each its `end_to_end_id` and `status`,
    for which `reason`, and on which day it was `accepted_on`, if the bank says so."""
    space = namespace(STATUS_REPORT)
    document = etree.Element(f"{{{space}}}Document", nsmap={None: space})
    whole = etree.SubElement(document, f"{{{space}}}CstmrPmtStsRpt")

    def put(under: "etree._Element", *path: str, text: str | None = None) -> "etree._Element":
        for inner in path:
            under = etree.SubElement(under, f"{{{space}}}{inner}")
        under.text = text
        return under

    head = put(whole, "GrpHdr")
    put(head, "MsgId", text=name)
    put(head, "CreDtTm", text=at.isoformat())
    group = put(whole, "OrgnlGrpInfAndSts")
    put(group, "OrgnlMsgId", text=message)
    put(group, "OrgnlMsgNmId", text=INITIATION)
    payment = put(whole, "OrgnlPmtInfAndSts")
    put(payment, "OrgnlPmtInfId", text=message)
    for line in lines:
        transfer = put(payment, "TxInfAndSts")
        put(transfer, "OrgnlEndToEndId", text=line["end_to_end_id"])
        put(transfer, "TxSts", text=line["status"])
        if line["reason"] is not None:
            put(transfer, "StsRsnInf", "Rsn", "Cd", text=line["reason"])
        if line["accepted_on"] is not None:
            put(transfer, "AccptncDtTm", text=f"{line['accepted_on']}T11:00:00+03:00")
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")
