"""What a file says it is counts only if its bytes say so too."""

from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grants.granting.files.content import MEDIA_TYPES, require_type
from services.grants.granting.files.views import FileType
from shared.errors import Invalid


def package(*parts: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as made:
        for part in parts:
            made.writestr(part, "<xml/>")
    return kept.getvalue()


TRUE = {
    FileType.PDF: b"%PDF-1.7\n1 0 obj\n",
    FileType.JPEG: b"\xff\xd8\xff\xe0\x00\x10JFIF",
    FileType.PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    FileType.XLSX: package("[Content_Types].xml", "xl/workbook.xml"),
    FileType.DOCX: package("[Content_Types].xml", "word/document.xml"),
}


def refused(stated: str | None, content: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        require_type(stated, content)
    return refusal.value.type


@pytest.mark.parametrize("type", FileType)
def test_a_file_that_is_what_it_says_is_taken(type: FileType) -> None:
    assert require_type(MEDIA_TYPES[type], TRUE[type]) is type
    assert require_type(f"{MEDIA_TYPES[type].upper()}; charset=binary", TRUE[type]) is type


@pytest.mark.parametrize("stated", FileType)
@pytest.mark.parametrize("true", FileType)
def test_a_file_that_is_something_else_than_it_says_is_refused(stated: FileType, true: FileType) -> None:
    if stated is not true:
        assert refused(MEDIA_TYPES[stated], TRUE[true]) == "not-what-it-says"


@pytest.mark.parametrize("stated", [None, "", "application/json", "text/html", "image/svg+xml", "application/zip"])
def test_a_file_of_another_type_or_of_none_is_refused(stated: str | None) -> None:
    assert refused(stated, TRUE[FileType.PDF]) == "unsupported-file"


@pytest.mark.parametrize("type", FileType)
def test_nothing_is_no_file_and_neither_is_a_beginning_of_something_else(type: FileType) -> None:
    assert refused(MEDIA_TYPES[type], b"") == "file-empty"
    assert refused(MEDIA_TYPES[type], b"<html><script>alert(1)</script>") == "not-what-it-says"


@pytest.mark.parametrize(
    "content",
    [
        TRUE[FileType.XLSX][:-30],  # cut off
        b"PK\x03\x04 and nothing behind it",
        package("xl/workbook.xml"),
        package("[Content_Types].xml", "anything.xml"),
        package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    ],
)
def test_a_package_without_its_parts_or_with_programs_in_it_is_no_table(content: bytes) -> None:
    assert refused(MEDIA_TYPES[FileType.XLSX], content) == "not-what-it-says"


@given(st.sampled_from(FileType), st.binary(max_size=300))
def test_no_bytes_are_too_odd_to_be_judged(type: FileType, rest: bytes) -> None:
    for content in (rest, TRUE[type][:4] + rest, TRUE[FileType.XLSX][:-22] + rest):
        with suppress(Invalid):
            assert require_type(MEDIA_TYPES[type], content) is type
