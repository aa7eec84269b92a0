"""The lists of a public notice: loans from the records, helping firms from the projects or typed (公示表).

Whatever goes into a list is masked here, once, and frozen as texts: a name as the subsidy notice has it,
with the ID number's first two and last three figures, an address no further than the village.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hudai.actions.laws import Laws
from hudai.actions.paper import branch_name
from hudai.core.dates import Period, term_months
from hudai.core.errors import Refusal
from hudai.core.identity import mask
from hudai.core.purposes import read_purposes
from hudai.core.words import yuan
from hudai.documents.forms.public_notice import CENTER, LEFT, RIGHT, NoticeTable
from hudai.records.models import Loan, Region
from hudai.records.queries.notice import lent
from hudai.records.queries.project import helping

MOST_ROWS = 3000
MOST_ENTERPRISES = 100
UNREAD = "未归类"
"""A purpose whose words do not say what kind it is."""

LOANS = (
    "序号",
    "借款人",
    "身份证号码",
    "住址",
    "借款金额（元）",
    "期限（月）",
    "用途",
    "放款银行",
    "放款日期",
)
_LOAN_WIDTHS = (12, 22, 42, 34, 27, 14, 26, 0, 26)
_LOAN_SIDES = (CENTER, CENTER, CENTER, LEFT, RIGHT, CENTER, LEFT, LEFT, CENTER)
ENTERPRISES = ("序号", "带贫企业", "类型", "乡镇", "带动农户（户）", "起", "止")
_ENTERPRISE_WIDTHS = (12, 0, 36, 34, 28, 28, 28)
_ENTERPRISE_SIDES = (CENTER, LEFT, CENTER, LEFT, RIGHT, CENTER, CENTER)


@dataclass(frozen=True, slots=True)
class EnterpriseLine:
    """A firm and what it does for households, as registered or as somebody typed it."""

    firm: str
    kind: str
    """Leading firm, co-operative, family farm…, in the office's own words."""
    town: str
    households: int
    since: date
    until: date | None
    """The last day of the agreement; None while it has none."""


def loan_rows(laws: Laws, region: Region, during: Period) -> tuple[NoticeTable | None, int]:
    """The loans paid out to the households of a place during a period, and their sum in fen.

    Nothing where there are none.

    Raises:
        Refusal: if there are more than a notice holds.
    """
    loans = list(lent(region, during)[: MOST_ROWS + 1])
    if len(loans) > MOST_ROWS:
        raise Refusal(f"一份公示最多列 {MOST_ROWS} 笔，请缩短放款日期或按村分别公示。")
    if not loans:
        return None, 0
    uses, terms = _uses(laws, loans), _terms(loans)
    rows = [
        [
            str(number), loan.borrower.name, mask(loan.borrower.id_number), _place(loan),
            yuan(loan.principal), str(term), use, branch_name(loan.branch), f"{loan.disbursed_on}",
        ]
        for number, (loan, use, term) in enumerate(zip(loans, uses, terms, strict=True), 1)
    ]  # fmt: skip
    total = sum(loan.principal for loan in loans)
    sums = (yuan(total), "", "", "", "")
    return NoticeTable(
        "农户贷款发放情况公示表", LOANS, _LOAN_WIDTHS, _LOAN_SIDES, rows, total=sums, wide=True
    ), total


def registered(region: Region, day: date) -> list[EnterpriseLine]:
    """The cooperatives and firms that take households of a place along in registered projects on a day."""
    return [
        EnterpriseLine(
            each.enterprise.name,
            each.enterprise.get_kind_display(),
            each.enterprise.town.name,
            each.households,
            each.since,
            None,
        )
        for each in helping(region, day)
    ]


def enterprise_rows(typed: Sequence[EnterpriseLine]) -> NoticeTable | None:
    """The helping firms of a notice.

    Raises:
        Refusal: if a line is not whole.
    """
    if len(typed) > MOST_ENTERPRISES:
        raise Refusal(f"一份公示最多列 {MOST_ENTERPRISES} 家企业。")
    for line in typed:
        if not (line.firm.strip() and line.kind.strip() and line.town.strip()):
            raise Refusal("带贫企业要写全企业名称、类型和乡镇。")
        if line.households < 1:
            raise Refusal(f"请填写 {line.firm} 带动的户数，至少 1 户。")
        if line.until is not None and line.until <= line.since:
            raise Refusal(f"{line.firm} 的带动结束日期要晚于开始日期；还没有结束的可以留空。")
    if not typed:
        return None
    rows = [
        [
            str(number), line.firm.strip(), line.kind.strip(), line.town.strip(), str(line.households),
            f"{line.since}", f"{line.until}" if line.until else "",
        ]
        for number, line in enumerate(typed, 1)
    ]  # fmt: skip
    total = (str(sum(line.households for line in typed)), "", "")
    return NoticeTable(
        "企业带贫情况公示表", ENTERPRISES, _ENTERPRISE_WIDTHS, _ENTERPRISE_SIDES, rows, total=total, wide=True
    )


def _place(loan: Loan) -> str:
    village = loan.household.village
    return f"{village.parent or ''}{village}"


def _terms(loans: Sequence[Loan]) -> list[int]:
    """Months from the day of the contract to the day it falls due."""
    days = pl.DataFrame({"since": [loan.signed_on for loan in loans], "due": [loan.due_on for loan in loans]})
    return days.select(term_months(pl.col("since"), pl.col("due"))).to_series().to_list()


def _uses(laws: Laws, loans: Sequence[Loan]) -> list[str]:
    """The kind of use of each loan, by the catalogue of the pack it stands under."""
    found: dict[int, str] = {}
    for name in {loan.policy for loan in loans} & set(laws.by_name):
        of_pack = [loan for loan in loans if loan.policy == name]
        texts = pl.DataFrame({"purpose": [loan.purpose for loan in of_pack]}, schema={"purpose": pl.String})
        read = read_purposes(pl.col("purpose"), laws.of(name).policy.purposes)
        uses = texts.select(read.use).to_series().to_list()
        found |= {loan.pk: use or UNREAD for loan, use in zip(of_pack, uses, strict=True)}
    return [found.get(loan.pk, UNREAD) for loan in loans]
