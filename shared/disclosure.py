"""What an answer of a service tells about people, or of what is severe, said in a header before the first byte.

The gateway writes it down before the answer leaves; the header itself goes no further.
"""

from pydantic import BaseModel

from shared.callers import DatasetName

HEADER = "x-nexus-disclosed"


class Disclosed(BaseModel, frozen=True):
    """Which fields of which dataset, about whom; people by `person_id`, nobody where what is severe names nobody."""

    dataset: DatasetName
    fields: tuple[str, ...]
    people: tuple[int, ...]
