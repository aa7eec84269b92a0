"""Subsidy money and the compensation fund: what arrives, what is planned, which bank holds what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hudai.actions import budget, fund
from hudai.actions.actor import Actor, NotYours
from hudai.actions.ledger import available, reverse
from hudai.core.errors import CannotTell, Refusal
from hudai.core.ledger import FUND, ShortOfMoney, deposit, money_from
from hudai.core.policy import Policy
from hudai.core.workflow import NotNow
from hudai.documents.policy_files import load
from hudai.records.models import Bank, BudgetLine, JournalLine, Source, Station, Voucher
from hudai.records.queries.ledger import balance_of, budget_use
from made_books import TODAY, at
from made_offices import posted

pytestmark = pytest.mark.django_db

WHOLE = 500_000_000
"""5 000 000 yuan, as 一（8） says."""


@pytest.fixture
def finance() -> Actor:
    return at(posted(Station.FINANCE).postings.get())


@pytest.fixture
def banks() -> tuple[Bank, Bank]:
    return Bank.objects.create(name="云坪农商行"), Bank.objects.create(name="云坪邮储银行")


@pytest.fixture(scope="module")
def yubei() -> Policy:
    return load("yubei-2021")


def opened(actor: Actor, policy: Policy, *shares: tuple[Bank, int]) -> Voucher:
    deposits = {bank.pk: fen for bank, fen in shares}
    return fund.open_fund(actor=actor, policy=policy, on=TODAY, deposits=deposits)


def test_money_arrives_in_the_account_of_its_source(finance: Actor):
    budget.receive_funds(
        actor=finance, source=Source.CENTRAL, amount=300_00, on=date(2026, 4, 1), document="财农〔2026〕3号"
    )

    assert balance_of(money_from("central")) == available("central") == 300_00
    assert [available(source) for source in ("province", "city", "county")] == [0, 0, 0]
    assert Voucher.objects.get().memo == "中央贴息资金到账，财农〔2026〕3号"
    assert JournalLine.objects.filter(action="贴息资金到账").count() == 1


@pytest.mark.parametrize(
    ("amount", "document", "said"),
    [(0, "财农1号", "金额要大于 0"), (-1, "财农1号", "金额要大于 0"), (10**12 + 1, "财农1号", "请核对"),
     (1, "  ", "请填写拨款文号"), (1, "号" * 81, "最多 80 个字")],
)  # fmt: skip
def test_nothing_or_too_much_or_without_a_document_is_not_taken(
    finance: Actor, amount: int, document: str, said: str
):
    with pytest.raises(Refusal, match=said):
        budget.receive_funds(actor=finance, source=Source.CITY, amount=amount, on=TODAY, document=document)

    assert not Voucher.objects.exists()


def test_the_same_money_sent_twice_arrives_once_and_again_after_a_reversal(
    finance: Actor, banks: tuple[Bank, Bank]
):
    def arrive() -> Voucher:
        return budget.receive_funds(
            actor=finance, source=Source.CITY, amount=300_00, on=TODAY, document="财农〔2026〕3号"
        )

    def interest() -> Voucher:
        return fund.add_interest(actor=finance, bank_id=banks[0].pk, amount=1_00, on=TODAY)

    first = arrive()
    interest()

    for again in (arrive, interest):
        with pytest.raises(NotNow, match="没有重复登记"):
            again()

    assert (Voucher.objects.count(), available("city")) == (2, 300_00)
    reverse(actor=finance, number=first.number, reason="录错文号", on=TODAY)
    arrive()
    assert available("city") == 300_00


def test_the_newest_budget_line_of_a_source_counts(finance: Actor):
    for fen in (100_00, 80_00):
        budget.set_budget(
            actor=finance, year=2026, source=Source.COUNTY, amount=fen, document="云财预〔2026〕1号"
        )
    budget.receive_funds(actor=finance, source=Source.COUNTY, amount=50_00, on=TODAY, document="拨1号")

    use = {row.source: row for row in budget_use(2026, Source.values)}
    assert (use["county"].planned, use["county"].received, use["county"].paid) == (80_00, 50_00, 0)
    assert (use["county"].left, use["county"].held) == (80_00, 50_00)
    assert use["central"].planned is None
    assert BudgetLine.objects.count() == 2


@pytest.mark.parametrize(("year", "amount"), [(2014, 1), (2028, 1), (2026, -1), (2026, 10**12 + 1)])
def test_a_budget_of_no_sensible_year_or_amount_is_not_taken(finance: Actor, year: int, amount: int):
    with pytest.raises(Refusal):
        budget.set_budget(actor=finance, year=year, source=Source.CITY, amount=amount, document="文")

    assert not BudgetLine.objects.exists()


def test_the_fund_opens_with_what_the_document_says_as_it_lies_at_the_banks(
    finance: Actor, yubei: Policy, banks: tuple[Bank, Bank]
):
    opened(finance, yubei, (banks[0], 300_000_000), (banks[1], 200_000_000))

    assert -balance_of(FUND) == WHOLE
    assert [balance_of(deposit(bank.pk)) for bank in banks] == [300_000_000, 200_000_000]


@pytest.mark.parametrize("shares", [(WHOLE, 1), (WHOLE - 1, 0), (WHOLE + 1, -1), (0, 0)])
def test_deposits_that_are_not_the_whole_fund_do_not_open_it(
    finance: Actor, yubei: Policy, banks: tuple[Bank, Bank], shares: tuple[int, int]
):
    with pytest.raises(Refusal, match=r"总额为 5,000,000\.00 元"):
        opened(finance, yubei, *zip(banks, shares, strict=True))

    assert not Voucher.objects.exists()


def test_the_fund_opens_once_and_again_after_a_reversal(
    finance: Actor, yubei: Policy, banks: tuple[Bank, Bank]
):
    first = opened(finance, yubei, (banks[0], WHOLE))

    with pytest.raises(NotNow, match="已经开账"):
        opened(finance, yubei, (banks[0], WHOLE))
    assert Voucher.objects.count() == 1

    reverse(actor=finance, number=first.number, reason="银行填错", on=TODAY)
    opened(finance, yubei, (banks[1], WHOLE))
    assert [balance_of(deposit(bank.pk)) for bank in banks] == [0, WHOLE]


def test_a_fund_nobody_has_put_a_figure_to_cannot_be_opened(finance: Actor, banks: tuple[Bank, Bank]):
    with pytest.raises(CannotTell):
        opened(finance, load("successor-2026"), (banks[0], WHOLE))
    with pytest.raises(Refusal, match="没有规定风险补偿金的数额"):
        opened(finance, load("shangcai-2019"), (banks[0], WHOLE))

    assert not Voucher.objects.exists()


def test_a_deposit_moves_between_banks_and_the_fund_stays_what_it_is(
    finance: Actor, yubei: Policy, banks: tuple[Bank, Bank]
):
    opened(finance, yubei, (banks[0], WHOLE))

    fund.move_deposit(
        actor=finance, from_bank=banks[0].pk, to_bank=banks[1].pk, amount=1_000_000_00, on=TODAY,
        reason="按投放调整",
    )  # fmt: skip

    assert [balance_of(deposit(bank.pk)) for bank in banks] == [400_000_000, 100_000_000]
    assert -balance_of(FUND) == WHOLE


def test_what_lies_at_a_bank_that_was_closed_is_moved_away_and_nothing_is_put_there(
    finance: Actor, yubei: Policy, banks: tuple[Bank, Bank]
):
    closing, other = banks
    opened(finance, yubei, (closing, WHOLE))
    Bank.objects.filter(pk=closing.pk).update(closed_on=TODAY)
    by = {"actor": finance, "on": TODAY}

    with pytest.raises(Refusal, match="起停用，不能再存入"):
        fund.add_deposit(bank_id=closing.pk, amount=100_00, document="补2号", **by)
    fund.move_deposit(from_bank=closing.pk, to_bank=other.pk, amount=WHOLE, reason="停用", **by)
    with pytest.raises(Refusal, match="起停用，不能再存入"):
        fund.move_deposit(from_bank=other.pk, to_bank=closing.pk, amount=100_00, reason="调整", **by)

    assert [balance_of(deposit(bank.pk)) for bank in banks] == [0, WHOLE]


def test_a_bank_gives_no_more_than_it_holds(finance: Actor, yubei: Policy, banks: tuple[Bank, Bank]):
    opened(finance, yubei, (banks[0], WHOLE))

    with pytest.raises(ShortOfMoney, match=r"风险补偿金存款—云坪农商行”现有 5,000,000\.00 元"):
        fund.move_deposit(
            actor=finance, from_bank=banks[0].pk, to_bank=banks[1].pk, amount=WHOLE + 1, on=TODAY,
            reason="按投放调整",
        )  # fmt: skip

    assert Voucher.objects.count() == 1


def test_interest_on_a_deposit_is_no_new_money_of_the_county(
    finance: Actor, yubei: Policy, banks: tuple[Bank, Bank]
):
    opened(finance, yubei, (banks[0], WHOLE))

    fund.add_interest(actor=finance, bank_id=banks[0].pk, amount=1_234_56, on=TODAY)
    fund.add_deposit(actor=finance, bank_id=banks[0].pk, amount=100_00, on=TODAY, document="补2号")

    assert balance_of(deposit(banks[0].pk)) == WHOLE + 1_234_56 + 100_00
    assert -balance_of(FUND) == WHOLE + 100_00


DEEDS: dict[str, Callable[[Actor, Policy, Bank, Bank], object]] = {
    "到账": lambda actor, policy, one, other: budget.receive_funds(
        actor=actor, source=Source.CITY, amount=1, on=TODAY, document="1号"
    ),
    "预算": lambda actor, policy, one, other: budget.set_budget(
        actor=actor, year=2026, source=Source.CITY, amount=1, document="1号"
    ),
    "开账": lambda actor, policy, one, other: opened(actor, policy, (one, WHOLE)),
    "存入": lambda actor, policy, one, other: fund.add_deposit(
        actor=actor, bank_id=one.pk, amount=1, on=TODAY, document="1号"
    ),
    "结息": lambda actor, policy, one, other: fund.add_interest(
        actor=actor, bank_id=one.pk, amount=1, on=TODAY
    ),
    "转存": lambda actor, policy, one, other: fund.move_deposit(
        actor=actor, from_bank=one.pk, to_bank=other.pk, amount=1, on=TODAY, reason="调整"
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("station", [each for each in Station if each != Station.FINANCE])
def test_nobody_but_finance_touches_the_money(
    station: Station, deed: str, yubei: Policy, banks: tuple[Bank, Bank]
):
    actor = at(posted(station).postings.get())

    with pytest.raises(NotYours):
        DEEDS[deed](actor, yubei, *banks)

    assert not Voucher.objects.exists()
    assert not BudgetLine.objects.exists()
