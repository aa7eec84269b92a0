"""The made-up county's name lists, as the national system exports them: one row for each person."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

from xlsxwriter import Workbook

from hudai.demo.chance import Chance
from hudai.demo.people import TOWNS, VILLAGES, Home, Member

FIRST_AS_OF, SECOND_AS_OF = date(2024, 1, 2), date(2025, 3, 3)
"""The days of the two lists."""
LEFT_ON = date(2025, 1, 20)
REASONS = ("收入稳定，风险消除", "整户迁出本县", "自然消亡")
HEADS = (
    "户编号", "户主姓名", "姓名", "身份证号码", "与户主关系", "人口类别", "乡镇", "行政村", "组（社）",
    "文化程度", "劳动能力", "联系电话", "识别时间", "退出时间", "退出原因",
)  # fmt: skip


def first_list(homes: Sequence[Home], chance: Chance) -> bytes:
    """The list the two years begin with."""
    return _workbook(_rows([home for home in homes if home.fate != "comes"], chance, None), FIRST_AS_OF)


def second_list(homes: Sequence[Home], chance: Chance) -> bytes:
    """A year later: some came, some left with a reason, some are of another category."""
    return _workbook(_rows(homes, chance, LEFT_ON), SECOND_AS_OF)


def _rows(homes: Sequence[Home], chance: Chance, left_on: date | None) -> Iterator[tuple[str, ...]]:
    for home in homes:
        left = ("", "")
        if left_on and home.fate == "leaves":
            left = (f"{left_on}", chance.one_of(REASONS, "left", home.serial))
        kind = "脱贫不稳定户" if left_on and home.fate == "changes" else home.kind
        for member in home.members:
            yield _row(home, member, kind) + left


def _row(home: Home, member: Member, kind: str) -> tuple[str, ...]:
    return (
        home.number,
        home.members[0].name,
        member.name,
        member.id_number,
        member.relation,
        kind,
        TOWNS[home.town],
        VILLAGES[home.place],
        home.group,
        member.education,
        member.labour,
        member.phone,
        f"{home.listed_on}",
    )


def _workbook(rows: Iterator[tuple[str, ...]], as_of: date) -> bytes:
    """Two lines of title, the head, the rows; everything is text, as exports have it."""
    out = io.BytesIO()
    with Workbook(out, {"strings_to_numbers": False, "in_memory": True}) as book:
        sheet = book.add_worksheet("脱贫人口信息")
        sheet.write_string(0, 0, "云坪县脱贫人口和防返贫监测对象信息表（虚构，仅供演示）")
        sheet.write_string(1, 0, f"导出时间：{as_of}")
        for row, cells in enumerate((HEADS, *rows), 2):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)
    return out.getvalue()
