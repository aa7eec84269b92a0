"""Rows spoilt behind the product's back are found, each by the check that looks there, and named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

import made_batches
import made_cases as cases
from append_only_flush import lifted
from hudai.actions.ledger import take_back
from hudai.actions.ledger_month import close_month
from hudai.core.ledger_check import check
from hudai.records.models import Station, SubsidyBatch, SubsidyLine
from hudai.records.queries.ledger_check import books
from made_books import answered, approved_batch, arrive, at, demanded, pay, payment_file

pytestmark = pytest.mark.django_db(transaction=True)

BALANCED = "每笔分录借贷相等，合计平衡"
VOUCHERS = "凭证的分录和记账时一致"
REVERSALS = "冲销和原凭证相抵"
SUMS = "凭证汇总和分录一致"
BALANCES = "科目余额和分录一致"
BELOW = "资金、应收、应付没有负数"
BATCHES = "批次合计和明细一致"
UNSIGNED = "批次状态和批准记录一致"
GRANTS = "已批准批次逐行记入应付贴息"
GRANTED_TWICE = "没有重复批准的贴息"
PAYMENTS = "拨付逐行记出贴息资金"
TWICE = "没有重复拨付的明细"
RETURNS = "追回和退回逐行记账"
MONTHS = "已结账月份没有改动"


@pytest.fixture
def batch() -> SubsidyBatch:
    """Everything the books know: money, a batch paid in two goes, a refund, a reversal, a closed month."""
    finance = at(cases.at(Station.FINANCE).posting)
    arrive(finance, 100_000, on=date(2026, 3, 2))
    close_month(actor=finance, month=date(2026, 3, 1))
    take_back(actor=finance, voucher=arrive(finance, 700), reason="录错", on=finance.today)
    batch = approved_batch(30_000, 20_000, -5_000)
    first = payment_file(batch)
    answered(first, True, False)
    demanded(SubsidyLine.objects.get(due__lt=0), 2_000)
    return batch


def failed() -> dict[str, str]:
    """The checks that found something, with the first thing each says."""
    return {each.name: each.problems[0] for each in check(books()) if not each.passed}


def spoil(*statements: str) -> None:
    """Change rows as nobody can: without triggers, and without the checks of the tables."""
    with lifted(connection), _unchecked(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _unchecked() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            return
        cursor.execute(
            "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid::regclass::text IN ('records_entry', 'records_accountbalance')"
        )
        checks = cursor.fetchall()
        for table, name, _ in checks:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield
        for table, name, words in checks:
            # What was just spoilt is not looked at; the next test's rows are.
            cursor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {words.removesuffix(' NOT VALID')} NOT VALID"
            )


def test_books_nobody_spoilt_agree_with_everything(batch: SubsidyBatch):
    answers = list(check(books()))

    assert [each.name for each in answers] == [
        BALANCED, VOUCHERS, REVERSALS, SUMS, BALANCES, BELOW, BATCHES, UNSIGNED, GRANTS,
        GRANTED_TWICE, PAYMENTS, TWICE, RETURNS, MONTHS,
    ]  # fmt: skip
    assert failed() == {}
    assert [each.looked_at for each in answers] == [8, 7, 1, 14, 5, 5, 1, 1, 3, 3, 2, 2, 2, 1]


def test_empty_books_agree():
    assert failed() == {}


GRANT = "(SELECT id FROM records_voucher WHERE noun = 'subsidybatch')"
COUNTY, PAYABLE = (
    f"(SELECT id FROM records_account WHERE code = '{code}')" for code in ("1014", "2001")
)  # fmt: skip
FIRST = "(SELECT id FROM records_subsidyline WHERE number = 1)"

SPOILT: dict[str, tuple[str, dict[str, str]]] = {
    "an entry's amount": (
        f"UPDATE records_entry SET amount = 30001 WHERE voucher_id = {GRANT} AND line_id = {FIRST}",
        {
            VOUCHERS: "记账时 2 笔 500.00 元，现在 2 笔 500.01 元",
            SUMS: "科目 2001：记着借 0.00 元、贷 500.00 元，分录合计借 0.00 元、贷 500.01 元",
            BALANCES: "科目 2001",
            GRANTS: "批次 TX2026000001 第 1 行：应贴 300.00 元，应付贴息记账 300.01 元",
        },
    ),
    "an entry of nothing": (
        f"UPDATE records_entry SET amount = 0 WHERE voucher_id = {GRANT} AND line_id = {FIRST}",
        {BALANCED: "没有金额", VOUCHERS: "", SUMS: "", BALANCES: "", GRANTS: "", BELOW: "科目 2001"},
    ),
    "an entry from an account to itself": (
        f"UPDATE records_entry SET debit_id = credit_id WHERE voucher_id = {GRANT} AND line_id = {FIRST}",
        {BALANCED: "借贷是同一个科目", SUMS: "", BALANCES: "", BELOW: "", GRANTS: ""},
    ),
    "an entry taken out": (
        f"DELETE FROM records_entry WHERE voucher_id = {GRANT} AND line_id = {FIRST}",
        {VOUCHERS: "现在 1 笔 200.00 元", SUMS: "", BALANCES: "", BELOW: "", GRANTS: ""},
    ),
    "an entry booked on another line": (
        f"UPDATE records_entry SET line_id = (SELECT id FROM records_subsidyline WHERE number = 2)"
        f" WHERE voucher_id = {GRANT} AND line_id = {FIRST}",
        {GRANTS: "第 1 行：应贴 300.00 元，应付贴息记账 0.00 元"},
    ),
    "an entry of no line": (
        f"UPDATE records_entry SET line_id = NULL WHERE voucher_id = {GRANT} AND line_id = {FIRST}",
        {GRANTS: "应付贴息记账 0.00 元"},
    ),
    "a reversal of something else": (
        "UPDATE records_voucher SET reverses_id = (SELECT MIN(id) FROM records_voucher)"
        " WHERE reverses_id IS NOT NULL",
        {REVERSALS: "没有相抵"},
    ),
    "a voucher's sum": (
        f"UPDATE records_vouchersum SET debits = debits + 1 WHERE voucher_id = {GRANT} AND debits > 0",
        {SUMS: "科目 5001：记着借 500.01 元、贷 0.00 元，分录合计借 500.00 元、贷 0.00 元"},
    ),
    "a balance": (
        f"UPDATE records_accountbalance SET debits = debits + 100 WHERE account_id = {COUNTY}",
        {BALANCES: "科目 1014"},
    ),
    "an account's kind": (
        f"UPDATE records_account SET kind = 'fund' WHERE id = {PAYABLE}",
        {BALANCES: "科目 2001 不在科目表里，或类别和科目表不同"},
    ),
    "a batch's head": (
        "UPDATE records_subsidybatch SET to_pay = 49999",
        {BATCHES: "表头 3 笔、应贴 499.99 元、应退 50.00 元，明细 3 笔、500.00 元、50.00 元"},
    ),
    "a line's amount": (
        "UPDATE records_subsidyline SET due = 30002 WHERE number = 1",
        {
            BATCHES: "",
            GRANTS: "第 1 行：应贴 300.02 元，应付贴息记账 300.00 元",
            PAYMENTS: "第 1 行：应贴 300.02 元，拨付文件里是 300.00 元",
        },
    ),
    "a batch that was never approved": (
        "UPDATE records_subsidybatch SET state = 'published'",
        {
            UNSIGNED: "批次 TX2026000001：有批准的记录，状态不是已批准",
            GRANTS: "第 1 行：应贴 0.00 元，应付贴息记账 300.00 元",
        },
    ),
    "the step that approved a batch": (
        "DELETE FROM records_batchstep",
        {UNSIGNED: "批次 TX2026000001：状态是已批准，没有批准的记录"},
    ),
    "a payout that came back, made to have arrived": (
        "UPDATE records_payoutresult SET paid = true, cause = '' WHERE paid = false",
        {PAYMENTS: "第 2 行：已到账 200.00 元，区县级资金记账 0.00 元"},
    ),
    "a payout's amount": (
        f"UPDATE records_payout SET amount = 29000 WHERE line_id = {FIRST}",
        {PAYMENTS: "第 1 行：已到账 290.00 元，区县级资金记账 300.00 元"},
    ),
    "a payment file's source": (
        "UPDATE records_paymentfile SET source = 'city'",
        {PAYMENTS: "第 1 行：已到账 300.00 元，市级资金记账 0.00 元"},
    ),
    "a demand": (
        "UPDATE records_demand SET amount = 4000",
        {RETURNS: "第 3 行：应追回 40.00 元，应收多贴退款记账 50.00 元"},
    ),
    "a refund": (
        "UPDATE records_refund SET amount = 2001",
        {RETURNS: "第 3 行：已退回 20.01 元，区县级资金记账 20.00 元"},
    ),
    "a closed month's balance": (
        """UPDATE records_closedmonth SET trial_balance = '{"1014": [0, 1, 0, 1], "4014": [0, 0, 1, -1]}'""",
        {MONTHS: "2026年03月：试算平衡表和结账时的摘要不符"},
    ),
    "a voucher's day, out of a closed month": (
        "UPDATE records_voucher SET \"on\" = '2026-04-01' WHERE \"on\" < '2026-04-01'",
        {MONTHS: "2026年03月：科目 1014、4014 的发生额或余额和结账时不同"},
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_row_is_found_and_named(batch: SubsidyBatch, what: str):
    statement, found = SPOILT[what]

    spoil(statement)

    said = failed()
    assert said.keys() == found.keys()
    assert {name: words for name, words in found.items() if words not in said[name]} == {}


def test_a_payout_of_another_amount_than_its_line_is_found_though_it_was_booked_so(batch: SubsidyBatch):
    spoil(
        f"UPDATE records_payout SET amount = 29999 WHERE line_id = {FIRST}",
        f"UPDATE records_entry SET amount = 29999 WHERE line_id = {FIRST} AND credit_id = {COUNTY}",
    )

    assert failed()[PAYMENTS] == "批次 TX2026000001 第 1 行：应贴 300.00 元，拨付文件里是 299.99 元"


def test_a_line_paid_twice_is_found(batch: SubsidyBatch):
    answered(payment_file(batch), False, True)
    assert failed() == {}

    payment_file(batch)

    assert failed()[TWICE] == "批次 TX2026000001 第 1 行：拨付了 2 次"


def test_a_payment_that_was_booked_and_never_made_is_found(batch: SubsidyBatch):
    pay(at(cases.at(Station.FINANCE).posting), 10)

    assert "没有写明是哪一行明细" in failed()[GRANTS]


def test_more_than_twenty_problems_of_a_kind_are_counted():
    approved_batch(*range(1, 26))

    spoil("UPDATE records_subsidyline SET due = due + 1")

    (found,) = [each for each in check(books()) if each.name == GRANTS]
    assert len(found.problems) == 21
    assert found.problems[-1] == "另有 5 处"


def test_a_line_that_does_not_count_what_was_approved_before_it_is_found():
    loan = made_batches.paying_loan()
    made_batches.approved()
    made_batches.repaid(loan, date(2022, 6, 20), 40_000)
    later = made_batches.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20))
    made_batches.approved_later(later)
    assert failed() == {}

    spoil(f"UPDATE records_subsidyline SET granted = 6944 WHERE batch_id = {later.pk}")

    assert failed() == {
        GRANTED_TWICE: f"批次 {later.number} 第 1 行：以前已批 369.44 元，生成时只扣减 69.44 元，多批了差额"
    }
