"""Annex 2, 资金使用承诺书: the household's promise on the use of the money, beside its helper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hudai.core.place_names import before_word
from hudai.core.words import wan
from hudai.documents import word
from hudai.documents.fonts import FontBook
from hudai.documents.forms.application_form import in_day
from hudai.documents.pdf import render

TEMPLATE = Path(__file__).with_name("commitment.typ")
BODY_SIZE = 16

SENTENCE: tuple[tuple[str, str, int], ...] = (
    ("本人", "name", 5),
    ("，身份证号码", "id_number", 11),
    ("，系", "town", 5),
    ("{town_word}", "village", 5),
    ("{village_word}", "group", 3),
    ("社建档立卡脱贫户（边缘易致贫户），经帮扶责任人", "helper", 5),
    ("（工作单位：", "employer", 8),
    ("联系电话：", "phone", 7),
    ("）推荐，申请{scheme}资金，金额：", "amount", 3),
    ("万元,用途为", "purpose", 7),
)
"""附件2's own words, each with the field behind it and the room it has, in characters."""
CLOSING = (
    "。我郑重承诺，按规划使用信贷资金，将信贷资金全部用于产业发展，自觉接受帮扶责任人的监督。"
    "如资金在使用过程中用途与实际用途不符合，我自愿承担一切责任。"
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """The form's fields; an empty one is a gap to be filled by hand."""

    annex: str
    county: str
    scheme: str
    name: str
    id_number: str
    """In full."""
    town: str
    village: str
    group: str
    helper: str
    employer: str
    phone: str
    """The helper's."""
    amount_fen: int
    purpose: str
    signed_on: date | None
    watermark: str = ""

    @property
    def title(self) -> str:
        """The annex's title."""
        return f"{self.county}{self.scheme}资金使用承诺书"


def write_pdf(commitment: Commitment, *, made_on: date, fonts: FontBook | None = None) -> bytes:
    """The commitment as a PDF.

    Raises:
        Refusal: if a character cannot be printed.

    Source: 渝北区实施方案 附件2。
    """
    texts = _texts(commitment)
    parts = [
        [words.format(**texts, scheme=commitment.scheme), texts[field], room]
        for words, field, room in SENTENCE
    ]
    return render(
        TEMPLATE, {**texts, "parts": parts, "closing": CLOSING}, made_on=made_on, tagged=True, fonts=fonts
    )


def write_docx(commitment: Commitment) -> bytes:
    """The commitment as a Word file.

    Source: 渝北区实施方案 附件2。
    """
    texts = _texts(commitment)
    for _, field, room in SENTENCE:
        texts[field] = _with_room(str(texts[field]), room)
    return word.filled(blank(commitment.annex, commitment.scheme, commitment.watermark), texts)


def _texts(commitment: Commitment) -> dict[str, Any]:
    """The fields as texts, and behind town and village the word the form prints there, unless the name
    brings its own, as 街道 and 社区 do."""
    town, town_word = before_word(commitment.town, "镇")
    village, village_word = before_word(commitment.village, "村")
    return {
        "annex": commitment.annex,
        "title": commitment.title,
        "name": commitment.name,
        "id_number": commitment.id_number,
        "town": town,
        "town_word": town_word,
        "village": village,
        "village_word": village_word,
        "group": commitment.group.removesuffix("组").removesuffix("社"),
        "helper": commitment.helper,
        "employer": commitment.employer,
        "phone": commitment.phone,
        "amount": in_wan(commitment.amount_fen),
        "purpose": commitment.purpose,
        "signed_on": in_day(commitment.signed_on),
        "watermark": commitment.watermark,
    }


def in_wan(fen: int) -> str:
    """Ten thousands of yuan as people write them into a gap.

    >>> in_wan(5_000_000), in_wan(4_550_000)
    ('5', '4.55')
    """
    return wan(fen).rstrip("0").rstrip(".")


def _with_room(text: str, room: int) -> str:
    """The text between blanks, so that a gap stays a gap; ``room`` in Chinese characters."""
    return f" {text} " if text else "　" * room


@lru_cache(maxsize=8)
def blank(annex: str, scheme: str, watermark: str) -> bytes:
    """The form as a Word template."""
    document = word.new_blank(top=37, bottom=28, left=28, right=26, face=word.BODY, size=BODY_SIZE)
    if annex:
        word.line(document, "{{ annex }}", face=word.HEADING)
    title = word.line(document, "{{ title }}", align=word.CENTER, face=word.TITLE, size=20)
    title.paragraph_format.space_before, title.paragraph_format.space_after = word.Pt(20), word.Pt(24)
    body = word.indent(document.add_paragraph(), BODY_SIZE)
    body.paragraph_format.line_spacing = 1.6
    gaps = {"town_word": "{{ town_word }}", "village_word": "{{ village_word }}"}
    for words, field, _ in SENTENCE:
        word.write(body, words.format(scheme=scheme, **gaps))
        word.write(body, f"{{{{ {field} }}}}", underline=True)
    word.write(body, CLOSING)
    closing = word.indent(word.line(document, "特此承诺"), BODY_SIZE)
    closing.paragraph_format.space_after = word.Pt(60)
    for signer in ("承诺人：", "帮扶责任人："):
        signature = word.line(document, signer)
        signature.paragraph_format.left_indent = word.Mm(80)
        signature.paragraph_format.space_after = word.Pt(40)
    word.line(document, "{{ signed_on }}", align=word.RIGHT)
    if watermark:
        word.watermark(document, watermark)
    return word.as_bytes(document, "资金使用承诺书")
