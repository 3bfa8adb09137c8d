"""The one paper that stands for all evidence of milestones, and where it is kept: as the grants service keeps files."""

import hashlib
from pathlib import Path

import asyncpg
from obstore.store import LocalStore, ObjectStore
from pydantic_settings import SettingsConfigDict

from services.grants.granting.files import store as files
from services.grants.granting.files.store import StoreSettings


class _Stated(StoreSettings):
    model_config = SettingsConfigDict(env_prefix="GRANTS_")


def store(var: Path) -> ObjectStore:
    """Where the grants service keeps files: as GRANTS_FILES_URL says, or else below `var`."""
    return files.opened(_Stated()) or LocalStore(prefix=str(var.absolute() / "files"), mkdir=True)


async def keep(connection: "asyncpg.Connection[asyncpg.Record]", kept: ObjectStore) -> None:
    """Keep it, and let the scripts know of it as the temporary table `evidence`."""
    paper = _paper("Evidence in an invented programme.")
    sha256 = hashlib.sha256(paper).hexdigest()
    await files.keep(kept, sha256, paper)
    await connection.execute("CREATE TEMPORARY TABLE evidence (size int, sha256 text) ON COMMIT DROP")
    await connection.copy_records_to_table("evidence", records=[(len(paper), sha256)])


def _paper(text: str) -> bytes:
    """A PDF of one page with a line of text."""
    drawn = f"BT /F 18 Tf 72 720 Td ({text}) Tj ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    whole, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(whole)}\n%%EOF\n"
    return f"{whole}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
