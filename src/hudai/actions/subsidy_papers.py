"""Papers of a batch: annex 4, the masked list for the public, and the list for the paying bank.

Annex 4 and the payment list hold full numbers, so taking one out is in the journal.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.subsidy_claims import claims
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.documents.forms import subsidy_notice, subsidy_payment_list, subsidy_summary
from hudai.documents.media_types import DOCX, PDF, XLSX
from hudai.records.models import Demand, PaymentFile, Station, SubsidyBatch, SubsidyLine
from hudai.records.queries.visibility import batches_seen_by, lines_seen_by

SEES_NUMBERS = (
    Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.FINANCE, Station.BRANCH, Station.BANK,
    Station.AUDITOR,
)  # fmt: skip
"""Desks that take out papers with full ID and account numbers."""

PAYS = (Station.FINANCE,)

SUMMARY_FORMATS = {"xlsx": XLSX, "docx": DOCX, "pdf": PDF}
"""Annex 4 by the ending of its file."""
_SUMMARY_WRITERS: dict[str, Callable[..., None]] = {
    "xlsx": subsidy_summary.write_xlsx,
    "docx": subsidy_summary.write_docx,
    "pdf": subsidy_summary.write_pdf,
}


@transaction.atomic
def summary(*, actor: Actor, policy: Policy, number: str, form: str = "xlsx") -> bytes:
    """Annex 4 of a batch: what its lines above zero apply for, and below it what was granted too much.

    Args:
        form: one of :data:`SUMMARY_FORMATS`.

    Raises:
        NotYours: if the desk takes none out, or does not see the batch.
        Refusal: if there is no such form, or there are too many lines for it.

    Source: 渝北区实施方案 附件4。
    """
    actor.require(*SEES_NUMBERS)
    write = _SUMMARY_WRITERS.get(form)
    if write is None:
        raise Refusal("附件4 只有 Excel、Word 和 PDF 格式。")
    batch = seen(actor, number)
    lines = _lines(lines_seen_by(actor.posting).filter(batch=batch), batch, policy)
    head = subsidy_summary.SummaryHead(
        policy.county, policy.scheme, made_on=actor.today, through=batch.period_end - ONE_DAY
    )
    content = written(lambda path: write(path, lines, head=head), f".{form}")
    note(actor, "导出附件4", batch, number=number, rows=lines.height, format=form)
    return content


@transaction.atomic
def notice(*, actor: Actor, policy: Policy, number: str) -> bytes:
    """The list put up for the public as PDF, masked: names, villages, amounts.

    Raises:
        NotYours: if the desk does not see the batch.
        Refusal: if it was not reviewed yet.
    """
    batch = seen(actor, number)
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
    return written(lambda path: subsidy_notice.write_pdf(path, lines, head=head), ".pdf")


@transaction.atomic
def payment_list(*, actor: Actor, number: str, file_number: int) -> bytes:
    """The list handed to the paying bank, as a workbook.

    Raises:
        NotYours: if the desk pays nothing, or there is no such file.
    """
    actor.require(*PAYS, Station.AUDITOR)
    batch = seen(actor, number)
    file = batch.payment_files.filter(number=file_number).first()
    if file is None:
        raise NotYours(f"批次 {number} 没有第 {file_number} 次拨付文件。")
    content = written(
        lambda path: subsidy_payment_list.write_xlsx(path, _payouts(file), head=_payment_head(file)), ".xlsx"
    )
    note(actor, "导出拨付文件", batch, number=number, file=file_number)
    return content


def seen(actor: Actor, number: str) -> SubsidyBatch:
    """The batch, if the desk sees it.

    Raises:
        NotYours: if not.
    """
    found = batches_seen_by(actor.posting).select_related("town").filter(number=number).first()
    if found is None:
        raise NotYours(f"没有找到批次 {number}，或它不归您办理。")
    return found


def _lines(lines: QuerySet[SubsidyLine], batch: SubsidyBatch, policy: Policy) -> pl.DataFrame:
    """The lines as annex 4 takes them.

    The interest paid is that of the periods a line settles, on which rests what it asks for; the line's
    own is since inception.
    """
    asked_back = f"{subsidy_summary.CLAWBACK}，已登记追回"
    back = set(Demand.objects.standing().filter(line__batch=batch).values_list("line", flat=True))
    rows = [
        (
            line.number, batch.town.name, line.loan.household.number, line.borrower,
            line.loan.borrower.id_number, line.household_size, line.bank, line.principal, line.rate, line.due,
            line.payee_bank, line.account, asked_back if line.pk in back else "",
        )
        for line in lines.select_related("loan__household", "loan__borrower").order_by("number")
    ]  # fmt: skip
    rests_on = claims(batch, lines, policy).lines.select("number", "paid_fen", why="note")
    found = pl.DataFrame(rows, schema=_SUMMARY, orient="row").join(rests_on, on="number", how="left")
    return found.with_columns(note=pl.when(pl.col("note") == "").then("why").otherwise("note")).drop("why")


_SUMMARY = {
    "number": pl.Int64, "town": pl.String, "household": pl.String, "borrower": pl.String,
    "id_number": pl.String, "household_size": pl.Int64, "bank": pl.String, "principal_fen": pl.Int64,
    "rate_ppm": pl.Int64, "due_fen": pl.Int64, "payee_bank": pl.String, "account": pl.String,
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
    day = timezone.localdate(file.made_at)
    return subsidy_payment_list.PaymentHead(
        f"{batch.number}-{file.number}", batch.town.name, file.made_by.office, day, file.digest
    )


def written(write: Callable[[Path], None], suffix: str) -> bytes:
    """The bytes of a file somebody writes."""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / f"paper{suffix}"
        write(path)
        return path.read_bytes()
