"""What of new terms is wider than the old: decided here, never by whoever drafts them."""

from collections.abc import Iterator

from gateway.access.agreements.views import Grant, Terms


def widens(old: Terms | None, new: Terms) -> list[str]:
    """The names of those terms in which `new` allows more than `old`, or something else than it; none: it narrows.

    What cannot be seen to be narrower counts as wider, so that it takes two signatures.
    """
    return ["everything"] if old is None else list(_wider(old, new))


def _wider(old: Terms, new: Terms) -> Iterator[str]:
    if not all(_within(grant, old.grant(grant.dataset)) for grant in new.grants):
        yield "grants"
    if not all(any(area.startswith(known) for known in old.areas) for area in new.areas):
        yield "areas"
    if not set(new.projects) <= set(old.projects):
        yield "projects"
    if (new.legal_basis, new.consent_purpose) != (old.legal_basis, old.consent_purpose):
        yield "legal_basis"
    if new.minimum_cell < old.minimum_cell:
        yield "minimum_cell"
    if new.onward_transfer and not old.onward_transfer:
        yield "onward_transfer"
    if new.retention_days > old.retention_days:
        yield "retention_days"
    if new.destruction != old.destruction:
        yield "destruction"
    if new.starts_on < old.starts_on:
        yield "starts_on"
    if new.ends_on > old.ends_on:
        yield "ends_on"
    if new.review_on > old.review_on:
        yield "review_on"
    if not set(old.incident_contacts) <= set(new.incident_contacts):
        yield "incident_contacts"


def _within(new: Grant, old: Grant | None) -> bool:
    if old is None or not new.ceiling.within(old.ceiling):
        return False
    return old.fields is None or (new.fields is not None and set(new.fields) <= set(old.fields))
