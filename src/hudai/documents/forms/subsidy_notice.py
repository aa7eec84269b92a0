"""贴息公示表: what a town is going to be granted, put up for everybody to see, with numbers masked.

An address goes no further than the village, an ID number shows two figures and three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hudai.core.identity import mask
from hudai.core.words import yuan
from hudai.documents.fonts import FontBook
from hudai.documents.forms.application_form import in_day
from hudai.documents.forms.public_notice import (
    CENTER,
    LEFT,
    RIGHT,
    NoticeTable,
    PublicNotice,
)
from hudai.documents.forms.public_notice import (
    write_pdf as write_notice,
)
from hudai.documents.pdf import save

HEADS = ("序号", "借款人", "村（社区）", "身份证号码", "借款金额（元）", "贴息金额（元）")
WIDTHS = (12, 22, 0, 42, 28, 28)
SIDES = (CENTER, CENTER, LEFT, CENTER, RIGHT, RIGHT)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    number: int
    borrower: str
    village: str
    id_number: str
    """In full or masked; the page shows it masked."""
    principal_fen: int
    due_fen: int


@dataclass(frozen=True, slots=True)
class NoticeHead:
    """What stands around the list."""

    office: str
    scheme: str
    town: str
    through: date
    """Last day interest is subsidised to."""
    published_on: date
    last_day: date | None
    """The last day of the notice; None while it is not up yet."""
    phone: str = ""


def write_pdf(path: Path, lines: Sequence[Line], *, head: NoticeHead, fonts: FontBook | None = None) -> None:
    """Write the notice.

    Raises:
        Refusal: if a character cannot be printed.

    Source: 上蔡县意见 十二：将贫困户贷款情况进行公示.
    """
    save(path, write_notice(_notice(lines, head), fonts=fonts))


def _notice(lines: Sequence[Line], head: NoticeHead) -> PublicNotice:
    granted = [line for line in lines if line.due_fen > 0]
    total = sum(line.due_fen for line in granted)
    until = f"公示期为{in_day(head.published_on)}至{in_day(head.last_day)}。" if head.last_day else ""
    tell = f"联系电话：{head.phone}。" if head.phone else ""
    rows = [
        [
            str(line.number), line.borrower, line.village, mask(line.id_number),
            yuan(line.principal_fen), yuan(line.due_fen),
        ]
        for line in granted
    ]  # fmt: skip
    return PublicNotice(
        title=f"关于{head.town}{head.scheme}贴息的公示",
        paragraphs=(
            f"经审核，{head.town}{len(granted)}笔{head.scheme}符合贴息条件，结息截止"
            f"{in_day(head.through)}，贴息金额合计{yuan(total)}元，现将名单予以公示。{until}",
            f"对公示内容有异议的，请在公示期内以书面或口头形式向{head.office}反映。{tell}",
        ),
        tables=(NoticeTable("", HEADS, WIDTHS, SIDES, rows, total=("", yuan(total))),),
        office=head.office,
        day=head.published_on,
    )
