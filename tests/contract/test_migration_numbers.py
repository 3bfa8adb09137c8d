"""The migrations of each application follow one another, each under a number of its own."""

from pathlib import Path
from shutil import copytree

import pytest
from alembic.script import ScriptDirectory
from applications import METADATA

ROOT = Path(__file__).parents[2]
TREES = {name: ROOT / ("gateway" if name == "gateway" else f"services/{name}") / "migrations" for name in METADATA}


@pytest.mark.parametrize("application", METADATA)
def test_migrations_follow_one_another_by_their_numbers(application: str) -> None:
    require_in_a_row(TREES[application])


def test_a_number_that_is_given_twice_is_seen(tmp_path: Path) -> None:
    tree = copytree(TREES["gateway"], tmp_path / "migrations")
    last = max(tree.glob("versions/0*.py"))
    last.with_name(f"{last.stem}_too.py").write_text(last.read_text())
    with pytest.raises(AssertionError):
        require_in_a_row(tree)


def test_a_second_head_is_seen(tmp_path: Path) -> None:
    tree = copytree(TREES["gateway"], tmp_path / "migrations")
    last = max(tree.glob("versions/0*.py"))
    number = int(last.name[:4])
    beside = last.read_text().replace(f'revision = "{number:04}"', f'revision = "{number + 1:04}"', 1)
    last.with_name(f"{number + 1:04}_beside.py").write_text(beside)
    with pytest.raises(AssertionError):
        require_in_a_row(tree)


def require_in_a_row(tree: Path) -> None:
    """Fail where a number is missing or given twice, or a migration does not follow the one before it."""
    numbers = sorted(path.name[:4] for path in tree.glob("versions/0*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    script = ScriptDirectory(str(tree))
    assert script.get_heads() == [numbers[-1]]
    assert [known.revision for known in script.walk_revisions()] == numbers[::-1]
