"""What callers are told of files. A file is stated as it is, as the body of a request, and not in JSON."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("file-type")
class FileType(StrEnum):
    """What kinds of files are kept; of a table or a document none that carries programs."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    XLSX = "xlsx"
    DOCX = "docx"


FILES = Dataset(
    DatasetName.FILES,
    {
        "id": LOW,
        "enterprise_id": LOW,
        "delivery_id": LOW,
        "batch_id": LOW,
        "type": LOW,
        "size": LOW,
        "sha256": MODERATE,
        "content": HIGH,
        **RECORD_KEEPING,
    },
)


class FilesAsked(Asked):
    """What is asked of the list of files: of all, or of an enterprise, a delivery or a batch."""

    enterprise_id: PathIdentifier | None = None
    delivery_id: PathIdentifier | None = None
    batch_id: PathIdentifier | None = None


@classified(FILES)
@example(
    id=31,
    enterprise_id=9,
    delivery_id=None,
    batch_id=None,
    type="pdf",
    size=48213,
    sha256="9f86d081884c7d65" * 4,
    **RECORDED,
)
class FileView(FactView):
    """A file about an enterprise, or a scan of what was signed for a delivery or of the list of a batch: its type, its
    size in bytes, and the SHA-256 of its bytes. What it was called where it came from is not kept."""

    id: int | None = None
    enterprise_id: int | None = None
    delivery_id: int | None = None
    batch_id: int | None = None
    type: FileType | None = None
    size: int | None = None
    sha256: str | None = None
