"""A bank's register against the county's: differences open, stay, are explained, and close by themselves."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.actions import reconciliation as reconciling
from hudai.actions.actor import Actor, NotYours
from hudai.actions.bank_return import Answers
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Bank, Branch, Difference, JournalLine, Reconciliation, Region, Station
from hudai.records.queries.reconciliation import differences_seen_by, runs_seen_by
from made_name_lists import at_desk, county_office, work_all
from made_returns import FIRST_QUARTER, bank, carry_out, clerk, head_office, household, loan, repayment, sheet

pytestmark = pytest.mark.django_db

HEADS = ("合同号", "借款金额（元）", "年利率（%）", "放款日期", "到期日期", "贷款余额（元）")
APRIL, MAY = date(2024, 4, 30), date(2024, 5, 31)


def row(contract: str = "HT1", **other: str) -> list[str]:
    usual = {"principal": "50000", "rate": "3.85", "disbursed_on": "2022-01-10", "due_on": "2025-01-10"}
    return [contract, *(usual | {"balance": "50000"} | other).values()]


@pytest.fixture
def office() -> Actor:
    found = county_office()
    household()
    bank()
    carry_out(found, "loans", [loan(), loan("HT2", disbursed_on="2023-01-10", principal="20000")])
    carry_out(found, "repayments", [FIRST_QUARTER, repayment("HT2", "2024-05-10", principal="20000")])
    return found


def reconciled(actor: Actor, rows: list[list[str]], as_of: date = MAY) -> Reconciliation:
    content = sheet(HEADS, rows)
    found = reconciling.hand_in(actor=actor, bank=bank(), as_of=as_of, file_name="台账.csv", content=content)
    work_all()
    found.refresh_from_db()
    return found


def open_now() -> list[tuple[str, str]]:
    return list(Difference.objects.filter(closed_at=None).values_list("contract", "field"))


def test_equal_registers_leave_no_work(office):
    found = reconciled(office, [row()])

    assert found.state == "done"
    assert (found.counts["rows"], found.counts["contracts"], found.counts["differences"]) == (1, 2, 0)
    assert found.counts["balances"] == [5_000_000, 5_000_000]
    assert not Difference.objects.exists()
    assert found.stored == ""


def test_each_difference_is_work_for_somebody_with_both_figures(office):
    rows = [row(rate="3.65", balance="49000"), row("HT9", balance="30000")]

    found = reconciled(office, rows)

    told = {
        (each.contract, each.field): (each.ours, each.theirs, each.looks) for each in Difference.objects.all()
    }
    assert told == {
        ("HT1", "rate"): (38_500, 36_500, "office"),
        ("HT1", "balance"): (5_000_000, 4_900_000, "bank"),
        ("HT9", "only_bank"): (None, 3_000_000, "bank"),
    }
    assert found.counts["fields"] == {"rate": 1, "balance": 1, "only_bank": 1}
    assert (found.counts["opened"], found.counts["open"]) == (3, 3)


def test_balances_are_those_of_the_day_asked_for(office):
    found = reconciled(office, [row()], APRIL)

    # On 30 April HT2 still owed 20 000; it was repaid in May.
    assert open_now() == [("HT2", "only_register")]
    assert found.counts["balances"] == [7_000_000, 5_000_000]


def test_a_difference_stays_one_until_the_fact_is_corrected_and_then_closes_itself(office):
    reconciled(office, [row(balance="49000"), row("HT2", balance="20000")], APRIL)
    reconciled(office, [row(balance="49000")])
    assert open_now() == [("HT1", "balance")]
    found = Difference.objects.get(closed_at=None)
    assert (found.first_found.as_of, found.last_found.as_of) == (APRIL, MAY)

    carry_out(office, "repayments", [repayment("HT1", "2022-03-21", principal="1000", interest="374.31")])
    again = reconciled(office, [row(balance="49000")])

    assert open_now() == []
    found.refresh_from_db()
    assert (found.closed_by, found.closed_for) == (None, "再次对账时已经一致")
    assert (again.counts["agreed"], again.counts["opened"]) == (1, 0)


def test_a_term_the_bank_leaves_out_the_next_time_does_not_agree(office):
    reconciled(office, [row(rate="4.35")])

    silent = reconciled(office, [row(rate="")])
    assert (open_now(), silent.counts["agreed"]) == ([("HT1", "rate")], 0)
    said = reconciled(office, [row()])
    assert (open_now(), said.counts["agreed"]) == ([], 1)


def test_an_explained_difference_stays_closed_until_its_figures_change(office):
    reconciled(office, [row(rate="3.65")])
    found = Difference.objects.get()

    reconciling.close(actor=head_office(), difference_id=found.pk, reason="银行系统录错，已报修")
    again = reconciled(office, [row(rate="3.65")])

    assert (again.counts["differences"], again.counts["explained"], again.counts["open"]) == (1, 1, 0)
    assert open_now() == []
    reconciled(office, [row(rate="3.60")])
    assert open_now() == [("HT1", "rate")]
    assert JournalLine.objects.filter(action="销号对账差异").count() == 1


def test_closing_needs_a_reason_and_the_right_desk_and_happens_once(office):
    reconciled(office, [row(rate="3.65")])
    found = Difference.objects.get()
    other = at_desk(
        Station.BANK, branch=Branch.objects.create(bank=Bank.objects.create(name="邻县农商行"), name="总行")
    )
    village = at_desk(Station.VILLAGE, Region.objects.get(name="柳溪村"))
    for actor, reason, error in (
        (office, " ", Refusal),
        (other, "好", NotYours),
        (village, "好", NotYours),
        (clerk("杉木支行"), "好", NotYours),
    ):
        with pytest.raises(error):
            reconciling.close(actor=actor, difference_id=found.pk, reason=reason)
    assert open_now() == [("HT1", "rate")]

    reconciling.close(actor=clerk("石门支行"), difference_id=found.pk, reason="已核实")

    with pytest.raises(NotNow):
        reconciling.close(actor=office, difference_id=found.pk, reason="再来")


def test_a_register_with_a_wrong_row_is_not_compared(office):
    found = reconciled(office, [row(), row("HT1"), row("HT2", balance="一万")])

    assert found.state == "refused"
    assert len(found.counts["samples"]) == 2
    assert reconciling.marked_sheet(actor=office, run_id=found.pk)[:2] == b"PK"
    assert not Difference.objects.exists()


def test_only_month_ends_that_are_over_and_not_before_the_last_are_compared(office):
    for day, why in ((date(2024, 5, 30), "最后一天"), (date(2024, 6, 30), "今天")):
        with pytest.raises(Refusal, match=why):
            reconciled(office, [row()], day)
    reconciled(office, [row()])
    with pytest.raises(Refusal, match="更早"):
        reconciled(office, [row()], APRIL)
    assert Reconciliation.objects.count() == 1


def test_a_bank_reconciles_its_own_register_one_at_a_time(office):
    other = at_desk(
        Station.BANK, branch=Branch.objects.create(bank=Bank.objects.create(name="邻县农商行"), name="总行")
    )
    with pytest.raises(NotYours):
        reconciled(other, [row()])
    content = sheet(HEADS, [row()])
    said = {"bank": bank(), "as_of": MAY, "file_name": "台账.csv", "content": content}
    reconciling.hand_in(actor=head_office(), **said)
    with pytest.raises(NotNow):
        reconciling.hand_in(actor=head_office(), **said)
    assert Reconciliation.objects.count() == 1


def test_a_contract_brought_in_closes_what_only_the_bank_had(office):
    reconciled(office, [row(), row("HT3", balance="50000")])
    assert open_now() == [("HT3", "only_bank")]

    carry_out(office, "loans", [loan("HT3")], Answers())
    reconciled(office, [row(), row("HT3", balance="50000")])

    assert open_now() == []


@pytest.fixture
def two_branches(office: Actor) -> Actor:
    """HT1 and HT2 lent by 石门支行, HT5 (10 000 yuan) by 杉木支行."""
    carry_out(office, "loans", [loan("HT5", branch="杉木支行", disbursed_on="2023-01-10", principal="10000")])
    return office


def test_a_branch_is_held_against_its_own_contracts_alone(two_branches):
    found = reconciled(
        clerk("杉木支行"), [row("HT5", principal="10000", disbursed_on="2023-01-10", balance="10000")]
    )

    assert (found.counts["contracts"], found.counts["differences"]) == (1, 0)
    assert found.counts["balances"] == [1_000_000, 1_000_000]
    assert open_now() == []


def test_a_branchs_register_closes_nothing_of_its_sisters(two_branches):
    reconciled(head_office(), [row(rate="3.65"), row("HT5", balance="9000")])
    assert set(open_now()) >= {("HT1", "rate"), ("HT5", "balance")}

    found = reconciled(
        clerk("杉木支行"), [row("HT5", principal="10000", disbursed_on="2023-01-10", balance="10000")]
    )

    assert ("HT1", "rate") in open_now()
    assert not any(contract == "HT5" for contract, _ in open_now())
    assert found.counts["agreed"] == Difference.objects.filter(contract="HT5").count()


def test_a_branch_sees_what_it_alone_has_and_no_other_branchs_runs(two_branches):
    mine, sister = clerk("杉木支行"), clerk("石门支行")
    whole = reconciled(head_office(), [row(rate="3.65"), row("HT7", balance="2000")])
    own = reconciled(mine, [row("HT9", balance="3000")])

    seen = differences_seen_by(mine.posting)
    assert set(seen.values_list("contract", "field")) == {("HT5", "only_register"), ("HT9", "only_bank")}
    assert seen.filter(closed_at=None).count() == own.counts["open"] == 2
    assert not differences_seen_by(sister.posting).filter(contract="HT9").exists()
    assert list(runs_seen_by(mine.posting)) == [own]
    assert set(runs_seen_by(head_office().posting)) == {own, whole}
    assert list(runs_seen_by(sister.posting)) == []


def test_another_branchs_later_month_is_not_in_the_way(two_branches):
    reconciled(clerk("石门支行"), [row()])

    found = reconciled(clerk("杉木支行"), [row("HT5", balance="10000")], APRIL)

    assert found.state == "done"
    with pytest.raises(Refusal, match="更早"):
        reconciled(head_office(), [row()], APRIL)
