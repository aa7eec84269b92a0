"""The decision notice of a case: approved, rejected, withdrawn, returned or under way, each told as it is."""

from __future__ import annotations

from typing import Any

import pytest

import made_cases as cases
import made_loans as loans
from hudai.actions import application as applying
from hudai.actions import decision as deciding
from hudai.actions.decision_paper import decision_paper
from hudai.core.workflow import Opinion
from hudai.documents import policy_files
from hudai.records.models import Station

pytestmark = pytest.mark.django_db

PLACES = {clause.id: clause.place for clause in policy_files.load_clauses("yubei-2021").clauses}


@pytest.fixture
def printed(monkeypatch):
    """What the form is given for a case."""

    def of(case) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        monkeypatch.setattr(
            "hudai.documents.forms.decision_notice.render", lambda _, data, **__: seen.update(data) or b"%PDF"
        )
        decision_paper(actor=cases.at(Station.VILLAGE), law=cases.LAW, places=PLACES, number=case.number)
        (notice,) = seen["notices"]
        return {**notice, "seen": seen}

    return of


def test_it_cites_the_clauses_and_hides_the_number(printed):
    notice = printed(cases.draft(term_months=48))

    assert notice["outcome"] == "不符合条件"
    assert notice["findings"][0][:3] == ["贷款期限", "不符合", "一（3）"]
    assert cases.id_number("19850307") not in str(notice)
    assert notice["seen"]["office"] == "云坪县农业农村局", "by its own name, not as the document calls it"
    assert notice["told"] == "申请还没有提交。"


def test_an_approval_says_amount_term_rate_bank_and_day(printed):
    terms = deciding.Terms(
        amount=4_000_000, term_months=24, rate=30_000, grade="", account="6217000012345678"
    )
    case = cases.agree(cases.waiting_at(4), cases.at(Station.BRANCH, 96), terms=terms)

    notice = printed(case)

    assert (notice["outcome"], notice["good"]) == ("已同意", True)
    assert notice["told"] == (
        "云坪农商行石门支行于2025年9月24日同意贷款40,000.00元（人民币肆万元整），期限24个月，年利率3.00%。"
    )
    assert notice["next_step"].startswith("请带身份证到云坪农商行石门支行办理手续")
    assert notice["findings"] == []


def test_once_the_contract_is_signed_nobody_is_sent_to_sign_it(printed):
    case = loans.signed().application

    assert "合同已经签订" in printed(case)["next_step"]


def test_a_rejection_says_who_when_and_why(printed):
    case = cases.waiting_at(4)
    case = cases.decide(case, cases.at(Station.BRANCH, 96), Opinion.REJECT, text="经核实，还款来源不足。")

    notice = printed(case)

    assert (notice["outcome"], notice["good"]) == ("未同意", False)
    assert notice["told"] == (
        "云坪农商行石门支行于2025年9月24日在“经办银行意见”签署不同意。理由：经核实，还款来源不足。"
    )
    assert "重新申请" in notice["next_step"]
    assert notice["findings"] == []
    assert "补齐" not in notice["next_step"]


def test_a_withdrawn_case_is_not_asked_for_papers(printed):
    case = cases.submitted(facts={"credit_clean": None})
    applying.withdraw(actor=cases.at(Station.VILLAGE, 30), number=case.number, reason="农户已另行筹款。")
    case.refresh_from_db()

    notice = printed(case)

    assert notice["outcome"] == "已撤回"
    assert notice["told"] == "申请已于2025年9月21日撤回，不再审查。"
    assert notice["next_step"] == "仍需要贷款的，请向村（居）委会重新申请。"


def test_a_case_under_way_says_where_it_waits_and_leaves_the_rate_to_the_bank(printed):
    notice = printed(cases.waiting_at(3))

    assert notice["outcome"] == "符合条件"
    assert notice["told"] == "申请于2025年9月22日到达“区扶贫办意见”环节，正在审查，还没有作出决定。"
    said = {rule: (word, message) for rule, word, _, message in notice["findings"]}
    assert said["贷款利率"] == ("待银行确定", "由经办银行在审批时确定，不需要您补充。")
    assert {word for word, _ in said.values()} == {"待银行确定"}
    assert "下一环节" not in notice["next_step"]


def test_what_is_missing_of_a_case_under_way_is_asked_for(printed):
    notice = printed(cases.submitted(facts={"credit_clean": None}))

    assert notice["outcome"] == "材料待补"
    assert notice["next_step"].startswith("请按上表补齐材料")


def test_a_return_is_told_with_its_reason_until_the_step_it_went_to_has_spoken(printed):
    case = cases.waiting_at(3)
    case = cases.decide(
        case, cases.at(Station.OFFICE, 72), Opinion.RETURN, text="请核实养殖规模。", returned_to=2
    )

    assert printed(case)["told"] == (
        "云坪县农业农村局于2025年9月23日在“区扶贫办意见”签署退回。理由：请核实养殖规模。"
        "申请于2025年9月23日到达“镇帮扶干部意见”环节，正在审查，还没有作出决定。"
    )
    case = cases.agree(case, cases.at(Station.TOWN, 96))
    assert "退回" not in printed(case)["told"]


def test_a_case_sent_back_to_be_filled_in_says_so_and_no_longer_once_it_is_handed_in(printed):
    case = cases.submitted()
    case = cases.decide(case, cases.at(Station.VILLAGE, 2), Opinion.RETURN, text="电话有误。", returned_to=0)

    told = printed(case)["told"]
    assert told.endswith("签署退回。理由：电话有误。申请正在补正，还没有重新提交。")

    case = applying.submit(
        actor=cases.at(Station.VILLAGE, 3), law=cases.LAW, number=case.number, seen_version=case.version
    )
    assert "退回" not in printed(case)["told"]


def test_a_waived_principle_says_why_and_who_and_stands_in_nobodys_way(printed):
    case = cases.submitted(cases.household(born="19580307"))
    deciding.waive(
        actor=cases.at(Station.TOWN_HEAD, 2),
        law=cases.LAW,
        number=case.number,
        rule="age",
        reason="身体健康，儿子共同经营。",
    )

    notice = printed(case)

    (line,) = [each for each in notice["findings"] if each[0] == "年龄"]
    assert line[1] == "已豁免"
    assert line[3].endswith("石门镇人民政府于2025年9月20日准予豁免，理由：身体健康，儿子共同经营。")
    assert notice["outcome"] == "符合条件"
