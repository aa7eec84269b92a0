"""Command lines typed wrongly: one Chinese sentence each, exit code 2, nothing written; help in Chinese."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from clerks_desk import Desk, ended, started
from hudai.cli.help_page import folded, room
from made_sheets import loan

OUTPUT_NAMES = r"[\w.-]+\.(?:csv|xlsx|pdf|json)"
ALLOWED = re.compile(
    r"--[a-z-]+|\bhudai(?:-demo(?:/county)?)?\b|\b(?:demo|polic(?:y|ies)|check|regions|register|remind|screen|settle|serve|migrate|worker|doctor|found|keys|ledger|let-in)\b"
    r"|\b(?:backup|restore|returns|subsidy|answer|approve|came-back|close|confirm|demand|draw-up|drop|hand-in|list|object|Word)\b"
    r"|\b(?:papers|payment-file|publish|rederive|refund|results|reverse-demand|reverse-refund|review|show|undo|Excel)\b"
    rf"|\b(?:yubei|shangcai|successor)-\d{{4}}\b|{OUTPUT_NAMES}|\b(?:xlsx|xls|ods|csv|PDF)\b|HUDAI_\w+|Ctrl\+C"
)
"""What may stand in Latin letters on a Chinese page."""

COMMANDS = (
    *("", "policies", "policy", "policy check", "screen", "settle", "register"),
    *("demo", "migrate", "regions", "remind", "serve", "worker"),
    *("returns", "returns hand-in", "returns confirm", "subsidy", "subsidy show", "subsidy payment-file"),
    *("subsidy results", "subsidy demand", "subsidy refund"),
)


def english(text: str) -> list[str]:
    """The Latin words that are no name of an option, a command, a policy or a file."""
    return re.findall(r"[A-Za-z]{2,}", ALLOWED.sub(" ", text))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_page_is_chinese_throughout(desk: Desk, command: str):
    ran = desk.run(*command.split(), "--help")

    assert (ran.code, ran.err) == (0, "")
    # Examples are typed as they stand, addresses and folders included.
    assert english(ran.out.partition("举例")[0]) == []
    assert ran.out.startswith(f"用法：hudai {command}".rstrip())
    assert "选项：" in ran.out
    assert not re.search(r"[\u4e00-\u9fff]:", ran.out), "a half-width colon behind Chinese"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_page_fits_eighty_columns_but_for_its_examples(desk: Desk, command: str):
    page, _, _ = desk.run(*command.split(), "--help").out.partition("举例")

    assert [line for line in page.splitlines() if room(line) > 80] == []


@pytest.mark.parametrize("command", ["settle", "register", "screen", "policies", "policy check", "demo"])
def test_every_command_shows_an_example_that_names_it(desk: Desk, command: str):
    _, _, examples = desk.run(*command.split(), "--help").out.partition("举例：\n")

    assert f"hudai {command}" in examples


def test_the_examples_of_settle_and_register_name_every_option_that_must_be_given(desk: Desk):
    for command in ("settle", "register", "screen"):
        page, _, examples = desk.run(command, "--help").out.partition("举例：\n")
        needed = re.findall(r"(--[a-z-]+).*【必填】", page)
        assert needed
        assert [option for option in needed if option not in examples] == []


@pytest.mark.parametrize("words", ["", "policy"])
def test_a_group_alone_shows_its_page(desk: Desk, words: str):
    ran = desk.run(*words.split())

    assert ran.code == 0
    assert ran.out == desk.run(*words.split(), "--help").out


def test_the_version_is_told(desk: Desk):
    assert re.fullmatch(r"户贷通 \d+\.\d+\.\d+\n", desk.run("--version").out)


def test_all_options_that_are_missing_are_named_at_once(desk: Desk):
    ran = desk.run("settle", "--loans", desk.sheet("贷款", [loan()]))

    assert ran.code == 2
    assert re.findall(r"^  (--\w+)：", ran.err, re.MULTILINE) == [
        "--policy",
        "--through",
        "--repayments",
        "--out",
    ]


TYPED: dict[str, tuple[str, str]] = {
    "an unknown command": ("setle", "没有命令“setle”。您是不是要写 settle、serve？"),
    "an unknown command like none": (
        "贴息",
        "没有命令“贴息”。可用的有：",
    ),
    "an unknown command of a group": ("policy chek", "没有命令“chek”。您是不是要写 check？"),
    "an unknown option": ("settle --polcy x", "没有选项 --polcy。您是不是要写 --policy？"),
    "an unknown option of the whole": ("--nosuch", "没有选项 --nosuch。"),
    "an unknown short option": ("settle -x", "没有选项 -x。"),
    "an option without its value": ("settle --policy", "选项 --policy 后面要写内容。"),
    "a switch with a value": ("settle --pdf=3", "选项 --pdf 后面不写内容"),
    "one word too many": ("policies 多余", "多写了“多余”。"),
    "two policies": ("policy check yubei-2021 shangcai-2019", "多写了“shangcai-2019”。"),
    "nothing but dashes": ("--", "命令写得不对。"),
    "an unknown policy to check": ("policy check yubei", "没有政策“yubei”。您是不是要写 yubei-2021？"),
    "a folder of policies that is not there": ("policies --policies-dir 没有", "没有政策包文件夹“没有”"),
    "a month of thirteen": ("settle --through 2022-13-01", "--through 的日期：日历上没有 2022 年 13 月 1 日"),
    "a day of February": ("register --as-of 2023-2-29", "--as-of 的日期：日历上没有 2023 年 2 月 29 日"),
    "no day": ("settle --through 今天", "--through 的日期：“今天”不是日期，请写成 2022-03-20 这样。"),
    "a day of the week": ("settle --through 2023-W38-3", "不是日期"),
    "two separators": ("settle --through 2023-09.20", "不是日期"),
    "the year 9999": ("settle --through 9999-12-20", "应在 1900 年至 2099 年之间"),
    "the year 1": ("register --as-of 0001-01-01", "应在 1900 年至 2099 年之间"),
    "a sheet that is not there": ("settle --loans 没有.csv", "没有文件“没有.csv”"),
    "a folder for a sheet": ("settle --loans .", "“.”是文件夹"),
}


@pytest.mark.parametrize("kind", TYPED)
def test_a_command_line_typed_wrongly_is_answered_in_chinese(
    desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(desk.folder)
    typed, told = TYPED[kind]
    ran = desk.run(*typed.split())

    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert [word for word in english(ran.err) if word not in typed] == []
    assert list(desk.folder.iterdir()) == []


SETTLED: dict[str, tuple[dict[str, str], str]] = {
    "an unknown policy": ({"policy": "yubei"}, "没有政策“yubei”。您是不是要写 yubei-2021？可用的有："),
    "the day after a settlement day": ({"through": "2023-09-21"}, "前后的结息日是 2023-09-20 和 2023-12-20"),
    "the day before one": ({"through": "2023-09-19"}, "前后的结息日是 2023-06-20 和 2023-09-20"),
    "a day before the scheme": ({"through": "2020-12-20"}, "yubei-2021 从 2021-01-01 起才实施"),
    "a name without letters": ({"policy": "../yubei-2021"}, "没有政策“../yubei-2021”"),
}


@pytest.mark.parametrize("kind", SETTLED)
def test_a_settlement_that_cannot_be_is_refused_before_anything_is_read(desk: Desk, kind: str):
    given, told = SETTLED[kind]
    ran = desk.settle(loans=desk.sheet("贷款", [loan(c5="385")]), **given)

    assert (ran.code, ran.out, ran.files) == (2, "", [])
    assert told in ran.err
    assert "读取" not in ran.err
    assert not ran.folder.exists()


def test_a_register_before_the_scheme_needs_no_policy(desk: Desk):
    with_policy = desk.register("--policy", "yubei-2021", as_of="2020-12-31")

    assert (with_policy.code, with_policy.folder.exists()) == (2, False)
    assert "从 2021-01-01 起才实施" in with_policy.err
    assert desk.register(as_of="2020-12-31").code == 0


@pytest.mark.parametrize("command", ["settle", "register"])
def test_a_law_nobody_knows_is_not_computed_with(desk: Desk, command: str):
    through = {"settle": {"through": "2026-06-20"}, "register": {"as_of": "2026-06-20"}}[command]
    policy = {"policy": "successor-2026"} if command == "settle" else {}
    more = [] if command == "settle" else ["--policy", "successor-2026"]
    ran = getattr(desk, command)(*more, **through, **policy)

    assert (ran.code, ran.out, ran.folder.exists()) == (1, "", False)
    assert "尚不明确" in ran.err


def test_a_renewal_signed_when_no_rate_is_known_yet_is_not_guessed(desk: Desk):
    renewal = [*loan(c0="HT2", c6="2030-03-13", c7="2031-03-13"), "HT1"]
    ran = desk.settle(loans=[loan(), renewal], through="2031-12-20")

    assert (ran.code, ran.out, ran.folder.exists()) == (1, "", False)
    assert "HT2" in ran.err
    assert "没有公布利率的数据" in ran.err


STYLES = ("2023-09-20", "2023-9-20", "2023.9.20", "2023/9/20", "2023年9月20日", "20230920", " 2023-09-20 ")


@pytest.mark.parametrize("style", STYLES)
def test_a_day_may_be_typed_as_in_the_sheets(desk: Desk, style: str):
    ran = desk.settle(through=style)

    assert ran.code == 0
    assert "结算到 2023-09-20：" in ran.out


def test_what_is_after_the_day_is_told_and_does_not_count(desk: Desk):
    ran = desk.settle(
        loans=[loan(), loan(c0="HT2", c1="H2", c6="2023-09-21", c7="2024-09-21")],
        repayments=[("HT1", "2023-09-20", "0", "1", ""), ("HT1", "2023-09-21", "0", "2", "")],
        stops=[("HT1", "资金挪用", "2023-09-21")],
    )

    assert ran.code == 0
    assert "注意：贷款 1 笔、还款 1 笔、停贴 1 笔在 --through 2023-09-20 以后，没有计入。" in ran.err
    assert "HT1,H1,马华军,58399,100,0,100" in (ran.folder / "settlement.csv").read_text("utf-8-sig")


def test_a_day_before_all_loans_gives_no_silent_zero(desk: Desk):
    ran = desk.settle(through="2021-03-20")

    assert ran.code == 0
    assert "所有贷款都在其中，请核对日期" in ran.err
    assert "所有贷款都在其中" not in desk.settle().err


def test_columns_and_tabs_not_read_are_told(desk: Desk):
    ran = desk.settle(repayments=desk.sheet("还款").rename(desk.folder / "还.csv"))
    assert "没有用到的列" not in ran.err

    path = desk.folder / "多.csv"
    path.write_text("合同号,贴息金额（元）,经办人,电话\nHT1,5,某,1\n", encoding="utf-8")
    assert "多.csv：没有用到的列：经办人、电话" in desk.settle(granted=path).err


def test_a_register_without_a_policy_does_not_speak_of_the_breaker(desk: Desk):
    assert "没有判断熔断" in desk.register().out
    assert "没有判断熔断" in desk.register("--policy", "yubei-2021").out
    assert (
        "熔断 2 个镇村"
        in desk.register(
            "--policy",
            "shangcai-2019",
            as_of="2020-06-20",
            loans=[[*loan(c6="2019-03-13", c7="2020-03-13"), "", "", "兴隆镇", "前锋村"]],
        ).out
    )


def test_the_registers_footnote_is_that_of_its_policy(desk: Desk):
    def footnote(*arguments: str, **given: Any) -> str:
        folder = desk.register(*arguments, **given).folder
        (sheet,) = load_workbook(folder / "附件5.xlsx").worksheets
        cells = (str(cell.value) for row in sheet.iter_rows() for cell in row)
        return next(each for each in cells if each.startswith("备注："))

    assert "每月2日前报至区级金融机构" in footnote("--policy", "yubei-2021")
    assert footnote(
        "--policy", "shangcai-2019", as_of="2020-06-20", loans=[loan(c6="2019-03-13", c7="2020-03-13")]
    ) == ("备注：此表由金融机构二级支行和县级金融机构填报，一笔贷款填写一栏。")
    assert "日前报" not in footnote()


def test_no_traceback_is_seen_whatever_is_typed():
    ran = ended(started(["settle", "--through", "9999-12-20"]), Path())

    assert (ran.code, ran.out) == (2, "")
    assert "应在 1900 年至 2099 年之间" in ran.err
    assert "Traceback" not in ran.err


def test_a_console_that_lacks_a_character_shows_a_question_mark_and_goes_on():
    ran = ended(started(["policy", "check"], PYTHONUTF8="0", PYTHONIOENCODING="ascii"), Path())

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("yubei-2021") == 1


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("结果放在哪里。", 8, ["结果放在", "哪里。"]),
        ("没有，就新建", 5, ["没", "有，", "就新", "建"]),
        ("见 hudai policies。", 8, ["见 hudai", "policies。"]),
    ],
)
def test_chinese_lines_are_folded_between_characters_and_never_before_a_full_stop(
    text: str, width: int, lines: list[str]
):
    assert folded(text, width) == lines
