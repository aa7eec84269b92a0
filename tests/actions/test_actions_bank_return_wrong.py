"""Wrong, odd and foreign rows of a bank's sheet: each says what is wrong, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.actions import bank_return as returns
from hudai.actions import packs
from hudai.actions.actor import Actor, NotYours
from hudai.actions.bank_return import Answers
from hudai.actions.bank_return_sheet import FILES
from hudai.actions.stop import stop
from hudai.core.errors import Refusal
from hudai.records.models import (
    Bank,
    Branch,
    Extension,
    Loan,
    Person,
    Region,
    Repayment,
    ReportedClass,
    Station,
    Stop,
)
from made_name_lists import NOON, at_desk, county_office, work_all
from made_returns import (
    AS_OF,
    FIRST_QUARTER,
    LOANS,
    POLICY,
    QIAN,
    SECOND_QUARTER,
    bank,
    carry_out,
    clerk,
    doubted,
    hand_in,
    household,
    loan,
    repayment,
    sheet,
    told,
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


def test_wrong_rows_say_what_is_wrong_by_cell_and_the_right_ones_are_taken_alone(office, lent):
    other = Branch.objects.create(bank=Bank.objects.create(name="邻县农商行"), name="邻县支行")
    Loan.objects.create(
        contract="LX1",
        household=lent.household,
        borrower=lent.borrower,
        branch=other,
        policy=POLICY,
        principal=100,
        rate=38_500,
        signed_on=AS_OF,
        due_on=date(2025, 1, 1),
        entered_by=office.posting,
        entered_at=NOON,
    )
    rows = [
        FIRST_QUARTER,
        repayment("HT1", "2022-06-21", principal="50000.01"),
        repayment("HT1", "2022-01-09", interest="1"),
        repayment("HT9", "2022-03-21", interest="1"),
        repayment("LX1", "2024-03-21", interest="1"),
        repayment("HT1", "2024-06-04", interest="1"),
        repayment("HT1", "2022-03-22", interest="五百"),
    ]
    found = hand_in(office, "repayments", rows)

    said = told(found)
    assert "超过借款金额 50,000.00" in said["C3"]
    assert "早于放款日期 2022-01-10" in said["B4"]
    assert "没有这个合同号" in said["A5"]
    assert "不是云坪农商行的" in said["A6"]
    assert "晚于今天" in said["B7"]
    assert "阿拉伯数字" in said["D8"]
    assert (found.counts["wrong"], found.counts["new"]) == (6, 1)
    assert FILES.kept(found.marked)[:2] == b"PK"
    with pytest.raises(Refusal, match="错行"):
        returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    assert not Repayment.objects.exists()

    returns.confirm(actor=office, return_id=found.pk, answers=Answers(only_right_rows=True))
    work_all()

    assert Repayment.objects.get().interest == 37_431


def test_a_rate_of_385_five_in_a_column_of_yuan_and_an_unknown_class_are_told_by_cell(office):
    rate = told(hand_in(office, "loans", [loan(rate="385")]))
    amount = told(hand_in(office, "loans", [loan(principal="5")]))
    grade = told(hand_in(office, "classes", [["HT1", "一般", ""]]))

    assert "像是漏了小数点" in rate["L2"]
    assert "像是万元，请写 50000" in amount["K2"]
    assert "正常、关注、次级、可疑、损失" in grade["B2"]


def test_an_interest_ten_times_what_is_due_waits_for_a_tick(office, lent):
    rows = [
        repayment("HT1", "2022-03-21", interest="3743.10"),
        SECOND_QUARTER,
    ]
    found = hand_in(office, "repayments", rows)
    assert "应付约 374.3" in doubted(found)["D2"]

    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    work_all()
    assert [each.interest for each in Repayment.objects.all()] == [49_194]

    again = hand_in(office, "repayments", rows)
    returns.confirm(actor=office, return_id=again.pk, answers=Answers(accept_doubts=True))
    work_all()
    assert sorted(each.interest for each in Repayment.objects.all()) == [49_194, 374_310]


def test_interest_in_ten_thousands_under_a_head_that_says_yuan_waits_for_a_tick(office, lent):
    found = hand_in(office, "repayments", [repayment("HT1", "2022-03-21", interest="0.04")])

    assert "合计 0.04 元，而应有约 374.3" in doubted(found)["D2"]
    assert "像是以万元填写" in doubted(found)["D2"]


def test_without_a_tick_nothing_is_taken_of_a_sheet_in_ten_thousands(office, lent):
    rows = [repayment("HT1", "2022-03-21", interest="0.04"), repayment("HT1", "2022-06-21", interest="0.05")]
    found = hand_in(office, "repayments", rows)

    assert found.counts["doubtful"] == 2
    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    work_all()
    assert not Repayment.objects.exists()


def test_the_same_amounts_of_a_day_twice_in_a_sheet_wait_for_a_tick(office, lent):
    found = hand_in(office, "repayments", [FIRST_QUARTER, SECOND_QUARTER, FIRST_QUARTER])

    assert "第 2 行同一合同、同一天已有金额相同的一笔" in doubted(found)["B4"]
    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    work_all()
    assert Repayment.objects.count() == 2
    again = hand_in(office, "repayments", [FIRST_QUARTER, FIRST_QUARTER])
    assert (again.counts["unchanged"], again.counts["doubtful"]) == (1, 1)


def test_grants_above_what_was_lent_are_told_and_such_in_ten_thousands_wait_for_a_tick(office, lent):
    assert "超过借款金额 50,000.00 元" in told(hand_in(office, "granted", [["HT1", "60000"]]))["B2"]
    assert "像是以万元填写" in doubted(hand_in(office, "granted", [["HT1", "0.04"]]))["B2"]
    assert hand_in(office, "granted", [["HT1", "374.31"]]).counts["doubtful"] == 0


def test_a_contract_graded_twice_of_a_day_is_told_and_where_both_say_the_same_it_counts_once(office, lent):
    rows = [["HT1", "正常", ""], ["HT1", "正常", "2024-05-31"], ["HT1", "次级", ""]]
    found = hand_in(office, "classes", rows)

    assert "第 2 行同一合同同一截至日期的分类写的是“正常”" in told(found)["B4"]
    returns.confirm(actor=office, return_id=found.pk, answers=Answers(only_right_rows=True))
    work_all()
    assert [(each.loan_class, each.as_of) for each in ReportedClass.objects.all()] == [("正常", AS_OF)]


def test_a_kind_of_stop_stands_once_on_a_contract_and_keeps_its_evidence_when_its_day_is_corrected(
    office, lent
):
    found = hand_in(office, "stops", [["HT1", "资金挪用", "2023-01-10"], ["HT1", "挪用", "2023-02-10"]])
    assert "生效日期写的是“2023-01-10”" in told(found)["C3"]
    assert "晚于今天" in told(hand_in(office, "stops", [["HT1", "资金挪用", "2034-01-10"]]))["C2"]
    stop(
        actor=office, laws=packs.laws(), loan_id=lent.pk, kind="diversion", since=date(2023, 1, 10),
        evidence="检查记录 3 号",
    )  # fmt: skip

    carry_out(office, "stops", [["HT1", "资金挪用", "2023-02-10"]])

    standing = Stop.objects.standing().get()
    assert (standing.since, standing.evidence) == (date(2023, 2, 10), "检查记录 3 号")


def test_a_bank_says_what_it_recalls_and_not_what_the_county_finds(office, lent):
    found = hand_in(clerk(), "stops", [["HT1", "资金挪用", "2023-01-10"], ["HT1", "提前收回", "2023-01-10"]])

    assert "由区县主管部门登记" in told(found)["B2"]
    assert found.counts["new"] == 1


def test_a_renewal_paid_out_before_the_original_the_county_knows_is_told(office, lent):
    early = loan("HT2", original="HT1", disbursed_on="2021-12-10", due_on="2024-12-10")

    assert "早于原合同 HT1 的放款日期 2022-01-10" in told(hand_in(office, "loans", [early]))["N2"]
    Loan.objects.update(
        branch=Branch.objects.create(bank=Bank.objects.create(name="邻县农商行"), name="支行")
    )
    assert "都没有这个原合同号" in told(hand_in(clerk(), "loans", [early, loan("HT3")]))["B2"]


def test_what_breaks_the_law_but_is_well_formed_is_taken(office):
    rows = [
        loan("HT1", rate="9.6", principal="80000"),
        loan("HT2", disbursed_on="2015-01-10", due_on="2024-01-10"),
    ]

    carry_out(office, "loans", rows)

    assert Loan.objects.count() == 2


def test_a_second_renewal_of_a_contract_and_a_second_extension_are_doubted(office, lent):
    extended = {"extended_due_on": "2025-07-10", "extended_on": "2024-12-20"}
    carry_out(
        office,
        "loans",
        [loan(**extended), loan("HT2", original="HT1", disbursed_on="2024-01-10", due_on="2026-01-10")],
    )
    rows = [
        loan("HT3", original="HT1", disbursed_on="2024-02-10", due_on="2026-02-10"),
        loan(extended_due_on="2025-12-10", extended_on="2025-01-05"),
    ]
    found = hand_in(office, "loans", rows)

    assert "已由 HT2 续贷过" in doubted(found)["B2"]
    assert "不能再展期" in doubted(found)["P3"]
    returns.confirm(actor=office, return_id=found.pk, answers=Answers(accept_doubts=True))
    work_all()
    assert Loan.objects.filter(original__contract="HT1").count() == 2
    assert Extension.objects.standing().filter(loan=lent).count() == 2


def test_two_renewals_of_one_contract_in_one_sheet_are_doubted(office):
    later = {"original": "HT1", "disbursed_on": "2024-01-10", "due_on": "2026-01-10"}
    found = hand_in(office, "loans", [loan(due_on="2024-01-10"), loan("HT2", **later), loan("HT3", **later)])

    assert "HT2 已经续贷了这份原合同" in doubted(found)["B4"]
    returns.confirm(actor=office, return_id=found.pk, answers=Answers())
    work_all()
    assert set(Loan.objects.values_list("contract", flat=True)) == {"HT1", "HT2"}


def test_a_known_contract_of_another_household_or_person_is_refused(office, lent):
    found = hand_in(office, "loans", [loan(household="YP002")])
    assert "登记在 YP001 户" in told(found)["C2"]

    found = hand_in(office, "loans", [loan(id_number=QIAN)])
    assert "另一个身份证号码" in told(found)["E2"]
    assert Loan.objects.count() == 1


def test_a_renewal_of_nothing_is_refused_and_so_is_what_hangs_on_a_wrong_row(office):
    rows = [
        loan("HT1", rate="24"),
        loan("HT2", original="HT1", disbursed_on="2024-01-10", due_on="2026-01-10"),
        loan("HT3", original="HT2", disbursed_on="2024-02-10", due_on="2026-01-10"),
        loan("HT4", original="HT0", disbursed_on="2024-01-10", due_on="2026-01-10"),
    ]
    said = told(hand_in(office, "loans", rows))

    assert "不能达到 24.00%" in said["L2"]
    assert all("没有这个原合同号" in said[cell] for cell in ("B3", "B4", "B5"))


def test_a_complete_sheet_voids_what_it_leaves_out_only_with_a_tick_and_a_reason(office, lent):
    carry_out(
        office,
        "repayments",
        [
            FIRST_QUARTER,
            SECOND_QUARTER,
        ],
    )
    found = hand_in(office, "repayments", [FIRST_QUARTER], whole=True)
    assert (found.counts["gone"], found.counts["gone_sums"][1]) == (1, ["归还利息", 49_194])
    for answers, why in ((Answers(reason="核对"), "勾选作废"), (Answers(void_missing=True), "原因")):
        with pytest.raises(Refusal, match=why):
            returns.confirm(actor=office, return_id=found.pk, answers=answers)
    assert Repayment.objects.standing().count() == 2

    returns.confirm(
        actor=office, return_id=found.pk, answers=Answers(void_missing=True, reason="银行核实没有这一笔")
    )
    work_all()

    assert [each.interest for each in Repayment.objects.standing()] == [37_431]
    assert Repayment.objects.count() == 3
    assert Repayment.objects.get(void=True).reason == "银行核实没有这一笔"


def test_a_person_known_in_another_household_or_under_another_name_is_doubted(office):
    household()
    found = hand_in(office, "loans", [loan(household="YP007", name="赵小山")])

    assert "另一个姓名" in doubted(found)["D2"]
    assert "登记在另一户" in doubted(found)["C2"]
    assert "赵大山" not in f"{found.counts}"
    returns.confirm(actor=office, return_id=found.pk, answers=Answers(accept_doubts=True))
    work_all()
    assert Loan.objects.get().household.number == "YP007"
    assert Person.objects.get().name == "赵大山"


def test_desks_hand_in_for_their_own_bank_and_a_branch_for_itself(office, lent):
    village = at_desk(Station.VILLAGE, Region.objects.get(name="柳溪村"))
    stranger = at_desk(
        Station.BRANCH, branch=Branch.objects.create(bank=Bank.objects.create(name="邻县农商行"), name="支行")
    )
    for actor, kind in ((village, "loans"), (stranger, "loans"), (clerk(), "granted")):
        with pytest.raises(NotYours):
            hand_in(actor, kind, [loan()])

    paid = hand_in(clerk("杉木支行"), "repayments", [FIRST_QUARTER])
    assert "不是本网点的" in told(paid)["A2"]
    brought = hand_in(clerk("杉木支行"), "loans", [loan("HT8")])
    assert "别的网点" in told(brought)["I2"]
    guessed = hand_in(clerk("杉木支行"), "loans", [loan(disbursed_on="2021-12-01")])
    assert list(told(guessed)) == ["A2"]
    assert "2022-01-10" not in str(guessed.counts)
    own = hand_in(clerk(), "repayments", [FIRST_QUARTER])
    assert own.counts["new"] == 1
    with pytest.raises(NotYours):
        returns.confirm(actor=stranger, return_id=own.pk, answers=Answers())
    with pytest.raises(NotYours):
        returns.marked_sheet(actor=clerk("石门支行"), return_id=paid.pk)


def test_what_is_no_sheet_is_refused_in_words(office):
    found = returns.hand_in(
        actor=office,
        kind="loans",
        bank=bank(),
        policy=POLICY,
        as_of=AS_OF,
        file_name="照片.jpg",
        content=b"\xff\xd8" * 40,
    )
    work_all()
    found.refresh_from_db()

    assert found.state == "refused"
    assert found.counts["samples"]
    for content, day, why in ((b"", AS_OF, "空"), (sheet(LOANS, [loan()]), date(2024, 6, 4), "今天")):
        with pytest.raises(Refusal, match=why):
            returns.hand_in(
                actor=office,
                kind="loans",
                bank=bank(),
                policy=POLICY,
                as_of=day,
                file_name="a",
                content=content,
            )
