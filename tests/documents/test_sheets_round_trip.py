"""What is written in any style, into any kind of file, is read back as it was meant."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hudai.documents.sheets import Column, Kind, Layout, read
from made_sheets import Rows, write_csv, write_ods, write_xls, write_xlsx

LAYOUT = Layout(
    "试表",
    (
        Column("contract", ("合同号",), Kind.TEXT, required=True, filled=True),
        Column("amount", ("金额（元）",), Kind.MONEY),
        Column("wan", ("金额二（万元）",), Kind.MONEY),
        Column("rate", ("年利率（%）",), Kind.RATE),
        Column("day", ("日期",), Kind.DATE),
        Column("people", ("人口",), Kind.INTEGER),
        Column("yes", ("是否",), Kind.YES_NO),
    ),
)
HEADS = [column.head for column in LAYOUT.columns]
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


def decimal(units: int, places: int) -> str:
    """An integer of small units as a decimal figure: 1234 with two places is 12.34."""
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}d}"


def grouped(units: int) -> str:
    return f"{units // 100:,}.{units % 100:02d}"


def amount_styles(fen: int) -> list[str]:
    plain = decimal(fen, 2)
    return [
        plain,
        grouped(fen),
        f"￥{plain}",
        f"{plain}元",
        f" {plain} ",
        plain.rstrip("0").rstrip(".") or "0",
    ]


def day_styles(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    return [
        day.isoformat(),
        f"{y}.{m}.{d}",
        f"{y}/{m}/{d}",
        f"{y}年{m}月{d}日",
        f"{day:%Y%m%d}",
        f"{day.isoformat()} 00:00:00",
    ]


@st.composite
def values_and_cells(draw: st.DrawFn) -> tuple[dict[str, object], list[str]]:
    """One row: its values, and its cells in styles drawn for each."""
    number = draw(st.integers(0, 10**6))
    fen = draw(st.integers(0, 10**13))
    wan = draw(st.integers(0, 999_999_999))
    ppm = draw(st.integers(5_000, 360_000))
    day = draw(DAYS)
    people = draw(st.integers(0, 50))
    yes = draw(st.sampled_from([True, False, None]))
    told = {True: ["是", "有", "√"], False: ["否", "无", "×"], None: ["", "  "]}[yes]
    values = {"contract": f"HT{number}", "amount": fen, "wan": wan, "rate": ppm, "day": day}
    cells = [
        draw(st.sampled_from([f"HT{number}", f" HT{number}", f"ＨＴ{number}"])),
        draw(st.sampled_from(amount_styles(fen))),
        decimal(wan, 6),
        draw(st.sampled_from([decimal(ppm, 4), f"{decimal(ppm, 4)}%", f"{decimal(ppm, 4)}00"])),
        draw(st.sampled_from(day_styles(day))),
        draw(st.sampled_from([str(people), f"{people}人"])),
        draw(st.sampled_from(told)),
    ]
    return values | {"people": people, "yes": yes}, cells


@given(st.lists(values_and_cells(), min_size=1, max_size=8), st.sampled_from(["csv", "gb18030", "xlsx"]))
@settings(max_examples=100)
def test_text_in_any_style_is_read_as_meant(rows: list[tuple[dict[str, object], list[str]]], kind: str):
    written = [HEADS, *(cells for _, cells in rows)]
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write(Path(folder), written, kind), LAYOUT)

    assert reading.problems == ()
    assert reading.frame.drop("row", "tab").to_dicts() == [values for values, _ in rows]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**11), st.integers(5_000, 360_000), DAYS, st.integers(0, 50), st.booleans()
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["xlsx", "xls", "ods"]),
)
@settings(max_examples=60)
def test_number_and_date_cells_are_read_to_the_fen(rows: list[tuple[int, int, date, int, bool]], kind: str):
    cells = [
        [f"HT{place}", fen / 100, None, ppm / 10_000, day, people, int(yes)]
        for place, (fen, ppm, day, people, yes) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write(Path(folder), [HEADS, *cells], kind), LAYOUT)

    assert reading.problems == ()
    assert reading.frame.select("amount", "rate", "day", "people", "yes").rows() == rows


def write(folder: Path, rows: Rows, kind: str) -> Path:
    match kind:
        case "xlsx":
            return write_xlsx(folder / "a.xlsx", rows)
        case "xls":
            return write_xls(folder / "a.xls", rows)
        case "ods":
            return write_ods(folder / "a.ods", rows)
    return write_csv(folder / "a.csv", rows, "gb18030" if kind == "gb18030" else "utf-8")


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.lists(CELLS, max_size=9), max_size=6), st.booleans())
@settings(max_examples=100)
def test_no_sheet_whatever_makes_the_reader_raise(rows: list[list[str]], headed: bool):
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write_csv(Path(folder) / "a.csv", [HEADS, *rows] if headed else rows, "utf-8"), LAYOUT)

    assert reading.problems or reading.frame.height == reading.rows > 0


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_no_bytes_whatever_make_the_reader_raise(data: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(data)

        assert read(path, LAYOUT).problems
