"""What is measured of linkage, on registers small enough to reckon by hand."""

import pytest

from commandline.evaluation.measures import measured, pairs_of

PEOPLE = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b", 6: "c"}


def test_all_that_is_true_is_found() -> None:
    found = measured(PEOPLE, [(1, 2), (1, 3), (2, 3), (4, 5)], pairs_of(PEOPLE))
    assert (found.true, found.precision, found.recall, found.f1, found.cluster_f1) == (4, 1, 1, 1, 1)


def test_a_wrong_pair_costs_precision_and_draws_its_clusters_together() -> None:
    found = measured(PEOPLE, [(4, 5), (5, 6)], pairs_of(PEOPLE))
    assert (found.wrong, found.precision, found.recall) == (1, 1 / 2, 1 / 4)
    assert found.wrong_in_10_000 == pytest.approx(10_000 / 6)
    # 1, 2 and 3 stand alone; 4, 5 and 6 together, of whom two are one person
    assert found.cluster_precision == pytest.approx((3 + 2 * (2 / 3) + 1 / 3) / 6)
    assert found.cluster_recall == pytest.approx((3 * (1 / 3) + 3) / 6)


def test_pairs_that_are_found_by_way_of_another_are_one_cluster() -> None:
    found = measured(PEOPLE, [(1, 2), (2, 3)], pairs_of(PEOPLE))
    assert found.recall == 2 / 4
    assert found.cluster_recall == pytest.approx((3 + 2 * (1 / 2) + 1) / 6)


def test_nothing_is_found_and_nothing_is_wrong() -> None:
    found = measured(PEOPLE, [], pairs_of(PEOPLE))
    assert (found.precision, found.recall, found.f1, found.wrong_in_10_000) == (1, 0, 0, 0)
