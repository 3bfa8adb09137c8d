"""Which groups of respondents are too few to be told of: neither what they say nor how many they are.

Below 25 nothing is told, as in the reports of Demographic and Health Surveys. Who is hidden must not follow from who is
not: where those who are hidden are together still too few, the next smallest group is hidden with them, since the whole
is told and the others could be subtracted from it.
"""

from collections.abc import Mapping

SMALLEST = 25


def hidden(sizes: Mapping[str, int]) -> frozenset[str]:
    """The groups that are not told of, of those into which a whole is divided."""
    by_size = sorted(sizes, key=lambda group: (sizes[group], group))
    if sum(sizes.values()) < SMALLEST:
        return frozenset(by_size)
    away = [group for group in by_size if sizes[group] < SMALLEST]
    for group in by_size[len(away) :]:
        if not away or sum(sizes[each] for each in away) >= SMALLEST:
            break
        away.append(group)
    return frozenset(away)
