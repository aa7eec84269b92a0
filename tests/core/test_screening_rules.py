"""Every rule on both sides of its boundary, and with each of its facts missing."""

from datetime import date

import polars as pl
import pytest

from hudai.core.application_facts import FACTS
from hudai.core.findings import Level
from hudai.core.policy import Purpose
from hudai.core.screening import screen
from policy_builder import NATIONAL, dated, shangcai, version, with_changes, yubei

YUBEI, SHANGCAI = yubei(), shangcai()
WAN = 1_000_000
TRADES = with_changes(YUBEI, purposes=(*YUBEI.purposes, Purpose("加工", True, ("加工",), "yubei#1.9")))

# Born 1989-03-07; the check digit 7 is right and the number nobody's.
GOOD = {
    "name": "马华军",
    "id_number": "500112198903074787",
    "household_kind": "脱贫户",
    "kind": "first",
    "amount": 5 * WAN,
    "term_months": 12,
    "purpose": "生猪养殖",
    "applied_on": date(2022, 1, 10),
    "rate": 38_500,
    "outstanding": 0,
    "credit_clean": True,
    "law_abiding": True,
    "capacity": True,
    "rated": True,
    "willing": True,
    "skilled": True,
    "able_to_repay": True,
    "project_lawful": True,
    "project_promising": True,
    "guarantor_or_collateral": False,
    "fee_charged": False,
}
TOP_UP = GOOD | {
    "kind": "top_up",
    "outstanding": 5 * WAN,
    "in_good_standing": True,
    "reason": "扩大猪场",
}
RENEWAL = GOOD | {
    "kind": "renewal",
    "outstanding": 5 * WAN,
    "renewals_before": 0,
    "original_due_on": date(2022, 1, 10),
}
EXTENSION = RENEWAL | {"kind": "extension", "original_term_months": 12}
SHANGCAI_GOOD = GOOD | {
    "household_kind": "建档立卡贫困户",
    "on_list": True,
    "applied_on": date(2019, 6, 1),
    "rate": 43_500,
    "extra_condition": False,
}
ENTERPRISE = SHANGCAI_GOOD | {"kind": "enterprise", "labour": False}

# Born on the days the tests turn on; check digits by the standard's table.
BORN_1956_03_05 = "500112195603050018"
BORN_2004_03_05 = "500112200403050017"


def ask(facts, policy=YUBEI):
    return screen(pl.DataFrame([facts], infer_schema_length=None), policy=policy, national=NATIONAL)


def answer(rule, facts, policy=YUBEI):
    return ask(facts, policy).answers[rule].item()


def outcome(facts, policy=YUBEI):
    return ask(facts, policy).verdicts["verdict"].item()


def finding(rule, facts, policy=YUBEI):
    found = ask(facts, policy).findings().filter(pl.col("rule") == rule)
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("facts", "policy"),
    [
        (GOOD, YUBEI),
        (TOP_UP, YUBEI),
        (RENEWAL, YUBEI),
        (EXTENSION, YUBEI),
        (SHANGCAI_GOOD, SHANGCAI),
        (ENTERPRISE, SHANGCAI),
    ],
    ids=["first", "top_up", "renewal", "extension", "shangcai", "enterprise"],
)
def test_an_application_with_everything_in_order_is_eligible(facts, policy):
    told = ask(facts, policy).findings()

    assert outcome(facts, policy) == "eligible"
    assert set(told.filter(pl.col("level") != "advice")["verdict"]) == {"pass"}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("建房用材加工", None),
        ("养鸡场建房", None),
        ("结婚", False),
        # What hands the money on is forbidden whatever trade stands beside it.
        ("养鸡并转贷", False),
        ("结婚，养鸡，入股", False),
    ],
)
def test_a_forbidden_word_beside_a_trade_is_left_to_a_person(text, passes):
    assert answer("purpose", GOOD | {"purpose": text}, TRADES) is passes


def test_a_conflict_of_words_names_both():
    found = finding("purpose", GOOD | {"purpose": "养鸡场 建房"}, TRADES)

    assert (found["verdict"], found["clause"]) == ("unknown", "yubei#1.9")
    assert "“建房”（建房）" in found["message"]
    assert "“养鸡”（养殖业）" in found["message"]
    assert outcome(GOOD | {"purpose": "养鸡场 建房"}, TRADES) == "needs_facts"


IN, BEFORE, AFTER = date(2025, 6, 1), date(2020, 12, 31), date(2026, 3, 1)


@pytest.mark.parametrize(("original", "passes"), [(12, True), (13, True), (18, True), (19, False)])
def test_the_term_up_to_which_an_extension_may_be_as_long_again_is_the_packs(original, passes):
    longer = with_changes(YUBEI, extension_short_months=dated("短期", version(YUBEI.window_since, None, 18)))
    asked = EXTENSION | {"original_term_months": original, "term_months": 12}

    assert answer("extension_length", asked, longer) is passes


def test_an_extension_is_not_judged_where_nobody_knows_which_terms_are_short():
    unknown = version(YUBEI.window_since, None, None, unknown="待定")
    policy = with_changes(YUBEI, extension_short_months=dated("短期界限", unknown))

    assert answer("extension_length", EXTENSION, policy) is None
    assert "“短期界限”尚不明确：待定" in finding("extension_length", EXTENSION, policy)["message"]


@pytest.mark.parametrize("base", [RENEWAL, EXTENSION], ids=["renewal", "extension"])
@pytest.mark.parametrize(
    ("applied_on", "original_signed_on", "passes"),
    [
        (AFTER, IN, True),
        (AFTER, date(2025, 12, 31), True),
        (AFTER, date(2026, 1, 1), False),
        (AFTER, BEFORE, False),
        (AFTER, None, None),
        # An earlier loan renewed or extended inside the window counts, whatever it began under.
        (IN, BEFORE, True),
        (IN, None, True),
        (None, IN, True),
        (None, None, None),
    ],
)
def test_what_carries_a_loan_on_belongs_to_the_scheme_of_its_first_contract(
    base, applied_on, original_signed_on, passes
):
    facts = base | {"applied_on": applied_on, "original_signed_on": original_signed_on}

    assert answer("window", facts) is passes


def test_a_new_contract_does_not_live_on_an_older_one():
    asked = {"applied_on": AFTER, "original_signed_on": IN}

    assert answer("window", GOOD | asked) is False
    assert answer("window", TOP_UP | asked) is False
    assert answer("window", RENEWAL | asked | {"kind": None}) is None


def test_the_window_says_which_day_it_rests_on():
    late = RENEWAL | {"applied_on": AFTER}

    carried = finding("window", late | {"original_signed_on": IN})["message"]
    assert "原合同 2025-06-01 签订，在政策实施期内" in carried
    unknown = finding("window", late)
    assert (unknown["verdict"], unknown["clause"]) == ("unknown", YUBEI.window_clause)
    assert "还不知道：原合同签订日期" in unknown["message"]
    failed = finding("window", late | {"original_signed_on": BEFORE})["message"]
    assert "原合同签订日期 2020-12-31" in failed
    assert "请咨询现行政策" in failed


@pytest.mark.parametrize(
    ("rule", "facts", "passes"),
    [
        ("window", {"applied_on": date(2020, 12, 31)}, False),
        ("window", {"applied_on": date(2021, 1, 1)}, True),
        ("window", {"applied_on": date(2025, 12, 31)}, True),
        ("window", {"applied_on": date(2026, 1, 1)}, False),
        ("age", {"id_number": BORN_1956_03_05, "applied_on": date(2022, 3, 4)}, True),
        ("age", {"id_number": BORN_1956_03_05, "applied_on": date(2022, 3, 5)}, False),
        ("age", {"id_number": BORN_2004_03_05, "applied_on": date(2022, 3, 4)}, False),
        ("age", {"id_number": BORN_2004_03_05, "applied_on": date(2022, 3, 5)}, True),
        ("category", {"household_kind": "边缘易致贫户"}, True),
        ("category", {"household_kind": "一般农户"}, False),
        ("category", {"on_list": False}, False),
        ("amount", {"amount": 5_000_000}, True),
        ("amount", {"amount": 5_000_001}, False),
        ("amount_step", {"amount": 5_000_001}, False),
        ("amount_step", {"amount": 4_990_000}, True),
        ("amount_step", {"amount": 4_995_000}, False),
        ("amount_step", {"amount": 0}, False),
        ("one_loan", {"outstanding": 1}, False),
        ("term", {"term_months": 36}, True),
        ("term", {"term_months": 37}, False),
        ("term", {"term_months": 0}, False),
        # 1-year LPR: 3.70 % from 2022-01-20, 3.65 % from 2022-08-22.
        ("rate", {"rate": 37_000, "applied_on": date(2022, 8, 21)}, True),
        ("rate", {"rate": 37_000, "applied_on": date(2022, 8, 22)}, False),
        ("rate", {"rate": 36_500, "applied_on": date(2022, 8, 22)}, True),
        # Over 12 months the 5-year LPR counts: 4.30 % from 2022-08-22.
        ("rate", {"rate": 43_000, "applied_on": date(2022, 8, 22), "term_months": 12}, False),
        ("rate", {"rate": 43_000, "applied_on": date(2022, 8, 22), "term_months": 13}, True),
        ("purpose", {"purpose": "建房"}, False),
        ("purpose", {"purpose": "养 殖 土鸡"}, True),
        ("purpose", {"purpose": "生猪养殖，剩余入股"}, False),
        ("credit_record", {"credit_clean": False}, False),
        ("project", {"project_lawful": True, "project_promising": False}, False),
        ("rating", {"rated": False}, False),
        ("no_security", {"guarantor_or_collateral": True}, False),
        ("no_fee", {"fee_charged": True}, False),
        ("credit_line", {"credit_line": 5 * WAN}, True),
        ("credit_line", {"credit_line": 5 * WAN - 1}, False),
    ],
)
def test_a_first_loan_is_judged_on_both_sides_of_each_boundary(rule, facts, passes):
    assert answer(rule, GOOD | facts) is passes


@pytest.mark.parametrize(
    ("rule", "facts", "passes"),
    [
        ("household_total", TOP_UP | {"amount": 5_000_000}, True),
        ("household_total", TOP_UP | {"amount": 5_000_001}, False),
        ("amount", TOP_UP | {"amount": 9 * WAN}, True),
        ("top_up", TOP_UP | {"in_good_standing": False}, False),
        ("top_up", TOP_UP | {"outstanding": 0}, False),
        ("one_loan", TOP_UP, True),
        # A renewed loan takes the place of the old one: 8 + 5 ten thousands owed stay 8.
        ("household_total", RENEWAL | {"outstanding": 8 * WAN}, True),
        ("household_total", RENEWAL | {"outstanding": 10 * WAN + 1}, False),
        ("renew_once", RENEWAL | {"renewals_before": 1}, False),
        ("renew_once", EXTENSION | {"renewals_before": 1}, False),
        ("renewal_in_time", RENEWAL | {"original_due_on": date(2022, 1, 10)}, True),
        ("renewal_in_time", RENEWAL | {"original_due_on": date(2022, 1, 9)}, False),
        ("extension_length", EXTENSION | {"original_term_months": 12, "term_months": 12}, True),
        ("extension_length", EXTENSION | {"original_term_months": 12, "term_months": 13}, False),
        ("extension_length", EXTENSION | {"original_term_months": 13, "term_months": 6}, True),
        ("extension_length", EXTENSION | {"original_term_months": 13, "term_months": 7}, False),
        ("extension_length", EXTENSION | {"original_term_months": 36, "term_months": 18}, True),
        ("extension_length", EXTENSION | {"term_months": 0}, False),
        # An extension changes neither the people nor the contract.
        ("category", EXTENSION | {"household_kind": "一般农户"}, True),
        ("age", EXTENSION | {"id_number": BORN_1956_03_05}, True),
        ("enterprise", GOOD | {"kind": "enterprise"}, False),
    ],
)
def test_a_loan_that_is_there_is_judged_by_its_own_rules(rule, facts, passes):
    assert answer(rule, facts) is passes


@pytest.mark.parametrize(
    ("rule", "facts", "passes"),
    [
        ("base_rate", {"rate": 43_500}, True),
        ("base_rate", {"rate": 43_499}, False),
        ("base_rate", {"rate": 43_501}, False),
        ("base_rate", {"rate": 47_500, "term_months": 13}, True),
        ("campaign_end", {"applied_on": date(2020, 1, 31), "term_months": 11}, True),
        ("campaign_end", {"applied_on": date(2020, 12, 1), "term_months": 1}, False),
        ("campaign_end", {"applied_on": date(2019, 12, 31), "term_months": 12}, True),
        ("campaign_end", {"applied_on": date(2020, 1, 1), "term_months": 12}, False),
        ("no_extra_condition", {"extra_condition": True}, False),
        ("top_up", {"kind": "top_up", "outstanding": WAN}, False),
        ("amount", {"kind": "top_up", "outstanding": WAN, "amount": 4 * WAN}, True),
        ("amount", {"kind": "top_up", "outstanding": WAN, "amount": 5 * WAN}, False),
        ("no_security", {"guarantor_or_collateral": True}, True),
        ("category", {"on_list": None}, None),
    ],
)
def test_the_other_county_has_its_own_rules(rule, facts, passes):
    assert answer(rule, SHANGCAI_GOOD | facts, SHANGCAI) is passes


def test_a_firm_may_only_name_households_that_cannot_work():
    assert answer("no_labour", ENTERPRISE, SHANGCAI) is True
    assert answer("no_labour", ENTERPRISE | {"labour": True}, SHANGCAI) is False
    assert outcome(ENTERPRISE | {"labour": True}, SHANGCAI) == "ineligible"


@pytest.mark.parametrize(
    ("rule", "fact", "facts"),
    [
        ("window", "applied_on", GOOD),
        ("category", "household_kind", GOOD),
        ("age", "id_number", GOOD),
        ("credit_record", "credit_clean", GOOD),
        ("law_abiding", "law_abiding", GOOD),
        ("capacity", "capacity", GOOD),
        ("rating", "rated", GOOD),
        ("willing", "willing", GOOD),
        ("skill", "skilled", GOOD),
        ("able_to_repay", "able_to_repay", GOOD),
        ("project", "project_lawful", GOOD),
        ("project", "project_promising", GOOD),
        ("amount", "amount", GOOD),
        ("household_total", "amount", GOOD),
        ("household_total", "outstanding", GOOD),
        ("one_loan", "outstanding", GOOD),
        ("amount_step", "amount", GOOD),
        ("term", "term_months", GOOD),
        ("rate", "rate", GOOD),
        ("rate", "term_months", GOOD),
        ("no_security", "guarantor_or_collateral", GOOD),
        ("no_fee", "fee_charged", GOOD),
        ("purpose", "purpose", GOOD),
        ("top_up", "in_good_standing", TOP_UP),
        ("top_up", "reason", TOP_UP),
        ("top_up", "outstanding", TOP_UP),
        ("renew_once", "renewals_before", RENEWAL),
        ("renewal_in_time", "original_due_on", RENEWAL),
        ("extension_length", "original_term_months", EXTENSION),
        ("extension_length", "term_months", EXTENSION),
    ],
)
def test_a_missing_fact_is_unknown_and_named_and_never_passes(rule, fact, facts):
    without = {name: value for name, value in facts.items() if name != fact}

    assert answer(rule, facts) is True
    assert answer(rule, without) is None
    assert outcome(without) == "needs_facts"
    told = finding(rule, without)
    assert told["verdict"] == "unknown"
    assert FACTS[fact].label in told["message"]


def test_an_application_of_which_nothing_is_known_needs_facts_for_every_rule_asked():
    screening = ask({"name": "张三"})

    assert set(screening.answers.drop("row").row(0)) == {None}
    assert outcome({"name": "张三"}) == "needs_facts"
    assert all("还不知道" in message for message in screening.findings()["message"])


def test_one_amount_above_the_total_fails_whatever_the_household_owes():
    facts = TOP_UP | {"amount": 11 * WAN, "outstanding": None}

    assert answer("household_total", facts) is False


def test_an_unknown_kind_counts_as_first_only_where_nothing_is_owed():
    unknown = GOOD | {"kind": None}

    assert outcome(unknown) == "eligible"
    assert answer("top_up", unknown | {"outstanding": 3 * WAN}) is None
    assert answer("renew_once", unknown | {"outstanding": None}) is None
    assert ask(GOOD | {"kind": "借新还旧"}).facts["kind"].item() == "first"


def test_a_wrong_id_number_leaves_the_age_unknown_and_says_so():
    wrong = GOOD | {"id_number": "500112198903074788"}

    assert answer("age", wrong) is None
    assert "身份证号码有误" in finding("age", wrong)["message"]


def test_a_purpose_nobody_can_place_is_unknown_and_asked_for():
    vague = GOOD | {"purpose": "发展产业"}

    assert answer("purpose", vague) is None
    assert finding("purpose", vague)["message"] == (
        "从“发展产业”看不出用在什么产业，请写清楚，例如：养殖业、种植业。"
    )


def test_hard_failures_go_before_missing_facts_and_those_before_broken_principles():
    too_much = {"amount": 8 * WAN}
    missing = {"credit_clean": None}

    assert outcome(GOOD | too_much) == "needs_waiver"
    assert outcome(GOOD | too_much | missing) == "needs_facts"
    assert outcome(GOOD | too_much | missing | {"fee_charged": True}) == "ineligible"


def test_advice_never_stops_an_application():
    assert outcome(GOOD | {"credit_line": WAN}) == "eligible"
    assert finding("credit_line", GOOD | {"credit_line": WAN})["verdict"] == "fail"


def test_the_day_given_stands_in_for_a_missing_application_day():
    frame = pl.DataFrame([GOOD | {"applied_on": None}, GOOD], infer_schema_length=None)

    late = screen(frame, policy=YUBEI, national=NATIONAL, on=date(2026, 1, 1))

    assert late.answers["window"].to_list() == [False, True]


def test_each_application_meets_the_version_of_its_own_day():
    ceiling = dated(
        "首贷额度",
        version(date(2021, 1, 1), date(2023, 1, 1), 5 * WAN, "old#2", Level.PRINCIPLE),
        version(date(2023, 1, 1), None, 8 * WAN, "new#2", Level.HARD),
    )
    days = (date(2022, 12, 31), date(2023, 1, 1), None)
    rows = [GOOD | {"amount": 9 * WAN, "rate": 30_000, "applied_on": day} for day in days]

    screening = screen(
        pl.DataFrame(rows, infer_schema_length=None),
        policy=with_changes(YUBEI, ceiling=ceiling),
        national=NATIONAL,
    )

    told = screening.findings().filter(pl.col("rule") == "amount")
    assert told["verdict"].to_list() == ["fail", "fail", "unknown"]
    assert told["level"].to_list() == ["principle", "hard", "principle"]
    assert told["clause"].to_list() == ["old#2", "new#2", "yubei#window"]
    assert "5 万元" in told["message"][0]
    assert "8 万元" in told["message"][1]
    assert screening.verdicts["verdict"].to_list() == ["needs_waiver", "ineligible", "needs_facts"]


def test_a_number_of_law_nobody_knows_makes_its_rule_unknown_with_the_reason():
    longest = dated("贷款期限", version(date(2021, 1, 1), None, None, "new#3", unknown="正式文件未公布期限"))
    policy = with_changes(YUBEI, term_max_months=longest)

    told = finding("term", GOOD, policy)

    assert (told["verdict"], told["clause"]) == ("unknown", "new#3")
    assert told["message"] == "“贷款期限”尚不明确：正式文件未公布期限。"
    assert outcome(GOOD, policy) == "needs_facts"


def test_a_day_without_a_published_rate_leaves_the_rate_unknown():
    policy = with_changes(YUBEI, window_until=None)
    silent = GOOD | {"applied_on": date(2020, 4, 19)}

    assert answer("rate", silent, policy) is None
    assert "没有生效" in finding("rate", silent, policy)["message"]


def test_outside_the_window_the_application_is_ineligible_and_told_when_it_was_open():
    told = finding("window", GOOD | {"applied_on": date(2026, 1, 1)})

    assert outcome(GOOD | {"applied_on": date(2026, 1, 1)}) == "ineligible"
    assert told["message"] == (
        "申请日期 2026-01-01 不在政策实施期内，政策自 2021-01-01 起实施，"
        "2026-01-01 起停止受理。请咨询现行政策。"
    )


def test_a_message_says_the_numbers_and_what_to_do():
    told = finding("amount", GOOD | {"amount": 8 * WAN})

    assert told["level"] == "principle"
    assert told["clause"] == "yubei#1.2"
    assert told["message"] == (
        "您申请 8 万元，第一次贷款原则上不超过 5 万元。确有需要的，请写明理由，交审批单位决定。"
    )


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (5_000_000, "5 万元"),
        (5_250_000, "5.25 万元"),
        (5_500_000, "5.5 万元"),
        (50_000_000, "50 万元"),
        (5_000_001, "50000.01 元"),
        (50_000, "500 元"),
        (12_345, "123.45 元"),
    ],
)
def test_amounts_are_said_as_people_say_them(fen, words):
    told = finding("amount", GOOD | {"amount": fen})

    assert told["message"].startswith(f"您申请 {words}，")


def test_findings_of_some_applications_are_those_lines_of_all():
    three = [dict(GOOD), GOOD | {"rated": None}, GOOD | {"rated": False}]
    screening = screen(pl.DataFrame(three), policy=YUBEI, national=NATIONAL)
    everything = screening.findings()
    for rows in ([0], [2, 1], [0, 1, 2], [], [7]):
        some = screening.findings(rows)
        assert some.equals(everything.filter(pl.col("row").is_in(rows)))
        assert some.schema == everything.schema


def test_no_applications_have_no_findings_in_the_same_columns():
    everything = ask(GOOD).findings()
    nothing = screen(pl.DataFrame([GOOD]).clear(), policy=YUBEI, national=NATIONAL).findings()
    assert nothing.is_empty()
    assert nothing.schema == everything.schema
