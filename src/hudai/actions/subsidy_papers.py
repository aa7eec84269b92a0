"""Papers of a batch: annex 4, the masked list for the public, and the list for the paying bank.

Annex 4 and the payment list hold full numbers, so taking one out is in the journal.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from django.db import transaction
from django.db.models import QuerySet

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.documents.forms import subsidy_notice, subsidy_payment_list, subsidy_summary
from hudai.records.models import PaymentFile, Station, SubsidyBatch, SubsidyLine
from hudai.records.queries.visibility import batches_seen_by, lines_seen_by

SEES_NUMBERS = (
    Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.FINANCE, Station.BRANCH, Station.BANK,
    Station.AUDITOR,
)  # fmt: skip
"""Desks that take out papers with full ID and account numbers."""

PAYS = (Station.FINANCE,)


@transaction.atomic
def summary(*, actor: Actor, policy: Policy, number: str, pdf: bool = False) -> bytes:
    """Annex 4 of a batch, as a workbook or as PDF.

    Raises:
        NotYours: if the desk takes none out, or does not see the batch.
    """
    actor.require(*SEES_NUMBERS)
    batch = _seen(actor, number)
    lines = _lines(lines_seen_by(actor.posting).filter(batch=batch), batch)
    head = subsidy_summary.SummaryHead(
        policy.county, policy.scheme, made_on=actor.today, through=batch.period_end - ONE_DAY
    )
    write = subsidy_summary.write_pdf if pdf else subsidy_summary.write_xlsx
    content = _written(lambda path: write(path, lines, head=head), ".pdf" if pdf else ".xlsx")
    note(actor, "导出附件4", batch, number=number, rows=lines.height)
    return content


@transaction.atomic
def notice(*, actor: Actor, policy: Policy, number: str) -> bytes:
    """The list put up for the public as PDF, masked: names, villages, amounts.

    Raises:
        NotYours: if the desk does not see the batch.
        Refusal: if it was not reviewed yet.
    """
    batch = _seen(actor, number)
    if batch.state in (SubsidyBatch.State.DRAWN_UP, SubsidyBatch.State.CHECKED, SubsidyBatch.State.DROPPED):
        raise Refusal("区县主管部门审核之后才有公示表。")
    rows = batch.lines.select_related("loan__household__village").order_by("number")
    lines = [
        subsidy_notice.Line(
            line.number,
            line.borrower,
            line.loan.household.village.name,
            line.loan.borrower.id_number,
            line.principal,
            line.due,
        )
        for line in rows.select_related("loan__borrower")
    ]
    head = subsidy_notice.NoticeHead(
        office=actor.posting.office,
        scheme=policy.scheme,
        town=batch.town.name,
        through=batch.period_end - ONE_DAY,
        published_on=batch.published_on or actor.today,
        last_day=batch.public_until - ONE_DAY if batch.public_until else None,
    )
    return _written(lambda path: subsidy_notice.write_pdf(path, lines, head=head), ".pdf")


@transaction.atomic
def payment_list(*, actor: Actor, number: str, file_number: int) -> bytes:
    """The list handed to the paying bank, as a workbook.

    Raises:
        NotYours: if the desk pays nothing, or there is no such file.
    """
    actor.require(*PAYS, Station.AUDITOR)
    batch = _seen(actor, number)
    file = batch.payment_files.filter(number=file_number).first()
    if file is None:
        raise NotYours(f"批次 {number} 没有第 {file_number} 次拨付文件。")
    content = _written(
        lambda path: subsidy_payment_list.write_xlsx(path, _payouts(file), head=_payment_head(file)), ".xlsx"
    )
    note(actor, "导出拨付文件", batch, number=number, file=file_number)
    return content


def _seen(actor: Actor, number: str) -> SubsidyBatch:
    found = batches_seen_by(actor.posting).select_related("town").filter(number=number).first()
    if found is None:
        raise NotYours(f"没有找到批次 {number}，或它不归您办理。")
    return found


def _lines(lines: QuerySet[SubsidyLine], batch: SubsidyBatch) -> pl.DataFrame:
    """The lines as annex 4 takes them."""
    rows = [
        (
            batch.town.name, line.loan.household.number, line.borrower, line.loan.borrower.id_number,
            line.household_size, line.bank, line.principal, line.rate, line.paid, line.due,
            line.payee_bank, line.account, "",
        )
        for line in lines.select_related("loan__household", "loan__borrower").order_by("number")
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_SUMMARY, orient="row")


_SUMMARY = {
    "town": pl.String, "household": pl.String, "borrower": pl.String, "id_number": pl.String,
    "household_size": pl.Int64, "bank": pl.String, "principal_fen": pl.Int64, "rate_ppm": pl.Int64,
    "paid_fen": pl.Int64, "due_fen": pl.Int64, "payee_bank": pl.String, "account": pl.String,
    "note": pl.String,
}  # fmt: skip


def _payouts(file: PaymentFile) -> list[subsidy_payment_list.Row]:
    return [
        subsidy_payment_list.Row(
            payout.line.number, payout.payee, payout.payee_bank, payout.account, payout.amount
        )
        for payout in file.payouts.select_related("line").order_by("line__number")
    ]


def _payment_head(file: PaymentFile) -> subsidy_payment_list.PaymentHead:
    batch = file.batch
    day: date = file.made_at.date()
    return subsidy_payment_list.PaymentHead(
        f"{batch.number}-{file.number}", batch.town.name, file.made_by.office, day, file.digest
    )


def _written(write: Callable[[Path], None], suffix: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / f"paper{suffix}"
        write(path)
        return path.read_bytes()
