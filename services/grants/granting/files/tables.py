"""What we keep of files beside their bytes."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.grants.granting.files.views import FILES, FileType
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(FILES)
class File(Table, Fact, table=True):
    """That somebody gave a file about an enterprise, or a scan of what was signed for a delivery or of the list of a
    batch. Its bytes lie in the store, under their hash: of several files with the same bytes once."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("num_nonnulls(enterprise_id, delivery_id, batch_id) = 1", name="about_one"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint("size > 0", name="size"),
    )

    id: int = Field(default=None, primary_key=True)
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
    type: FileType = Field(sa_type=coded(FileType))
    size: int
    sha256: str = Field(max_length=64)
    delivery_id: int | None = Field(default=None, foreign_key="deliveries.id", index=True)
    batch_id: int | None = Field(default=None, foreign_key="batches.id", index=True)
