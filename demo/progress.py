"""How far the loading is, on standard error: a bar for each service, or a line for each tenth where nobody watches."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Told = Callable[[str, float], None]
"""Told of a service which further share of the whole is recorded there."""


@contextmanager
def shown(services: Iterable[str], people: int, *, soon: bool) -> Iterator[Told]:
    """What is to be told of each step; where nobody watches, nothing is said of what will be done `soon`."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield (lambda _, __: None) if soon else _in_lines(console, people)
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,} people"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    ) as progress:
        bars = {service: progress.add_task(service, total=people) for service in services}
        yield lambda service, share: progress.advance(bars[service], share * people)


def _in_lines(console: Console, people: int) -> Told:
    recorded: dict[str, float] = defaultdict(float)

    def told(service: str, share: float) -> None:
        before = recorded[service]
        recorded[service] += share
        if int(before * 10) < int(recorded[service] * 10) < 10:
            console.print(f"{service}: {recorded[service] * people:,.0f} of {people:,} people", highlight=False)

    return told
