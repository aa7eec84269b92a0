"""What a list changes, from columns made by hand; and the whole against one person at a time."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.name_list import (
    HOUSEHOLDS,
    PEOPLE,
    counted,
    household_changes,
    people_changes,
    shared_phones,
    splits,
)


def people(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """person, household, name, phone, relation, is_head, labour; education, where it is said."""
    filled = [(*row, *[None] * (len(PEOPLE) - len(row))) for row in rows]
    return pl.DataFrame(filled, schema=PEOPLE, orient="row")


def homes(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """household, village, group, kind."""
    return pl.DataFrame(list(rows), schema=HOUSEHOLDS, orient="row")


def listed(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """household, village, group, kind, is_out."""
    return pl.DataFrame(list(rows), schema={**HOUSEHOLDS, "is_out": pl.Boolean}, orient="row")


KNOWN = people(
    ("a", "H1", "赵大", "p1", "户主", True, "ordinary"),
    ("b", "H1", "赵二", "", "之子", False, "ordinary"),
    ("c", "H2", "钱大", "", "户主", True, None),
    ("d", None, "孙大", "", None, None, None),
)


def changes(now: pl.DataFrame, *, whole: bool = True) -> dict[str, str]:
    return dict(people_changes(KNOWN, now, whole=whole).select("person", "change").iter_rows())


def test_each_person_has_one_answer():
    now = people(
        ("a", "H1", "赵大", "p1", "户主", True, "ordinary"),
        ("c", "H3", "钱大", "", "户主", True, None),
        ("d", "H1", "孙大", "", "之媳", False, None),
        ("e", "H3", "李新", "", "之妻", False, None),
    )

    assert changes(now) == {"a": "unchanged", "c": "moved", "d": "moved", "e": "new", "b": "left"}


def test_nobody_leaves_by_a_partial_list():
    assert changes(people(("a", "H1", "赵大", "p1", "户主", True, "ordinary")), whole=False) == {
        "a": "unchanged"
    }


def test_nobody_leaves_a_household_that_is_not_on_the_list_at_all():
    assert "c" not in changes(people(("a", "H1", "赵大", "p1", "户主", True, "ordinary")))


def test_silence_changes_nothing_and_a_word_does():
    silent = people_changes(KNOWN, people(("a", "H1", "赵大", None, None, None, None)), whole=False)
    said = people_changes(KNOWN, people(("a", "H1", "赵达", "p9", "父亲", False, "weak")), whole=False)

    flags = ("name_changed", "phone_changed", "place_changed", "labour_changed")
    assert silent.select(flags).row(0) == (False, False, False, False)
    assert said.select(flags).row(0) == (True, True, True, True)


def test_each_household_has_one_answer():
    known = homes(
        ("H1", 1, "1组", "脱贫户"),
        ("H2", 1, "1组", "脱贫户"),
        ("H3", 1, "", None),
        ("H4", 1, "", "脱贫户"),
        ("H5", 2, "", "脱贫户"),
        ("H6", 2, "", "脱贫户"),
        ("H7", 2, "", None),
    )
    now = listed(
        ("H1", 1, None, "脱贫户", False),
        ("H2", 1, "1组", "脱贫不稳定户", False),
        ("H3", 1, "", "脱贫户", False),
        ("H4", 2, "", "脱贫户", False),
        ("H5", 2, "", "脱贫户", True),
        ("H8", 2, "", "脱贫户", False),
        ("H9", 2, "", "脱贫户", True),
    )

    found = dict(household_changes(known, now, whole=True).select("household", "change").iter_rows())

    assert found == {
        "H1": "unchanged",
        "H2": "category",
        "H3": "joined",
        "H4": "moved",
        "H5": "left",
        "H6": "left",
        "H8": "new",
        "H9": "out",
    }
    partial = household_changes(known, now, whole=False)
    assert "H6" not in partial["household"]
    assert counted(partial)["left"] == 1


def test_a_split_is_a_new_household_with_people_of_one_that_stays():
    now = people(
        ("a", "H1", "赵大", "p1", "户主", True, None),
        ("b", "H9", "赵二", "p1", "户主", True, None),
        ("c", "H9", "钱大", "", "其他", False, None),
    )
    moved = people_changes(KNOWN, now, whole=True)
    at_home = household_changes(
        homes(("H1", 1, "", "脱贫户"), ("H2", 1, "", "脱贫户")),
        listed(("H1", 1, "", "脱贫户", False), ("H9", 1, "", "脱贫户", False)),
        whole=True,
    )

    # H2 left the list, so its person in H9 is a move and no split.
    assert splits(moved, at_home).rows() == [("H1", "H9", 1)]
    assert shared_phones(moved, at_home).rows() == [("H9", "H1")]


PERSON = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(["H1", "H2", "H3", None]),
    st.sampled_from(["赵大", "钱二"]),
    st.sampled_from(["", "p1", None]),
    st.sampled_from(["户主", "之子", None]),
    st.sampled_from([True, False, None]),
    st.sampled_from(["weak", None]),
)
SOME = st.lists(PERSON, max_size=6, unique_by=lambda row: row[0])


def one_at_a_time(known: list[Any], now: list[Any], *, whole: bool) -> dict[str, str]:
    """The same by a plain loop."""
    before, found = {row[0]: row for row in known}, {}
    for row in now:
        old = before.get(row[0])
        if old is None:
            found[row[0]] = "new"
        elif old[1] != row[1]:
            found[row[0]] = "moved"
        else:
            says_else = any(new is not None and new != was for new, was in zip(row[2:], old[2:], strict=True))
            found[row[0]] = "changed" if says_else else "unchanged"
    here = {row[1] for row in now} - {None}
    if whole:
        found |= {row[0]: "left" for row in known if row[0] not in found and row[1] in here}
    return found


@given(known=SOME, now=SOME, whole=st.booleans())
def test_columns_say_what_a_plain_loop_says(known, now, whole):
    now = [row for row in now if row[1] is not None]

    found = people_changes(people(*known), people(*now), whole=whole)

    assert dict(found.select("person", "change").iter_rows()) == one_at_a_time(known, now, whole=whole)


@given(known=SOME)
def test_what_is_known_compared_with_itself_changes_nothing(known):
    known = [row for row in known if row[1] is not None]

    found = people_changes(people(*known), people(*known), whole=True)

    assert set(found["change"]) <= {"unchanged"}
