"""The made-up county 云坪县: two years of life on the product's own tables, from a seed.

Everything is done through the actions, in the time of those who do it.  Applications are taken in the system
from its introduction on; older loans came with the banks' first sheets.  The same seed makes the same county.
The database must be empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from hudai.actions import hand_over as handing_over
from hudai.actions import household as explaining
from hudai.actions import name_list as listing
from hudai.actions.application import Law
from hudai.demo import dishonest_debtors, stories, suspicions
from hudai.demo.assessments import assess
from hudai.demo.attachments import hand_over_papers
from hudai.demo.borrowing import borrow
from hudai.demo.chance import Chance
from hudai.demo.credit_areas import award_villages
from hudai.demo.exported_list import FIRST_AS_OF, SECOND_AS_OF, first_list, second_list
from hudai.demo.household_helpers import help_out
from hudai.demo.jobs_done import work
from hudai.demo.late_returns import come_back_late
from hudai.demo.lives import Lives
from hudai.demo.maturities import carry_on
from hudai.demo.offices import Offices, SignIn, found_county
from hudai.demo.people import Home, homes
from hudai.demo.plans import Plan
from hudai.demo.practice import Practice
from hudai.demo.pricings import ask
from hudai.demo.projects import take_part
from hudai.demo.publicity import publicise, put_up_notices
from hudai.demo.ratings import rate
from hudai.demo.service_points import open_points
from hudai.demo.trainings import insure, teach
from hudai.demo.visits import look_after
from hudai.demo.workdays import moment, on
from hudai.documents import industry_files, policy_files, scorecard_files
from hudai.records.models import Bank, Delivery, Household, Officer, Person, Posting, Rating, Station
from hudai.records.models.name_list import NameListImport

POLICY = "yubei-2021"
SEED = 20
HOUSEHOLDS = 3000
LEAST_HOUSEHOLDS = 60
TWO_ROUNDS_FROM = 600
"""Households from which each state of the last months is there twice."""
RATED_IN_HUNDRED, MOST_RATED = 25, 150
EXPLAINED_IN_HUNDRED, MOST_EXPLAINED = 20, 60
REASONS = (
    "在外务工，没有产业，不需要贷款",
    "已有其他银行贷款，暂不需要",
    "年龄偏大，无发展意愿",
    "正在谋划项目，年后再申请",
)

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class County:
    """What was made."""

    offices: Offices
    plans: Sequence[Plan]
    """What households asked for, on paper and in the system."""

    @property
    def applications(self) -> int:
        """Cases in the system."""
        return sum(not plan.was_on_paper for plan in self.plans)

    @property
    def sign_ins(self) -> list[SignIn]:
        """Who can sign in."""
        return self.offices.sign_ins()


@transaction.atomic
def build(
    households: int = HOUSEHOLDS,
    *,
    seed: int = SEED,
    password: str,
    told: Told = lambda _: None,
    practice: Practice | None = None,
) -> County:
    """Fill an empty database with the county; all of it or nothing.

    Args:
        households: how many, at least :data:`LEAST_HOUSEHOLDS`.
        password: for every officer who can sign in.
        told: hears what is being done now.
        practice: leaves the last quarters to whoever practises.
    """
    assert households >= LEAST_HOUSEHOLDS, "too few households for every state"
    chance = Chance(seed)
    told("机构、人员和名单")
    people, lives = settle(households, chance, password, everybody=practice is not None)
    told("评级")
    _rate(people, lives, chance)
    help_out(people, lives.offices, chance)
    _hand_over_the_office(lives.offices)
    told("申请")
    plans = _live(people, lives, chance)
    _explain(people, plans, lives, chance)
    _hand_over_a_town(lives.offices)
    hand_over_papers(lives)
    award_villages(people, lives)
    open_points(lives.offices, chance)
    _develop(people, lives, chance)
    publicise(people, lives, chance)
    ask(lives.offices, lives.law, scorecard_files.load(POLICY))
    told("放款、还款和贴息")
    borrow(lives, [plan for plan in plans if plan.was_on_paper and plan.is_granted], chance, practice)
    look_after(lives, chance)
    if practice is None:
        carry_on(lives, plans, chance)
        come_back_late(lives)
    dishonest_debtors.propose(lives)
    suspicions.look_through(lives)
    put_up_notices(lives)
    return County(lives.offices, plans)


def settle(
    households: int, chance: Chance, password: str, *, everybody: bool = False
) -> tuple[list[Home], Lives]:
    """The county before anybody applies: its desks, and its people as two name lists brought them."""
    offices = found_county(chance, password, everybody=everybody)
    people = homes(households, chance)
    _take_in(offices, "2024年脱贫人口信息.xlsx", first_list(people, chance), FIRST_AS_OF)
    _take_in(offices, "2025年脱贫人口信息.xlsx", second_list(people, chance), SECOND_AS_OF)
    law = Law(policy_files.load(POLICY), policy_files.read_national())
    known = {each.number: each for each in Household.objects.select_related("village")}
    return people, Lives(offices, law, known, {each.id_number: each for each in Person.objects.all()})


def _take_in(offices: Offices, file_name: str, content: bytes, as_of: date) -> None:
    """A list, the way the importer takes it: handed in, read, confirmed, written, delivered, signed for."""
    at = on(as_of)
    office = offices.county_actor(Station.OFFICE, at)
    found = listing.hand_in(
        actor=office, file_name=file_name, content=content, as_of=as_of, whole=True, exit_reason=""
    )
    work(at)
    listing.confirm(actor=office, import_id=found.pk, chosen={})
    work(at)
    found.refresh_from_db()
    assert found.state == NameListImport.State.DONE, f"{file_name} was not taken in: {found.state}"
    assert found.name_list is not None, "a list taken in has its version"
    for bank in Bank.objects.order_by("pk"):
        listing.deliver(actor=office, number=found.name_list.number, bank=bank)
    _sign_for(offices, as_of)


def _sign_for(offices: Offices, as_of: date) -> None:
    """Every bank signs for the list; of the newest one the last bank has still to."""
    waiting = list(Delivery.objects.filter(received_at=None).order_by("bank"))
    for delivery in waiting[:-1] if as_of == SECOND_AS_OF else waiting:
        desk = next(each for each in offices.banks if each.branch and each.branch.bank_id == delivery.bank_id)
        listing.sign_for(actor=offices.acting(desk, on(as_of, 200)), delivery_id=delivery.pk)


def _rate(people: Sequence[Home], lives: Lives, chance: Chance) -> None:
    count = min(len(people) * RATED_IN_HUNDRED // 100, MOST_RATED)
    rated = chance.shuffled([home for home in people if home.fate == "stays"], "rated")[:count]
    rate(rated, lives.households, lives.offices, scorecard_files.load(POLICY), chance)


def _live(people: Sequence[Home], lives: Lives, chance: Chance) -> list[Plan]:
    """Deed by deed every case since the system's introduction; those before it are known by their loans."""
    refused = set(Rating.objects.filter(confirmed_at__isnull=False, limit=0).values_list("household__number"))
    rateable = [home for home in people if (home.number,) not in refused]
    borrowers = chance.shuffled(stories.may_borrow(rateable), "borrowers")
    count = len(borrowers) * stories.SERVED_IN_HUNDRED // 100
    decided = stories.decided(borrowers[:count], chance)
    granted = [plan for plan in decided if plan.is_granted]
    rounds = 2 if len(people) >= TWO_ROUNDS_FROM else 1
    plans = decided + stories.under_way(borrowers[count:], granted, rounds, chance)
    lives.live(plan for plan in plans if not plan.was_on_paper)
    return plans


def _explain(people: Sequence[Home], plans: Sequence[Plan], lives: Lives, chance: Chance) -> None:
    """Villages say why some households have no loan."""
    asked = {plan.home.serial for plan in plans}
    others = [home for home in people if home.fate == "stays" and home.serial not in asked]
    count = min(len(others) * EXPLAINED_IN_HUNDRED // 100, MOST_EXPLAINED)
    for nth, home in enumerate(chance.shuffled(others, "explained")[:count]):
        actor = lives.offices.actor(Station.VILLAGE, home.place, moment(12, nth))
        reason = chance.one_of(REASONS, "reason", home.serial)
        explaining.explain(actor=actor, household_id=lives.households[home.number].pk, reason=reason)


def _develop(people: Sequence[Home], lives: Lives, chance: Chance) -> None:
    """Projects with households in them, trainings, insurances; the bank assesses who waits for it."""
    catalogue = industry_files.load(POLICY)
    take_part(people, lives, catalogue)
    assess(people, lives, catalogue, chance)
    teach(people, lives)
    insure(people, lives, chance)


def _hand_over_the_office(offices: Offices) -> None:
    """The county office's first clerk was away for two weeks in October; a colleague signed."""
    assert offices.second_clerk is not None, "the county office has two"
    office = offices.at_county[Station.OFFICE]
    _hand_over(offices, office, offices.second_clerk, date(2025, 10, 20), date(2025, 11, 1), "外出参加培训")


def _hand_over_a_town(offices: Offices) -> None:
    """The second town's head is away over the new year; the first town's head stands in."""
    absent, deputy = offices.town_heads[1], offices.town_heads[0].officer
    _hand_over(offices, absent, deputy, date(2025, 12, 22), date(2026, 1, 10), "赴外地考察产业项目")


def _hand_over(
    offices: Offices, desk: Posting, deputy: Officer, since: date, until: date, reason: str
) -> None:
    actor = offices.acting(desk, on(since - timedelta(days=3), 420))
    made = handing_over.hand_over(actor=actor, deputy=deputy, since=since, until=until, reason=reason)
    offices.deputies.append(made)
