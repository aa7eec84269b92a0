"""B5: annexes as workbooks against openpyxl; notices and application forms as PDF against WeasyPrint."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count as count_from
from itertools import islice
from pathlib import Path

import polars as pl
from openpyxl import Workbook as OpenpyxlWorkbook

from bench import web_pages
from bench.made_up import AS_OF, THROUGH, Law, frames, law
from bench.measuring import Timing, timed
from bench.reporting import Part, Row, reached
from hudai.core.findings import Level, Outcome, Verdict
from hudai.core.settlement import settle
from hudai.documents.forms import application_form, decision_notice, loan_register, subsidy_summary
from hudai.documents.forms.application_form import ApplicationForm, OpinionBox
from hudai.documents.forms.decision_notice import Notice, NoticeFinding, NoticeHead

REGISTER_ROWS, QUICK_ROWS = 100_000, 200
OPENPYXL_ROWS = 20_000
SUMMARY_ROWS, TOWNS = 30_000, 30
NOTICES, QUICK_NOTICES = 200, 3
FORMS, QUICK_FORMS = 1_000, 2
RIVAL_PAGES, QUICK_RIVAL_PAGES = 20, 1
ROWS_A_SECOND, MILLISECONDS_A_FORM = 15_000, 15


def measure(*, runs: int, quick: bool) -> Part:
    """All of B5 that needs no browser and no database; ``quick`` only shows that it runs."""
    rules = law()
    made = frames(QUICK_ROWS if quick else REGISTER_ROWS, rules, towns=TOWNS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = _register(made["loans"], folder, runs)
        rows += _summary(made, rules, folder, runs, QUICK_ROWS if quick else SUMMARY_ROWS)
        rival = QUICK_RIVAL_PAGES if quick else RIVAL_PAGES
        rows += _notices(folder, runs, QUICK_NOTICES if quick else NOTICES, rival)
        rows += _application_forms(folder, runs, QUICK_FORMS if quick else FORMS, rival)
    return Part("B5", "forms", rows, NOTES)


def _register(loans: pl.DataFrame, folder: Path, runs: int) -> list[Row]:
    entries = loans.select(
        "bank", "borrower", "town", "village", "group", "id_number", "purpose", "disbursed_on", "due_on",
        principal_fen="principal", note=pl.lit(""),
    )  # fmt: skip
    head = loan_register.RegisterHead("渝北区", "脱贫人口小额信贷", made_on=AS_OF, as_of=AS_OF)
    own = timed(lambda: loan_register.write_xlsx(folder / "附件5.xlsx", entries, head=head), runs=runs)
    slice_of_it = entries.head(OPENPYXL_ROWS)
    other = timed(lambda: _with_openpyxl(folder / "openpyxl.xlsx", slice_of_it), runs=runs)
    ratio = (other.median / slice_of_it.height) / (own.median / entries.height)
    return [
        _rows_a_second(f"annex 5 as workbook, {entries.height:,} rows", entries.height, own),
        Row(
            f"the same cells by openpyxl, without borders, {slice_of_it.height:,} rows",
            f"{slice_of_it.height / other.median:,.0f} rows/s",
            str(other),
        ),
        Row("ratio", f"{ratio:.1f} ×"),
    ]


def _rows_a_second(work: str, rows: int, timing: Timing) -> Row:
    speed = rows / timing.median
    return Row(
        work,
        f"{timing.median:.2f} s, {speed:,.0f} rows/s",
        str(timing),
        f"≥ {ROWS_A_SECOND:,} rows/s",
        reached(speed, ROWS_A_SECOND),
    )


def _with_openpyxl(path: Path, entries: pl.DataFrame) -> None:
    """Its fastest way: streamed rows of plain values, no style at all."""
    book = OpenpyxlWorkbook(write_only=True)
    for part in entries.partition_by("bank", maintain_order=True):
        sheet = book.create_sheet(part["bank"][0])
        days = (part["due_on"] - part["disbursed_on"]).dt.total_days()
        shown = part.with_columns(days.alias("days"), pl.col("principal_fen") / 1_000_000)
        for number, row in enumerate(shown.iter_rows(), 1):
            sheet.append((number, *row))
    book.save(path)


def _summary(made: dict[str, pl.DataFrame], rules: Law, folder: Path, runs: int, most: int) -> list[Row]:
    settled = settle(**made, policy=rules.policy, national=rules.national, through=THROUGH).lines
    claimed = settled.filter(pl.col("due_fen") != 0).drop("household").head(most)
    lines = made["loans"].join(claimed, on="contract", maintain_order="left").select(
        "town", "household", "borrower", "id_number", "household_size", "bank", "paid_fen", "due_fen",
        "payee_bank", "account", principal_fen="principal", rate_ppm="rate", note=pl.lit(""),
    )  # fmt: skip
    head = subsidy_summary.SummaryHead("渝北区", "脱贫人口小额信贷", made_on=AS_OF, through=THROUGH)
    towns = lines["town"].n_unique()
    work = f"annex 4 as workbook, {towns} towns, {lines.height:,} rows"
    timing = timed(lambda: subsidy_summary.write_xlsx(folder / "附件4.xlsx", lines, head=head), runs=runs)
    return [_rows_a_second(work, lines.height, timing)]


def _notices(folder: Path, runs: int, count: int, rival: int) -> list[Row]:
    """Decision notices with six findings each, no two alike, in no run the same."""
    head = NoticeHead(
        "渝北区小额信贷审查单位", "脱贫人口小额信贷", "工作实施方案", "0" * 64, date(2025, 10, 31)
    )
    path = folder / "意见书.pdf"
    numbers = count_from(1)

    def write() -> None:
        notices = [_notice(number) for number in islice(numbers, count)]
        decision_notice.write_pdf(path, notices, head=head)

    pages = [decision_notice._page(_notice(number), head) for number in range(rival)]
    page = web_pages.notices(f"{head.scheme}申请审查意见书", head.office, "2025年10月31日", pages)
    return _against_web_page(
        f"{count} decision notices as one PDF/A", timed(write, runs=runs), count,
        page, rival, folder / "notices.pdf", runs,
    )  # fmt: skip


def _application_forms(folder: Path, runs: int, count: int, rival: int) -> list[Row]:
    """Annexes 1, each a file of its own as it is printed when an application is handed in."""
    forms = _forms()
    path = folder / "申请表.pdf"

    def write() -> None:
        for form in islice(forms, count):
            path.write_bytes(application_form.write_pdf(form, made_on=AS_OF))

    timing = timed(write, runs=runs)
    pages = [web_pages.application_form(application_form._texts(form)) for form in islice(forms, rival)]
    return _against_web_page(
        f"{count:,} application forms, a PDF/A each", timing, count, pages, rival, folder / "form.pdf", runs
    )


def _against_web_page(
    work: str, own: Timing, count: int, pages: str | Sequence[str], rival: int, path: Path, runs: int
) -> list[Row]:
    """The product's forms, WeasyPrint's of the same words, and how many times as long those take."""
    each = own.median / count * 1000
    reach = reached(each, MILLISECONDS_A_FORM, at_most=True)
    rows = [Row(work, f"{each:.1f} ms a form", str(own), f"≤ {MILLISECONDS_A_FORM} ms", reach)]
    if not web_pages.INSTALLED:
        return [*rows, Row("the same words by WeasyPrint", "not installed")]
    printers = [web_pages.printer(page, path) for page in ([pages] if isinstance(pages, str) else pages)]
    timing = timed(lambda: [print_it() for print_it in printers], runs=runs)
    theirs = timing.median / rival * 1000
    return [
        *rows,
        Row(f"the same words by WeasyPrint, {rival} of them", f"{theirs:.0f} ms a form", str(timing)),
        Row("ratio", f"{theirs / each:.1f} ×"),
    ]


def _forms() -> Iterator[ApplicationForm]:
    """Annexes 1 filled in, no two alike."""
    offices = ("村（居）委会", "镇帮扶干部", "区扶贫办", "经办银行")
    boxes = [
        OpinionBox(f"{office}意见", f"{office}负责人", words="情况属实，同意。", signed_on=AS_OF)
        for office in offices
    ]
    for number in count_from(1):
        yield ApplicationForm(
            annex="附件1",
            county="渝北区",
            scheme="脱贫人口小额信贷",
            number=f"XD2026{number:06d}",
            name=f"申请人{number}",
            age=18 + number % 47,
            sex="男",
            education="初中",
            phone="13900005678",
            id_number="50**************5X",
            address=f"渝北区青禾镇上坝村{number % 8}组",
            amount_fen=100_00 * (1 + number % 500),
            term_months=12 + number % 25,
            purpose="发展柑橘种植，购买果苗、有机肥",
            bank_debt_fen=0,
            opinions=boxes,
        )


def _notice(number: int) -> Notice:
    """A page of its own: the typesetter remembers what it has set before."""
    findings = [
        NoticeFinding(
            rule=f"第{place}项",
            level=Level.PRINCIPLE,
            verdict=Verdict.FAIL,
            clause="一（2）",
            message=f"申请编号 {number}：第一次贷款原则上不超过 5 万元。确有需要的，请写明理由（{place}）。",
        )
        for place in range(6)
    ]
    return Notice(
        applicant=f"申请人{number}",
        id_number="50**************5X",
        village=f"青禾镇上坝村{number % 8}组",
        amount_fen=100_00 * (number + 1),
        term_months=12 + number % 25,
        applied_on=date(2025, 10, 8),
        outcome=Outcome.NEEDS_WAIVER,
        findings=findings,
    )


NOTES = [
    "openpyxl writes in its write-only mode and sets no border, no width and no number format; the product's "
    "annex has all of them, so the ratio is on the safe side.",
    "Annex 4's rows are the loans with a claim in the made-up county.",
    "WeasyPrint prints a page of HTML with the same words, paper, margins and tables, and neither PDF/A nor "
    "tags. The ratio is of milliseconds a form in one run.",
]
