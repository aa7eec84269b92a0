"""The stories of the made-up county: applications decided over two years, and those of the last weeks.

The first are drawn by lot, so that the months look like months; the second are told one by one, so
that every state is there, the open ones in the first villages first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, zip_longest
from typing import Any

from hudai.core.dates import add_months
from hudai.demo.chance import Chance
from hudai.demo.people import Home, Member, applicant
from hudai.demo.plans import GOOD, Act, Deed, Form, Plan, ended, plan, road
from hudai.demo.workdays import DAYS, LAST
from hudai.records.models import Station

WAN = 1_000_000
"""Ten thousand yuan, in fen."""
LINE, OLDEST = 8, 470
"""Working days before the last between which decided cases ended."""
SETTLED_IN = 60
"""Working days a loan has run at least before its household comes again."""
SERVED_IN_HUNDRED = 25
"""Households with a decided case, of a hundred that may have one."""
WORDS = (
    "生猪养殖，购买仔猪和饲料",
    "土鸡养殖，扩建鸡舍、购买鸡苗",
    "柑橘种植，购买果苗和化肥",
    "蔬菜种植，搭建大棚",
    "花椒种植，购买苗木",
    "肉牛养殖，购买架子牛",
    "小商店经营，进货周转",
    "农产品加工，购买榨油设备",
)
SUPPORTED = ("脱贫户", "脱贫不稳定户", "边缘易致贫户")


@dataclass(frozen=True, slots=True)
class Story:
    """A kind of life, before it has a household."""

    deeds: tuple[Deed, ...]
    changes: dict[str, Any]
    """Of the form, where it is not an ordinary one."""


def may_borrow(homes: Sequence[Home]) -> list[tuple[Home, Member]]:
    """Households on the list throughout, with somebody to apply."""
    found = (
        (home, applicant(home, LAST)) for home in homes if home.fate == "stays" and home.kind in SUPPORTED
    )
    return [(home, who) for home, who in found if who is not None and who.age_on(DAYS[OLDEST]) >= 20]


def decided(borrowers: Sequence[tuple[Home, Member]], chance: Chance) -> list[Plan]:
    """Cases that have ended, spread evenly over two years."""
    plans = []
    for home, who in borrowers:
        serial = home.serial
        story = _decided_story(serial, chance)
        last_back = chance.between(LINE, OLDEST, "ended", serial)
        form = _form(serial, chance, **story.changes)
        plans.append(plan(serial, home, who, form, story.deeds, last_back, chance))
    return plans


def _decided_story(serial: int, chance: Chance) -> Story:
    """Mostly granted; some with a waiver, some refused at each office, some taken back."""
    ending = chance.weighted(
        {"granted": 74, "waived": 7, "village": 3, "office": 5, "bank": 6, "withdrawn": 5}, "ending", serial
    )
    if ending == "granted":
        return Story(road(4, chance, serial), {})
    if ending == "waived":
        return Story(with_waiver(road(4, chance, serial)), {"amount": 6 * WAN})
    if ending == "withdrawn":
        return Story((*road(2, chance, serial), WITHDRAWN), {})
    refused, upto = {"village": (VILLAGE_NO, 0), "office": (OFFICE_NO, 2), "bank": (BANK_NO, 3)}[ending]
    return Story((*road(upto, chance, serial), refused), {})


WITHDRAWN = ended(Act.WITHDRAW, Station.VILLAGE, 3, "家中外出务工，暂不需要贷款。")
VILLAGE_NO = ended(
    Act.REJECT, Station.VILLAGE, 2, "经村民代表评议，该户长期在外，项目没有实际经营，不同意推荐。"
)
OFFICE_NO = ended(Act.REJECT, Station.OFFICE, 4, "项目所在地块属禁养区，不能养殖，请另选项目后重新申请。")
BANK_NO = ended(Act.REJECT, Station.BRANCH, 4, "借款人在他行有未结清的逾期贷款，请还清后再申请。")
WAIVED = Deed(Act.WAIVE, Station.TOWN_HEAD, 1, "该户养殖已成规模，有稳定销路，还款有保障，同意适当提高额度。")
BACK_TO_ENTRY = Deed(
    Act.RETURN,
    Station.OFFICE,
    2,
    "申贷用途写得太笼统，金额与项目规模不符，请村里核实后更正。",
    marked=("purpose", "amount"),
)
BACK_TO_VILLAGE = Deed(
    Act.RETURN, Station.OFFICE, 2, "村委会意见没有写明评议情况，请补充。", returned_to=1, marked=("reason",)
)
AMENDED = (
    Deed(Act.AMEND, Station.VILLAGE, 2),
    Deed(Act.SUBMIT, Station.VILLAGE, 0),
    Deed(Act.AGREE, Station.VILLAGE, 1, "已按要求更正，情况属实，同意推荐。"),
)


def with_waiver(deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    """The town's head sets the ceiling aside between the town's opinion and the county office's."""
    at = next(place for place, deed in enumerate(deeds) if deed.by is Station.OFFICE)
    return (*deeds[:at], WAIVED, *deeds[at:])


def under_way(
    borrowers: Sequence[tuple[Home, Member]], granted: Sequence[Plan], rounds: int, chance: Chance
) -> list[Plan]:
    """Cases of the last months, in every state; those still open come from the first villages first."""
    waiting = iter(_nearest_first(borrowers))
    plans = []
    for nth in range(rounds):
        for (deeds, last_back, changes), (home, who) in zip(_endings(chance, nth), waiting, strict=False):
            serial = home.serial
            form = _form(serial, chance, **changes)
            plans.append(plan(serial, home, who, form, deeds, last_back + nth, chance))
    return plans + list(_again(granted, rounds, chance))


def _nearest_first(borrowers: Sequence[tuple[Home, Member]]) -> list[tuple[Home, Member]]:
    """In turn: one of the first village, one of the rest of its town, two from elsewhere."""
    first = [each for each in borrowers if each[0].place == 0]
    town = [each for each in borrowers if each[0].place != 0 and each[0].town == 0]
    rest = [each for each in borrowers if each[0].town != 0]
    turns = zip_longest(first, town, rest[::2], rest[1::2])
    return [each for each in chain.from_iterable(turns) if each is not None]


def _endings(chance: Chance, nth: int) -> Iterator[tuple[tuple[Deed, ...], int, dict[str, Any]]]:
    """Deeds, working days since the last of them, and what is special about the form."""

    def upto(step: int) -> tuple[Deed, ...]:
        return road(step, chance, 1000 * nth + step)

    # Waiting for the village, the town, the county office and the bank: new, a week old, too long.
    for step in range(4):
        for since in (0, 4, 13)[: 3 if step < 3 else 2]:
            # One that came today asks for more than the ceiling, and nobody has set it aside yet.
            yield upto(step), since, {"amount": 6 * WAN} if (step, since) == (2, 0) else {}
    yield upto(0)[:1], 1, {"unknown": ("skilled", "able_to_repay", "credit_line")}
    yield upto(0)[:3], 6, {}
    yield (*upto(2), BACK_TO_ENTRY), 2, {}
    yield (*upto(2), BACK_TO_VILLAGE), 1, {}
    yield (*upto(2), BACK_TO_ENTRY, *AMENDED), 1, {}
    yield with_waiver(upto(4))[:-1], 3, {"amount": 6 * WAN}
    yield with_waiver(upto(4)), 8, {"amount": 7 * WAN}
    yield (*upto(2), OFFICE_NO), 12, {}
    yield (*upto(3), BANK_NO), 9, {}
    yield (*upto(1), WITHDRAWN), 7, {}
    # The last of these was before the county office while its first clerk was away.
    for since in (2, 6, 11, 17, 24, 30, 36):
        yield upto(4), since, {}
    yield upto(3), 22, {}


def _again(granted: Sequence[Plan], rounds: int, chance: Chance) -> Iterator[Plan]:
    """Top-ups and renewals of loans granted before."""
    old = [each for each in granted if each.deeds[-1].at.date() < DAYS[SETTLED_IN]]
    small = [each for each in old if each.form.amount <= 4 * WAN]
    small.sort(key=lambda each: (each.home.place != 0, each.home.town != 0, each.serial))
    due_soon = [each for each in small if each.form.term_months == 12 and _due_on(each) > LAST]
    used = set()
    stories = ((2, 3), (4, 5), (3, 1), (4, 14))
    for nth, (first, (upto, since)) in enumerate(zip(due_soon, stories[: 2 * rounds], strict=False)):
        used.add(first.serial)
        yield _following(first, _renewal(first), road(upto, chance, nth), since, chance)
    others = [each for each in small if each.serial not in used and _due_on(each) > LAST]
    for nth, (first, (upto, since)) in enumerate(zip(others, stories[: 2 * rounds], strict=False)):
        yield _following(first, _top_up(first), road(upto, chance, 50 + nth), since, chance)


def _following(first: Plan, form: Form, deeds: tuple[Deed, ...], since: int, chance: Chance) -> Plan:
    return plan(100_000_000 + first.serial, first.home, first.applicant, form, deeds, since, chance)


def _due_on(first: Plan) -> date:
    return add_months(first.deeds[-1].at.date() + timedelta(days=3), first.form.term_months)


def _renewal(first: Plan) -> Form:
    facts = {
        "outstanding": first.form.amount,
        "in_good_standing": True,
        "renewals_before": 0,
        "original_due_on": f"{_due_on(first)}",
        "original_term_months": first.form.term_months,
    }
    reason = "产业还在投入期，按时还本有困难，申请续贷一次。"
    return replace(first.form, kind="renewal", reason=reason, facts={**first.form.facts, **facts})


def _top_up(first: Plan) -> Form:
    facts = {"outstanding": first.form.amount, "in_good_standing": True}
    return replace(
        first.form,
        kind="top_up",
        amount=3 * WAN,
        reason="原贷款经营情况好，扩大规模还缺周转资金。",
        facts={**first.form.facts, **facts},
    )


def _form(serial: int, chance: Chance, *, amount: int | None = None, unknown: tuple[str, ...] = ()) -> Form:
    """An ordinary form of a household that owes nothing."""
    drawn = chance.weighted({2: 10, 3: 25, 4: 10, 5: 55}, "amount", serial) * WAN
    return Form(
        kind="first",
        amount=amount or drawn,
        term_months=chance.weighted({12: 30, 24: 20, 36: 50}, "term", serial),
        purpose=chance.one_of(WORDS, "purpose", serial),
        reason=f"发展{chance.one_of(WORDS, 'purpose', serial)[:4]}缺少资金。",
        facts={name: value for name, value in GOOD.items() if name not in unknown},
    )
