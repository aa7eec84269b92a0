"""A bank's sheet comes in, is compared with what is known, and is carried out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hudai.actions import bank_return as returns
from hudai.actions.actor import Actor, NotYours
from hudai.actions.bank_return import Answers
from hudai.actions.bank_return_choices import CREATE
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Bank,
    BankReturn,
    Branch,
    ColumnMapping,
    Extension,
    Household,
    Job,
    JournalLine,
    Listing,
    Loan,
    LoanCorrection,
    LoanStanding,
    Region,
    Repayment,
    ReportedClass,
)
from hudai.records.models import Stop as StopFact
from hudai.records.queries.standing import not_worked_out_for
from made_name_lists import county_office, work_all
from made_returns import (
    AS_OF,
    FIRST_QUARTER,
    POLICY,
    QIAN,
    ZHAO,
    bank,
    carry_out,
    clerk,
    hand_in,
    head_office,
    household,
    loan,
    repayment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Actor:
    found = county_office()
    bank()
    return found


@pytest.fixture
def lent(office: Actor) -> Loan:
    """One contract of a known household, imported."""
    household()
    carry_out(office, "loans", [loan()])
    return Loan.objects.get(contract="HT1")


def test_the_preview_counts_and_writes_nothing(office):
    found = hand_in(office, "loans", [loan(), loan("HT2", household="YP002", id_number=QIAN, name="钱老四")])

    assert found.state == "ready"
    assert (found.counts["new"], found.counts["wrong"]) == (2, 0)
    assert found.counts["sums"] == [["借款金额", 10_000_000]]
    assert not Loan.objects.exists()
    assert not Household.objects.exists()


def test_a_legacy_loan_brings_its_household_person_extension_class_and_sealed_account(office):
    carry_out(
        office,
        "loans",
        [
            loan(
                extended_due_on="2025-07-10",
                extended_on="2024-12-20",
                grade="关注类",
                account="6228480000000000017",
            )
        ],
    )

    found = Loan.objects.get(contract="HT1")
    assert (found.principal, found.rate, found.policy) == (5_000_000, 38_500, POLICY)
    assert (found.signed_on, found.disbursed_on, found.due_on) == (
        date(2022, 1, 10),
        date(2022, 1, 10),
        date(2025, 1, 10),
    )
    assert (found.branch.name, found.household.number, found.household.village.name) == (
        "石门支行",
        "YP001",
        "柳溪村",
    )
    assert (found.borrower.name, found.borrower.id_number) == ("赵大山", ZHAO)
    assert found.account == "6228480000000000017"
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM records_loan")
        assert "6228480000000000017" not in cursor.fetchone()[0]
    assert not Listing.objects.exists()  # on no list: a finding's business, not the import's
    extension = Extension.objects.get(loan=found)
    assert (extension.due_on, extension.signed_on) == (date(2025, 7, 10), date(2024, 12, 20))
    reported = ReportedClass.objects.get(loan=found)
    assert (reported.as_of, reported.loan_class) == (AS_OF, "关注")
    assert LoanStanding.objects.get(loan=found).balance == 5_000_000


def test_a_renewal_in_the_sheet_hangs_on_its_original_whatever_the_order(office):
    rows = [
        loan("HT2", original="HT1", disbursed_on="2024-01-10", due_on="2026-01-10"),
        loan("HT1", due_on="2024-01-10"),
    ]

    carry_out(office, "loans", rows)

    renewal = Loan.objects.get(contract="HT2")
    assert renewal.original is not None
    assert (renewal.original.contract, renewal.kind) == ("HT1", "renewal")


def test_last_months_sheets_again_change_nothing_and_need_no_confirmation(office):
    full = {"extended_due_on": "2025-07-10", "grade": "正常", "account": "6228480000000000017"}
    sent = [loan(**full), loan("HT2", disbursed_on="2023-01-10", principal="20000")]
    paid = [
        FIRST_QUARTER,
        FIRST_QUARTER,
        repayment("HT2", "2023-03-21", principal="5000", interest="148.75"),
    ]
    first = carry_out(office, "loans", sent)
    carry_out(office, "repayments", paid, Answers(accept_doubts=True))
    # Half past midnight at the county is the day before in UTC.
    BankReturn.objects.filter(pk=first.pk).update(asked_at=datetime(2025, 9, 20, 16, 30, tzinfo=UTC))
    before = [table.objects.count() for table in (Loan, Repayment, LoanCorrection, Extension, ReportedClass)]

    loans, repayments = hand_in(office, "loans", sent), hand_in(office, "repayments", paid)

    for again, rows in ((loans, 2), (repayments, 3)):
        assert again.state == "done"
        assert (again.counts["unchanged"], again.counts["new"], again.counts["changed"]) == (rows, 0, 0)
        assert again.stored == ""
    assert loans.counts["same_file"] == "2025-09-21"
    assert before == [
        table.objects.count() for table in (Loan, Repayment, LoanCorrection, Extension, ReportedClass)
    ]
    assert JournalLine.objects.filter(action="银行报表与系统一致").count() == 2


def test_another_amount_for_a_day_is_a_correction_beside_what_stood_there(office, lent):
    carry_out(office, "repayments", [FIRST_QUARTER])

    found = carry_out(
        office,
        "repayments",
        [repayment("HT1", "2022-03-21", principal="1000", interest="374.13")],
        Answers(reason="银行冲正"),
    )

    assert found.counts["difference_samples"] == [
        [2, "HT1", "归还本金（元）", "0.00", "1,000.00"],
        [2, "HT1", "归还利息（元）", "374.31", "374.13"],
    ]
    old, new = Repayment.objects.order_by("pk")
    assert (old.interest, new.interest, new.replaces_id, new.reason) == (37_431, 37_413, old.pk, "银行冲正")
    assert new.came_with_id == found.pk
    assert LoanStanding.objects.get(loan=lent).balance == 4_900_000


def test_a_reason_is_given_where_nobody_says_one(office, lent):
    carry_out(office, "repayments", [FIRST_QUARTER])
    carry_out(office, "repayments", [repayment("HT1", "2022-03-21", interest="374.13")])

    assert Repayment.objects.get(interest=37_413).reason == "按银行报表更正（repayments.csv）"


def test_another_term_is_corrected_and_both_values_stay_on_record(office, lent):
    found = carry_out(
        office,
        "loans",
        [loan(rate="3.80", due_on="2024-12-10", branch="杉木支行", account="622848001")],
    )

    lent.refresh_from_db()
    assert (lent.rate, lent.due_on, lent.branch.name) == (38_000, date(2024, 12, 10), "杉木支行")
    assert lent.account == "622848001"
    corrected = {each.field: (each.before, each.after) for each in LoanCorrection.objects.all()}
    branches = dict(Branch.objects.values_list("name", "pk"))
    assert corrected == {
        "rate": (38_500, 38_000),
        "due_on": ("2025-01-10", "2024-12-10"),
        "branch": (branches["石门支行"], branches["杉木支行"]),
        "account": (None, None),
    }
    shown = [row[2:] for row in found.counts["difference_samples"]]
    assert ["年利率（%）", "3.85%", "3.80%"] in shown
    assert ["贷款银行", "石门支行", "杉木支行"] in shown
    assert "622848001" not in f"{found.counts}"


def test_what_the_sheet_leaves_empty_is_not_taken_away(office, lent):
    found = hand_in(office, "loans", [loan(purpose="", signed_on="")])

    assert found.counts["unchanged"] == 1


def test_classes_and_stops_are_compared_and_corrected(office, lent):
    carry_out(office, "classes", [["HT1", "正常", ""]])
    carry_out(office, "stops", [["HT1", "资金挪用", "2024-03-01"]])

    assert hand_in(office, "classes", [["HT1", "正常类", "2024-06-01"]]).counts["unchanged"] == 1
    carry_out(office, "classes", [["HT1", "关注", "2024-05-31"]])
    carry_out(office, "stops", [["HT1", "资金挪用", "2024-04-01"], ["HT1", "自愿放弃", "2024-05-01"]])

    assert [each.loan_class for each in ReportedClass.objects.standing()] == ["关注"]
    standing = {each.kind: each.since for each in StopFact.objects.standing()}
    assert standing == {"diversion": date(2024, 4, 1), "waived": date(2024, 5, 1)}


def test_a_bank_heading_is_matched_once_and_known_the_next_time(office, lent):
    heads = ("合同号", "还款日期", "归还本金（元）", "本期收息额", "备用")
    first = hand_in(office, "repayments", [["HT1", "2022-03-21", "0", "374.31", "x"]], heads)
    assert first.state == "refused"
    assert first.counts["extra"] == ["本期收息额", "备用"]

    returns.map_columns(actor=office, return_id=first.pk, columns={"本期收息额": "interest", "备用": ""})
    work_all()
    first.refresh_from_db()
    assert (first.state, first.counts["new"], first.counts["extra"]) == ("ready", 1, [])

    again = hand_in(office, "repayments", [["HT1", "2022-06-21", "0", "491.94", "x"]], heads)
    assert again.state == "ready"
    other = Bank.objects.create(name="邻县农商行")
    assert not ColumnMapping.objects.filter(bank=other).exists()

    returns.map_columns(actor=office, return_id=again.pk, columns={"本期收息额": None})
    work_all()
    again.refresh_from_db()
    assert (again.state, again.counts["extra"]) == ("refused", ["本期收息额"])


def test_a_sheet_somebody_else_has_in_hand_or_is_taking_back_is_told_and_not_taken_twice(office, lent):
    found = hand_in(office, "repayments", [FIRST_QUARTER])
    with pytest.raises(NotNow, match="同一份表已由"):
        hand_in(clerk(), "repayments", [FIRST_QUARTER])

    BankReturn.objects.filter(pk=found.pk).update(state="undoing")
    with pytest.raises(NotNow, match="同一份表已由"):
        hand_in(office, "repayments", [FIRST_QUARTER])
    assert BankReturn.objects.filter(kind="repayments").count() == 1


def test_unknown_villages_and_branches_wait_for_an_answer_and_are_remembered(office):
    rows = [loan(village="柳西村", branch="石门镇支行")]
    found = hand_in(office, "loans", rows)
    liuxi = Region.objects.get(name="柳溪村")
    assert [(each["village"], each["nearest"]) for each in found.choices["places"]] == [
        ("柳西村", [liuxi.pk])
    ]
    assert [each["name"] for each in found.choices["branches"]] == ["石门镇支行"]
    with pytest.raises(Refusal, match="柳西村"):
        returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    branch = Branch.objects.get(name="石门支行")
    returns.confirm(
        actor=office,
        return_id=found.pk,
        answers=Answers(villages={0: liuxi.pk}, branches={0: branch.pk}),
    )
    work_all()
    assert Loan.objects.get().household.village == liuxi
    assert Loan.objects.get().branch == branch

    more = [
        loan("HT2", household="YP002", id_number=QIAN, name="钱老四", village="柳西村", branch="石门镇支行")
    ]
    again = hand_in(office, "loans", more)

    assert (again.choices["places"], again.choices["branches"]) == ([], [])


def test_a_bank_may_choose_but_only_the_office_enters_villages_and_branches(office):
    found = hand_in(head_office(), "loans", [loan(village="新合村", branch="新支行")])
    answers = Answers(villages={0: CREATE}, branches={0: CREATE})

    with pytest.raises(NotYours, match="主管部门"):
        returns.confirm(actor=head_office(), return_id=found.pk, answers=answers)
    assert not Region.objects.filter(name="新合村").exists()

    returns.confirm(actor=office, return_id=found.pk, answers=answers)
    work_all()
    assert Loan.objects.get().household.village.name == "新合村"
    assert Loan.objects.get().branch.name == "新支行"


def test_the_same_sheet_handed_in_twice_is_one_and_confirmed_twice_is_written_once(office, lent):
    rows = [FIRST_QUARTER]
    first, second = hand_in(office, "repayments", rows), hand_in(office, "repayments", rows)
    assert first.pk == second.pk
    returns.confirm(actor=office, return_id=first.pk, answers=Answers())
    with pytest.raises(NotNow):
        returns.confirm(actor=office, return_id=first.pk, answers=Answers())

    written = Job.objects.filter(kind="bank_return_write", payload__return=first.pk)
    assert written.count() == 1


def test_the_file_is_sealed_while_it_waits_and_gone_afterwards(office, settings):
    found = hand_in(office, "loans", [loan()])
    kept = settings.MEDIA_ROOT / found.stored
    assert ZHAO.encode() not in kept.read_bytes()

    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    work_all()

    assert not kept.exists()
    assert ZHAO not in f"{list(JournalLine.objects.values())}"


def test_a_return_given_up_leaves_nothing(office, settings):
    found = hand_in(office, "loans", [loan()])
    kept = settings.MEDIA_ROOT / found.stored

    returns.drop(actor=office, return_id=found.pk)

    assert BankReturn.objects.get().state == "dropped"
    assert not Loan.objects.exists()
    del kept


def test_reading_and_writing_ask_a_number_of_questions_that_does_not_grow_with_rows(office, lent):
    few = [repayment("HT1", f"2022-03-{day:02d}", interest="1.00") for day in range(1, 4)]
    many = [repayment("HT1", f"2023-03-{day:02d}", interest="1.00") for day in range(1, 32)]
    with CaptureQueriesContext(connection) as small:
        carry_out(office, "repayments", few)
    with CaptureQueriesContext(connection) as large:
        carry_out(office, "repayments", many)

    assert abs(len(large) - len(small)) <= 2


def test_when_a_bank_has_told_further_all_its_loans_are_looked_at_again(office: Actor, lent: Loan):
    """Who is not on the sheet has not paid: what was unknown before is overdue now, for that loan too."""
    household("YP002", "钱老四", QIAN)
    carry_out(office, "loans", [loan("HT2", household="YP002", id_number=QIAN, name="钱老四")])
    assert LoanStanding.objects.get(loan__contract="HT2").as_of >= AS_OF

    carry_out(office, "repayments", [repayment("HT1", "2024-04-20", interest="100.00")])

    day = LoanStanding.objects.get(loan__contract="HT2").as_of
    assert day < AS_OF
    assert not_worked_out_for(AS_OF).filter(contract="HT2").exists()
