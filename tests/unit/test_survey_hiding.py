"""Small groups of respondents are hidden, and others with them, so that nobody can subtract."""

from itertools import product

from services.forums.perception.hiding import SMALLEST, hidden


def test_what_is_large_enough_is_told() -> None:
    assert hidden({"female": SMALLEST, "male": 200}) == frozenset()


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    assert hidden({"18-24": 3, "25-35": 80, "36-59": 70, "60+": 40}) == {"18-24", "60+"}
    assert hidden({"female": 200, "male": 24}) == {"female", "male"}


def test_small_groups_that_are_many_together_hide_each_other() -> None:
    assert hidden({"a": 20, "b": 20, "c": 100, "d": 90}) == {"a", "b"}


def test_one_respondent_is_hidden() -> None:
    assert hidden({"": 1}) == {""}
    assert hidden({}) == frozenset()


def test_whoever_is_hidden_cannot_be_found_by_subtracting() -> None:
    """Of all groups of these sizes: what the whole leaves for those who are hidden is always large and of several."""
    for sizes in product((1, 12, 24, 25, 26, 90), repeat=4):
        groups = dict(enumerate(sizes))
        away = hidden({str(name): size for name, size in groups.items()})
        assert {str(name) for name, size in groups.items() if size < SMALLEST} <= away
        if away:  # of too few as a whole nothing is told
            assert len(away) > 1
            assert sum(groups[int(name)] for name in away) >= min(SMALLEST, sum(sizes))
