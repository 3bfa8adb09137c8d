"""The invented world: its figures are the programme's, its rows fit the tables, and one seed always gives one world."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from statistics import mean

import pytest

from demo import loading, rows
from demo.figures import figures, standing
from demo.partners import agreement_of
from demo.sizes import Sizes
from demo.someone import consenting
from demo.world import World, build
from services.beneficiary.consents.views import Witnessed
from services.beneficiary.displacements.rules import LIVES_IN
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.documents.numbers import index, normalised
from services.beneficiary.documents.views import DocumentType
from services.beneficiary.functioning.views import Difficulty, Question
from services.beneficiary.metadata import metadata
from services.beneficiary.notices.views import NoticeDraft
from services.beneficiary.people.births import age, born
from services.beneficiary.people.views import BirthPrecision
from services.beneficiary.phones.views import PhoneOwner
from shared.days import day_of
from shared.phones import read
from shared.places import exists, place

PILOT, FOLLOWUP = "JPN-SDN-2019", "JPN-SDN-2020"
NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
KEY = bytes(32)
TABLES = (
    "people",
    "particulars",
    "notices",
    "documents",
    "phones",
    "functioning",
    "consents",
    "households",
    "memberships",
    "displacements",
    "activities",
    "sessions",
    "enrolments",
    "attendances",
    "certificates",
    "projects",
    "enterprises",
    "owners",
    "verifications",
    "awards",
    "assistances",
    "parties",
    "payments",
    "forums",
    "statuses",
    "charters",
    "members",
)


@pytest.fixture(scope="module")
def world() -> World:
    return build()


def attendances_of(world: World, project: str) -> list[rows.Attendance]:
    """Those of people who were present."""
    held = {activity.id for activity in world.activities if activity.project == project}
    sessions = {session.id for session in world.sessions if session.activity_id in held}
    return [row for row in present(world) if row.session_id in sessions]


def present(world: World) -> list[rows.Attendance]:
    return [row for row in standing(world.attendances, None) if row.outcome == "present"]


# The programme's own figures


def test_the_pilot_reached_8512_registered_ids(world: World) -> None:
    assert len({row.person_id for row in attendances_of(world, PILOT)}) == 8_512


def test_the_ids_reached_are_8257_real_people(world: World) -> None:
    real = dict(world.truth)
    assert len({real[row.person_id] for row in attendances_of(world, PILOT)}) == 8_257


def test_the_second_project_reached_2400_and_some_of_them_again(world: World) -> None:
    reached = {row.person_id for row in attendances_of(world, FOLLOWUP)}
    assert len(reached) == 2_400
    assert 800 < len(reached & {row.person_id for row in attendances_of(world, PILOT)}) < 1_000


def test_owners_and_visits_are_recorded_after_the_enterprise_and_the_people(world: World) -> None:
    people = {row.id: row.recorded_at for row in world.people}
    enterprises = {row.id: row.recorded_at for row in world.enterprises}
    for owner in world.owners:
        assert max(enterprises[owner.enterprise_id], people[owner.person_id]) < owner.recorded_at
    for visit in world.verifications:
        assert enterprises[visit.enterprise_id] < visit.recorded_at


def test_every_enterprise_has_one_owner_of_the_sex_on_its_award_who_owns_no_other(world: World) -> None:
    sexes = {award.enterprise_id: award.owner_sex for award in world.awards}
    assert {owner.enterprise_id: owner.sex for owner in world.owners} == sexes
    assert len({owner.person_id for owner in world.owners}) == len(world.owners) == len(world.enterprises)


def test_nobody_visited_an_enterprise_that_they_recorded_themselves(world: World) -> None:
    recorded_by = {row.id: row.recorded_by for row in world.enterprises}
    assert len(world.verifications) > len(world.enterprises) / 2
    for visit in world.verifications:
        assert visit.declared_by == recorded_by[visit.enterprise_id] != visit.recorded_by


def test_the_pilot_gave_one_award_to_each_of_28_enterprises_in_telafar_and_najaf(world: World) -> None:
    awards = [row for row in standing(world.awards, None) if row.project == PILOT]
    assert len(awards) == len({row.enterprise_id for row in awards}) == 28
    assert Counter(row.place[:5] for row in awards) == {"IQG15": 16, "IQG04": 12}
    assert all(row.place.startswith("IQG15Q08") for row in awards if row.place.startswith("IQG15"))


def test_the_pilot_assisted_134_people_once_each_in_different_families(world: World) -> None:
    assisted = [row.person_id for row in standing(world.assistances, None) if row.project == PILOT]
    real, lives_in = dict(world.truth), {row.person_id: row.household_id for row in world.memberships}
    assert len(assisted) == len(set(assisted)) == len({real[person] for person in assisted}) == 134
    assert len({lives_in[person] for person in assisted}) == 134


def test_the_pilot_set_up_three_forums_in_ninewa_and_two_in_najaf_with_the_ministry(world: World) -> None:
    forums = [row for row in standing(world.forums, None) if row.project == PILOT]
    assert Counter(row.place[:5] for row in forums) == {"IQG15": 3, "IQG04": 2}
    assert {row.set_up_by for row in forums} == {"interior_ministry_with_programme"}


def test_the_pilot_paid_in_part_after_its_end_and_in_full_by_november_2020(world: World) -> None:
    awards = {row.id: row for row in world.awards if row.project == PILOT}
    paid = [row for row in standing(world.payments, None) if row.award_id in awards]
    assert sum(row.amount for row in paid) < sum(row.amount for row in awards.values())
    assert date(2020, 11, 1) <= max(row.paid_on for row in paid) <= date(2020, 11, 30)
    assert min(row.paid_on for row in paid) < date(2020, 1, 1)


def test_the_summary_is_what_the_rows_say(world: World) -> None:
    for project in (PILOT, FOLLOWUP):
        assert world.summary.today[project] == figures(world, project)
        assert world.summary.new_year[project] == figures(world, project, NEW_YEAR)


def test_the_pilot_looked_different_at_new_year(world: World) -> None:
    then, now = world.summary.new_year[PILOT], world.summary.today[PILOT]
    assert 0 < then.reached < now.reached
    assert then.paid["USD"] < now.paid["USD"]
    assert sum(then.forums_by_governorate.values()) == 4


def test_mistakes_stood_at_new_year_that_have_since_been_voided(world: World) -> None:
    mistaken = {row.person_id for row in standing(world.attendances, NEW_YEAR) if row.voided_at is not None}
    attended = {row.person_id for row in standing(world.attendances, None)}
    assert len(mistaken - attended) >= 3
    assert [row.void_reason for row in standing(world.payments, NEW_YEAR) if row.voided_at is not None] == ["corrected"]


# One seed, one world


def fingerprint(world: World) -> str:
    return sha256(repr([getattr(world, table) for table in (*TABLES, "truth")]).encode()).hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_the_same_seed_gives_the_same_world_in_any_process(world: World, hash_seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from test_demo_world import *; print(fingerprint(build()))"],
        env=os.environ
        | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join([os.path.dirname(__file__), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == fingerprint(world)


def test_another_seed_gives_another_world_with_the_same_figures(world: World) -> None:
    other = build(7)
    assert other.people[0] != world.people[0]
    pilot = other.summary.today[PILOT]
    assert (pilot.reached, pilot.real_people_reached, pilot.enterprises, pilot.assisted) == (8_512, 8_257, 28, 134)


def test_a_world_of_another_size_keeps_the_proportions() -> None:
    small = build(sizes=Sizes.of(2_000))
    assert 1_800 < len(small.people) < 2_200
    assert small.summary.today[PILOT].reached == round(8_512 * 2_000 / 10_800)


# Every table


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_numbered_from_one_in_the_order_of_recording(world: World, table: str) -> None:
    facts = getattr(world, table)
    assert [row.id for row in facts] == list(range(1, len(facts) + 1))
    assert all(earlier.recorded_at <= later.recorded_at for earlier, later in pairwise(facts))


@pytest.mark.parametrize("table", TABLES)
def test_facts_are_recorded_by_somebody_in_office_hours_and_voided_later_for_a_reason(world: World, table: str) -> None:
    for row in getattr(world, table):
        assert row.recorded_by
        assert row.recorded_at.tzinfo is UTC
        assert 5 <= row.recorded_at.hour < 13, row
        assert row.recorded_at.weekday() not in {4, 5}
        voiding = (row.voided_at, row.voided_by, row.void_reason)
        if any(voiding):
            assert all(voiding)
            assert row.voided_at > row.recorded_at
            assert row.void_reason in {"entered_in_error", "duplicate", "corrected"}


@pytest.mark.parametrize("table", TABLES)
def test_every_place_exists(world: World, table: str) -> None:
    for row in getattr(world, table):
        if hasattr(row, "place"):
            assert exists(row.place)


def test_the_rows_have_the_columns_of_their_tables(world: World) -> None:
    for table in loading.TABLES["beneficiary"]:
        assert set(loading.COLUMNS[table]) == set(metadata.tables[table].columns.keys())
        assert len(loading.stored(table, getattr(world, table), KEY)[0]) == len(loading.COLUMNS[table])


def test_every_table_of_the_world_is_loaded_somewhere() -> None:
    assert sorted(table for tables in loading.TABLES.values() for table in tables) == sorted(TABLES)


def test_the_whole_is_recorded_before_its_parts(world: World) -> None:
    at = {table: {row.id: row.recorded_at for row in getattr(world, table)} for table in TABLES}
    particulars: dict[int, datetime] = {}
    for stated in world.particulars:
        assert at["people"][stated.person_id] <= stated.recorded_at
        particulars.setdefault(stated.person_id, stated.recorded_at)
    joined: dict[int, datetime] = {}
    for membership in world.memberships:
        assert at["households"][membership.household_id] <= membership.recorded_at
        assert particulars[membership.person_id] <= membership.recorded_at
        joined.setdefault(membership.person_id, membership.recorded_at)
    for status in world.displacements:
        if status.household_id is not None:
            assert at["households"][status.household_id] <= status.recorded_at
        else:
            assert at["people"][status.person_id] <= status.recorded_at
    for attendance in world.attendances:
        assert at["sessions"][attendance.session_id] <= attendance.recorded_at
        assert particulars[attendance.person_id] <= attendance.recorded_at
        assert joined.get(attendance.person_id, attendance.recorded_at) <= attendance.recorded_at
    began = {row.code: row.recorded_at for row in world.projects}
    for started in (*world.activities, *world.awards, *world.assistances, *world.forums):
        assert began[started.project] <= started.recorded_at
    for award in world.awards:
        assert at["enterprises"][award.enterprise_id] <= award.recorded_at
    for assistance in world.assistances:
        assert at["people"][assistance.person_id] <= assistance.recorded_at
    for payment in world.payments:
        contract = at["awards"].get(payment.award_id) or at["assistances"][payment.assistance_id]
        assert contract <= payment.recorded_at
    for of_forum in (*world.statuses, *world.charters, *world.members):
        assert at["forums"][of_forum.forum_id] <= of_forum.recorded_at


def test_documents_and_consents_are_recorded_after_whom_and_what_they_name(world: World) -> None:
    particulars = {row.person_id: row.recorded_at for row in reversed(world.particulars)}
    notices = {row.id: row.recorded_at for row in world.notices}
    for document in world.documents:
        assert particulars[document.person_id] <= document.recorded_at
    for consent in world.consents:
        assert particulars[consent.person_id] <= consent.recorded_at
        assert consent.notice_id is None or notices[consent.notice_id] <= consent.recorded_at
        assert consent.proxy_person_id is None or particulars[consent.proxy_person_id] <= consent.recorded_at


def test_nothing_is_recorded_before_it_happened(world: World) -> None:
    for tables, day in (
        (world.enrolments, "enrolled_on"),
        (world.certificates, "issued_on"),
        (world.awards, "approved_on"),
        (world.assistances, "approved_on"),
        (world.payments, "paid_on"),
        (world.forums, "established_on"),
        (world.statuses, "since"),
        (world.charters, "since"),
        (world.displacements, "since"),
        (world.memberships, "joined_on"),
        (world.consents, "decided_on"),
    ):
        assert all(getattr(row, day) <= row.recorded_at.date() for row in tables)


# People


def test_registration_numbers_are_unique_and_check(world: World) -> None:
    numbers = {row.registration_number for row in world.people}
    assert len(numbers) == len(world.people)
    assert all(int(number.replace("-", "")) % 97 == 1 and len(number) == 14 for number in numbers)


def test_everybody_has_one_standing_record_of_particulars(world: World) -> None:
    assert Counter(row.person_id for row in standing(world.particulars, None)) == {row.id: 1 for row in world.people}


def test_a_birth_date_is_missing_just_where_it_is_unknown(world: World) -> None:
    for row in world.particulars:
        assert (row.birth_date is None) == (row.birth_precision == "unknown")
        assert row.birth_precision in {"day", "month", "year", "estimated", "unknown"}
        assert row.birth_date is None or row.birth_date <= row.recorded_at.date()
        assert row.birth_precision != "estimated" or (row.birth_date.month, row.birth_date.day) == (7, 1)


def test_every_given_name_is_in_its_own_letters_and_a_third_in_latin_too(world: World) -> None:
    assert all(row.given_native for row in world.particulars)
    assert 0.3 < mean(row.given_latin is not None for row in world.particulars) < 0.4


def test_three_in_a_hundred_ids_are_somebody_registered_again(world: World) -> None:
    assert sorted(person for person, _ in world.truth) == [row.id for row in world.people]
    again = len(world.truth) - len({real for _, real in world.truth})
    assert 0.025 < again / len(world.truth) < 0.035


def test_whoever_is_registered_again_is_so_later_and_with_something_different(world: World) -> None:
    stated = {row.person_id: row for row in reversed(world.particulars)}
    ids: dict[int, list[int]] = defaultdict(list)
    for person, real in world.truth:
        ids[real].append(person)
    for first, *others in (same for same in ids.values() if len(same) > 1):
        for other in others:
            assert stated[first][2:24] != stated[other][2:24]
            assert world.people[first - 1].recorded_at < world.people[other - 1].recorded_at


def test_several_hundred_household_members_took_part_in_nothing(world: World) -> None:
    attended = {row.person_id for row in standing(world.attendances, None)}
    assert 300 < len(world.people) - len(attended) < 1_000


# Households


def test_households_are_of_about_six(world: World) -> None:
    sizes = Counter(row.household_id for row in standing(world.memberships, None) if row.left_on is None)
    assert 5.5 < mean(sizes.values()) < 6.5
    assert min(sizes.values()) == 1
    assert max(sizes.values()) >= 14


def test_memberships_of_one_person_never_overlap(world: World) -> None:
    periods: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in standing(world.memberships, None):
        assert row.relation in {"head", "spouse", "child", "parent", "sibling", "other_relative", "not_related"}
        assert row.left_on is None or row.joined_on < row.left_on
        periods[row.person_id].append((row.joined_on, row.left_on or date.max))
    for own in periods.values():
        own.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(own))
    assert any(len(own) == 2 for own in periods.values())


def test_no_household_has_two_heads(world: World) -> None:
    heads = Counter(row.household_id for row in standing(world.memberships, None) if row.relation == "head")
    assert heads == {row.id: 1 for row in world.households}


def test_some_households_have_two_wives_twins_or_a_child_at_the_head(world: World) -> None:
    stated = {row.person_id: row for row in standing(world.particulars, None)}
    households: dict[int, list[rows.Membership]] = defaultdict(list)
    for row in standing(world.memberships, None):
        households[row.household_id].append(row)
    two_wives = twins = child_heads = 0
    for people in households.values():
        two_wives += sum(row.relation == "spouse" for row in people) == 2
        births = [stated[row.person_id] for row in people if row.relation == "child"]
        exact = [(row.birth_date, row.mother_given_native) for row in births if row.birth_precision == "day"]
        twins += len(set(exact)) < len(exact)
        head = next(stated[row.person_id] for row in people if row.relation == "head")
        child_heads += head.birth_date is not None and head.birth_date > date(2001, 12, 1)
    assert two_wives > 40
    assert twins > 20
    assert child_heads >= 5


def test_displacement_is_of_a_household_or_of_a_person_and_has_a_history(world: World) -> None:
    known = {
        "idp_camp",
        "idp_out_of_camp",
        "returnee",
        "secondary_displaced",
        "stayee",
        "host_community",
        "refugee",
        "unknown",
    }
    histories: dict[int, list[date]] = defaultdict(list)
    for row in world.displacements:
        assert row.status in known
        assert (row.household_id is None) != (row.person_id is None)
        if row.household_id is not None:
            histories[row.household_id].append(row.since)
    assert all(len(set(since)) == len(since) for since in histories.values())
    assert max(len(since) for since in histories.values()) == 3
    assert {row.status for row in world.displacements} == known


def test_displacement_is_stated_as_the_service_would_take_it(world: World) -> None:
    stated = {row.person_id: row for row in reversed(world.particulars)}
    for row in world.displacements:
        if row.person_id is not None:
            of = stated[row.person_id]
            birth = born(of.birth_date, BirthPrecision(of.birth_precision))
            assert birth is None or birth.first <= row.since
        assert row.until is None or (row.person_id is not None and row.since < row.until <= row.recorded_at.date())
        assert row.arrived_on is None or row.arrived_on <= row.recorded_at.date()
        assert row.shelter is None or row.shelter in LIVES_IN[DisplacementStatus(row.status)]
        assert row.origin is None or exists(row.origin)
        if row.status in {"stayee", "host_community"}:
            assert (row.origin, row.arrived_on) == (None, None)
        if row.status == "refugee":
            assert row.origin is None
    assert any(row.until for row in world.displacements)
    assert len({row.shelter for row in world.displacements}) > 6


def test_nobody_joins_a_household_before_they_can_have_been_born(world: World) -> None:
    stated = {row.person_id: row for row in reversed(world.particulars)}
    for row in world.memberships:
        birth = born(stated[row.person_id].birth_date, BirthPrecision(stated[row.person_id].birth_precision))
        assert birth is None or birth.first <= row.joined_on


# Documents and consents


def test_many_hold_no_document_and_to_hold_none_is_no_row(world: World) -> None:
    holders = {row.person_id for row in world.documents}
    assert 0.5 < len(holders) / len(world.people) < 0.65
    assert {row.type for row in world.documents} == set(DocumentType)
    assert all(normalised(DocumentType(row.type), row.number) for row in world.documents)


def test_of_a_documents_number_an_index_and_three_characters_are_loaded(world: World) -> None:
    for row, kept in zip(world.documents, loading.stored("documents", world.documents, KEY), strict=True):
        assert kept.number_index == index(KEY, DocumentType(row.type), row.number)
        assert row.number.endswith(kept.last_three)
        assert len(kept.last_three) == 3
        assert row.number not in map(str, kept)
    other = loading.stored("documents", world.documents, bytes([1]) * 32)
    assert other[0].number_index != loading.stored("documents", world.documents, KEY)[0].number_index


def test_it_is_written_down_of_many_documents_who_issued_them_and_when(world: World) -> None:
    issued = [row for row in world.documents if row.authority is not None]
    assert 0.4 < len(issued) / len(world.documents) < 0.6
    assert all(len(row.authority or "") <= 120 for row in issued)
    assert {row.type for row in world.documents if row.valid_from} == {"national_card", "passport", "unhcr"}
    for row in world.documents:
        assert (row.valid_from is None) == (row.valid_until is None)
        assert row.valid_from is None or row.valid_until is None or row.valid_from < row.valid_until


def test_phones_are_numbers_that_families_share_and_neighbours_lend(world: World) -> None:
    assert 0.4 < len(world.phones) / len(world.people) < 0.75
    for row in world.phones:
        assert read(row.number) == row.number
    assert {row.owner for row in world.phones} == set(PhoneOwner) - {"other"}
    assert len({(row.person_id, row.number) for row in world.phones}) == len(world.phones)
    real = dict(world.truth)
    owners = {row.number: real[row.person_id] for row in world.phones if row.owner == "self"}
    assert len(set(owners.values())) == len(owners)
    reached = Counter(row.number for row in world.phones)
    assert sum(count > 1 for count in reached.values()) > 500
    lives_in = {row.person_id: row.household_id for row in reversed(world.memberships)}
    homes: dict[str, set[int]] = defaultdict(set)
    for row in world.phones:
        if row.owner != "neighbour" and row.person_id in lives_in:
            homes[row.number].add(lives_in[row.person_id])
    lent = [row for row in world.phones if row.owner == "neighbour" and row.person_id in lives_in]
    assert len(lent) > 50
    assert mean(lives_in[row.person_id] in homes[row.number] for row in lent) < 0.1


def test_some_people_of_five_years_and_over_were_asked_what_they_find_difficult(world: World) -> None:
    assert 0.2 < len(world.functioning) / len(world.people) < 0.32
    first = {row.person_id: row for row in reversed(world.particulars)}
    for row in world.functioning:
        birth = first[row.person_id].birth_date
        assert birth is not None
        assert age(birth, row.asked_on) >= 5
    answers = [[getattr(row, question) for question in Question] for row in world.functioning]
    assert {answer for given in answers for answer in given} == {*Difficulty, None}
    disabled = [not {Difficulty.A_LOT, Difficulty.CANNOT}.isdisjoint(given) for given in answers]
    assert 0.1 < mean(disabled) < 0.25


def test_a_document_is_stated_once_by_each_and_by_both_ids_of_some_who_have_two(world: World) -> None:
    stated = Counter((row.person_id, row.type, row.number) for row in world.documents)
    assert set(stated.values()) == {1}
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in world.documents:
        holders[row.type, row.number].add(row.person_id)
    real = dict(world.truth)
    shared = [people for people in holders.values() if len(people) > 1]
    assert len(shared) > 100
    assert mean(len({real[person] for person in people}) == 1 for people in shared) > 0.9


def test_two_notices_stand_in_three_languages_as_long_as_they_may_be(world: World) -> None:
    assert {(row.purpose, row.recipient_class, row.version) for row in world.notices} == {
        ("livelihood-support", "authority", 1),
        ("case-referral", "aid", 1),
    }
    for row in world.notices:
        stated = {field: getattr(row, field) for field in NoticeDraft.model_fields}
        assert NoticeDraft.model_validate_json(json.dumps(stated)).model_dump() == stated
        assert [text.count("\n\n") for text in (row.text_en, row.text_ar, row.text_ckb)] == [8, 8, 8]


def test_everybody_under_18_is_spoken_for_and_nobody_else(world: World) -> None:
    first = {row.person_id: row for row in reversed(world.particulars)}
    for row in world.consents:
        born = first[row.person_id].birth_date
        child = born is not None and age(born, row.decided_on) < 18
        assert child == (row.given_by != "self")
        assert row.proxy_person_id is None or child
        assert row.proxy_person_id != row.person_id
    proxies = {row.person_id for row in world.consents if row.given_by in {"mother", "father"}}
    assert len(proxies) > 1_000


def test_who_speaks_for_a_child_is_grown_up_and_of_its_household(world: World) -> None:
    lives_in = {row.person_id: row.household_id for row in reversed(world.memberships)}
    first = {row.person_id: row for row in reversed(world.particulars)}
    spoken = [row for row in world.consents if row.proxy_person_id is not None]
    same = [lives_in[row.proxy_person_id] == lives_in.get(row.person_id) for row in spoken]
    assert mean(same) > 0.9
    for row in spoken:
        sex = first[row.proxy_person_id].sex
        assert sex == "not_stated" or (row.given_by, sex) not in {("mother", "male"), ("father", "female")}


def test_consent_is_given_on_the_notice_of_its_purpose_and_some_is_withdrawn_later(world: World) -> None:
    of = {row.id: (row.purpose, row.recipient_class) for row in world.notices}
    decisions: dict[tuple[int, str], list[rows.Consent]] = defaultdict(list)
    for row in world.consents:
        assert row.notice_id is None or of[row.notice_id] == (row.purpose, row.recipient_class)
        decisions[row.person_id, row.purpose].append(row)
    for taken in decisions.values():
        assert [row.decision for row in taken] in (["given"], ["given", "withdrawn"])
        assert [row.decided_on for row in taken] == sorted({row.decided_on for row in taken})
        assert taken[0].notice_id is not None
    assert 0.04 < mean(len(taken) == 2 for taken in decisions.values()) < 0.08
    assert {row.witnessed for row in world.consents} == set(Witnessed)
    assert {row.language for row in world.consents} == {"ar", "ckb"}


@pytest.mark.parametrize("purpose", ["livelihood-support", "case-referral"])
def test_about_half_of_the_people_consent_to_each_purpose_and_half_do_not(world: World, purpose: str) -> None:
    given = {row.person_id for row in world.consents if row.purpose == purpose}
    assert 0.3 < len(given) / len(world.people) < 0.6


def test_the_labour_ministry_finds_more_than_half_of_those_who_were_assisted(world: World) -> None:
    latest = {row.person_id: row.decision for row in world.consents if row.purpose == "livelihood-support"}
    assisted = [row.person_id for row in standing(world.assistances, None) if row.project == PILOT]
    assert 0.5 < mean(latest.get(person) == "given" for person in assisted) < 0.75


@pytest.mark.parametrize("partner", ["molsa", "aid-ngo"])
def test_whom_a_partner_may_look_up_is_known_and_can_be_found_in_one_way_only(world: World, partner: str) -> None:
    agreement = agreement_of(partner)
    assert agreement is not None
    offered = list(consenting(world, agreement))
    assert len(offered) > 100
    held = Counter((row.type, row.number) for row in world.documents)
    attended = {row.person_id for row in standing(world.attendances, None)}
    decided = {(row.person_id, row.purpose): row.decision for row in world.consents}
    for number, stated, document in offered:
        assert world.people[stated.person_id - 1].registration_number == number
        assert held[document.type, document.number] == 1
        assert document.person_id == stated.person_id
        assert stated.person_id in attended
        assert stated.place.startswith(agreement.areas)
        assert decided[stated.person_id, agreement.consent] == "given"


# Activities


def test_activities_are_of_ten_to_forty_people_and_one_to_eight_days(world: World) -> None:
    people: dict[int, set[int]] = defaultdict(set)
    activity = {row.id: row.activity_id for row in world.sessions}
    for row in present(world):
        people[activity[row.session_id]].add(row.person_id)
    assert set(people) == {row.id for row in world.activities}
    assert all(10 <= len(present) <= 40 for present in people.values())
    assert len({(row.activity_id, row.held_on) for row in world.sessions}) == len(world.sessions)
    assert max(Counter(activity.values()).values()) == 8


def test_an_attendance_is_unique_and_its_session_within_its_activity(world: World) -> None:
    held = {row.id: row for row in world.activities}
    assert len({(row.session_id, row.person_id) for row in world.attendances}) == len(world.attendances)
    assert 25_000 < len(present(world)) < 30_000
    for row in world.sessions:
        assert held[row.activity_id].starts_on <= row.held_on <= held[row.activity_id].ends_on


def test_nobody_is_on_a_sheet_before_its_session_or_without_the_place_that_it_takes(world: World) -> None:
    held, sessions = {row.id: row for row in world.activities}, {row.id: row for row in world.sessions}
    places = {(row.activity_id, row.person_id): row for row in world.enrolments}
    assert len(places) == len(world.enrolments) > 3_000
    for row in world.enrolments:
        assert held[row.activity_id].by_enrolment
        assert row.enrolled_on <= held[row.activity_id].ends_on
    taken = Counter(row.activity_id for row in world.enrolments)
    assert all(taken[row.id] <= row.capacity for row in world.activities if row.capacity is not None)
    for line in world.attendances:
        session = sessions[line.session_id]
        assert session.held_on <= day_of(line.recorded_at)
        if held[session.activity_id].by_enrolment:
            assert places[session.activity_id, line.person_id].enrolled_on <= session.held_on
    excused = sum(row.outcome == "excused" for row in world.attendances)
    assert 300 < excused < 2_000


def test_certificates_are_for_those_who_were_at_enough_sessions(world: World) -> None:
    held, activity = {row.id: row for row in world.activities}, {row.id: row.activity_id for row in world.sessions}
    sessions, came = (
        Counter(activity.values()),
        Counter((activity[row.session_id], row.person_id) for row in present(world)),
    )
    given = {(row.activity_id, row.person_id) for row in world.certificates}
    assert len({row.number for row in world.certificates}) == len(given) == len(world.certificates) > 1_000
    for id, person in given:
        assert came[id, person] * 100 >= (held[id].certificate_share or 101) * sessions[id]
    assert all(row.issued_on >= held[row.activity_id].ends_on for row in world.certificates)


def test_mhpss_is_stated_as_the_tables_hold_it_and_rarely_for_one_person(world: World) -> None:
    mhpss = [row for row in world.activities if row.type == "mhpss"]
    assert all(
        (row.mhpss_code is None) == (row.type != "mhpss") == (row.mhpss_layer is None) for row in world.activities
    )
    deep = [row for row in mhpss if row.mhpss_layer in {"3", "4"}]
    assert 0.1 < len(deep) / len(mhpss) < 0.35


def test_no_activity_is_for_one_kind_of_person(world: World) -> None:
    sex = {row.person_id: row.sex for row in standing(world.particulars, None)}
    activity = {row.id: row.activity_id for row in world.sessions}
    came: dict[int, set[str]] = defaultdict(set)
    for row in present(world):
        came[activity[row.session_id]].add(sex[row.person_id])
    assert all({"female", "male"} <= sexes for sexes in came.values())


def test_activities_are_in_districts_and_sub_districts_and_within_their_project(world: World) -> None:
    projects = {row.code: row for row in world.projects}
    assert {place(row.place).level for row in world.activities} == {2, 3}
    for row in world.activities:
        assert projects[row.project].starts_on <= row.starts_on <= row.ends_on <= projects[row.project].ends_on


# Money


def test_no_payment_goes_above_its_contract_at_any_moment(world: World) -> None:
    moments = sorted({row.recorded_at for row in world.payments})
    contracts = {("award", row.id): row for row in world.awards}
    contracts |= {("assistance", row.id): row for row in world.assistances}
    for moment in moments:
        paid: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        for row in standing(world.payments, moment):
            contract = ("award", row.award_id) if row.award_id is not None else ("assistance", row.assistance_id)
            assert row.currency == contracts[contract].currency
            assert row.paid_on > contracts[contract].approved_on
            paid[contract] += row.amount
        assert all(amount <= contracts[contract].amount for contract, amount in paid.items())


def test_a_payment_has_one_contract_and_a_reference_of_its_own(world: World) -> None:
    assert len({row.reference for row in world.payments}) == len(world.payments)
    assert all((row.award_id is None) != (row.assistance_id is None) for row in world.payments)


def test_dinars_are_whole_and_payable_in_notes_and_dollars_have_cents(world: World) -> None:
    currencies = Counter(row.currency for row in (*world.awards, *world.assistances))
    assert currencies["IQD"] > 10
    for row in (*world.awards, *world.assistances, *world.payments):
        assert row.amount > 0
        if row.currency == "IQD":
            assert row.amount % 250 == 0
            assert row.amount.as_tuple().exponent == 0
        else:
            assert row.amount.as_tuple().exponent == -2


def test_about_a_third_of_the_owners_are_women(world: World) -> None:
    assert 0.25 < mean(row.owner_sex == "female" for row in world.awards) < 0.4


# Forums


def test_a_forum_is_at_the_level_of_its_place(world: World) -> None:
    levels = {"governorate": 1, "district": 2, "sub_district": 3, "neighbourhood": 3}
    assert all(place(row.place).level == levels[row.level] for row in world.forums)


def test_a_forum_has_about_thirty_members_and_a_woman_among_its_leaders(world: World) -> None:
    seated = [row for row in standing(world.members, None) if row.left_on is None]
    for forum in world.forums:
        own = [row for row in seated if row.forum_id == forum.id]
        assert 25 <= len(own) <= 38
        leaders = [row for row in own if row.role in {"head", "deputy", "secretary"}]
        assert len(leaders) == 3
        assert any(row.sex == "female" for row in leaders)
        assert all(row.joined_on >= forum.established_on for row in own)
