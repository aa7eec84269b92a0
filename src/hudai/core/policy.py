"""The law of one county's scheme, as values that know their day and their clause.

A :class:`Policy` is made from a policy pack (``policies/<name>/``) and holds every number, date,
list and switch the documents fix.  Each is a :class:`Dated`: one or more :class:`Version` whose
half-open intervals neither overlap nor leave a gap, looked up by the day of the event the number
is anchored to.  A version whose value nobody knows says why instead, and whatever needs it
answers "cannot tell" and does not compute.

A pack's ``policy.toml`` may hold no key that is no field of :class:`Policy`: none is ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from hudai.core.errors import CannotTell, NotYetInForce
from hudai.core.findings import Level

T = TypeVar("T")


class Anchor(StrEnum):
    """The event whose day picks a number's version."""

    APPLICATION = "application"
    CONTRACT = "contract"
    DISBURSEMENT = "disbursement"
    ACCRUAL = "accrual"
    """The day on which the interest accrues."""
    EVALUATION = "evaluation"
    """The day a figure is worked out for: standing, breaker, deadlines."""


class Bound(StrEnum):
    """Which side of a number is lawful, and whether the number itself is."""

    AT_MOST = "at_most"
    BELOW = "below"
    AT_LEAST = "at_least"
    ABOVE = "above"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """A number of law during one stretch of days ``[since, until)``."""

    since: date
    until: date | None
    """The first day it no longer holds; None while no end is known."""
    value: T | None
    """In the unit of the field; None when unknown."""
    unknown: str
    """Why the value is not known; empty when it is."""
    clause: str
    """Stable id of the clause, such as ``yubei-2021#1.2``."""
    quote: str
    """The exact words of the clause that fix the value; empty for an interpretation."""
    bound: Bound | None
    level: Level | None
    checked_on: date
    """The day someone last held it against the document."""
    review_by: date
    also: tuple[str, ...] = ()
    """Further clauses the value rests on."""
    interpretation: str = ""
    """Id of the :class:`Interpretation` that chose what the words leave open; empty if none did."""
    checked_by: str = ""
    """Who held it against the document on :attr:`checked_on`; empty where the pack does not say."""

    def known(self, label: str) -> T:
        """The value.

        Raises:
            CannotTell: if nobody knows it; the message names ``label`` and the reason.
        """
        if self.value is None:
            raise CannotTell(f"“{label}”尚不明确：{self.unknown}")
        return self.value


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """One number of law through time."""

    label: str
    """What the documents call it, in Chinese."""
    anchor: Anchor
    versions: tuple[Version[T], ...]
    """In order of ``since``, without gap or overlap."""

    def version(self, day: date) -> Version[T]:
        """The version in force on ``day``.

        Raises:
            NotYetInForce: if none is.
        """
        for version in self.versions:
            if version.since <= day and (version.until is None or day < version.until):
                return version
        raise NotYetInForce(f"{day.isoformat()} 没有生效的“{self.label}”规定")

    def on(self, day: date) -> T:
        """The value in force on ``day``.

        Raises:
            NotYetInForce: if no version is in force.
            CannotTell: if the version in force has no known value.
        """
        return self.version(day).known(self.label)


@dataclass(frozen=True, slots=True)
class NotRegulated:
    """A number this county's documents do not speak of, and why the product needs none."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class RateTier:
    """One row of the rate rule: which published rate a term is measured against."""

    over_months: int
    """Terms longer than this …"""
    up_to_months: int | None
    """… and not longer than this; None in a last tier without an end."""
    series: str
    """``lpr`` or ``benchmark``: a national series."""
    tenor: str
    """The series' column: ``1y``, ``5y`` for LPR; ``up_to_1y``, ``1y_to_5y`` for the benchmark."""


class RateRule(StrEnum):
    """How a contract's rate must stand to the published one."""

    AT_MOST = "at_most"
    EQUAL = "equal"


class OverCap(StrEnum):
    """What becomes of a loan above the subsidised principal (R3)."""

    EXCESS_UNCOVERED = "excess_uncovered"
    """The part above the cap is uncovered."""
    LOAN_UNCOVERED = "loan_uncovered"
    """A loan above the cap, or longer than the longest term, is not covered at all, uses no cap."""


class SettlementMode(StrEnum):
    """Who is paid (R6)."""

    REIMBURSE_BORROWER = "reimburse_borrower"
    """先付后贴: due = min(entitled, paid) - granted."""
    PAY_BANK = "pay_bank"
    """银行直补: due = entitled - granted."""


class TimeBasis(StrEnum):
    """What a day is of a year (R2)."""

    ACT_360 = "act/360"
    ACT_365 = "act/365"
    WHOLE_MONTHS = "whole_months"


class Frequency(StrEnum):
    """How often interest is settled (结息)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class RouteStation(StrEnum):
    """A station of the opinion route, where a number of law names one."""

    VILLAGE = "village"
    TOWN = "town"
    OFFICE = "office"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the opinion route (附件1)."""

    station: str
    label: str
    """As printed on the form: 村（居）委会意见."""
    signer: str
    """As printed under the opinion: 村（居）委员会负责人."""
    days: int | None
    """Working days to give the opinion in; None where no document sets one."""
    clause: str = ""
    """The clause or annex the station comes from."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of the money, allowed or forbidden."""

    name: str
    allowed: bool
    words: tuple[str, ...]
    """What people write on forms when they mean it."""
    clause: str
    always: bool = False
    """Forbidden even where the word of an allowed use stands beside it: money handed on."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A plain yes or no the documents ask of every application (一（10）): one fact, one clause."""

    rule: str
    """The screening rule it belongs to: ``credit_record``."""
    fact: str
    """Column of the applications frame: ``credit_clean``."""
    wanted: bool
    """What the fact must be."""
    clause: str
    level: Level


@dataclass(frozen=True, slots=True)
class Share:
    """One party's part of a shared loss, in ppm."""

    party: str
    share_ppm: int


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A place where the documents leave a choice open, the choice made, and why."""

    id: str
    clause: str
    question: str
    choice: str
    reason: str
    fields: tuple[str, ...]
    """The fields of :class:`Policy` that carry the choice."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One county's scheme: identity, then every number the documents fix.

    Money is in fen, rates and ratios in ppm, terms in months, ages in full years, the rest in
    days, as each field says.
    """

    name: str
    """The pack's directory: ``yubei-2021``."""
    title: str
    county: str
    scheme: str
    """What the loans are called: 脱贫人口小额信贷."""
    digest: str
    """SHA-256 over the pack's files, hexadecimal."""
    interpretations: tuple[Interpretation, ...]
    route: tuple[Step, ...]
    purposes: tuple[Purpose, ...]

    window_since: date
    """First contract day of the scheme (R4.4)."""
    window_until: date | None
    """First contract day after the scheme; None while it has no known end."""
    window_clause: str

    # Who may borrow (R1, R7).
    household_kinds: Dated[tuple[str, ...]]
    """Eligible categories, as the name list writes them (人口类别)."""
    age_min: Dated[int]
    age_max: Dated[int]
    """Full years on the application day; this age still passes."""
    facts: tuple[str, ...]
    """Facts a screening needs, as column names of the applications sheet's reader."""

    # How much (R11).
    ceiling: Dated[int]
    """First loan, fen."""
    household_total: Dated[int] | NotRegulated
    """All loans of a household together, fen."""
    amount_step: Dated[int]
    """Applications are for whole multiples of this, fen."""

    # How long (R12).
    term_max_months: Dated[int]
    campaign_end: Dated[date] | NotRegulated
    """In principle a loan ends by this day."""
    renewals_per_chain: Dated[int]
    """Renewals and extensions together."""
    renewal_without_repayment: Dated[bool]
    extension_short_months: Dated[int]
    extension_share_short: Dated[int]
    """Longest extension of a term of no more than so many months, ppm of the original term."""
    extension_share_long: Dated[int]
    """The same for longer terms."""

    # At what rate (R5).
    rate_rule: Dated[RateRule]
    rate_tiers: Dated[tuple[RateTier, ...]]
    penalty_markup: Dated[int]
    """On the contract rate after the due day, ppm (500 000 = half as much again)."""
    misuse_markup: Dated[int]
    compound_interest: Dated[bool]

    # On what conditions.
    unsecured: Dated[bool]
    """免担保免抵押: any guarantor, collateral, deposit is a fault."""
    fee_free: Dated[bool]
    """Borrowers bear no fee, premium or counter-guarantee."""
    rating_required: Dated[bool]
    enterprise_loans: Dated[bool]
    """Whether 企贷企用 by four-party agreement exists."""
    enterprise_needs_no_labour: Dated[bool] | NotRegulated

    # Subsidy (R3-R6).
    subsidised_principal: Dated[int]
    """Household balance above this earns no subsidy, fen."""
    over_cap: Dated[OverCap]
    subsidy_max_years: Dated[int]
    subsidy_ratio: Dated[int]
    """Share of the interest that is subsidised, ppm, by accrual day."""
    settlement_mode: Dated[SettlementMode]
    settlement_frequency: Dated[Frequency]
    settlement_day: Dated[int]
    """Day of the month on which interest is settled; the next period starts on the day after."""
    time_basis: Dated[TimeBasis]
    subsidy_late_days: Dated[int]
    """Days from a batch's approval after which paying counts as late."""
    notice_days: Dated[int]
    """Length of a public notice (公示)."""

    # Standing and breaker (R8, R9).
    interest_tolerance: Dated[int]
    """Interest short by less than this is not overdue, fen."""
    class_days: Dated[tuple[int, int, int, int]]
    """First day overdue of 关注, 次级, 可疑, 损失."""
    breaker_on: Dated[bool]
    breaker_town: Dated[int] | NotRegulated
    """NPL ratio above which a town is suspended, ppm."""
    breaker_village: Dated[int] | NotRegulated
    breaker_lets_renewals: Dated[bool] | NotRegulated
    npl_tolerance: Dated[int] | NotRegulated
    """Above a bank's own NPL target, ppm points (R14)."""

    # Risk compensation (R10).
    fund_opening: Dated[int] | NotRegulated
    """Opening balance of the compensation fund, fen."""
    compensation_shares: Dated[tuple[Share, ...]]
    compensation_trigger_days: Dated[int]
    compensation_covers_interest: Dated[bool]
    fund_multiple: Dated[int]
    """Loans may be at most this many times the fund."""

    # Deadlines and the rest.
    disburse_within_days: Dated[int]
    """After approval."""
    branch_report_day: Dated[int] | NotRegulated
    """Day of the month by which a branch hands in annex 5."""
    bank_report_day: Dated[int] | NotRegulated
    """Day of the month by which the district-level bank hands it on."""
    bulletin_every_days: Dated[int] | NotRegulated
    maturity_notice_days: Dated[tuple[int, ...]]
    """Days before maturity on which a task is raised."""
    visit_first_days: Dated[int]
    visit_every_days: Dated[int]
    """Days from the payout to the first visit, and from each visit to the next (贷后检查)."""
    service_point_area: Dated[int] | NotRegulated
    """Least floor of a town's service station, square metres."""
    lead_bank_per_town: Dated[int] | NotRegulated

    # From how many on a pattern of lawful loans is a finding (R15).
    payee_households: Dated[int]
    """Households whose loans are paid out to one payee within :attr:`payee_days`."""
    payee_days: Dated[int]
    payer_households: Dated[int]
    """Households one payer repays for."""
    phone_applications: Dated[int]
    """Applications with one telephone number."""

    # What must be on file from which station's opinion on, and how long a station may take.
    needs_household_survey: Dated[RouteStation] | NotRegulated
    needs_project_survey: Dated[RouteStation] | NotRegulated
    needs_commitment: Dated[RouteStation] | NotRegulated
    rating_spares_survey: Dated[bool] | NotRegulated
    """Whether a rating that holds, with line enough, takes the household survey's place (简易复核)."""
    step_days: Dated[int]
    """Working days for an opinion, where the route sets none for its step."""

    demands: tuple[Demand, ...] = ()
    """The conditions on borrower and project that are plain facts, with clause and level."""
