"""Applications of one sheet: those of one household or one person are told of each other."""

import polars as pl
from test_screening_rules import GOOD

from hudai.core.screening import screen
from policy_builder import NATIONAL, yubei

# Born 1960-02-29 and 1990-01-01; check digits by the standard's table.
OTHER, THIRD = "500112196002290010", "500112199001010017"


def told(*changes, together=True):
    """The message about other rows on each row of a sheet, "" where there is none."""
    rows = [GOOD | {"household": "H1"} | change for change in changes]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_row_index("row", offset=2)
    screening = screen(frame, policy=yubei(), national=NATIONAL, together=together)
    found = screening.findings().filter(pl.col("rule") == "one_application")
    assert set(found["level"]) <= {"advice"}
    assert set(found["verdict"]) <= {"fail"}
    assert set(screening.verdicts["verdict"]) == {"eligible"}
    by_row = dict(found.select("row", "message").iter_rows())
    return [by_row.get(row, "") for row in frame["row"]]


def test_each_of_several_applications_of_a_household_names_the_others():
    first, second, other, third = told({}, {}, {"household": "H2", "id_number": OTHER}, {})

    assert "还有第 3、5 行的申请" in first
    assert "还有第 2、5 行的申请" in second
    assert "还有第 2、3 行的申请" in third
    assert other == ""


def test_one_person_under_two_household_numbers_is_one_applicant():
    first, second = told({}, {"household": "H2"})

    assert "还有第 3 行" in first
    assert "还有第 2 行" in second


def test_two_members_of_one_household_are_one_household():
    first, second, nobody = told({}, {"id_number": OTHER}, {"household": None, "id_number": THIRD})

    assert ("第 3 行" in first, "第 2 行" in second, nobody) == (True, True, "")


def test_a_household_named_through_both_is_named_once():
    first, _, _ = told({}, {}, {"id_number": OTHER})

    assert "还有第 3、4 行的申请" in first


def test_a_long_list_of_rows_is_cut():
    (first, *_) = told(*[{}] * 30)

    assert "第 3、4、5、6、7、8、9、10、11、12 行等" in first


def test_what_was_not_handed_in_together_is_judged_alone():
    assert told({}, {}, together=False) == ["", ""]
