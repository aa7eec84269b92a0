"""Both sample counties through the command line: figures to the fen, in every kind of file."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from clerks_desk import Desk, Ran, ended, started
from made_sheets import write_ods, write_xls, write_xlsx
from reference.rounding import half_up
from reference.sample_sheets import read_day

DATA = Path(__file__).parents[1] / "data" / "sample"
INPUTS = ("loans", "repayments", "stops", "granted")


@dataclass(frozen=True)
class Sample:
    name: str
    policy: str
    through: str

    @property
    def folder(self) -> Path:
        return DATA / self.name

    def settle(self, desk: Desk, *more: object, out: str = "结果", **sheets: Path) -> Ran:
        given = {name: self.folder / f"{name}.csv" for name in INPUTS} | sheets
        return desk.settle(*more, policy=self.policy, through=self.through, out=out, **given)

    def register(self, desk: Desk, *more: object, **sheets: Path) -> Ran:
        given = {name: self.folder / f"{name}.csv" for name in ("loans", "repayments")} | sheets
        return desk.register(*more, as_of=self.through, **given)


YUBEI = Sample("yubei", "yubei-2021", "2023-09-20")
SHANGCAI = Sample("shangcai-messy", "shangcai-2019", "2021-06-20")
both = pytest.mark.parametrize("sample", [YUBEI, SHANGCAI], ids=lambda sample: sample.name)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def cells(path: Path) -> list[list[str]]:
    """A sample sheet as it stands, cell by cell."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return list(csv.reader(text.splitlines()))


def figures(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    names = ("contract", "entitled_fen", "paid_fen", "granted_fen", "due_fen")
    return [tuple(row[name] for name in names) for row in rows]


@both
def test_every_loan_is_due_what_was_worked_out_for_it_in_the_order_of_the_sheet(desk: Desk, sample: Sample):
    ran = sample.settle(desk)

    assert ran.code == 0
    assert figures(table(ran.folder / "settlement.csv")) == figures(table(sample.folder / "expected.csv"))


@both
@pytest.mark.parametrize("lawful", [True, False], ids=["with policy", "without"])
def test_every_loan_stands_as_was_worked_out_for_it(desk: Desk, sample: Sample, lawful: bool):
    ran = sample.register(desk, *(["--policy", sample.policy] if lawful else []))
    expected = table(sample.folder / "expected_standing.csv")

    assert ran.code == 0
    found = table(ran.folder / "standing.csv")
    assert {row.pop("as_of") for row in found} == {sample.through}
    assert found == expected


WRITERS: dict[str, Callable[[Path, Any], Path]] = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}


@both
@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_cells_in_another_kind_of_file_give_the_same_figures(desk: Desk, sample: Sample, kind: str):
    sheets = {
        name: WRITERS[kind](desk.folder / f"{name}.{kind}", cells(sample.folder / f"{name}.csv"))
        for name in INPUTS
    }
    ran = sample.settle(desk, **sheets)

    assert ran.code == 0
    assert figures(table(ran.folder / "settlement.csv")) == figures(table(sample.folder / "expected.csv"))


def towns_book(path: Path, head: list[str], rows: list[list[str]]) -> list[str]:
    """The loans as an office keeps them: a tab a town, titles, two-row heads, 万元, real dates.

    Returns the contracts in the order of the tabs.
    """
    book = xlsxwriter.Workbook(path)
    days = book.add_format({"num_format": "yyyy/m/d"})
    written = []
    at = head.index
    address = (at("镇"), at("村"), at("组"))
    for town in dict.fromkeys(row[at("镇")] for row in rows):
        sheet = book.add_worksheet(town)
        sheet.merge_range(0, 0, 0, len(head) - 1, f"{town}脱贫人口小额信贷明细表")
        sheet.write(1, 0, "填报单位：某某镇人民政府")
        sheet.merge_range(2, address[0], 2, address[-1], "家庭住址")
        for column, text in enumerate(head):
            if column in address:
                sheet.write(3, column, text)
            else:
                text = text.replace("借款金额（元）", "借款金额\n（万元）").replace("姓名", "姓  名")
                sheet.merge_range(2, column, 3, column, text)
        own = [row for row in rows if row[at("镇")] == town]
        for line, row in enumerate(own, start=4):
            for column, text in enumerate(row):
                if "日期" in head[column] and text:
                    sheet.write_datetime(line, column, read_day(text), days)
                elif head[column] == "借款金额（元）":
                    sheet.write_number(line, column, float(text) / 10_000)
                elif head[column] == "年利率（%）":
                    sheet.write_number(line, column, float(text))
                else:
                    sheet.write_string(line, column, text)
            written.append(row[0])
        sheet.write(len(own) + 4, 0, "合计")
        sheet.write(len(own) + 5, 0, "备注：本表一式两份。")
    book.add_worksheet("填表说明").write(0, 0, "各镇一张表。")
    book.close()
    return written


@both
def test_a_workbook_with_a_tab_for_each_town_gives_the_same_figures(desk: Desk, sample: Sample):
    lines = cells(sample.folder / "loans.csv")
    top = next(place for place, line in enumerate(lines) if line and line[0] == "合同号")
    rows = [
        [cell.strip().replace(",", "") for cell in line]
        for line in lines[top + 1 :]
        if re.fullmatch(r"HT\d+", line[0].strip() if line else "")
    ]
    order = towns_book(desk.folder / "各镇.xlsx", lines[top], rows)
    ran = sample.settle(desk, loans=desk.folder / "各镇.xlsx")
    expected = {row[0]: row for row in figures(table(sample.folder / "expected.csv"))}

    assert ran.code == 0
    assert figures(table(ran.folder / "settlement.csv")) == [expected[contract] for contract in order]
    assert "没有读的工作表：填表说明" in ran.err
    towns = len(dict.fromkeys(row[lines[top].index("镇")] for row in rows))
    assert f"跳过合计 {towns} 行、备注 {towns} 行" in ran.err


def period_of(day: date) -> date:
    """The first day after the quarter's settlement day that follows ``day``."""
    ends = [date(year, month, 21) for year in (day.year, day.year + 1) for month in (3, 6, 9, 12)]
    return min(end for end in ends if end > day)


@both
def test_the_worksheet_added_up_again_gives_the_settlement(desk: Desk, sample: Sample):
    ran = sample.settle(desk)
    products: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in table(ran.folder / "worksheet.csv"):
        since, until = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        assert row["basis"] == "act/360"
        assert int(row["days"]) == (until - since).days
        if row["reason"]:
            assert row["ratio_ppm"] == ""
            continue
        # A segment lies within one settlement period: its last day belongs to it too.
        assert until <= period_of(since)
        factors = (row["covered_fen"], row["days"], row["rate_ppm"], row["ratio_ppm"])
        product = 1
        for factor in factors:
            product *= int(factor)
        products[row["contract"]][period_of(since)] += product
    again = {
        contract: sum(half_up(Fraction(product, 360 * 10**12)) for product in periods.values())
        for contract, periods in products.items()
    }

    for row in table(ran.folder / "settlement.csv"):
        entitled, paid = again.get(row["contract"], 0), int(row["paid_fen"])
        assert entitled == int(row["entitled_fen"])
        mode = min(entitled, paid) if sample is YUBEI else entitled
        assert mode - int(row["granted_fen"]) == int(row["due_fen"])


@both
def test_the_worksheet_leaves_no_day_of_a_loan_out_and_counts_none_twice(desk: Desk, sample: Sample):
    ran = sample.settle(desk)
    days: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in table(ran.folder / "worksheet.csv"):
        days[row["contract"]].append((row["from"], row["to"]))

    for rows in days.values():
        assert all(since < until for since, until in rows)
        assert all(before[1] == after[0] for before, after in pairwise(rows))
    lines = cells(sample.folder / "loans.csv")
    top = next(place for place, line in enumerate(lines) if line and line[0] == "合同号")
    disbursed = {
        line[0].strip(): read_day(line[lines[top].index("放款日期")].strip()).isoformat()
        for line in lines[top + 1 :]
        if line and re.fullmatch(r"HT\d+", line[0].strip())
    }
    assert {contract: rows[0][0] for contract, rows in days.items()} == {
        contract: day for contract, day in disbursed.items() if day <= sample.through
    }


@both
def test_the_summary_says_the_sums_of_the_files_and_the_digests_of_the_inputs(desk: Desk, sample: Sample):
    ran = sample.settle(desk)
    summary = json.loads((ran.folder / "summary.json").read_text("utf-8"))
    rows = table(ran.folder / "settlement.csv")
    due = [int(row["due_fen"]) for row in rows]

    for name, total in summary["totals"].items():
        assert total == sum(int(row[name]) for row in rows)
    assert summary["to_pay"] == {
        "loans": sum(fen > 0 for fen in due),
        "fen": sum(fen for fen in due if fen > 0),
    }
    assert summary["clawbacks"] == {
        "loans": sum(fen < 0 for fen in due),
        "fen": -sum(fen for fen in due if fen < 0),
    }
    assert sum(summary["findings"].values()) == len(table(ran.folder / "findings.csv"))
    assert {name: each["sha256"] for name, each in summary["inputs"].items()} == {
        name: hashlib.sha256((sample.folder / f"{name}.csv").read_bytes()).hexdigest() for name in INPUTS
    }
    assert re.fullmatch(r"[0-9a-f]{64}", summary["policy_digest"])


@both
def test_the_areas_of_a_register_add_up_to_the_county_and_to_the_loans(desk: Desk, sample: Sample):
    ran = sample.register(desk, "--policy", sample.policy)
    areas, loans = table(ran.folder / "areas.csv"), table(ran.folder / "standing.csv")
    balance = sum(int(row["balance_fen"]) for row in loans)
    bad = sum(int(row["balance_fen"]) for row in loans if row["npl"] == "1")

    for level in ("county", "town", "village", "bank"):
        rows = [row for row in areas if row["level"] == level]
        assert sum(int(row["loans"]) for row in rows) == len(loans)
        assert sum(int(row["balance_fen"]) for row in rows) == balance
        assert sum(int(row["npl_fen"]) for row in rows) == bad


def workbook_texts(path: Path) -> str:
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)


ID_NUMBER = re.compile(r"\d{17}[\dX]")


@both
@pytest.mark.parametrize("command", ["settle", "register"])
def test_id_numbers_are_masked_in_every_file_unless_asked_for(desk: Desk, sample: Sample, command: str):
    annex = "附件4.xlsx" if command == "settle" else "附件5.xlsx"
    masked = getattr(sample, command)(desk)

    assert "***" in workbook_texts(masked.folder / annex)
    for path in masked.folder.iterdir():
        text = workbook_texts(path) if path.suffix == ".xlsx" else path.read_text("utf-8-sig")
        assert not ID_NUMBER.search(re.sub(r"[0-9a-f]{64}", "", text)), path.name

    full = getattr(sample, command)(desk, "--unmasked")
    assert ID_NUMBER.search(workbook_texts(full.folder / annex))


def test_csv_files_carry_the_mark_that_tells_a_spreadsheet_their_encoding(desk: Desk):
    for ran in (YUBEI.settle(desk), YUBEI.register(desk)):
        for path in ran.folder.glob("*.csv"):
            assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
            assert b"\xef\xbb\xbf" not in path.read_bytes()[3:], path.name


def test_the_same_sheets_give_the_same_bytes_elsewhere_and_later(desk: Desk):
    here = YUBEI.settle(desk, "--pdf")
    line = desk.arguments(
        "--pdf",
        policy=YUBEI.policy,
        through=YUBEI.through,
        out="那里",
        **{name: YUBEI.folder / f"{name}.csv" for name in INPUTS},
    )
    there = ended(started(line, TZ="America/New_York", PYTHONHASHSEED="7", LC_ALL="C"), desk.folder / "那里")

    assert (here.code, there.code) == (0, 0)
    assert here.files == there.files
    assert "附件4.pdf" in here.files
    for name in here.files:
        assert (here.folder / name).read_bytes() == (there.folder / name).read_bytes(), name


def test_a_workbook_names_no_moment_of_its_making(desk: Desk):
    ran = YUBEI.register(desk)
    with zipfile.ZipFile(ran.folder / "附件5.xlsx") as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
        assert b"2023-09-20T00:00:00Z" in archive.read("docProps/core.xml")


def test_rows_may_stand_in_any_order_and_the_result_follows_them(desk: Desk):
    head, *rows = cells(YUBEI.folder / "loans.csv")
    loans = write_xlsx(desk.folder / "倒.xlsx", [head, *rows[::-1]])
    repaid = cells(YUBEI.folder / "repayments.csv")
    repayments = write_xlsx(desk.folder / "还.xlsx", [repaid[0], *repaid[:0:-1]])
    ran = YUBEI.settle(desk, loans=loans, repayments=repayments)

    expected = figures(table(YUBEI.folder / "expected.csv"))
    assert figures(table(ran.folder / "settlement.csv")) == expected[::-1]


def test_what_was_due_granted_at_once_leaves_nothing_due(desk: Desk):
    first = SHANGCAI.settle(desk, out="第一次")
    rows = [("合同号", "贴息金额（元）")]
    for row in table(first.folder / "settlement.csv"):
        fen = int(row["granted_fen"]) + int(row["due_fen"])
        rows.append((row["contract"], f"{fen // 100}.{fen % 100:02d}"))
    granted = write_xlsx(desk.folder / "已批.xlsx", rows)
    second = SHANGCAI.settle(desk, granted=granted)

    assert {row["due_fen"] for row in table(second.folder / "settlement.csv")} == {"0"}
    assert "本期应贴 0 笔 0.00 元，多贴应退 0 笔 0.00 元" in second.out
