"""What was loaded, in lines: how much, and the figures of each project as the gateway will compose them."""

from collections.abc import Iterator

from demo.recording import Recorded


def lines(recorded: Recorded) -> Iterator[str]:
    """A line for everything and one for each project; none if everything was there already."""
    if recorded.people:
        yield f"{recorded.people:,} registered people, {recorded.rows:,} rows"
    for project, figures in recorded.figures.items():
        forums = sum(figures.forums_by_governorate.values())
        yield (
            f"{project}: {figures.reached:,} people reached, {figures.enterprises:,} enterprises,"
            f" {figures.assisted:,} livelihoods, {forums:,} forums"
        )
