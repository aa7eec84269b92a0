"""The decision notice: the verdict in a word, hurdles first, an ID number nobody can read off."""

from datetime import date

import pytest

from hudai.core.findings import Level, Outcome, Verdict
from hudai.documents.forms import decision_notice
from hudai.documents.forms.decision_notice import Notice, NoticeFinding, NoticeHead, conclusion, write_pdf

HEAD = NoticeHead(
    office="渝北区扶贫办",
    scheme="脱贫人口小额信贷",
    policy_title="渝北区过渡期脱贫人口小额信贷工作实施方案",
    digest="3f2a9c1b55aa77ee0123456789abcdef",
    made_on=date(2022, 1, 10),
)
TERM = NoticeFinding("贷款期限", Level.HARD, Verdict.PASS, "一（3）", "")
AGE = NoticeFinding("年龄", Level.PRINCIPLE, Verdict.FAIL, "一（10）", "申请当日 66 周岁。")
RATE = NoticeFinding("贷款利率", Level.HARD, Verdict.FAIL, "一（4）", "合同利率 4.35%，不得高于 3.70%。")
CREDIT = NoticeFinding("信用记录", Level.HARD, Verdict.UNKNOWN, "一（10）", "缺少征信查询结果。")


def notice(outcome, *findings, **changes):
    facts = {
        "applicant": "张三",
        "id_number": "500112198001010011",
        "village": "统景镇江口村",
        "amount_fen": 5_000_000,
        "term_months": 36,
        "applied_on": date(2022, 1, 5),
    }
    return Notice(**{**facts, **changes}, outcome=outcome, findings=findings)


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


@pytest.fixture
def printed(monkeypatch, tmp_path):
    """What the template is given for one notice."""

    def of(one):
        seen = {}
        monkeypatch.setattr(decision_notice, "render", lambda _, data, **__: seen.update(data) or b"")
        write_pdf(tmp_path / "意见书.pdf", [one], head=HEAD)
        return seen["notices"][0]

    return of


@pytest.mark.parametrize(
    ("finding", "word"), [(TERM, "符合"), (AGE, "需说明理由"), (RATE, "不符合"), (CREDIT, "材料待补")]
)
def test_a_finding_is_said_in_a_word_of_its_own(finding, word):
    assert conclusion(finding) == word


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Outcome.ELIGIBLE, "符合条件"),
        (Outcome.INELIGIBLE, "不符合条件"),
        (Outcome.NEEDS_WAIVER, "需说明理由"),
        (Outcome.NEEDS_FACTS, "材料待补"),
    ],
)
def test_every_outcome_has_its_word_and_its_next_step(printed, outcome, word):
    page = printed(notice(outcome))

    assert page["outcome"] == word
    assert page["next_step"]


def test_hurdles_stand_first_by_weight_and_what_is_in_order_in_one_line(printed):
    page = printed(notice(Outcome.INELIGIBLE, TERM, CREDIT, AGE, RATE))

    assert [(rule, said) for rule, said, _, _ in page["findings"]] == [
        ("贷款利率", "不符合"),
        ("年龄", "需说明理由"),
        ("信用记录", "材料待补"),
    ]
    assert page["passed"] == "以下1项符合：贷款期限（一（3））。"


def test_the_request_is_told_with_a_masked_number_and_the_amount_in_words(printed):
    page = printed(notice(Outcome.ELIGIBLE, TERM))

    assert page["request"] == (
        "您（身份证号码50*************011，统景镇江口村）于2022年1月5日申请脱贫人口小额信贷"
        "50,000.00元（人民币伍万元整），期限36个月。"
        "依据《渝北区过渡期脱贫人口小额信贷工作实施方案》逐项审查，意见如下："
    )


def test_what_the_application_does_not_say_is_left_out(printed):
    page = printed(
        notice(Outcome.NEEDS_FACTS, village="", amount_fen=None, term_months=None, applied_on=None)
    )

    assert page["request"].startswith("您（身份证号码50*************011）申请脱贫人口小额信贷。")


def test_each_notice_with_many_items_stays_one_page(tmp_path):
    path = tmp_path / "意见书.pdf"
    one = notice(Outcome.INELIGIBLE, AGE, RATE, CREDIT, *[TERM] * 20)

    assert write_pdf(path, [one, one, one], head=HEAD) == (path,)
    assert pages(path.read_bytes()) == 3


def test_more_notices_than_a_file_takes_go_to_numbered_files(monkeypatch, tmp_path):
    monkeypatch.setattr(decision_notice, "MOST_PER_FILE", 2)

    files = write_pdf(tmp_path / "意见书.pdf", [notice(Outcome.ELIGIBLE, TERM)] * 3, head=HEAD)

    assert [file.name for file in files] == ["意见书-001.pdf", "意见书-002.pdf"]
    assert [pages(file.read_bytes()) for file in files] == [2, 1]


def test_without_a_notice_nothing_is_written(tmp_path):
    assert write_pdf(tmp_path / "意见书.pdf", [], head=HEAD) == ()
    assert list(tmp_path.iterdir()) == []


def test_the_same_notice_on_the_same_day_gives_the_same_bytes(tmp_path):
    one = notice(Outcome.NEEDS_WAIVER, AGE, TERM, applicant="阿卜杜热西提·麦麦提")
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"

    write_pdf(first, [one], head=HEAD)
    write_pdf(second, [one], head=HEAD)

    assert first.read_bytes() == second.read_bytes()
