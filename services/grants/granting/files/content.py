"""What a file is, by its bytes: what it is said to be counts only if it is that.

PDF: ISO 32000-1, 7.5.2; JPEG: ISO 10918-1, B.1.1.3; PNG: W3C PNG, 5.2; XLSX and DOCX: packages of ECMA-376, part 2.
"""

from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from services.grants.granting.files.views import FileType
from shared.errors import Invalid

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[FileType, str] = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileType.DOCX: f"{_OFFICE}.wordprocessingml.document",
}
"""What a file of each type is sent and told as."""
_TYPES = {media: type for type, media in MEDIA_TYPES.items()}

_BEGINNINGS = {
    FileType.PDF: b"%PDF-",
    FileType.JPEG: b"\xff\xd8\xff",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
    FileType.XLSX: b"PK\x03\x04",
    FileType.DOCX: b"PK\x03\x04",
}
_MAIN_PARTS = {FileType.XLSX: "xl/workbook.xml", FileType.DOCX: "word/document.xml"}
_PACKAGE = "[Content_Types].xml"
_PROGRAMS = "vbaproject.bin"
_MOST_PARTS = 10_000


def require_type(stated: str | None, content: bytes) -> FileType:
    """The type that a file is stated to be; refused if it is of no such type, or another one than it says."""
    type = _TYPES.get((stated or "").partition(";")[0].strip().lower())
    if type is None:
        raise Invalid(
            "unsupported-file", "A file is one of {types}, and says so.", field="Content-Type", types=tuple(_TYPES)
        )
    if not content:
        raise Invalid("file-empty", "There is nothing in this file.")
    if not content.startswith(_BEGINNINGS[type]) or (
        type in _MAIN_PARTS and not _is_package(content, _MAIN_PARTS[type])
    ):
        raise Invalid(
            "not-what-it-says", "This file is not what it says it is: {kind}.", field="Content-Type", kind=type
        )
    return type


def _is_package(content: bytes, main_part: str) -> bool:
    """Whether a package has its main part and no programs; only its table of contents is read, nothing is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as package:
            names = package.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        return False
    if len(names) > _MOST_PARTS or any(name.lower().endswith(_PROGRAMS) for name in names):
        return False
    return _PACKAGE in names and main_part in names
