"""What a partner calls the records that it is told of: by codes of its own, from which no number can be read.

A number would count: which of them are missing would tell of records that the partner may not know.
"""

from collections.abc import Mapping
from typing import Any

from gateway.access.pseudonyms import Pseudonyms
from shared.callers import DatasetName
from shared.drafts import LARGEST_ID

NOTHING = LARGEST_ID
"""The id of nothing: what a reference that we did not make stands for, so that it is looked for like any other."""

_D = DatasetName
_REFERS: Mapping[str, DatasetName] = {
    "forum_id": _D.FORUMS,
    "meeting_id": _D.MEETINGS,
    "concern_id": _D.CONCERNS,
    "merged_into_id": _D.CONCERNS,
}
"""The fields that refer to another record, and to one of what."""


class References:
    """Makes references to records of each dataset and reads them, each for a partner and the code of an agreement."""

    def __init__(self, key: bytes) -> None:
        self._kinds = {of: Pseudonyms(key, f"reference to {of}") for of in DatasetName}

    def id(self, of: DatasetName, reference: str, partner: str, agreement: str) -> int:
        """Which record a reference stands for under an agreement; that of nothing, if it was not made for it."""
        found = self._kinds[of].meant(reference, partner, agreement)
        return NOTHING if found is None else found

    def ids(self, stated: Mapping[str, Any], partner: str, agreement: str) -> dict[str, Any]:
        """What a partner states, with ids in the place of its references."""
        return {
            name: self.id(_REFERS[name], value, partner, agreement) if name in _REFERS else value
            for name, value in stated.items()
        }

    def told(self, of: DatasetName, record: Mapping[str, Any], partner: str, agreement: str) -> dict[str, Any]:
        """A record of a dataset as the partner is told it, with references in the place of ids, at every depth."""

        def told(name: str, value: Any) -> Any:
            if isinstance(value, list):
                return [self.told(of, each, partner, agreement) if isinstance(each, dict) else each for each in value]
            refers = of if name == "id" else _REFERS.get(name)
            return value if refers is None or value is None else self._kinds[refers].of(value, partner, agreement)

        return {name: told(name, value) for name, value in record.items()}
