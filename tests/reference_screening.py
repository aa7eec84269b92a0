"""Screening with pencil and paper: one application, one rule after the other, in plain Python.

Written from the rules, not from the columns: facts are a dict, a missing fact is None, an answer
is True, False or None.  It is also what the benchmark races the columns against, so the numbers
of law of a day are looked up once and no work is done twice on purpose.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from hudai.core.errors import Refusal
from hudai.core.policy import Dated, NotRegulated, Policy, RateRule
from hudai.core.rates import RateSeries

Answer = bool | None
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
UNKNOWN = object()
"""A number of law nobody knows, or that is not in force."""
FIELDS = (
    "household_kinds", "age_min", "age_max", "ceiling", "household_total", "amount_step",
    "term_max_months", "campaign_end", "renewals_per_chain", "extension_short_months",
    "extension_share_short", "extension_share_long", "rate_rule", "rate_tiers", "unsecured",
    "fee_free", "rating_required", "enterprise_loans", "enterprise_needs_no_labour",
)  # fmt: skip
DEFAULT_LEVELS = {"amount": "principle", "age": "principle", "campaign_end": "principle"}
LEVEL_FIELDS = {
    "category": "household_kinds", "amount": "ceiling", "household_total": "household_total",
    "amount_step": "amount_step", "term": "term_max_months", "campaign_end": "campaign_end",
    "rate": "rate_rule", "base_rate": "rate_rule", "no_security": "unsecured", "no_fee": "fee_free",
    "rating": "rating_required", "enterprise": "enterprise_loans",
    "no_labour": "enterprise_needs_no_labour", "renew_once": "renewals_per_chain",
}  # fmt: skip
FIXED_LEVELS = {
    "window": "hard", "one_loan": "hard", "purpose": "hard", "top_up": "hard",
    "renewal_in_time": "principle", "credit_line": "advice",
}  # fmt: skip


class Numbers:
    """The numbers of law in force on one day, and their levels."""

    def __init__(self, policy: Policy, day: date | None, *, carried: bool = False) -> None:
        self.values: dict[str, Any] = {}
        self.levels: dict[str, str | None] = {}
        for field in FIELDS:
            dated = getattr(policy, field)
            if isinstance(dated, NotRegulated):
                self.values[field] = dated
                continue
            self.values[field], self.levels[field] = _in_force(dated, day)
            # What ended with the window holds on for what carries on a loan of it; the rate is its own
            # day's: R12, "rate rule as of its own contract date".
            until = policy.window_until
            if (
                field not in ("rate_rule", "rate_tiers")
                and carried
                and day
                and until
                and day >= until
                and dated.versions[-1].until == until
            ):
                self.values[field], self.levels[field] = _in_force(dated, until - timedelta(days=1))
        self.forbidden = [w for p in policy.purposes if not p.allowed for w in p.words]
        self.never = [w for p in policy.purposes if p.always for w in p.words]
        self.allowed = [w for p in policy.purposes if p.allowed for w in p.words]
        self.demands: dict[str, list[Any]] = {}
        for demand in policy.demands:
            # Asked by the switch rating_required, which has the same fact.
            if demand.rule != "rating":
                self.demands.setdefault(demand.rule, []).append(demand)


def _in_force(dated: Dated[Any], day: date | None) -> tuple[Any, str | None]:
    if day is None:
        return UNKNOWN, None
    try:
        version = dated.version(day)
    except Refusal:
        return UNKNOWN, None
    return (UNKNOWN if version.value is None else version.value), version.level and version.level.value


class Reference:
    """The rules of one policy, asked of one application at a time."""

    def __init__(self, policy: Policy, national: Mapping[str, RateSeries], on: date | None = None) -> None:
        self.policy, self.national, self.on = policy, national, on
        self.numbers = lru_cache(maxsize=None)(lambda day, carried: Numbers(policy, day, carried=carried))

    def answers(self, facts: Mapping[str, Any]) -> tuple[dict[str, Answer], str]:
        """Each rule's answer (True where it is not asked), and all of them together."""
        day = facts.get("applied_on") or self.on
        kind = facts.get("kind")
        if kind is None and facts.get("outstanding") == 0:
            kind = "first"
        begun = in_window(self.policy, facts.get("original_signed_on"))
        law = self.numbers(day, kind in continues and begun is True)
        found = dict(self._household(facts, law, day, kind))
        found |= self._loan(facts, law, day, kind)
        found |= self._maturity(facts, law, day, kind)
        return found, self._outcome(found, facts, law, day)

    def _household(
        self, facts: Mapping[str, Any], law: Numbers, day: date | None, kind: str | None
    ) -> Iterable[tuple[str, Answer]]:
        policy = self.policy
        # A renewal or extension belongs to the scheme of the chain's first contract as well.
        carried = in_window(policy, facts.get("original_signed_on"))
        if kind is not None and kind not in continues:
            carried = False
        elif kind is None and carried:
            carried = None
        yield "window", negated(all_of(negated(in_window(policy, day)), negated(carried)))

        category = contains(law.values["household_kinds"], facts.get("household_kind"))
        listed = facts.get("on_list")
        if listed is None and "on_list" not in policy.facts:
            listed = True
        yield "category", asked(kind, not_extension, all_of(category, listed))

        age = years_old(facts.get("id_number"), day)
        low, high = law.values["age_min"], law.values["age_max"]
        old_enough = None if age is None or low is UNKNOWN else age >= low
        young_enough = None if age is None or high is UNKNOWN else age <= high
        yield "age", asked(kind, is_household_loan, all_of(old_enough, young_enough))

        for rule, demands in law.demands.items():
            met = [None if facts.get(d.fact) is None else facts[d.fact] == d.wanted for d in demands]
            yield rule, asked(kind, is_household_loan, all_of(*met))

        needed = law.values["rating_required"]
        rated = None if needed is UNKNOWN else (facts.get("rated") if needed else True)
        yield "rating", asked(kind, is_household_loan, rated)

        exists = law.values["enterprise_loans"]
        yield "enterprise", asked(kind, is_enterprise, None if exists is UNKNOWN else exists)
        only = law.values["enterprise_needs_no_labour"]
        if not isinstance(only, NotRegulated):
            idle = None if only is UNKNOWN else (negated(facts.get("labour")) if only else True)
            yield "no_labour", asked(kind, is_enterprise, idle)

    def _loan(
        self, facts: Mapping[str, Any], law: Numbers, day: date | None, kind: str | None
    ) -> Iterable[tuple[str, Answer]]:
        amount, owed, term = facts.get("amount"), facts.get("outstanding"), facts.get("term_months")
        ceiling, total = law.values["ceiling"], law.values["household_total"]
        if isinstance(total, NotRegulated):
            counted = plus(amount, owed) if kind == "top_up" else amount
            yield "amount", asked(kind, is_household_loan, at_most(counted, ceiling))
        else:
            yield "amount", asked(kind, is_ceiling_bound, at_most(amount, ceiling))
            together = plus(amount, owed)
            if kind == "renewal" and together is not None:
                together = max(amount, owed)
            parts = at_most(together, total), at_most(amount, total), at_most(owed, total)
            yield "household_total", asked(kind, is_household_loan, all_of(*parts))
        yield "one_loan", asked(kind, is_first, None if owed is None else owed == 0)
        step = law.values["amount_step"]
        round_enough = None if amount is None or step is UNKNOWN else amount > 0 and amount % step == 0
        yield "amount_step", asked(kind, not_extension, round_enough)
        line = facts.get("credit_line")
        yield "credit_line", asked(kind, is_household_loan, None if line is None else at_most(amount, line))
        longest = law.values["term_max_months"]
        short_enough = None if term is None or longest is UNKNOWN else 1 <= term <= longest
        yield "term", asked(kind, not_extension, short_enough)
        end = law.values["campaign_end"]
        if not isinstance(end, NotRegulated):
            in_time = None
            if end is not UNKNOWN and day is not None and term is not None:
                in_time = months_later(day, term) <= end
            yield "campaign_end", asked(kind, not_extension, in_time)
        yield from self._rate(facts, law, day, kind)
        for rule, field, fact in (
            ("no_security", "unsecured", "guarantor_or_collateral"),
            ("no_fee", "fee_free", "fee_charged"),
        ):
            free = law.values[field]
            clean = None if free is UNKNOWN else (negated(facts.get(fact)) if free else True)
            yield rule, asked(kind, not_extension, clean)
        if self.policy.purposes:
            yield "purpose", asked(kind, not_extension, use_allowed(facts.get("purpose"), law))

    def _rate(
        self, facts: Mapping[str, Any], law: Numbers, day: date | None, kind: str | None
    ) -> Iterable[tuple[str, Answer]]:
        rule, rate = law.values["rate_rule"], facts.get("rate")
        ceiling = self._ceiling(law, day, facts.get("term_months"))
        fits: Answer = None
        if rule is not UNKNOWN and rate is not None and ceiling is not None:
            fits = rate == ceiling if rule is RateRule.EQUAL else rate <= ceiling
        ever_equal = any(v.value is RateRule.EQUAL for v in self.policy.rate_rule.versions)
        yield "base_rate" if ever_equal else "rate", asked(kind, not_extension, fits)

    def _ceiling(self, law: Numbers, day: date | None, term: int | None) -> int | None:
        tiers = law.values["rate_tiers"]
        if tiers is UNKNOWN or day is None or term is None:
            return None
        found = None
        for tier in tiers:
            if term > tier.over_months:
                found = tier
        if found is None:
            return None
        try:
            return self.national[found.series].on(found.tenor, day)
        except Refusal:
            return None

    def _maturity(
        self, facts: Mapping[str, Any], law: Numbers, day: date | None, kind: str | None
    ) -> Iterable[tuple[str, Answer]]:
        if isinstance(law.values["household_total"], NotRegulated):
            yield "top_up", asked(kind, is_top_up, False)
        else:
            owed = facts.get("outstanding")
            explained = True if facts.get("reason") else None
            parts = (None if owed is None else owed > 0), facts.get("in_good_standing"), explained
            yield "top_up", asked(kind, is_top_up, all_of(*parts))
        before, most = facts.get("renewals_before"), law.values["renewals_per_chain"]
        once = None if before is None or most is UNKNOWN else before < most
        yield "renew_once", asked(kind, continues, once)
        due = facts.get("original_due_on")
        in_time = None if due is None or day is None else day <= due
        yield "renewal_in_time", asked(kind, continues, in_time)
        yield "extension_length", asked(kind, is_extension, self._extension(facts, law))

    def _extension(self, facts: Mapping[str, Any], law: Numbers) -> Answer:
        term, original = facts.get("term_months"), facts.get("original_term_months")
        if term is not None and term < 1:
            return False
        if term is None or original is None:
            return None
        split = law.values["extension_short_months"]
        if split is UNKNOWN:
            return None
        share = law.values["extension_share_short" if original <= split else "extension_share_long"]
        return None if share is UNKNOWN else term * 1_000_000 <= original * share

    def _level(self, rule: str, facts: Mapping[str, Any], law: Numbers, day: date | None) -> str:
        if rule in FIXED_LEVELS:
            return FIXED_LEVELS[rule]
        if rule in law.demands:
            return str(law.demands[rule][0].level.value)
        field = LEVEL_FIELDS.get(rule)
        if rule == "age":
            age, low = years_old(facts.get("id_number"), day), law.values["age_min"]
            too_young = age is not None and low is not UNKNOWN and age < low
            field = "age_min" if too_young else "age_max"
        if rule == "extension_length":
            original = facts.get("original_term_months")
            split = law.values["extension_short_months"]
            is_long = original is not None and split is not UNKNOWN and original > split
            field = "extension_share_long" if is_long else "extension_share_short"
        assert field is not None, rule
        return law.levels.get(field) or DEFAULT_LEVELS.get(rule, "hard")

    def _outcome(
        self, found: Mapping[str, Answer], facts: Mapping[str, Any], law: Numbers, day: date | None
    ) -> str:
        notable = {
            rule: self._level(rule, facts, law, day) for rule, answer in found.items() if answer is not True
        }
        if any(found[rule] is False and level == "hard" for rule, level in notable.items()):
            return "ineligible"
        if any(found[rule] is None and level != "advice" for rule, level in notable.items()):
            return "needs_facts"
        broken = any(level == "principle" for level in notable.values())
        return "needs_waiver" if broken else "eligible"


def all_of(*answers: Answer) -> Answer:
    if False in answers:
        return False
    return None if None in answers else True


def in_window(policy: Policy, day: date | None) -> Answer:
    if day is None:
        return None
    return policy.window_since <= day and (policy.window_until is None or day < policy.window_until)


def negated(answer: Answer) -> Answer:
    return None if answer is None else not answer


def plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def at_most(value: int | None, limit: Any) -> Answer:
    return None if value is None or limit is UNKNOWN else value <= limit


def contains(names: Any, name: str | None) -> Answer:
    return None if not name or names is UNKNOWN else name in names


def asked(kind: str | None, applies: frozenset[str], answer: Answer) -> Answer:
    """True where the rule is not asked of this kind; unknown where the kind decides and is."""
    if kind is not None:
        return answer if kind in applies else True
    return True if answer is True else None


not_extension = frozenset({"first", "top_up", "renewal", "enterprise"})
is_household_loan = frozenset({"first", "top_up", "renewal"})
is_ceiling_bound = frozenset({"first", "renewal"})
is_first = frozenset({"first"})
is_top_up = frozenset({"top_up"})
is_extension = frozenset({"extension"})
is_enterprise = frozenset({"enterprise"})
continues = frozenset({"renewal", "extension"})


def use_allowed(purpose: str | None, law: Numbers) -> Answer:
    if not purpose:
        return None
    text = "".join(purpose.split())
    forbidden, allowed = (any(word in text for word in words) for words in (law.forbidden, law.allowed))
    if any(word in text for word in law.never) or (forbidden and not allowed):
        return False
    return True if allowed and not forbidden else None


def years_old(number: str | None, day: date | None) -> int | None:
    """Full years on the day; None where the number cannot be right or is missing."""
    if (
        not number
        or day is None
        or len(number) != 18
        or not (number[:17].isascii() and number[:17].isdigit())
    ):
        return None
    if CHECKS[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11] != number[17]:
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if born > day or born.year < 1900:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
