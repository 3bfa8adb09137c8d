"""How the demo says that the money came: what was loaded around the rules is as the rules would have left it."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from callers import KEY, Caller, Running, require_made, running

from demo import filling
from demo.figures import Figures
from demo.sizes import Extent
from services.grants import app as grants_app
from services.grants.assisting.assessments.scoring import score
from services.grants.assisting.assessments.views import AnswersDraft
from services.grants.assisting.phases.views import NeedsScoring
from services.grants.paying.messages import status
from services.grants.paying.messages.initiation import is_valid
from shared.callers import Role, Service

PROJECTS = ("JPN-SDN-2019", "JPN-SDN-2020")


@dataclass(frozen=True)
class Loaded:
    """A grants service that answers over a small demo; what it should tell, and where its files lie."""

    service: Running
    figures: dict[str, Figures]
    files: Path

    @property
    def officer(self) -> Caller:
        return self.service.caller(Role.GRANTS_OFFICER)

    @property
    def finance(self) -> Caller:
        return self.service.caller(Role.FINANCE_APPROVER)

    async def rows(self, sql: str) -> list[Any]:
        async with self.service.connection() as connection:
            return await connection.fetch(sql)

    async def none(self, sql: str) -> bool:
        """Whether this finds nothing."""
        return await self.rows(sql) == []

    async def listed(self, caller: Caller, path: str, **asked: str) -> list[Any]:
        """All pages of a list."""
        page = require_made(await caller.get(path, limit="200", **asked))
        items = list(page["items"])
        while page.get("next"):
            page = require_made(await caller.get(path, limit="200", next=page["next"], **asked))
            items += page["items"]
        return items


@pytest.fixture(scope="module")
async def demo(
    module_clone: Callable[[str], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Loaded]:
    url, var = await module_clone("grants"), tmp_path_factory.mktemp("var")
    recorded = await filling.fill({"grants": url}, var, Extent(people=400, seed=2019))
    files = var / "files"
    settings = grants_app.Settings(database_url=url, mandate_key=KEY, files_url=f"file://{files}")
    async with running(Service.GRANTS, grants_app.create_app(settings), url) as service:
        yield Loaded(service, recorded.figures, files)


# The ledger


async def test_every_posting_adds_up_to_nothing_and_every_account_to_what_it_has(demo: Loaded) -> None:
    assert await demo.none(
        "SELECT posting_id FROM entries GROUP BY posting_id HAVING sum(amount) <> 0 OR count(*) <> 2"
    )
    assert await demo.none("""SELECT account_id FROM balances LEFT JOIN entries USING (account_id)
        GROUP BY account_id, balances.amount HAVING balances.amount <> coalesce(sum(entries.amount), 0)""")


async def test_no_account_ever_had_less_than_nothing(demo: Loaded) -> None:
    assert await demo.none("""SELECT FROM (
        SELECT standing, sum(amount) OVER (
            PARTITION BY account.id ORDER BY posting.recorded_at, posting.id
        ) AS amount
        FROM entries JOIN postings AS posting ON posting.id = posting_id JOIN accounts AS account
            ON account.id = account_id
    ) AS stood WHERE standing <> 'given' AND amount < 0""")


async def test_what_is_paid_was_committed_and_the_rest_of_it_is_still(demo: Loaded) -> None:
    assert await demo.none("""SELECT award.id FROM (
            SELECT id, NULL::int AS assistance_id, id AS award_id, amount FROM awards
            UNION ALL SELECT id, id, NULL, amount FROM assistances
        ) AS award
        JOIN accounts AS account ON account.award_id = award.award_id OR account.assistance_id = award.assistance_id
        JOIN balances AS balance ON balance.account_id = account.id
        GROUP BY award.id, award.award_id, award.assistance_id, award.amount
        HAVING sum(balance.amount) <> award.amount OR sum(balance.amount) FILTER (WHERE balance.standing <> 'committed')
            <> (SELECT coalesce(sum(payment.amount), 0) FROM payments AS payment WHERE voided_at IS NULL AND
                (payment.award_id = award.award_id OR payment.assistance_id = award.assistance_id))""")


@pytest.mark.parametrize("project", PROJECTS)
async def test_results_and_statements_tell_the_same_money_to_the_cent(demo: Loaded, project: str) -> None:
    funds = require_made(await demo.finance.get("/statements", project=project))["funds"]
    told = require_made(await demo.service.caller(Role.MONITORING).get("/support", project=project))["money"]
    figures = demo.figures[project]
    lines = {line["currency"]: line for line in told}
    assert {fund["currency"] for fund in funds} == figures.committed.keys() == lines.keys()
    for fund in funds:
        line = lines[fund["currency"]]
        stands = {name: Decimal(amount) for name, amount in fund["closing"].items()}
        currency = fund["currency"]
        paid = stands["disbursed"] + stands["returned"]
        assert paid == Decimal(line["paid"]) == figures.paid[currency] + figures.assistance_paid[currency]
        assert stands["committed"] + paid == Decimal(line["committed"])
        assert Decimal(line["committed"]) == figures.committed[currency] + figures.assistance_committed[currency]
        assert sum(stands.values()) == Decimal(fund["ceiling"])


async def test_what_was_paid_in_dinars_can_be_told_in_dollars(demo: Loaded) -> None:
    asked = {"currency": "IQD", "to_currency": "USD"}
    [fund] = require_made(await demo.finance.get("/statements", **asked))["funds"]
    assert fund["converted"]["days_without_rate"] == []
    assert Decimal(fund["converted"]["disbursed"]) > 0


# Applications and contracts


async def test_every_award_was_applied_for_found_eligible_and_decided_by_a_committee(demo: Loaded) -> None:
    applications = await demo.listed(demo.officer, "/applications")
    awarded = [each for each in applications if each["stage"] in {"milestone", "suspended", "post_monitoring"}]
    assert len(awarded) == 28 + 9
    for application in awarded:
        found = require_made(await demo.officer.get(f"/applications/{application['id']}/eligibility"))
        assert found["eligible"], found
    assert await demo.none("""SELECT FROM awards AS award LEFT JOIN rulings AS ruling
            ON ruling.application_id = award.application_id AND ruling.amount = award.amount
        LEFT JOIN sittings AS sitting ON sitting.id = ruling.sitting_id AND sitting.held_on = award.approved_on
        WHERE sitting.id IS NULL OR votes_for + votes_against + votes_abstained < quorum""")
    assert await demo.none("""SELECT FROM awards AS award LEFT JOIN owners ON owners.enterprise_id = award.enterprise_id
        LEFT JOIN awardees ON awardees.award_id = award.id AND awardees.person_id = owners.person_id
        WHERE awardees.id IS NULL""")


async def test_nobody_decides_on_what_they_verified_or_on_which_they_stand_aside(demo: Loaded) -> None:
    assert await demo.none("SELECT FROM votes JOIN recusals USING (application_id, recorded_by)")
    assert await demo.none("""SELECT FROM votes JOIN applications ON applications.id = application_id
        JOIN verifications USING (enterprise_id) WHERE verifications.recorded_by = votes.recorded_by""")


async def test_the_portfolio_shows_applications_at_every_stage_and_calls_that_have_money_left(demo: Loaded) -> None:
    told = require_made(await demo.officer.get("/portfolio"))
    stages: Counter[str] = Counter()
    for line in told["pipeline"]:
        stages[line["stage"]] += line["applications"]
    assert stages == {
        "eoi": 1,
        "eoi_screened": 1,
        "full_application": 1,
        "business_plan": 1,
        "milestone": 2,
        "post_monitoring": 34,
        "rejected": 4,
        "waitlisted": 1,
        "withdrawn": 1,
        "suspended": 1,
    }
    assert len(told["forecast"]) == 4
    assert all(Decimal(call["left"]) > 0 and Decimal(call["granted"]) > 0 for call in told["forecast"])
    assert len(told["visits_due"]) == 1


async def test_a_tranche_was_paid_after_its_milestone_was_verified_and_as_the_contract_has_it(demo: Loaded) -> None:
    assert await demo.none("""SELECT FROM payments AS payment JOIN awards AS award ON award.id = payment.award_id
        LEFT JOIN contracts AS contract ON contract.award_id = award.id
        LEFT JOIN milestones AS milestone ON milestone.contract_id = contract.id AND milestone.tranche = payment.tranche
        LEFT JOIN milestone_verifications AS seen ON seen.milestone_id = milestone.id
        LEFT JOIN orders ON orders.id = payment.order_id
        LEFT JOIN tranches AS latest ON latest.contract_id = contract.id AND latest.number = payment.tranche
            AND latest.version_id = (SELECT max(id) FROM contract_versions WHERE contract_id = contract.id)
        WHERE NOT coalesce(seen.recorded_at < orders.recorded_at AND latest.amount = payment.amount, false)""")
    versions = await demo.rows("SELECT version, count(*) FROM contract_versions GROUP BY version ORDER BY version")
    assert [tuple(row) for row in versions] == [(1, 37), (2, versions[1][1])]
    assert await demo.none("""SELECT FROM tranches AS one JOIN tranches AS other USING (contract_id, number)
        JOIN milestones ON milestones.contract_id = one.contract_id AND tranche = number
        WHERE one.due_on < other.due_on AND milestones.recorded_at < other.recorded_at""")


# Batches


async def test_batches_stand_as_the_bank_and_the_signatures_say(demo: Loaded) -> None:
    batches = await demo.listed(demo.finance, "/batches")
    assert Counter((batch["means"], batch["state"]) for batch in batches) == {
        ("bank_transfer", "sent"): 2,
        ("cash", "sent"): 1,
        ("bank_transfer", "closed"): 1,
    }
    for batch in batches:
        told = require_made(await demo.finance.get(f"/batches/{batch['id']}/reconciliation"))
        assert Decimal(told["difference"]) == 0
        assert told["reconciled"] is (batch["state"] == "sent")
    made = await demo.listed(demo.finance, "/instructions")
    [rejected] = [each for each in made if each["state"] == "rejected"]
    [again] = [each for each in made if each["after"] is not None]
    assert (rejected["reason"], again["state"]) == ("AC04", "settled")
    assert again["end_to_end_id"] == rejected["end_to_end_id"]
    assert again["party_id"] != rejected["party_id"]
    assert {each["state"] for each in made} == {"rejected", "settled", "waiting"}
    assert await demo.none("""SELECT FROM instructions AS sent JOIN batch_sendings USING (batch_id)
        LEFT JOIN payments AS payment ON payment.order_id = sent.order_id AND reference = end_to_end_id
        WHERE payment.id IS NULL""")


async def test_what_went_to_the_bank_and_what_it_said_lies_there_as_the_standard_has_it(demo: Loaded) -> None:
    sent = await demo.rows("SELECT batch_id, sha256, size, sent_at FROM batch_sendings WHERE sha256 IS NOT NULL")
    for row in sent:
        answer = await demo.finance.get(f"/batches/{row['batch_id']}/file")
        assert (sha256(answer.content).hexdigest(), len(answer.content)) == (row["sha256"], row["size"])
        assert is_valid(BytesIO(answer.content))
        assert row["sent_at"].strftime("<CreDtTm>%Y-%m-%dT%H:%M:%SZ</CreDtTm>").encode() in answer.content
    reports = await demo.rows("SELECT id, sha256, message_id, batch_id FROM reports")
    said = await demo.rows("SELECT report_id, end_to_end_id, status, reason, on_day FROM instruction_statuses")
    assert len(reports) > len(sent) == 2
    for row in reports:
        told = status.read((demo.files / row["sha256"][:2] / row["sha256"]).read_bytes())
        assert told.message_id == row["message_id"]
        kept = {tuple(line)[1:] for line in said if line["report_id"] == row["id"]}
        assert {(each.end_to_end_id, each.status, each.reason, each.on) for each in told.statuses} == kept


async def test_evidence_of_a_milestone_can_be_opened(demo: Loaded) -> None:
    [row] = await demo.rows("SELECT id FROM files ORDER BY id LIMIT 1")
    answer = await demo.officer.get(f"/files/{row['id']}/content")
    assert answer.content.startswith(b"%PDF-1.4\n"), answer.text


async def test_something_waits_for_everybody_who_approves(demo: Loaded) -> None:
    [batch] = await demo.listed(demo.finance, "/batches", others="true")
    assert batch["state"] == "closed"
    orders = await demo.listed(demo.finance, "/orders", others="true")
    assert orders
    assert all(not order["approved"] for order in orders)
    assert len(await demo.listed(demo.officer, "/milestones", others="true")) == 1
    refunds = await demo.listed(demo.finance, "/refunds")
    assert [refund["confirmed"] for refund in refunds] == [True, False, True]
    for caller, path in ((demo.finance, "/recoveries"), (demo.officer, "/selections"), (demo.officer, "/assessments")):
        assert len(await demo.listed(caller, path, others="true")) == 1, path
    assert await demo.listed(demo.officer, "/findings")
    assert len(await demo.listed(demo.officer, "/doubles")) == 1


async def test_what_was_demanded_back_came_back_in_part_was_written_off_or_waits(demo: Loaded) -> None:
    demands = await demo.listed(demo.finance, "/recoveries")
    assert [(demand["state"], demand["reason"], demand["overdue"]) for demand in reversed(demands)] == [
        ("partly_recovered", "received_twice", True),
        ("written_off", "wrong_person", False),
        ("proposed", "wrong_person", False),
    ]
    first = demands[-1]
    assert first["refunded"] == first["instalments"][0]["due"]
    assert first["outstanding"] == first["instalments"][1]["due"]
    assert demands[1]["written_off"] == demands[1]["amount"]
    assert await demo.none("""SELECT FROM recoveries AS demand
            JOIN payments AS payment ON payment.id = demand.payment_id
        WHERE demand.amount > payment.amount OR payment.voided_at IS NOT NULL OR demanded_on < paid_on""")
    assert await demo.none("""SELECT recovery_id FROM recovery_instalments AS part
            JOIN recoveries ON recoveries.id = recovery_id
        GROUP BY recovery_id, recoveries.amount HAVING sum(part.amount) <> recoveries.amount""")
    assert await demo.none("""SELECT FROM refunds JOIN refund_confirmations AS booked ON booked.refund_id = refunds.id
        LEFT JOIN postings ON postings.refund_id = refunds.id
        LEFT JOIN entries ON posting_id = postings.id AND entries.amount = refunds.amount
        WHERE entries.account_id IS NULL""")
    settled = await demo.rows(
        "SELECT first_id FROM findings JOIN settlements ON finding_id = id AND outcome = 'settled'"
    )
    assert [row["first_id"] for row in settled] == [first["assistance_id"]]


# Livelihoods


async def test_everybody_who_was_assisted_is_in_the_phase_of_their_project_and_one_a_household(demo: Loaded) -> None:
    for project in PROJECTS:
        phases = await demo.listed(demo.officer, "/phases", project=project)
        [phase] = [phase for phase in phases if phase["scoring"] is None]
        given = await demo.rows(f"""SELECT count(*), count(DISTINCT coalesce(household_id, -person_id))
            FROM assistances WHERE project = '{project}' AND phase_id = {phase["id"]}
                AND approved_on BETWEEN '{phase["starts_on"]}' AND '{phase["ends_on"]}'""")
        assert tuple(given[0]) == (demo.figures[project].assisted,) * 2


async def test_packages_were_given_in_kind_in_cash_and_in_wages_and_were_asked_about_or_will_be(demo: Loaded) -> None:
    provisions = await demo.listed(demo.officer, "/provisions")
    assert {each["form"] for each in provisions} == {"cash", "in_kind"}
    assert any(each["complete"] for each in provisions)
    for path in ("/works", "/workers", "/periods", "/courses", "/placements", "/followups", "/deliveries"):
        assert await demo.listed(demo.officer, path), path
    periods = await demo.listed(demo.officer, "/periods")
    assert all(period["confirmed"] for period in periods)
    assert await demo.listed(demo.officer, "/followups/due")


async def test_whoever_has_an_award_and_assistance_is_a_finding_and_nobody_else(demo: Loaded) -> None:
    people = await demo.rows("SELECT person_id FROM assistances UNION SELECT person_id FROM owners")
    told = {"people": [[row["person_id"]] for row in people]}
    gateway = demo.service.caller(for_gateway=True, areas=(), datasets={})
    assert require_made(await gateway.post("/identities", told)) == {"raised": 0, "closed": 0}
    assert await demo.rows("SELECT FROM findings")


async def test_enterprises_that_state_the_same_phone_may_be_one(demo: Loaded) -> None:
    alike = await demo.rows("""SELECT first.id, second.id FROM enterprises AS first JOIN enterprises AS second
        ON second.id > first.id AND (second.phone = first.phone OR second.registry_form = first.registry_form
            OR second.legal_name_form = first.legal_name_form) ORDER BY 1""")
    assert alike == await demo.rows("SELECT first_id, second_id FROM doubles WHERE same_phone ORDER BY 1") != []


async def test_needs_and_skills_are_scored_by_the_rules_and_seen_by_somebody_else(demo: Loaded) -> None:
    assessments = await demo.listed(demo.officer, "/assessments")
    for each in assessments:
        answers = AnswersDraft.model_validate({name: each[name] for name in AnswersDraft.model_fields})
        given = score(answers, NeedsScoring(each["scoring"]))
        assert tuple(Decimal(each[name]) for name in ("needs", "skills", "score")) == (
            given.needs,
            given.skills,
            given.total,
        )
        assert [part.model_dump(mode="json") for part in given.parts] == each["parts"]
    assert Counter(each["found"] for each in assessments).keys() == {"as_stated", "not_as_stated", None}


async def test_lists_are_ranked_and_decided_as_the_rules_have_it(demo: Loaded) -> None:
    waits, decided = await demo.listed(demo.officer, "/selections")
    assert (waits["state"], decided["state"]) == ("closed", "decided")
    for selection in (waits, decided):
        ranked = require_made(await demo.officer.get(f"/selections/{selection['id']}/ranking"))["items"]
        assert [each["rank"] for each in ranked] == list(range(1, selection["candidates"] + 1))
        points = [(Decimal(each["score"]), Decimal(each["needs"])) for each in ranked]
        assert points == sorted(points, reverse=True)
    confirmed = [each for each in ranked if each["opinion"] == "confirmed"]
    assert [each["outcome"] for each in confirmed] == ["selected"] * decided["places"] + ["reserve"] * (
        len(confirmed) - decided["places"]
    )
    assert [each["reason"] for each in ranked if each not in confirmed] == ["objected"]
    [lapsed] = [each for each in ranked if each["lapse_reason"]]
    [moved_up] = [each for each in ranked if each["in_place_of"]]
    assert (moved_up["in_place_of"], moved_up) == (lapsed["id"], confirmed[decided["places"]])
    assert sum(each["holds_place"] for each in ranked) == decided["places"]
    sessions = await demo.listed(demo.officer, "/validations", selection_id=str(decided["id"]))
    assert [[said["opinion"] for said in session["opinions"]] for session in sessions[:-1]] == [["confirmed"]]


# All of it


async def test_nothing_is_recorded_before_what_it_refers_to(demo: Loaded) -> None:
    references = await demo.rows("""SELECT conrelid::regclass::text AS of, confrelid::regclass::text AS to,
            (SELECT string_agg(format('one.%I = other.%I', mine.attname, theirs.attname), ' AND ')
             FROM unnest(conkey, confkey) AS pair (here, there)
             JOIN pg_attribute AS mine ON mine.attrelid = conrelid AND mine.attnum = here
             JOIN pg_attribute AS theirs ON theirs.attrelid = confrelid AND theirs.attnum = there) AS joined
        FROM pg_constraint WHERE contype = 'f' AND 2 = (SELECT count(*) FROM pg_attribute
            WHERE attrelid IN (conrelid, confrelid) AND attname = 'recorded_at')""")
    assert len(references) > 80
    early = " UNION ALL ".join(
        f"SELECT '{row['of']} {row['joined']}' AS what, one.recorded_at, other.recorded_at AS before"
        f" FROM {row['of']} AS one JOIN {row['to']} AS other ON {row['joined']}"
        " WHERE one.recorded_at < other.recorded_at"
        for row in references
    )
    assert await demo.rows(early) == []


async def test_everything_new_goes_on_after_what_was_loaded(demo: Loaded) -> None:
    async with demo.service.connection() as connection:
        tables = await connection.fetch("""SELECT relname AS table FROM pg_class
            JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'id' AND atthasdef
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace""")
        for row in tables:
            await _require_free(connection, row["table"])


async def _require_free(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> None:
    sql = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) > coalesce(max(id), 0) FROM {table}"
    assert await connection.fetchval(sql), table
