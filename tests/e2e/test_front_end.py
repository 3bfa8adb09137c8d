"""A front-end developer with the document of four processes: registers a person, retries, edits and pages a list."""

from collections.abc import Callable, Iterator

import front_end
import pytest
from four import four_processes
from front_end import FrontEnd


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, migrated: dict[str, str]) -> Iterator[FrontEnd]:
    with four_processes(tmp_path_factory.mktemp("four"), migrated) as platform:
        yield FrontEnd(platform.door)


@pytest.mark.parametrize("step", front_end.STEPS, ids=lambda step: step.__name__)
def test_a_front_end(front: FrontEnd, step: Callable[[FrontEnd], None]) -> None:
    step(front)
