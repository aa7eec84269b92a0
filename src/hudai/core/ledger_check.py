"""Does everything in the books agree with itself and with what it books?  In columns, from the entries up.

Nothing that was ever added up is believed: sums, balances, closed months and what a batch was
granted and paid are worked out again from the single entries, and held against what stands there.

Frames (amounts in fen, Int64; keys Int64):

``entries``   one row per entry — voucher, debit and credit (codes), amount, line (null: no subsidy line)
``vouchers``  one row per voucher — voucher, number, on (Date), entry_count, total, reverses (null or voucher)
``sums``      one row per voucher and account — voucher, code, debits, credits, as they stand
``accounts``  one row per account — code, kind, debits, credits, as they stand
``batches``   one row per batch — batch, number, granted (0 or 1: approved), line_count, to_pay, to_take_back,
              approval (place in the order of approvals; null: none), known (highest key of a demand when
              it was drawn up)
``lines``     one row per subsidy line — line, batch, number, due, loan, granted (before, as drawn up)
``payouts``   one row per payout — line, source, amount, paid (1, 0 returned, null not answered)
``demands``   one row per demand — demand, line, amount, reversal (key of what reverses it; null: stands)
``refunds``   one row per refund that stands — line, source, amount
``months``    one row per closed month in order — month (Date), digest, and ``kept`` beside it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hudai.core.ledger import (
    EXPENSE,
    PAYABLE,
    RECEIVABLE,
    SOURCES,
    Kind,
    Sums,
    frozen,
    head,
    money_from,
    month_digest,
    month_of,
    next_month,
    trial_balance,
)
from hudai.core.words import yuan

MONEY = {money_from(source): source for source in SOURCES}
"""Account of subsidy money → its source."""

SHOWN = 20
"""Problems of one kind told one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the checks look at, in the frames named at the head of this module."""

    entries: pl.DataFrame
    vouchers: pl.DataFrame
    sums: pl.DataFrame
    accounts: pl.DataFrame
    batches: pl.DataFrame
    lines: pl.DataFrame
    payouts: pl.DataFrame
    demands: pl.DataFrame
    refunds: pl.DataFrame
    months: Sequence[ClosedMonth]


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month as it was closed."""

    month: date
    kept: Mapping[str, Sequence[int]]
    digest: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and where it does not."""

    name: str
    looked_at: int
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether it holds everywhere."""
        return not self.problems


def check(books: Books) -> Iterator[Check]:
    """Every check, in the order they are read."""
    yield _check("每笔分录借贷相等，合计平衡", books.entries.height, _unbalanced(books))
    yield _check("凭证的分录和记账时一致", books.vouchers.height, _changed_vouchers(books))
    yield _check("冲销和原凭证相抵", books.vouchers["reverses"].count(), _crooked_reversals(books))
    yield _check("凭证汇总和分录一致", books.sums.height, _wrong_sums(books))
    yield _check("科目余额和分录一致", books.accounts.height, _wrong_balances(books))
    yield _check("资金、应收、应付没有负数", books.accounts.height, _below_zero(books))
    yield _check("批次合计和明细一致", books.batches.height, _wrong_batches(books))
    yield _check("批次状态和批准记录一致", books.batches.height, _unsigned(books))
    yield _check("已批准批次逐行记入应付贴息", books.lines.height, _wrong_grants(books))
    yield _check("没有重复批准的贴息", books.lines.height, _granted_twice(books))
    yield _check("拨付逐行记出贴息资金", books.payouts.height, _wrong_payments(books))
    yield _check("没有重复拨付的明细", books.payouts.height, _paid_twice(books))
    yield _check("追回和退回逐行记账", books.demands.height + books.refunds.height, _wrong_returns(books))
    yield _check("已结账月份没有改动", len(books.months), _changed_months(books))


def _check(name: str, looked_at: int, problems: Iterator[str]) -> Check:
    found = list(problems)
    more = [f"另有 {len(found) - SHOWN} 处"] if len(found) > SHOWN else []
    return Check(name, looked_at, (*found[:SHOWN], *more))


def _unbalanced(books: Books) -> Iterator[str]:
    numbers = books.vouchers.select("voucher", "number")
    bad = books.entries.filter((pl.col("amount") <= 0) | (pl.col("debit") == pl.col("credit")))
    for number in bad.join(numbers, on="voucher", how="left")["number"]:
        yield f"凭证 {number}：有一笔分录没有金额，或借贷是同一个科目"
    debits, credits = (int(_by_account(books.entries)[side].sum()) for side in ("debits", "credits"))
    if debits != credits:
        yield f"借方合计 {yuan(debits)} 元，贷方合计 {yuan(credits)} 元"


def _changed_vouchers(books: Books) -> Iterator[str]:
    now = books.entries.group_by("voucher").agg(
        pl.len().cast(pl.Int64).alias("count_now"), pl.col("amount").sum().alias("total_now")
    )
    found = books.vouchers.join(now, on="voucher", how="left").with_columns(
        pl.col("count_now", "total_now").fill_null(0)
    )
    differ = (pl.col("count_now") != pl.col("entry_count")) | (pl.col("total_now") != pl.col("total"))
    for row in found.filter(differ | (pl.col("entry_count") == 0)).sort("number").iter_rows(named=True):
        yield (
            f"凭证 {row['number']}：记账时 {row['entry_count']} 笔 {yuan(row['total'])} 元，"
            f"现在 {row['count_now']} 笔 {yuan(row['total_now'])} 元"
        )


def _crooked_reversals(books: Books) -> Iterator[str]:
    pairs = books.vouchers.filter(pl.col("reverses").is_not_null())
    moved = _by_voucher(books.entries)
    mine = pairs.join(moved, on="voucher").select("reverses", "code", pl.col("debits") - pl.col("credits"))
    theirs = moved.join(pairs.select(voucher="reverses"), on="voucher", how="semi").select(
        reverses="voucher", code="code", debits=pl.col("debits") - pl.col("credits")
    )
    left = pl.concat([mine, theirs]).group_by("reverses", "code").agg(pl.col("debits").sum())
    crooked = left.filter(pl.col("debits") != 0)["reverses"].unique()
    for number in pairs.filter(pl.col("reverses").is_in(crooked.to_list())).sort("number")["number"]:
        yield f"冲销凭证 {number} 和它冲销的凭证没有相抵"


def _wrong_sums(books: Books) -> Iterator[str]:
    found = _beside(books.sums, _by_voucher(books.entries), ["voucher", "code"])
    for row in (
        found.join(books.vouchers, on="voucher", how="left").sort("number", "code").iter_rows(named=True)
    ):
        yield f"凭证 {row['number']} 科目 {row['code']}：{_both(row)}"


def _wrong_balances(books: Books) -> Iterator[str]:
    for row in (
        _beside(books.accounts, _by_account(books.entries), ["code"]).sort("code").iter_rows(named=True)
    ):
        yield f"科目 {row['code']}：{_both(row)}"
    for code, kind in books.accounts.select("code", "kind").iter_rows():
        line = head(code)
        if line is None or line.kind != kind:
            yield f"科目 {code} 不在科目表里，或类别和科目表不同"


def _below_zero(books: Books) -> Iterator[str]:
    held = {code: debits - credits for code, debits, credits in _by_account(books.entries).iter_rows()}
    for code, balance in sorted(held.items()):
        line = head(code)
        if line is not None and line.kind.guarded and Kind(line.kind).side * balance < 0:
            yield f"科目 {code} {line.name}：余额 {yuan(line.kind.side * balance)} 元"


def _wrong_batches(books: Books) -> Iterator[str]:
    due = pl.col("due")
    now = books.lines.group_by("batch").agg(
        pl.len().cast(pl.Int64).alias("count_now"),
        due.filter(due > 0).sum().alias("pay_now"),
        (-due.filter(due < 0).sum()).alias("back_now"),
    )
    found = books.batches.join(now, on="batch", how="left").with_columns(
        pl.col("count_now", "pay_now", "back_now").fill_null(0)
    )
    differ = (
        (pl.col("count_now") != pl.col("line_count"))
        | (pl.col("pay_now") != pl.col("to_pay"))
        | (pl.col("back_now") != pl.col("to_take_back"))
    )
    for row in found.filter(differ).sort("number").iter_rows(named=True):
        yield (
            f"批次 {row['number']}：表头 {row['line_count']} 笔、应贴 {yuan(row['to_pay'])} 元、"
            f"应退 {yuan(row['to_take_back'])} 元，明细 {row['count_now']} 笔、{yuan(row['pay_now'])} 元、"
            f"{yuan(row['back_now'])} 元"
        )


def _unsigned(books: Books) -> Iterator[str]:
    """What is granted before counts by the step that approved it, what is owed by the batch's state."""
    differ = books.batches.filter((pl.col("granted") == 1) != pl.col("approval").is_not_null())
    for row in differ.sort("number").iter_rows(named=True):
        yield (
            f"批次 {row['number']}：状态是已批准，没有批准的记录"
            if row["granted"]
            else f"批次 {row['number']}：有批准的记录，状态不是已批准"
        )


def _wrong_grants(books: Books) -> Iterator[str]:
    granted = books.lines.join(books.batches.filter(pl.col("granted") == 1), on="batch", how="semi")
    wanted = granted.filter(pl.col("due") > 0).select("line", wanted="due")
    yield from _line_by_line(books, wanted, _booked(books.entries, [EXPENSE], [PAYABLE]), "应贴", "应付贴息")
    loose = books.entries.filter(
        pl.col("line").is_null()
        & (pl.col("debit").is_in([PAYABLE, RECEIVABLE]) | pl.col("credit").is_in([PAYABLE, RECEIVABLE]))
    )
    for number in loose.join(books.vouchers, on="voucher")["number"].unique().sort():
        yield f"凭证 {number}：应付贴息或应收退款没有写明是哪一行明细"


def _granted_twice(books: Books) -> Iterator[str]:
    """Lines drawn up without counting what another batch, approved before them, grants on the same loan.

    What was asked back since makes up for it: a demand of any day is taken off, and one that was reversed
    where it stood when the batch was drawn up.
    """
    approvals = books.batches.filter(pl.col("granted") == 1).select("batch", "approval", "known")
    lines = books.lines.filter(pl.col("due") > 0).join(
        approvals.filter(pl.col("approval").is_not_null()), on="batch"
    )
    stood = pl.col("reversal").is_null() | (
        (pl.col("demand") <= pl.col("known")) & (pl.col("known") < pl.col("reversal"))
    )
    demands = books.demands.join(books.lines.select("line", "loan"), on="line").drop("line")
    asked_back = (
        lines.select("line", "loan", "known")
        .join(demands, on="loan")
        .filter(stood)
        .group_by("line")
        .agg(back=pl.col("amount").sum())
    )
    before = (pl.col("due").cum_sum() - pl.col("due")).over("loan")
    counted = (
        lines.sort("loan", "approval")
        .with_columns(before=before)
        .join(asked_back, on="line", how="left")
        .with_columns(before=pl.col("before") - pl.col("back").fill_null(0))
        .filter(pl.col("before") > pl.col("granted"))
    )
    for row in _named(books, counted.select("line", "before", "granted")).iter_rows(named=True):
        yield (
            f"批次 {row['batch_number']} 第 {row['number']} 行：以前已批 {yuan(row['before'])} 元，"
            f"生成时只扣减 {yuan(row['granted'])} 元，多批了差额"
        )


def _wrong_payments(books: Books) -> Iterator[str]:
    for code, source in MONEY.items():
        paid = books.payouts.filter((pl.col("paid") == 1) & (pl.col("source") == source))
        wanted = paid.group_by("line").agg(wanted=pl.col("amount").sum())
        label = f"{SOURCES[source]}资金"
        yield from _line_by_line(books, wanted, _booked(books.entries, [PAYABLE], [code]), "已到账", label)
    sent = books.payouts.join(books.lines.select("line", "due"), on="line", how="left")
    for row in _named(books, sent.filter(pl.col("amount") != pl.col("due"))).iter_rows(named=True):
        yield (
            f"批次 {row['batch_number']} 第 {row['number']} 行：应贴 {yuan(row['due'])} 元，"
            f"拨付文件里是 {yuan(row['amount'])} 元"
        )


def _paid_twice(books: Books) -> Iterator[str]:
    out = books.payouts.filter(pl.col("paid").is_null() | (pl.col("paid") == 1))
    twice = out.group_by("line").agg(times=pl.len()).filter(pl.col("times") > 1)
    for row in _named(books, twice).iter_rows(named=True):
        yield f"批次 {row['batch_number']} 第 {row['number']} 行：拨付了 {row['times']} 次"


def _wrong_returns(books: Books) -> Iterator[str]:
    standing = books.demands.filter(pl.col("reversal").is_null())
    wanted = standing.select("line", wanted="amount")
    booked = _booked(books.entries, [RECEIVABLE], [EXPENSE])
    yield from _line_by_line(books, wanted, booked, "应追回", "应收多贴退款")
    for code, source in MONEY.items():
        back = books.refunds.filter(pl.col("source") == source)
        wanted = back.group_by("line").agg(wanted=pl.col("amount").sum())
        label = f"{SOURCES[source]}资金"
        booked = _booked(books.entries, [code], [RECEIVABLE])
        yield from _line_by_line(books, wanted, booked, "已退回", label)


def _changed_months(books: Books) -> Iterator[str]:
    previous, expected = "", None
    dated = books.entries.join(books.vouchers.select("voucher", "on"), on="voucher", how="left")
    for closed in books.months:
        name = f"{closed.month:%Y年%m月}"
        if (expected is not None and closed.month != expected) or closed.month != month_of(closed.month):
            yield f"{name}前面缺了月份"
        if month_digest(closed.month, closed.kept, previous) != closed.digest:
            yield f"{name}：试算平衡表和结账时的摘要不符"
        before = dated.filter(pl.col("on") < closed.month)
        during = dated.filter((pl.col("on") >= closed.month) & (pl.col("on") < next_month(closed.month)))
        now = frozen(trial_balance(_as_sums(before), _as_sums(during)))
        differ = [
            code for code in sorted({*now, *closed.kept}) if now.get(code) != _list(closed.kept.get(code))
        ]
        if differ:
            yield f"{name}：科目 {'、'.join(differ)} 的发生额或余额和结账时不同"
        previous, expected = closed.digest, next_month(closed.month)


def _list(kept: Sequence[int] | None) -> list[int] | None:
    return None if kept is None else list(kept)


def _line_by_line(
    books: Books, wanted: pl.DataFrame, booked: pl.DataFrame, what: str, where: str
) -> Iterator[str]:
    """Hold ``wanted`` (line, wanted) against ``booked`` (line, booked)."""
    both = wanted.join(booked, on="line", how="full", coalesce=True).with_columns(
        pl.col("wanted", "booked").fill_null(0)
    )
    differ = both.filter(pl.col("wanted") != pl.col("booked"))
    for row in _named(books, differ).iter_rows(named=True):
        yield (
            f"批次 {row['batch_number']} 第 {row['number']} 行：{what} {yuan(row['wanted'])} 元，"
            f"{where}记账 {yuan(row['booked'])} 元"
        )


def _named(books: Books, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows by line, with the batch's number and the line's, in that order."""
    batches = books.batches.select("batch", batch_number="number")
    return (
        rows.join(books.lines.select("line", "batch", "number"), on="line", how="left")
        .join(batches, on="batch", how="left")
        .sort("batch_number", "number")
    )


def _booked(entries: pl.DataFrame, debits: list[str], credits: list[str]) -> pl.DataFrame:
    """line, booked: what went from the credited accounts to the debited, less what went back."""
    there = pl.col("debit").is_in(debits) & pl.col("credit").is_in(credits)
    back = pl.col("debit").is_in(credits) & pl.col("credit").is_in(debits)
    amount = pl.when(there).then("amount").when(back).then(-pl.col("amount"))
    of_lines = entries.filter(pl.col("line").is_not_null() & (there | back))
    return of_lines.group_by("line").agg(booked=amount.sum())


def _both_sides(entries: pl.DataFrame) -> pl.DataFrame:
    """voucher, code, debits, credits: two rows an entry."""
    none = pl.lit(0, dtype=pl.Int64)
    return pl.concat(
        [
            entries.select("voucher", code="debit", debits="amount", credits=none),
            entries.select("voucher", code="credit", debits=none, credits="amount"),
        ]
    )


def _by_voucher(entries: pl.DataFrame) -> pl.DataFrame:
    return _both_sides(entries).group_by("voucher", "code").agg(pl.col("debits", "credits").sum())


def _by_account(entries: pl.DataFrame) -> pl.DataFrame:
    return _both_sides(entries).group_by("code").agg(pl.col("debits", "credits").sum())


def _as_sums(entries: pl.DataFrame) -> dict[str, Sums]:
    return {code: Sums(debits, credits) for code, debits, credits in _by_account(entries).iter_rows()}


def _beside(stands: pl.DataFrame, worked_out: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Where what stands and what was worked out differ: debits, credits, debits_now, credits_now."""
    now = worked_out.select(*keys, debits_now="debits", credits_now="credits")
    both = stands.join(now, on=keys, how="full", coalesce=True).with_columns(
        pl.col("debits", "credits", "debits_now", "credits_now").fill_null(0)
    )
    differ = (pl.col("debits") != pl.col("debits_now")) | (pl.col("credits") != pl.col("credits_now"))
    return both.filter(differ)


def _both(row: Mapping[str, int]) -> str:
    return (
        f"记着借 {yuan(row['debits'])} 元、贷 {yuan(row['credits'])} 元，"
        f"分录合计借 {yuan(row['debits_now'])} 元、贷 {yuan(row['credits_now'])} 元"
    )
