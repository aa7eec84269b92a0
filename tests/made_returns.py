"""Banks' sheets made for tests: a few contracts of made-up people, as text a bank's clerk would send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hudai.actions import bank_return as returns
from hudai.actions.actor import Actor
from hudai.records.models import Bank, BankReturn, Branch, Household, Membership, Person, Region, Station
from made_name_lists import at_desk, id_number, work_all

LOANS = (
    "合同号", "原合同号", "户编号", "借款人姓名", "身份证号码", "镇", "村", "组", "贷款银行", "借款用途",
    "借款金额（元）", "年利率（%）", "合同日期", "放款日期", "到期日期", "展期到期日期", "展期签订日期",
    "五级分类", "开户行", "帐号",
)  # fmt: skip
REPAYMENTS = ("合同号", "还款日期", "归还本金（元）", "归还利息（元）", "罚息（元）")
POLICY = "yubei-2021"
AS_OF = date(2024, 5, 31)
ZHAO, QIAN, SUN = (id_number(serial) for serial in (11, 44, 55))


def bank() -> Bank:
    """云坪农商行 with its district-level institution and two branches."""
    found, _ = Bank.objects.get_or_create(name="云坪农商行")
    head, _ = Branch.objects.get_or_create(bank=found, name="云坪农商行总行")
    for name in ("石门支行", "杉木支行"):
        Branch.objects.get_or_create(bank=found, name=name, defaults={"parent": head})
    return found


def clerk(name: str = "石门支行") -> Actor:
    """Somebody at a branch of the bank."""
    return at_desk(Station.BRANCH, branch=Branch.objects.get(bank=bank(), name=name))


def head_office() -> Actor:
    """Somebody at the bank's district-level institution."""
    return at_desk(Station.BANK, branch=Branch.objects.get(bank=bank(), parent=None))


def household(number: str = "YP001", name: str = "赵大山", id_number: str = ZHAO) -> Household:
    """A household of 柳溪村 the register knows, with its head."""
    made = Household.objects.create(number=number, village=Region.objects.get(name="柳溪村"))
    head = Person.objects.create(name=name, id_number=id_number, sex="male", born_on=date(1980, 1, 1))
    Membership.objects.create(
        household=made, person=head, relation="户主", is_head=True, since=date(2021, 1, 1)
    )
    return made


_HEADS = {
    "original": "原合同号", "household": "户编号", "name": "借款人姓名", "id_number": "身份证号码",
    "town": "镇", "village": "村", "branch": "贷款银行", "purpose": "借款用途", "principal": "借款金额（元）",
    "rate": "年利率（%）", "signed_on": "合同日期", "disbursed_on": "放款日期", "due_on": "到期日期",
    "extended_due_on": "展期到期日期", "extended_on": "展期签订日期", "grade": "五级分类", "account": "帐号",
}  # fmt: skip


def loan(contract: str = "HT1", **other: str) -> list[str]:
    """One row of a loan sheet; ``other``: what is different."""
    usual = {
        "household": "YP001", "name": "赵大山", "id_number": ZHAO, "town": "石门镇", "village": "柳溪村",
        "branch": "石门支行", "purpose": "土鸡养殖", "principal": "50000", "rate": "3.85",
        "disbursed_on": "2022-01-10", "due_on": "2025-01-10",
    }  # fmt: skip
    row = {_HEADS[name]: text for name, text in (usual | other).items()} | {"合同号": contract, "组": "1组"}
    return [row.get(head, "") for head in LOANS]


def repayment(
    contract: str, day: str, principal: str = "0", interest: str = "0", penalty: str = ""
) -> list[str]:
    """One row of a sheet of repayments."""
    return [contract, day, principal, interest, penalty]


FIRST_QUARTER = repayment("HT1", "2022-03-21", interest="374.31")
"""What HT1 bears in its first 70 days."""
SECOND_QUARTER = repayment("HT1", "2022-06-21", interest="491.94")


def sheet(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A text file of a head and rows, as spreadsheets save it."""
    return "\ufeff".encode() + "\n".join(",".join(line) for line in [heads, *rows]).encode() + b"\n"


def hand_in(
    actor: Actor,
    kind: str,
    rows: Sequence[Sequence[str]],
    heads: Sequence[str] | None = None,
    *,
    as_of: date = AS_OF,
    whole: bool = False,
) -> BankReturn:
    """Hand a sheet in and have it read."""
    usual = {"loans": LOANS, "repayments": REPAYMENTS, "classes": ("合同号", "五级分类", "截至日期")}
    usual |= {"stops": ("合同号", "事由", "生效日期"), "granted": ("合同号", "贴息金额（元）")}
    found = returns.hand_in(
        actor=actor,
        kind=kind,
        bank=bank(),
        policy=POLICY,
        as_of=as_of,
        file_name=f"{kind}.csv",
        content=sheet(heads or usual[kind], rows),
        whole=whole,
    )
    work_all()
    found.refresh_from_db()
    return found


def carry_out(
    actor: Actor,
    kind: str,
    rows: Sequence[Sequence[str]],
    answers: returns.Answers | None = None,
    *,
    as_of: date = AS_OF,
    whole: bool = False,
) -> BankReturn:
    """Hand a sheet in, confirm it, and have it written."""
    found = hand_in(actor, kind, rows, as_of=as_of, whole=whole)
    assert found.state == "ready", found.counts
    returns.confirm(actor=actor, return_id=found.pk, answers=answers or returns.Answers())
    work_all()
    found.refresh_from_db()
    assert found.state == "done", found.job.message if found.job else ""
    return found


def told(found: BankReturn) -> dict[str, str]:
    """What is said of each cell."""
    return {cell: remedy for _, cell, remedy in found.counts["samples"]}


def doubted(found: BankReturn) -> dict[str, str]:
    """What is doubted of each cell."""
    return dict(found.counts["doubt_samples"])
