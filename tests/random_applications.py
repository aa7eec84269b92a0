"""Random applications: mostly in order, often on a boundary, each fact now and then missing."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import strategies as st

from hudai.core.application_facts import FACTS, LoanKind
from hudai.core.identity import check_digit

# Days around which something turns, with their neighbours.
TURNS = [
    date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2022, 6, 1), date(2022, 8, 22),
    date(2024, 1, 1), date(2024, 2, 29), date(2026, 1, 1), date(2026, 9, 20),
]  # fmt: skip
DAYS = st.one_of(
    st.builds(lambda day, shift: day + timedelta(days=shift), st.sampled_from(TURNS), st.integers(-1, 1)),
    st.dates(date(2018, 6, 1), date(2026, 12, 31)),
)


@st.composite
def id_numbers(draw):
    born = draw(st.one_of(st.dates(date(1940, 1, 1), date(2010, 1, 1)), st.just(date(1960, 2, 29))))
    first17 = f"500112{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return draw(st.sampled_from([first17 + check_digit(first17)] * 9 + [first17 + "5", "500112"]))


AMOUNTS = st.one_of(
    st.sampled_from([0, 1, 10_000, 5_000_000, 5_000_001, 8_000_000, 10_000_000, 10_000_001]),
    st.integers(0, 1_300).map(lambda hundreds: hundreds * 10_000),
)
VALUES = {
    "name": st.just("张三"),
    "household": st.just("H1"),
    "id_number": id_numbers(),
    "household_kind": st.sampled_from(["脱贫户", "边缘易致贫户", "建档立卡贫困户", "一般农户", ""]),
    "kind": st.sampled_from([kind.value for kind in LoanKind]),
    "amount": AMOUNTS,
    "term_months": st.integers(0, 62),
    "purpose": st.sampled_from(
        ["生猪养殖", "种植柑橘", "建房", "养鸡并转贷", "养鸡场建房", "家具加工", "发展产业", " 养 殖 ", ""]
    ),
    "applied_on": DAYS,
    "rate": st.sampled_from([30_000, 36_500, 37_000, 38_500, 43_000, 43_500, 46_500, 47_500]),
    "outstanding": st.one_of(st.just(0), AMOUNTS),
    "reason": st.sampled_from(["扩大规模", ""]),
    "credit_line": AMOUNTS,
    "renewals_before": st.integers(0, 2),
    "original_due_on": DAYS,
    "original_signed_on": DAYS,
    "original_term_months": st.sampled_from([6, 12, 13, 24, 36]),
    "dishonest_since": DAYS,
}
UNUSUAL = ("guarantor_or_collateral", "fee_charged", "extra_condition", "labour")
"""Facts that are mostly not so."""


def _fact(name):
    usual = name not in UNUSUAL
    values = VALUES[name] if name in VALUES else st.sampled_from([usual] * 8 + [not usual])
    return st.one_of(values, values, values, values, values, st.none())


APPLICATIONS = st.lists(st.fixed_dictionaries({name: _fact(name) for name in FACTS}), min_size=1, max_size=8)
ON = st.one_of(st.none(), DAYS)


def frame(rows):
    schema = {name: pl.String if name == "kind" else fact.dtype for name, fact in FACTS.items()}
    return pl.DataFrame(rows, schema=schema)
