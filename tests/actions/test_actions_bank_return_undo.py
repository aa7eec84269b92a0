"""A return is carried out in pieces that survive a killed worker, and can be taken back as a whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import made_batches
import made_cases as cases
import made_loans
import made_offices
from failing_writes import everything
from hudai.actions import bank_return as returns
from hudai.actions import bank_return_kind, bank_return_payouts, bank_return_undo, maturity
from hudai.actions.actor import Actor
from hudai.actions.bank_return import Answers
from hudai.actions.decision import Terms
from hudai.actions.job import work_once
from hudai.actions.subsidy_drawing import draw_up
from hudai.core.errors import Refusal
from hudai.records.models import (
    BankReturn,
    Extension,
    Job,
    Loan,
    LoanCorrection,
    LoanStanding,
    Repayment,
    ReportedClass,
    Station,
)
from hudai.records.queries.loan_facts import loan_facts
from made_name_lists import NOON, county_office, work_all
from made_returns import (
    FIRST_QUARTER,
    LOANS,
    QIAN,
    SECOND_QUARTER,
    bank,
    carry_out,
    hand_in,
    household,
    loan,
    repayment,
    sheet,
)

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The worker dies."""


@pytest.fixture
def office() -> Actor:
    found = county_office()
    bank()
    return found


@pytest.fixture
def lent(office: Actor) -> Loan:
    household()
    carry_out(office, "loans", [loan()])
    return Loan.objects.get(contract="HT1")


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_return_kind, "LOANS_IN_A_PIECE", 1)
    monkeypatch.setattr(bank_return_kind, "ROWS_IN_A_PIECE", 1)


THREE = [loan(f"HT{number}", disbursed_on=f"2022-0{number}-10") for number in (1, 2, 3)]


def take_back(office: Actor, found: BankReturn) -> None:
    returns.undo(actor=office, return_id=found.pk)
    work_all()
    found.refresh_from_db()
    assert found.state == "undone", found.job.message if found.job else ""


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("dies_at", [0, 1, 2])
def test_a_worker_killed_at_any_piece_loses_and_doubles_nothing(
    office: Actor, monkeypatch: pytest.MonkeyPatch, dies_at: int
):
    household()
    found = hand_in(office, "loans", THREE)
    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    written, real = [], bank_return_kind.KINDS["loans"]

    def killed(*arguments: object) -> list[int]:
        done = real.write(*arguments)  # type: ignore[arg-type]
        written.append(1)
        if len(written) == dies_at + 1:
            raise Crash
        return done

    mortal = bank_return_kind.KindOfReturn(real.check, killed, real.alone, real.cut)
    monkeypatch.setitem(bank_return_kind.KINDS, "loans", mortal)
    with pytest.raises(Crash):
        work_once(lambda: NOON, "工人一")
    assert Loan.objects.count() == dies_at

    assert work_once(lambda: NOON + timedelta(minutes=2), "工人二") is not None

    found.refresh_from_db()
    assert found.state == "done"
    assert found.counts["written"]["new"] == 3
    assert sorted(Loan.objects.values_list("contract", flat=True)) == ["HT1", "HT2", "HT3"]
    assert LoanStanding.objects.count() == 3


@pytest.mark.usefixtures("small_pieces")
def test_a_return_stopped_in_the_middle_goes_on_where_it_stopped(
    office: Actor, monkeypatch: pytest.MonkeyPatch
):
    household()
    found = hand_in(office, "loans", THREE)
    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    found.refresh_from_db()
    real = bank_return_kind.KINDS["loans"]

    def stopped(*arguments: object) -> list[int]:
        done = real.write(*arguments)  # type: ignore[arg-type]
        Job.objects.filter(state=Job.State.RUNNING).update(cancel_asked=True)
        return done

    once = bank_return_kind.KindOfReturn(real.check, stopped, real.alone, real.cut)
    with monkeypatch.context() as patched:
        patched.setitem(bank_return_kind.KINDS, "loans", once)
        work_all()
    assert Loan.objects.count() == 1

    returns.carry_on(actor=office, return_id=found.pk)
    work_all()

    assert Loan.objects.count() == 3


def test_what_somebody_entered_since_the_preview_is_not_doubled(office: Actor, lent: Loan):
    rows = [
        FIRST_QUARTER,
        SECOND_QUARTER,
    ]
    found = hand_in(office, "repayments", rows)
    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    Repayment.objects.create(
        loan=lent, paid_on=date(2022, 3, 21), interest=37_431, recorded_by=office.posting, recorded_at=NOON
    )

    work_all()

    found.refresh_from_db()
    assert found.counts["written"] | {"left": 0} == {
        "new": 1, "changed": 0, "unchanged": 1, "left": 0, "gone": 0, "paid_out": 0,
    }  # fmt: skip
    assert Repayment.objects.count() == 2


def test_repayments_taken_back_are_void_and_corrected_ones_read_as_before(office: Actor, lent: Loan):
    carry_out(office, "repayments", [FIRST_QUARTER])
    before = loan_facts(Loan.objects.all()).repayments.drop("loan_key")
    found = carry_out(
        office,
        "repayments",
        [
            repayment("HT1", "2022-03-21", principal="100", interest="374.13"),
            SECOND_QUARTER,
        ],
    )
    assert LoanStanding.objects.get().balance == 4_990_000

    take_back(office, found)

    assert loan_facts(Loan.objects.all()).repayments.drop("loan_key").equals(before)
    assert Repayment.objects.count() == 5
    assert LoanStanding.objects.get().balance == 5_000_000
    assert hand_in(office, "repayments", [SECOND_QUARTER]).counts["new"] == 1


def test_a_complete_sheet_taken_back_lets_stand_again_what_it_voided(office: Actor, lent: Loan):
    carry_out(
        office,
        "repayments",
        [
            FIRST_QUARTER,
            SECOND_QUARTER,
        ],
    )
    found = hand_in(office, "repayments", [FIRST_QUARTER], whole=True)
    answers = Answers(void_missing=True, reason="核实")
    returns.confirm(actor=office, return_id=found.pk, answers=answers)
    work_all()
    assert Repayment.objects.standing().count() == 1

    take_back(office, found)

    assert sorted(each.interest for each in Repayment.objects.standing()) == [37_431, 49_194]


def test_terms_taken_back_read_as_before_and_the_account_too(office: Actor):
    household()
    carry_out(office, "loans", [loan(account="62284800001", grade="正常")])
    before = list(Loan.objects.values())
    found = carry_out(
        office, "loans", [loan(account="62284800002", rate="3.7", grade="关注", due_on="2024-12-10")]
    )
    assert Loan.objects.get().account == "62284800002"

    take_back(office, found)

    assert list(Loan.objects.values()) == before
    assert Loan.objects.get().account == "62284800001"
    assert [each.loan_class for each in ReportedClass.objects.standing()] == ["正常"]
    assert LoanCorrection.objects.filter(reason__startswith="撤销导入").count() == 3


def test_loans_taken_back_are_given_up_and_the_same_sheet_brings_them_back(office: Actor):
    rows = [
        loan(extended_due_on="2025-07-10", extended_on="2024-12-20", grade="正常"),
        loan("HT2", household="YP002", id_number=QIAN, name="钱老四"),
    ]
    found = carry_out(office, "loans", rows)

    take_back(office, found)

    assert set(Loan.objects.values_list("given_up_on", "disbursed_on")) == {(NOON.date(), None)}
    assert loan_facts(Loan.objects.all()).loans.is_empty()
    assert not LoanStanding.objects.exists()
    assert not Extension.objects.standing().exists()

    again = carry_out(office, "loans", rows)

    assert again.counts["changed"] == 2
    assert set(Loan.objects.values_list("given_up_on", "disbursed_on")) == {(None, date(2022, 1, 10))}
    assert Extension.objects.standing().count() == 1
    assert LoanStanding.objects.count() == 2


def test_a_return_that_revived_contracts_gives_them_up_again_when_taken_back(office: Actor):
    take_back(office, carry_out(office, "loans", [loan()]))
    second = carry_out(office, "loans", [loan()])

    take_back(office, second)

    assert Loan.objects.get().given_up_on == NOON.date()
    assert not LoanStanding.objects.exists()


@pytest.mark.parametrize("what", ["repayment", "correction", "batch", "batch of the town it left"])
def test_nothing_is_taken_back_once_something_rests_on_it(office: Actor, what: str):
    household()
    loans = carry_out(office, "loans", [loan()])
    paid = carry_out(office, "repayments", [FIRST_QUARTER])
    told = {"repayment": (loans, "后续登记"), "correction": (paid, "更正过")}
    found, why = told.get(what, (paid, "贴息批次"))
    if what == "correction":
        carry_out(office, "repayments", [repayment("HT1", "2022-03-21", interest="374.13")])
    if what.startswith("batch"):
        _draw_up()
    if what == "batch of the town it left":
        made_batches.moved(Loan.objects.get().household)

    with pytest.raises(Refusal, match=why):
        returns.undo(actor=office, return_id=found.pk)

    assert Repayment.objects.standing().count() == 1


def _draw_up() -> None:

    town = Loan.objects.get().household.village.parent
    assert town is not None
    desk = made_batches.at(Station.TOWN)
    actor = Actor(desk.officer, desk.posting, NOON)
    desk.posting.region = town
    desk.posting.save()
    draw_up(actor=actor, law=cases.LAW, town=town, through=date(2024, 3, 20))


def test_taking_back_is_all_or_nothing(office: Actor, lent: Loan, monkeypatch: pytest.MonkeyPatch):
    found = carry_out(office, "repayments", [FIRST_QUARTER])
    returns.undo(actor=office, return_id=found.pk)
    before = everything()

    def die(*_: object) -> set[int]:
        raise Crash

    monkeypatch.setattr(bank_return_undo, "_give_up", die)
    with pytest.raises(Crash):
        work_once(lambda: NOON, "工人一")

    changed = {table for table, rows in everything().items() if rows != before[table]}
    assert changed == {"records_job"}


def _signed_row(contract: Loan, **other: str) -> list[str]:
    """The bank's row of a contract signed here."""
    said = {
        "household": contract.household.number,
        "name": contract.borrower.name,
        "id_number": contract.borrower.id_number,
        "branch": "石门支行",
        "principal": "50000",
        "rate": "3.5",
        "disbursed_on": f"{made_loans.SIGNED_ON}",
        "due_on": f"{made_loans.DUE_ON}",
    }
    return loan(contract.contract, **(said | other))


def _bank_actor() -> Actor:
    return made_loans.on(made_loans.SIGNED_ON + timedelta(days=5), Station.BRANCH)


def _sent(row: list[str], by: Actor | None = None) -> BankReturn:
    actor = by or _bank_actor()
    found = returns.hand_in(
        actor=actor,
        kind="loans",
        bank=made_offices.branch(Station.BANK).bank,
        policy="yubei-2021",
        as_of=actor.today,
        file_name="9月.csv",
        content=sheet(LOANS, [row]),
    )
    while work_once(lambda: actor.at, "工人一") is not None:
        pass
    found.refresh_from_db()
    return found


def test_a_contract_signed_here_is_paid_out_by_the_banks_sheet_through_the_rules():
    contract = made_loans.signed()
    found = _sent(_signed_row(contract))
    assert found.counts["changed"] == 1, found.counts

    returns.confirm(actor=_bank_actor(), return_id=found.pk, answers=Answers())
    while work_once(lambda: _bank_actor().at, "工人一") is not None:
        pass

    contract.refresh_from_db()
    assert contract.disbursed_on == made_loans.SIGNED_ON
    assert LoanStanding.objects.get(loan=contract).balance == 5_000_000
    found.refresh_from_db()
    assert found.counts["written"]["paid_out"] == 1
    with pytest.raises(Refusal, match="本系统审批"):
        returns.undo(actor=_bank_actor(), return_id=found.pk)


def test_a_payout_of_more_or_for_longer_than_was_approved_is_a_problem_of_its_row_below_the_ceiling_too():
    terms = Terms(4_000_000, 12, 30_000, "A", made_loans.ACCOUNT)
    application = made_loans.approved(terms=terms, term_months=12, amount=4_000_000)
    contract = made_loans.signed(application, due_on=made_loans.DUE_IN_A_YEAR)
    due = {"rate": "3", "due_on": f"{made_loans.DUE_IN_A_YEAR}"}

    more = _sent(_signed_row(contract, **due, principal="45000"))
    longer = _sent(_signed_row(contract, rate="3", principal="40000", due_on="2026-10-25"))
    dearer = _sent(_signed_row(contract, **(due | {"rate": "3.01"}), principal="40000"))

    assert [each.state for each in (more, longer, dearer)] == ["refused"] * 3
    told = [each.counts["samples"][0][2] for each in (more, longer, dearer)]
    assert "不能超过审批金额 40,000.00 元" in told[0]
    assert "最晚到 2026-09-25" in told[1]
    assert "不能高于审批利率 3.00%" in told[2]


def test_an_extension_approved_here_corrected_by_a_sheet_reads_as_before_once_that_is_taken_back():
    contract = made_loans.one_year()
    application = made_loans.about(contract, "extension", term_months=6)
    actor = made_loans.on(date(2025, 12, 20))
    agreed, listed = date(2027, 3, 25), date(2027, 2, 25)
    maturity.extend(
        actor=actor,
        laws=made_loans.LAWS,
        number=application.number,
        seen_version=application.version,
        signed_on=date(2025, 12, 15),
        due_on=agreed,
        cause="受灾减产",
    )
    row = _signed_row(contract, rate="3", due_on=f"{contract.due_on}", extended_due_on=f"{listed}")
    found = _sent(row, actor)
    assert found.counts["changed"] == 1, found.counts

    def work_on() -> tuple[date, str]:
        while work_once(lambda: actor.at, "工人一") is not None:
            pass
        standing = Extension.objects.standing().get()
        return standing.due_on, standing.cause

    returns.confirm(actor=actor, return_id=found.pk, answers=Answers())
    assert work_on() == (listed, "受灾减产")
    returns.undo(actor=actor, return_id=found.pk)
    assert work_on() == (agreed, "受灾减产")


def test_a_payout_behind_the_window_is_a_problem_of_its_row_with_its_clause():
    contract = made_loans.signed(signed_on=date(2025, 12, 30))
    found = _sent(_signed_row(contract, disbursed_on="2026-01-02"), made_loans.on(date(2026, 1, 5)))

    assert found.state == "refused"
    assert "2026-01-02 不在政策实施期内" in found.counts["samples"][0][2]
    assert "（依据：一（11））" in found.counts["samples"][0][2]


def test_a_payout_from_before_the_town_was_suspended_is_taken_and_one_since_is_not(
    monkeypatch: pytest.MonkeyPatch,
):
    contract = made_loans.signed()
    made_loans.bad_loan()
    monkeypatch.setattr(bank_return_payouts, "laws", made_loans.suspended)
    today = f"{_bank_actor().today}"

    before, since = _sent(_signed_row(contract)), _sent(_signed_row(contract, disbursed_on=today))

    assert (before.state, before.counts["changed"]) == ("ready", 1)
    assert since.state == "refused"
    assert "石门镇的不良率 100.00%" in since.counts["samples"][0][2]


def test_a_payout_the_rules_forbid_is_a_problem_of_its_row():
    contract = made_loans.signed()
    early = f"{made_loans.SIGNED_ON - timedelta(days=1)}"
    found = _sent(_signed_row(contract, disbursed_on=early))

    assert found.state == "refused"
    assert "合同日期" in found.counts["samples"][0][2]
    contract.refresh_from_db()
    assert contract.disbursed_on is None


def test_a_sheet_that_pays_out_less_than_was_signed_corrects_the_term_and_pays_out_that():
    contract = made_loans.signed()
    found = _sent(_signed_row(contract, principal="40000", purpose=contract.purpose))
    assert found.counts["changed"] == 1, found.counts

    returns.confirm(actor=_bank_actor(), return_id=found.pk, answers=Answers())
    while work_once(lambda: _bank_actor().at, "工人一") is not None:
        pass

    contract.refresh_from_db()
    assert (contract.principal, contract.disbursed_on) == (4_000_000, made_loans.SIGNED_ON)
    assert LoanStanding.objects.get(loan=contract).balance == 4_000_000
    corrected = LoanCorrection.objects.filter(loan=contract).order_by("field")
    assert [(each.field, each.before, each.after) for each in corrected] == [
        ("disbursed_on", None, f"{made_loans.SIGNED_ON}"),
        ("principal", 5_000_000, 4_000_000),
    ]


def test_a_payout_of_more_than_was_approved_is_a_problem_of_its_row():
    contract = made_loans.signed()
    found = _sent(_signed_row(contract, principal="60000"))

    assert found.state == "refused", found.counts
    contract.refresh_from_db()
    assert (contract.principal, contract.disbursed_on) == (5_000_000, None)
