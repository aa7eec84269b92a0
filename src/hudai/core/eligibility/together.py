"""Several applications of one household, or of one person, in one sheet.

Each may be in order by itself while together they are not: 一户一笔, and one total for the
household.  Which of them is to be granted nobody can tell from the sheet, so each names the others
and a person decides.  What the others ask for is not counted: nothing of it is owed yet (R11).
"""

from __future__ import annotations

import polars as pl

from hudai.core.eligibility.rule import Ground, Rule
from hudai.core.findings import Level

ONE_APPLICATION = "one_application"
BESIDE = pl.col("beside")
_MOST_NAMED = 10


def with_others(facts: pl.DataFrame) -> pl.DataFrame:
    """Add ``beside``: the rows of the same household or person in words (第 3、5 行); null where none are.

    ``facts``: one row per application — row, household, id_number (null where unknown).
    """
    numbered = facts.with_row_index("place")
    others = pl.concat(_sharing(numbered, key) for key in ("household", "id_number"))
    named = (
        others.unique()
        .sort("place", "other")
        .group_by("place", maintain_order=True)
        .agg(
            shown=pl.col("other").head(_MOST_NAMED).cast(pl.String).str.join("、"),
            more=pl.when(pl.len() > _MOST_NAMED).then(pl.lit("等")).otherwise(pl.lit("")),
        )
        .select("place", beside=pl.format("第 {} 行{}", "shown", "more"))
    )
    return numbered.join(named, on="place", how="left", maintain_order="left").drop("place")


def _sharing(numbered: pl.DataFrame, key: str) -> pl.DataFrame:
    """place (of a row) and other (row number of another), for those that share ``key``.

    Of a large group each row is told of the first few others only.
    """
    shared = numbered.select("place", "row", key).filter(pl.col(key).is_not_null() & (pl.len().over(key) > 1))
    first = shared.group_by(key).agg(other=pl.col("row").head(_MOST_NAMED + 2))
    paired = shared.join(first, on=key).explode("other").filter(pl.col("other") != pl.col("row"))
    return paired.select("place", "other")


def one_application(ground: Ground) -> Rule:
    """Told, not judged: the outcome of each application stays that of its own facts."""
    kinds = ground.law(ground.policy.household_kinds)
    return Rule(
        id=ONE_APPLICATION,
        label="一户一件",
        answer=pl.lit(False),
        needs=("household", "id_number"),
        clause=kinds.clause(),
        level=Level.ADVICE,
        passes=pl.lit("同一批中您家只有这一件申请。"),
        fails=pl.format(
            "同一户或同一人在这张表里还有{}的申请。各件是分开审查的，没有把别的申请算进全户合计；"
            "请确认办哪一件，都要办的请合起来审查。",
            BESIDE,
        ),
        applies=BESIDE.is_not_null(),
    )
