"""Clauses: coverage of the text, counts by status, and the way there and back to numbers."""

from dataclasses import replace

from hudai.core.clauses import STATUS_LABELS, Clause, Document, Status, coverage, gap, unanswered
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")
DOCUMENT = policy_files.load_clauses("yubei-2021")


def _clause(number: str, text: str, status: Status = Status.INFORMATIVE, **changes) -> Clause:
    return replace(Clause(f"p#{number}", number, text, status, (), "", planned=False), **changes)


def _document(*clauses: Clause) -> Document:
    return Document("p", "标题", "", "机关", "2021", "0", "", clauses, ())


def test_clauses_that_are_the_whole_text_leave_no_gap_whatever_the_line_breaks():
    assert gap("一、总则\n\n  甲。乙。\n", [_clause("1", "一、总则"), _clause("2", "甲。乙。")]) == ""


def test_a_sentence_left_out_is_told_with_its_words():
    assert "乙" in gap("甲。乙。丙。", [_clause("1", "甲。"), _clause("2", "丙。")])


def test_a_sentence_at_the_end_nobody_registered_is_told():
    assert "丙" in gap("甲。丙。", [_clause("1", "甲。")])


def test_a_sentence_registered_twice_is_told():
    assert gap("甲。", [_clause("1", "甲。"), _clause("2", "甲。")]) != ""


def test_coverage_counts_every_status_and_what_is_planned():
    found = coverage(
        _document(
            _clause("1", "甲", Status.CODED, by=("ceiling",)),
            _clause("2", "乙", Status.CARRIED_OUT, how="页面", planned=True),
            _clause("3", "丙", Status.CARRIED_OUT, how="报表"),
            _clause("4", "丁", Status.CODED, by=("npl_tolerance",), planned=True),
        )
    )

    assert (found.total, found.planned) == (4, 2)
    assert found.by_status[Status.CARRIED_OUT] == 2
    assert (found.planned_by_status[Status.CARRIED_OUT], found.planned_by_status[Status.CODED]) == (1, 1)
    assert found.planned_by_status[Status.DUTY] == 0
    assert found.by_status[Status.DUTY] == 0


def test_every_status_has_words_for_people():
    assert set(STATUS_LABELS) == set(Status)


def test_a_coded_clause_no_number_cites_back_is_told():
    clauses = tuple(
        replace(clause, by=(*clause.by, "fund_opening")) if clause.id == "yubei-2021#1.3" else clause
        for clause in DOCUMENT.clauses
    )

    (problem,) = unanswered(replace(DOCUMENT, clauses=clauses), YUBEI)

    assert "yubei-2021#1.3" in problem
    assert "fund_opening" in problem


def test_a_coded_clause_naming_a_field_that_does_not_exist_is_told():
    clauses = tuple(
        replace(clause, by=("cieling", *clause.by)) if clause.id == "yubei-2021#1.2" else clause
        for clause in DOCUMENT.clauses
    )

    (problem,) = unanswered(replace(DOCUMENT, clauses=clauses), YUBEI)

    assert "cieling" in problem


def test_a_number_its_clause_does_not_know_of_is_told():
    clauses = tuple(
        replace(clause, by=("amount_step",)) if clause.id == "yubei-2021#1.2" else clause
        for clause in DOCUMENT.clauses
    )

    (problem,) = unanswered(replace(DOCUMENT, clauses=clauses), YUBEI)

    assert "ceiling" in problem
