"""Packs are read distrustfully: every fault is told, all at once, and nothing half loads."""

import csv
import re
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from hudai.core.errors import CannotTell, NotYetInForce, PolicyRefused
from hudai.core.findings import Level
from hudai.core.policy import Anchor, Bound, Dated, NotRegulated, OverCap, Policy, RateRule, SettlementMode
from hudai.core.policy_fields import MEASURES
from hudai.documents import policy_files

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def county(tmp_path):
    """A county's own folder with its own copy of the Yubei pack."""
    shutil.copytree(policy_files.SHIPPED / "yubei-2021", tmp_path / "yubei-2021")
    return tmp_path


def _edit(county, file, old, new):
    path = county / "yubei-2021" / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), "utf-8")


def _problems(county):
    with pytest.raises(PolicyRefused) as refused:
        policy_files.load("yubei-2021", county)
    return refused.value.problems


CEILING = 'value = "5"\nclause = "yubei-2021#1.2"\nquote = "原则上5万元（含）以下"\nbound = "at_most"'


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("policy.toml", "[numbers.ceiling]", "[numbers.ceiling]\ncolour = 1", "colour：不认识的键"),
        ("policy.toml", 'label = "首次贷款金额上限"\n', "", "ceiling.label：缺少这一项"),
        ("policy.toml", "numbers.ceiling", "numbers.cieling", "cieling：没有这一项数值"),
        ("policy.toml", 'anchor = "contract"', 'anchor = "tuesday"', "“tuesday”不在可选项中"),
        ("policy.toml", 'unit = "wan_yuan"', 'unit = "percent"', "单位“percent”不对"),
        ("policy.toml", 'unit = "wan_yuan"\n', "", "ceiling.unit：缺少这一项"),
        ("policy.toml", CEILING, CEILING.replace('"5"', "5.0"), "不能用小数"),
        ("policy.toml", CEILING, CEILING.replace('"5"', '"5.00000001"'), "位数太多"),
        ("policy.toml", CEILING, CEILING.replace('"5"', '"五"'), "不是数"),
        ("policy.toml", CEILING, CEILING.replace('"5"', '"50"'), "读作 50000"),
        ("policy.toml", CEILING, CEILING.replace("at_most", "below"), "bound 填的是 below"),
        ("policy.toml", CEILING, CEILING.replace("#1.2", "#1.99"), "“yubei-2021#1.99”没有登记"),
        ("policy.toml", CEILING, CEILING.replace("5万元（含）以下", "5万元（含）之下"), "不在条款"),
        ("policy.toml", CEILING, CEILING.replace('clause = "yubei-2021#1.2"\n', ""), "clause：缺少这一项"),
        (
            "policy.toml",
            CEILING,
            CEILING.replace('quote = "原则上5万元（含）以下"\n', ""),
            "请引用条款原文",
        ),
        ("policy.toml", CEILING, CEILING.replace('bound = "at_most"', ""), "数值须写明界限"),
        ("policy.toml", CEILING, CEILING + '\nunknown = "不知道"', "只能写一个"),
        ("policy.toml", CEILING, CEILING + '\ninterpretation = "nowhere"', "没有“nowhere”这一条解释"),
        ("policy.toml", CEILING, CEILING + '\ninterpretation = "time-basis"', "没有列出这一项"),
        (
            "policy.toml",
            "until = 2026-01-01\nvalue = [",
            "until = 2020-01-01\nvalue = [",
            "until 应晚于 from",
        ),
        ("policy.toml", "checked_on = 2026-11-22", 'checked_on = "2026-11-22"', "应为日期"),
        ("policy.toml", "review_by = 2027-06-30", "review_by = 2026-06-30", "下次核对日应晚于"),
        ("policy.toml", "until = 2026-01-01\nclause", "until = 2025-12-31\nclause", "until 是失效的第一天"),
        ("policy.toml", 'value = "at_most"', 'value = "roughly"', "“roughly”不在可选项中"),
        ("policy.toml", "over_months = 12", "over_months = 13", "不衔接"),
        ("policy.toml", "up_to_months = 36", "up_to_months = 60", "引文中没有 60 个月这一档"),
        ("policy.toml", "value = [1, 91, 271, 361]", "value = [1, 91, 91, 361]", "四个递增的天数"),
        ("policy.toml", "value = 20\n", "value = 32\n", "不是每月的某一日"),
        (
            "policy.toml",
            'label = "贷款最长期限"',
            'label = "贷款最长期限"\nnot_regulated = "没有"',
            "不能不规定",
        ),
        ("policy.toml", 'title = "渝北区', "title = 1\n#", "title：应为不空的文字"),
        ("policy.toml", "title =", "title ==", "不是合法的 TOML"),
        ("interpretations.toml", 'id = "time-basis"', 'id = "cap-order"', "解释 cap-order 重复"),
        ("interpretations.toml", 'fields = ["rate_tiers"]', 'fields = ["rate_tier"]', "没有“rate_tier”"),
        ("purposes.toml", "yubei-2021#1.9", "yubei-2021#1.0", "“yubei-2021#1.0”没有登记"),
        ("route.toml", "signer =", "signed =", "signed：不认识的键"),
        ("clauses.toml", 'status = "coded"', 'status = "unknown"', "本条没有着落"),
        ("clauses.toml", 'status = "informative"\n', "", "本条没有着落"),
        ("clauses.toml", 'id = "1.3"', 'id = "1.2"', "条款号 yubei-2021#1.2 重复"),
        ("clauses.toml", 'by = ["term_max_months"]\n', "", "须列出数值名"),
    ],
)
def test_a_fault_is_told_and_the_pack_does_not_load(county, file, old, new, told):
    _edit(county, file, old, new)

    assert any(told in problem for problem in _problems(county)), _problems(county)


def test_all_faults_come_together_each_with_its_file(county):
    _edit(county, "policy.toml", CEILING, CEILING.replace('"5"', '"6"'))
    _edit(county, "policy.toml", "numbers.class_days]", "numbers.clas_days]")
    _edit(county, "route.toml", "signer =", "signed =")

    problems = _problems(county)

    assert len(problems) >= 4
    assert {problem.split("：")[0] for problem in problems} >= {
        "yubei-2021/policy.toml",
        "yubei-2021/route.toml",
    }


@pytest.mark.parametrize(
    ("first_until", "second_from", "told"),
    [
        ("until = 2024-01-01", "2024-01-02", "之间没有取值"),
        ("until = 2024-01-02", "2024-01-01", "重叠"),
        ("", "2024-01-01", "重叠"),
    ],
)
def test_gaps_and_overlaps_of_versions_are_refused(county, first_until, second_from, told):
    _second_ratio(county, first_until, second_from)

    assert any(told in problem for problem in _problems(county))


def test_versions_that_join_load_and_split_on_the_day(county):
    _second_ratio(county, "until = 2024-01-01", "2024-01-01")

    ratio = policy_files.load("yubei-2021", county).subsidy_ratio

    assert (ratio.on(date(2023, 12, 31)), ratio.on(date(2024, 1, 1))) == (1_000_000, 700_000)


def _change_number(county, field, old, new):
    """Edit one ``[numbers.…]`` block of the county's copy."""
    path = county / "yubei-2021" / "policy.toml"
    before, head, rest = path.read_text("utf-8").partition(f"[numbers.{field}]")
    assert old in rest
    path.write_text(before + head + rest.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("field", "later"),
    [
        ("subsidy_ratio", "2022-02-10"),
        ("term_max_months", "2022-01-01"),
        ("household_total", "2021-05-01"),
        ("step_days", "2021-01-02"),
    ],
)
def test_a_number_that_begins_after_the_scheme_is_refused(county, field, later):
    _change_number(county, field, "from = 2021-01-01", f"from = {later}")

    (told,) = _problems(county)

    assert f"numbers.{field}.values：2021-01-01 起、{later} 之前没有取值" in told
    assert "补一段自 2021-01-01 起的取值" in told
    assert "unknown" in told


def test_days_of_which_a_number_is_not_known_may_be_declared(county):
    _change_number(
        county,
        "subsidy_ratio",
        "from = 2021-01-01",
        """from = 2021-01-01
until = 2022-02-10
unknown = "等区里明确"
clause = "yubei-2021#1.7"
checked_on = 2026-11-22
review_by = 2027-06-30

[[numbers.subsidy_ratio.values]]
from = 2022-02-10""",
    )

    ratio = policy_files.load("yubei-2021", county).subsidy_ratio

    assert ratio.on(date(2022, 2, 10)) == 1_000_000
    with pytest.raises(CannotTell, match="等区里明确"):
        ratio.on(date(2022, 2, 9))


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("term_max_months", "2025-12-31 起没有取值，方案到 2026-01-01 才停止签订"),
        ("subsidy_ratio", "2025-12-31 起没有取值，方案停止签订以后，已发放的贷款仍要用到它"),
    ],
)
def test_a_number_that_ends_before_it_is_done_with_is_refused(county, field, told):
    _change_number(county, field, "from = 2021-01-01", "from = 2021-01-01\nuntil = 2025-12-31")

    assert any(f"numbers.{field}.values：{told}" in problem for problem in _problems(county))


def test_a_number_of_what_accrues_does_not_end_with_the_window(county):
    _change_number(county, "subsidy_ratio", "from = 2021-01-01", "from = 2021-01-01\nuntil = 2026-01-01")

    assert any("已发放的贷款仍要用到它" in problem for problem in _problems(county))


def test_a_number_of_contracts_may_end_with_the_window(county):
    _change_number(county, "term_max_months", "from = 2021-01-01", "from = 2021-01-01\nuntil = 2026-01-01")

    assert policy_files.load("yubei-2021", county).term_max_months.on(date(2025, 12, 31)) == 36


def _second_ratio(county, first_until, second_from):
    old = 'value = "100"\nclause = "yubei-2021#1.7"\nquote = "继续实施全额贴息"'
    _edit(county, "policy.toml", old, f"{first_until}\n{old}")
    path = county / "yubei-2021" / "policy.toml"
    path.write_text(
        path.read_text("utf-8")
        + f"""
[[numbers.subsidy_ratio.values]]
from = {second_from}
value = "70"
clause = "yubei-2021#1.7"
interpretation = "ratio"
bound = "exactly"
checked_on = 2026-11-22
review_by = 2027-06-30
""",
        "utf-8",
    )
    notes = county / "yubei-2021" / "interpretations.toml"
    notes.write_text(
        notes.read_text("utf-8")
        + """
[[interpretations]]
id = "ratio"
clause = "yubei-2021#1.7"
question = "改贴几成？"
choice = "七成"
reason = "本县规定"
fields = ["subsidy_ratio"]
""",
        "utf-8",
    )


def test_a_third_county_needs_no_code(tmp_path):
    own = tmp_path / "third-2021"
    shutil.copytree(policy_files.SHIPPED / "yubei-2021", own)
    for path in own.rglob("*.toml"):
        text = path.read_text("utf-8").replace("yubei-2021#", "third-2021#")
        path.write_text(text.replace('county = "渝北区"', 'county = "某区"'), "utf-8")

    assert "third-2021" in policy_files.names(tmp_path)
    assert policy_files.load("third-2021", tmp_path).county == "某区"
    assert policy_files.check("third-2021", tmp_path) == []


def test_a_countys_own_pack_goes_before_the_shipped_one_and_has_its_own_digest(county):
    _edit(county, "policy.toml", 'county = "渝北区"', 'county = "渝北区（试点）"')

    own, shipped = policy_files.load("yubei-2021", county), policy_files.load("yubei-2021")

    assert own.county == "渝北区（试点）"
    assert own.digest != shipped.digest
    assert re.fullmatch("[0-9a-f]{64}", own.digest)


def test_a_changed_number_makes_its_cases_fail(county):
    _edit(county, "policy.toml", "value = 65\n", "value = 66\n")
    _edit(county, "policy.toml", 'part = "65周岁（含）"', 'part = "65周岁（含）"\ninterpretation = "age"')
    _edit(county, "policy.toml", "—65周岁（含）之间", "")

    assert policy_files.check("yubei-2021", county) != []


def test_a_changed_document_is_told(county):
    path = county / "yubei-2021" / "document.txt"
    path.write_bytes(path.read_bytes().replace("5万元（含）".encode(), "8万元（含）".encode(), 1))

    told = policy_files.check("yubei-2021", county)

    assert any("摘要" in problem for problem in told)
    assert any("对不上" in problem for problem in told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "number"', 'kind = "guess"', "“guess”不在可选项中"),
        ('field = "ceiling"', 'field = "cieling"', "算例读不懂"),
        ("on = 2021-01-01", "day = 2021-01-01", "缺少 on"),
        ('name = "方案首日，首贷上限五万元"', 'name = "方案最后一天，首贷上限五万元"', "重名"),
        ('expect = { value = "50000" }', 'expect = { value = "60000" }', "应为 6000000，得到 5000000"),
    ],
)
def test_a_fault_in_a_case_is_told(county, old, new, told):
    _edit(county, "cases/numbers.toml", old, new)

    assert any(told in problem for problem in policy_files.check("yubei-2021", county))


def test_a_pack_nobody_has_is_refused_by_name():
    with pytest.raises(PolicyRefused, match="yubei-2021"):
        policy_files.load("nowhere-2030")


def test_a_name_that_climbs_out_of_the_folder_is_refused():
    with pytest.raises(PolicyRefused):
        policy_files.load("../policies/yubei-2021")


def test_every_dated_field_of_the_policy_has_a_measure():
    dated = {name for name, field in Policy.__dataclass_fields__.items() if "Dated" in str(field.type)}

    assert dated == set(MEASURES)


@pytest.mark.parametrize("pack", policy_files.names())
def test_every_value_has_a_clause_and_words_or_an_interpretation(pack):
    policy = policy_files.load(pack)
    notes = {note.id for note in policy.interpretations}
    for field in MEASURES:
        dated = getattr(policy, field)
        if isinstance(dated, NotRegulated):
            assert dated.reason
            continue
        assert isinstance(dated, Dated)
        assert dated.label
        for version in dated.versions:
            assert version.clause.startswith(f"{pack}#")
            assert (version.value is None) == bool(version.unknown)
            assert version.value is None or version.quote or version.interpretation in notes
            assert version.checked_on < version.review_by


def test_yubei_says_what_its_document_says():
    policy, day = policy_files.load("yubei-2021"), date(2022, 1, 10)

    assert (policy.window_since, policy.window_until) == (date(2021, 1, 1), date(2026, 1, 1))
    assert (policy.ceiling.on(day), policy.household_total.on(day)) == (5_000_000, 10_000_000)
    assert policy.ceiling.version(day).level is Level.PRINCIPLE
    assert policy.household_total.version(day).level is Level.HARD
    assert (policy.age_min.on(day), policy.age_max.on(day)) == (18, 65)
    assert policy.rate_rule.on(day) is RateRule.AT_MOST
    assert policy.rate_tiers.anchor is Anchor.CONTRACT
    assert [tier.tenor for tier in policy.rate_tiers.on(day)] == ["1y", "5y"]
    assert policy.extension_short_months.on(day) == 12
    assert (policy.payee_households.on(day), policy.payee_days.on(day)) == (3, 30)
    assert (policy.payer_households.on(day), policy.phone_applications.on(day)) == (3, 3)
    assert policy.over_cap.on(day) is OverCap.EXCESS_UNCOVERED
    assert policy.settlement_mode.on(day) is SettlementMode.REIMBURSE_BORROWER
    assert policy.fund_opening.on(day) == 500_000_000
    assert (policy.branch_report_day.on(day), policy.bank_report_day.on(day)) == (2, 5)
    assert [step.station for step in policy.route] == ["village", "town", "office", "bank"]
    assert isinstance(policy.campaign_end, NotRegulated)


def test_shangcai_says_what_its_document_says():
    policy, day = policy_files.load("shangcai-2019"), date(2019, 5, 6)

    assert policy.household_kinds.on(day) == ("建档立卡贫困户",)
    assert policy.rate_rule.on(day) is RateRule.EQUAL
    assert [tier.tenor for tier in policy.rate_tiers.on(day)] == ["up_to_1y", "1y_to_5y"]
    assert policy.campaign_end.on(day) == date(2020, 12, 31)
    assert policy.over_cap.on(day) is OverCap.LOAN_UNCOVERED
    assert policy.settlement_mode.on(day) is SettlementMode.PAY_BANK
    assert (policy.breaker_town.on(day), policy.breaker_village.on(day)) == (50_000, 70_000)
    assert policy.breaker_town.version(day).bound is Bound.AT_MOST
    assert policy.service_point_area.on(day) == 20
    assert policy.enterprise_loans.on(day)
    with pytest.raises(CannotTell, match="约定后填入"):
        policy.compensation_shares.on(day)


def test_the_successor_knows_its_ceiling_and_says_what_it_does_not_know():
    policy, day = policy_files.load("successor-2026"), date(2026, 11, 22)

    assert policy.ceiling.on(day) == 10_000_000
    for dated in (policy.term_max_months, policy.rate_rule, policy.subsidy_ratio, policy.renewals_per_chain):
        with pytest.raises(CannotTell, match="正式文本未收到"):
            dated.on(day)
    with pytest.raises(NotYetInForce):
        policy.ceiling.on(date(2026, 2, 27))


def test_the_lpr_is_the_published_one_to_the_last_row():
    lpr = policy_files.read_national()["lpr"]
    with (DATA / "lpr.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    for tenor in ("1y", "5y"):
        expected = [(row["date"], row[f"lpr_{tenor}"].replace(".", "") + "00") for row in rows]
        assert [(day.isoformat(), str(rate)) for day, rate in lpr.tenors[tenor]] == expected
    assert len(rows) == 85


def test_the_lpr_knows_nothing_from_the_next_due_publication_on():
    lpr = policy_files.read_national()["lpr"]

    assert lpr.on("1y", date(2026, 9, 19)) == 30_000
    with pytest.raises(NotYetInForce):
        lpr.on("1y", date(2026, 9, 20))
    with pytest.raises(NotYetInForce):
        lpr.on("1y", date(2019, 8, 19))


def test_the_benchmark_stays_the_last_published_one():
    benchmark = policy_files.read_national()["benchmark"]

    assert benchmark.on("up_to_1y", date(2015, 10, 23)) == 46_000
    assert benchmark.on("up_to_1y", date(2015, 10, 24)) == 43_500
    assert benchmark.on("1y_to_5y", date(2020, 12, 31)) == 47_500


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"3.00", "3.50"],\n]', '3.0, "3.50"],\n]', "不能用小数"),
        ('"3.00", "3.50"],\n]', '"3.00"],\n]', "每行应为一个日期和 2 个利率"),
        ("[2019-09-20", "[2019-08-20", "从早到晚"),
        ("known_until = 2026-09-20", "known_until = 2026-08-20", "应晚于最后一次公布日"),
    ],
)
def test_a_fault_in_a_national_series_is_told(tmp_path, old, new, told):
    text = (policy_files.SHIPPED / "national" / "lpr.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "lpr.toml").write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(PolicyRefused) as refused:
        policy_files.read_national(tmp_path)

    assert any(told in problem for problem in refused.value.problems)


def test_windows_of_the_two_schemes_do_not_meet():
    old, new = policy_files.load("yubei-2021"), policy_files.load("successor-2026")

    assert old.window_until is not None
    assert new.window_since - old.window_until == timedelta(days=58)


def test_loading_every_pack_is_quick():
    started = time.process_time()
    for name in policy_files.names():
        policy_files.load(name)

    # A third of a second is what the start of a command may spend; of work, which others do not lengthen.
    assert time.process_time() - started < 2
