"""``hudai screen`` from the sheet to the notice: what is empty is unknown, what breaks a rule is named."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from clerks_desk import Desk, Ran
from made_sheets import ID_NUMBERS, Rows, write_csv, write_xlsx

HEADS = (
    "姓名", "身份证号码", "申贷金额（元）", "申贷期限", "申贷用途", "申请日期", "贷款类型", "人口类别",
    "是否在名单内", "有无重大不良信用记录", "是否遵纪守法", "有无完全民事行为能力", "是否通过评级授信",
    "有无贷款意愿", "有无劳动生产技能", "有无还款能力", "项目是否合法", "项目有无市场前景", "有无担保抵押",
    "有无收费或反担保", "本项贷款余额（元）", "户编号", "年利率（%）",
    "授信额度（元）",
)  # fmt: skip
SOUND = (
    "马华军", ID_NUMBERS[0], "50000", "36个月", "养殖土鸡", "2023-03-13", "首贷", "脱贫户",
    "是", "无", "是", "有", "是", "有", "有", "有", "是", "有", "无", "无", "0", "H1", "3.65",
    "50000",
)  # fmt: skip
WRITTEN = ["findings.csv", "summary.json", "verdicts.csv"]


def application(**changes: str) -> list[str]:
    """The sound application with some cells changed, by their heads."""
    return [changes.get(head.partition("（")[0], cell) for head, cell in zip(HEADS, SOUND, strict=True)]


def screen(desk: Desk, rows: Rows, *more: object, sheet: Path | None = None) -> Ran:
    path = sheet or write_csv(desk.folder / "申请.csv", [HEADS, *rows])
    return desk.run(
        "screen",
        *("--policy", "yubei-2021", "--applications", path, "--out", desk.folder / "结果", *more),
    )


def verdicts(ran: Ran) -> list[tuple[str, str, str]]:
    with (ran.folder / "verdicts.csv").open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = csv.reader(lines)
    assert head == ["row", "name", "verdict"]
    return [(row[0], row[1], row[2]) for row in rows]


def failed(ran: Ran, row: str, verdict: str = "fail") -> set[str]:
    with (ran.folder / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["row", "name", "rule", "level", "verdict", "clause", "message"]
    return {each["rule"] for each in rows if each["row"] == row and each["verdict"] == verdict}


def test_each_application_gets_its_verdict_in_the_order_of_the_sheet(desk: Desk):
    ran = screen(
        desk,
        [
            application(),
            application(申贷金额="60000"),
            application(有无重大不良信用记录=""),
            application(申贷期限="37个月"),
        ],
        "--no-notices",
    )

    assert (ran.code, ran.files) == (0, WRITTEN)
    assert [verdict for _, _, verdict in verdicts(ran)] == [
        "eligible",
        "needs_waiver",
        "needs_facts",
        "ineligible",
    ]
    assert "审查 4 件申请：符合条件 1，需说明理由 1，材料待补 1，不符合条件 1" in ran.out
    assert "审查意见书" not in ran.out


def test_several_applications_of_one_household_are_told_of_each_other(desk: Desk):
    ran = screen(
        desk,
        [application(), application(户编号="H2", 身份证号码=ID_NUMBERS[1]), application()],
        "--no-notices",
    )

    assert [(row, verdict) for row, _, verdict in verdicts(ran)] == [
        ("2", "eligible"),
        ("3", "eligible"),
        ("4", "eligible"),
    ]
    assert [failed(ran, row) for row in "234"] == [{"one_application"}, set(), {"one_application"}]
    assert "第 4 行" in (ran.folder / "findings.csv").read_text("utf-8-sig")
    assert "其中 2 件在表里还有同一户或同一人的其他申请" in ran.out


def test_the_row_is_the_one_of_the_sheet(desk: Desk):
    path = write_xlsx(desk.folder / "申请.xlsx", [["申请明细"], [], HEADS, application(申贷期限="37个月")])
    ran = screen(desk, [], "--no-notices", sheet=path)

    assert verdicts(ran) == [("4", "马华军", "ineligible")]
    assert failed(ran, "4") == {"term"}


def test_an_empty_cell_is_unknown_and_never_clean(desk: Desk):
    ran = screen(desk, [application(有无重大不良信用记录="")], "--no-notices")

    assert failed(ran, "2") == set()
    assert failed(ran, "2", "unknown") == {"credit_record"}


@pytest.mark.parametrize(
    ("on", "broken"), [("2023-08-01", False), ("2023-08-02", True)], ids=["last day of 65", "66th birthday"]
)
def test_age_is_counted_on_the_day_given_where_the_sheet_gives_none(desk: Desk, on: str, broken: bool):
    # Born on 1957-08-02.
    ran = screen(desk, [application(申请日期="", 身份证号码=ID_NUMBERS[1])], "--no-notices", "--on", on)

    assert verdicts(ran)[0][2] == ("needs_waiver" if broken else "eligible")
    assert failed(ran, "2") == ({"age"} if broken else set())


def test_the_notices_are_written_and_told(desk: Desk):
    ran = screen(desk, [application(申贷期限="37个月")])

    assert ran.files == sorted([*WRITTEN, "审查意见书.pdf"])
    assert "审查意见书.pdf" in ran.out
    assert (ran.folder / "审查意见书.pdf").read_bytes().startswith(b"%PDF")


def test_a_notice_of_an_earlier_run_does_not_stay_beside_newer_verdicts(desk: Desk):
    assert "审查意见书.pdf" in screen(desk, [application()]).files
    assert screen(desk, [application()], "--no-notices").files == WRITTEN


def test_the_summary_counts_what_the_files_hold(desk: Desk):
    another = application(申贷期限="37个月", 户编号="H2", 身份证号码=ID_NUMBERS[1])
    ran = screen(desk, [application(), another], "--no-notices")
    summary = json.loads((ran.folder / "summary.json").read_text("utf-8"))

    assert summary["applications"] == 2
    assert summary["verdicts"] == {"eligible": 1, "ineligible": 1, "needs_waiver": 0, "needs_facts": 0}
    assert summary["rules"] == {"term": {"failed": 1, "unknown": 0}}


@pytest.mark.parametrize(
    ("change", "cell"),
    [({"身份证号码": "500112198903074788"}, "B2"), ({"申贷金额": "5万"}, "C2"), ({"申贷期限": "三"}, "D2")],
)
def test_a_wrong_cell_is_refused_and_nothing_is_judged(desk: Desk, change: dict[str, str], cell: str):
    ran = screen(desk, [application(**change)])

    assert (ran.code, ran.out) == (1, "")
    assert ran.files == ["申请明细（标出问题）.xlsx", "问题清单.csv"]
    assert f"申请.csv {cell}：" in ran.err


def test_a_law_nobody_knows_gives_unknown_and_never_a_pass(desk: Desk):
    path = write_csv(desk.folder / "申请.csv", [HEADS, application(申请日期="2026-03-02")])
    ran = desk.run(
        *("screen", "--policy", "successor-2026", "--applications", path),
        *("--out", desk.folder / "结果", "--no-notices"),
    )

    assert ran.code == 0
    assert verdicts(ran)[0][2] != "eligible"
    assert {"term", "rate"} <= failed(ran, "2", "unknown")
