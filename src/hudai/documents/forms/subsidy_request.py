"""Annex 3, 贴息申请: a borrower asks for the subsidy on the interest it has paid, slips on the next page.

The form leaves gaps; each is filled with a figure of the records or stays a gap.  An amount in words
brings its own 元, so the form's 元 behind （大写） is printed only where the gap stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docx.document import Document as Doc

from hudai.core.place_names import before_word
from hudai.core.words import in_words, yuan
from hudai.documents import word
from hudai.documents.fonts import FontBook
from hudai.documents.forms.application_form import in_day
from hudai.documents.pdf import render, save

TEMPLATE = Path(__file__).with_name("subsidy_request.typ")
BODY_SIZE = 16
SLIP_SIZE = 12
SLIPS = "付息凭证清单"
REQUEST = "我因为家庭经济困难，为更好发展生产，特向贵办申请小额信贷贴息资金，特此申请，望批准为谢！"
CLOSING = "特此申请"
SIGNER = "申请人签字："

Part = tuple[str, str, int]
"""Words of the form, the gap's filling behind them, and the gap's room in characters."""


@dataclass(frozen=True, slots=True)
class InterestSlip:
    """Interest a bank received from the borrower on one day."""

    paid_on: date
    interest_fen: int


@dataclass(frozen=True, slots=True)
class SubsidyRequest:
    """The form's fields for one loan; an empty one is a gap to be filled by hand."""

    name: str
    id_number: str
    """In full."""
    town: str
    village: str
    group: str
    contract: str
    """Named above the slips, so that two loans of a household are told apart; not on the form itself."""
    lent_on: date | None
    bank: str
    principal_fen: int | None
    paid_until: date | None
    """The day up to which the interest was paid (截止)."""
    slips: Sequence[InterestSlip]
    """Normal interest only; penalty interest is nobody's to subsidise."""
    signed_on: date | None = None

    @property
    def interest_fen(self) -> int:
        """What the slips come to."""
        return sum(slip.interest_fen for slip in self.slips)


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What all requests have in common."""

    annex: str
    """附件3, or empty for a plan without annexes."""
    county: str
    scheme: str
    """The loans' name as the plan has it: 脱贫人口小额信贷."""
    addressee: str
    """The office asked, by its name of the day: 重庆市渝北区扶贫办."""
    made_on: date

    @property
    def title(self) -> str:
        """The annex's title."""
        return f"{self.county}{self.scheme}贴息申请"


def write_pdf(
    path: Path, requests: Sequence[SubsidyRequest], *, head: RequestHead, fonts: FontBook | None = None
) -> None:
    """Write the requests as one PDF, each from a new page on, its slips, if there are any, behind it.

    Raises:
        Refusal: if a character cannot be printed, or the file cannot be written.

    Source: 渝北区实施方案 附件3。
    """
    data = {
        "annex": head.annex,
        "title": head.title,
        "addressee": f"{head.addressee}：",
        "request": REQUEST,
        "closing": CLOSING,
        "signer": SIGNER,
        "slips_title": SLIPS,
        "requests": [_page(request, head) for request in requests],
    }
    save(path, render(TEMPLATE, data, made_on=head.made_on, tagged=len(requests) == 1, fonts=fonts))


def write_docx(path: Path, requests: Sequence[SubsidyRequest], *, head: RequestHead) -> None:
    """Write the requests as one Word file, as :func:`write_pdf`.

    Source: 渝北区实施方案 附件3。
    """
    document = word.new_blank(top=37, bottom=28, left=28, right=26, face=word.BODY, size=BODY_SIZE)
    for at, request in enumerate(requests):
        _form(document, request, head, first=not at)
        if request.slips:
            _slip_list(document, request)
    save(path, word.as_bytes(document, head.title))


def _parts(request: SubsidyRequest, scheme: str) -> list[list[Part]]:
    """The form's two paragraphs before the plea, in its own words."""
    loan, paid = scheme.replace("小额信贷", "小额贷款"), _paid(request)
    town, town_word = before_word(request.town, "镇")
    village, village_word = before_word(request.village, "村")
    group, group_word = before_word(request.group, "组")
    return [
        [("申请人：", request.name, 6), ("，身份证号码：", request.id_number, 8)],
        [
            ("家庭住址：", town, 5),
            (town_word, village, 5),
            (village_word, group, 4),
            *_day(f"{group_word}，于", request.lent_on),
            ("在", request.bank, 8),
            (f"{'' if request.bank else '银行'}申请{loan}", _words(request.principal_fen), 8),
            (_behind_words(request.principal_fen), _figures(request.principal_fen), 6),
            *_day("元），截止", request.paid_until),
            ("共支付银行利息", _words(paid), 8),
            (_behind_words(paid), _figures(paid), 6),
            ("元）。", "", 0),
        ],
    ]  # fmt: skip


def _day(words: str, day: date | None) -> list[Part]:
    """A day in its gap, or the form's own blanks for one."""
    return [(words, in_day(day), 7)] if day else [(f"{words}    年    月    日", "", 0)]


def _paid(request: SubsidyRequest) -> int | None:
    return request.interest_fen if request.slips else None


def _words(fen: int | None) -> str:
    return "" if fen is None else in_words(fen)


def _behind_words(fen: int | None) -> str:
    """（大写）, with the form's own 元 where the gap before it stays open."""
    return "（大写）元（小写：￥" if fen is None else "（大写）（小写：￥"


def _figures(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def _page(request: SubsidyRequest, head: RequestHead) -> dict[str, Any]:
    """One request as the template reads it: texts only."""
    return {
        "paragraphs": _parts(request, head.scheme),
        "signed_on": in_day(request.signed_on),
        "slips": _slips(request) if request.slips else None,
    }


def _slips(request: SubsidyRequest) -> dict[str, Any]:
    """The list behind the form."""
    return {
        "heads": ["序号", "付息日期", "金额（元）"],
        "whose": _whose(request),
        "rows": [
            [str(at), in_day(slip.paid_on), yuan(slip.interest_fen)]
            for at, slip in enumerate(request.slips, 1)
        ],
        "total": yuan(request.interest_fen),
        "words": f"合计（大写）：{in_words(request.interest_fen)}",
    }


def _whose(request: SubsidyRequest) -> str:
    """Borrower, bank and contract above the slips."""
    told = [f"借款人：{request.name}", f"贷款银行：{request.bank}"]
    return "　　".join([*told, f"合同号：{request.contract}"] if request.contract else told)


def _form(document: Doc, request: SubsidyRequest, head: RequestHead, *, first: bool) -> None:
    """The form's own page."""
    top = word.line(document, head.annex, face=word.HEADING)
    top.paragraph_format.page_break_before = not first
    title = word.line(document, head.title, align=word.CENTER, face=word.TITLE, size=20)
    title.paragraph_format.space_before, title.paragraph_format.space_after = word.Pt(20), word.Pt(24)
    word.line(document, f"{head.addressee}：").paragraph_format.line_spacing = 1.6
    for parts in _parts(request, head.scheme):
        _paragraph(document, parts)
    for words in (REQUEST, CLOSING):
        _paragraph(document, [(words, "", 0)])
    signer = word.line(document, SIGNER)
    signer.paragraph_format.left_indent, signer.paragraph_format.space_before = word.Mm(70), word.Pt(60)
    day = word.line(document, in_day(request.signed_on), align=word.RIGHT)
    day.paragraph_format.space_before = word.Pt(30)


def _paragraph(document: Doc, parts: Sequence[Part]) -> None:
    body = word.indent(document.add_paragraph(), BODY_SIZE)
    body.paragraph_format.line_spacing = 1.6
    for words, value, room in parts:
        word.write(body, words)
        if room:
            word.write(body, f" {value} " if value else "　" * room, underline=True)


def _slip_list(document: Doc, request: SubsidyRequest) -> None:
    """The page behind the form, its heads repeated on every further one."""
    slips = _slips(request)
    title = word.line(document, SLIPS, align=word.CENTER, face=word.TITLE, size=18)
    title.paragraph_format.page_break_before = True
    title.paragraph_format.space_after = word.Pt(12)
    word.line(
        document, slips["whose"], face=word.SONG, size=SLIP_SIZE
    ).paragraph_format.space_after = word.Pt(6)
    table = word.grid(document, [25, 70, 60])
    closing = [["合计", "", slips["total"]]]
    for texts in [slips["heads"], *slips["rows"], *closing]:
        for cell, text in zip(word.row(table, [1, 1, 1], height=8), texts, strict=True):
            word.write(cell.paragraphs[0], text, face=word.SONG, size=SLIP_SIZE)
            cell.paragraphs[0].alignment = word.CENTER
    word.repeat_first_row(table)
    word.keep_rows_whole(table)
    words = word.line(document, slips["words"], face=word.SONG, size=SLIP_SIZE)
    words.paragraph_format.space_before = word.Pt(6)
