"""Annex 5 as a file: of any day and place from the records, or of a register as it was handed in.

Full ID numbers are for the desks that may look at them; everybody else's file is masked.  Each file is
a line of the journal.

Source: 渝北区实施方案 附件5。
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import QuerySet

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note, note_without_row
from hudai.actions.paper import Paper
from hudai.core.errors import Refusal
from hudai.core.identity import masked
from hudai.core.policy import Policy
from hudai.core.report_day import month_of
from hudai.documents.forms import loan_register as annex
from hudai.documents.media_types import CSV, DOCX, PDF, XLSX
from hudai.records.models import Loan, Station
from hudai.records.queries import loan_register as registers
from hudai.records.queries import report as queries
from hudai.records.snapshots import plain_bytes

FULL_NUMBERS = (Station.BRANCH, Station.BANK, Station.OFFICE, Station.AUDITOR)
"""Desks whose annex 5 has the numbers in full."""
WRITES = {"xlsx": annex.write_xlsx, "pdf": annex.write_pdf, "docx": annex.write_docx}
TYPES = {"xlsx": XLSX, "pdf": PDF, "docx": DOCX, "csv": CSV}
MOST_ROWS = {"pdf": 10_000, "docx": 10_000}
"""Rows made while somebody waits; a workbook takes any number."""


@transaction.atomic
def register_paper(
    *, actor: Actor, policy: Policy, loans: QuerySet[Loan], as_of: date, narrowed: str, form: str
) -> Paper:
    """Annex 5 of some loans at the end of a day.

    Args:
        loans: of this scheme, and only what the desk sees.
        narrowed: what they were narrowed to, in words, for the journal; no person's.
        form: ``xlsx``, ``pdf`` or ``docx``.

    Raises:
        Refusal: if there is no such form, or there are too many rows for it.
    """
    _require_form(form)
    if as_of > actor.today:
        raise Refusal("台账日期不能晚于今天。")
    found = registers.sums(loans, as_of)["loans"]
    _refuse_beyond(found, form)
    full = actor.station in FULL_NUMBERS
    rows = registers.register(loans, as_of, since=month_of(as_of), policy=policy, unmasked=full)
    content = _written(form, rows, _head(policy, as_of, actor.today))
    note_without_row(
        "loan_register",
        f"{as_of}",
        "打印发放台账",
        at=actor.at,
        officer=actor.officer,
        posting=actor.posting,
        policy=policy.name,
        format=form,
        rows=rows.height,
        narrowed=narrowed,
        full_numbers=full,
    )
    return Paper(f"发放台账-{as_of:%Y%m%d}.{form}", TYPES[form], content)


@transaction.atomic
def submission_paper(*, actor: Actor, policy: Policy, key: int, form: str) -> Paper:
    """A register as it was handed in, on annex 5, or its very rows (``csv``).

    Raises:
        NotYours: if the desk does not see it, or asks for the rows and may not see full numbers.
        Refusal: as :func:`register_paper`, or if what lies there is not what was handed in.
    """
    found = queries.submissions_seen_by(actor.posting).select_related("rows").filter(pk=key).first()
    if found is None:
        raise NotYours("没有这份台账，或者不在您的管理范围内。")
    full = actor.station in FULL_NUMBERS
    if form == "csv":
        if not full:
            raise NotYours("原始数据含有完整身份证号码，您现在的岗位不能下载；可以下载遮住号码的台账。")
        content = plain_bytes(queries.snapshot_of(found))
    else:
        _require_form(form)
        _refuse_beyond(found.line_count, form)
        rows = queries.rows_of(found)
        shown = rows if full else rows.with_columns(masked(pl.col("id_number")))
        content = _written(form, shown, _head(policy, found.as_of, actor.today))
    note(actor, "下载报送的台账", found, format=form, rows=found.line_count, full_numbers=full)
    return Paper(f"发放台账-{found.branch.name}-{found.month:%Y%m}.{form}", TYPES[form], content)


def _require_form(form: str) -> None:
    if form not in WRITES:
        raise Refusal("只能打印 Excel、PDF 或 Word 格式。")


def _refuse_beyond(rows: int, form: str) -> None:
    most = MOST_ROWS.get(form)
    if most is not None and rows > most:
        raise Refusal(f"共 {rows:,} 笔，超过 {most:,} 笔的台账请导出 Excel，或按银行、乡镇分开打印。")


def _written(form: str, rows: pl.DataFrame, head: annex.RegisterHead) -> bytes:
    write: Any = WRITES[form]
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / f"register.{form}"
        write(path, rows, head=head)
        return path.read_bytes()


def _head(policy: Policy, as_of: date, made_on: date) -> annex.RegisterHead:
    """Title and footnote, with the offices' names of the register's day."""
    now = queries.office_names(as_of)
    footnote = annex.footnote_of(policy, as_of, [now.get(station) for station in queries.OFFICES])
    return annex.RegisterHead(policy.county, policy.scheme, made_on=made_on, as_of=as_of, footnote=footnote)
