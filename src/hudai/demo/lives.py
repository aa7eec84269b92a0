"""Carrying plans out through the actions, one deed after the other in the order of their instants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hudai.actions import application as applying
from hudai.actions import attestation as attesting
from hudai.actions import decision as deciding
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.commitment import commit
from hudai.core.workflow import Opinion
from hudai.demo.offices import Offices
from hudai.demo.plans import Act, Deed, Plan
from hudai.records.models import Application, Household, Person, Station

NO_HELPER = ("周正华", "云坪县农业农村局", "19900000001")
"""Who signs where nobody is registered to help the household: name, employer, telephone."""
SIGNED_AFTER = 3
"""Days from the bank's approval to contract and payout."""
FIRST_YEAR = 12
"""Terms up to so many months are measured against the one-year rate."""


def surveyors_of(offices: Offices, plan: Plan) -> str:
    """The two who look: the village's officer and the town's."""
    village = offices.desk(Station.VILLAGE, plan.home.place)
    town = offices.desk(Station.TOWN, plan.home.place)
    return f"{village.officer.name}、{town.officer.name}"


def signed_on(plan: Plan) -> date:
    """The day of the contract."""
    return plan.deeds[-1].at.date() + timedelta(days=SIGNED_AFTER)


def terms_of(plan: Plan, law: Law) -> deciding.Terms:
    """What the bank grants: all that was asked for, at the highest rate that will still hold on signing."""
    form = plan.form
    tenor = "1y" if form.term_months <= FIRST_YEAR else "5y"
    return deciding.Terms(
        amount=form.amount,
        term_months=form.term_months,
        rate=min(law.national["lpr"].on(tenor, day) for day in (form.applied_on, signed_on(plan))),
        grade="良好" if plan.serial % 3 else "优秀",
        account=f"6299{plan.serial:012d}",
    )


def request_of(plan: Plan, offices: Offices) -> applying.Request:
    """The form as an action takes it."""
    form, branch = plan.form, offices.desk(Station.BRANCH, plan.home.place).branch
    assert branch is not None, "a branch's desk has its branch"
    return applying.Request(
        kind=form.kind,
        branch=branch,
        amount=form.amount,
        term_months=form.term_months,
        purpose=form.purpose,
        applied_on=form.applied_on,
        bank_debt=form.facts["outstanding"],
        phone=plan.applicant.phone,
        reason=form.reason,
        facts=form.facts,
    )


@dataclass(slots=True)
class Lives:
    """The county's people at work."""

    offices: Offices
    law: Law
    households: dict[str, Household]
    """By number."""
    people: dict[str, Person]
    """By ID number."""
    numbers: dict[int, str] = field(default_factory=dict)
    """Application number by plan."""

    def live(self, plans: Iterable[Plan]) -> None:
        """Every deed of every plan, the earliest first."""
        deeds = [
            (deed.at, plan.serial, nth, plan, deed) for plan in plans for nth, deed in enumerate(plan.deeds)
        ]
        for _, _, _, plan, deed in sorted(deeds, key=lambda each: each[:3]):
            self.do(plan, deed)

    def do(self, plan: Plan, deed: Deed) -> None:
        """One deed."""
        actor = self.offices.actor(deed.by, plan.home.place, deed.at)
        if deed.act is Act.ENTER:
            self._enter(actor, plan)
        elif deed.act in (Act.SURVEY_HOUSEHOLD, Act.SURVEY_PROJECT):
            self._survey(actor, plan, deed)
        elif deed.act in (Act.AGREE, Act.RETURN, Act.REJECT):
            self._decide(actor, plan, deed)
        else:
            self._other(actor, plan, deed)

    def _enter(self, actor: Actor, plan: Plan) -> None:
        entered = applying.enter(
            actor=actor,
            law=self.law,
            household=self.households[plan.home.number],
            applicant=self.people[plan.applicant.id_number],
            request=request_of(plan, self.offices),
        )
        self.numbers[plan.serial] = entered.number

    def _survey(self, actor: Actor, plan: Plan, deed: Deed) -> None:
        applying.record_survey(
            actor=actor,
            number=self.numbers[plan.serial],
            subject=deed.act.value,
            surveyed_on=deed.at.date(),
            surveyors=surveyors_of(self.offices, plan),
            content=deed.text,
            favourable=True,
        )

    def _decide(self, actor: Actor, plan: Plan, deed: Deed) -> None:
        found = self._found(plan)
        at_the_bank = deed.by is Station.BRANCH and deed.act is Act.AGREE
        if at_the_bank:
            attesting.attest(
                actor=actor,
                law=self.law,
                number=found.number,
                seen_version=found.version,
                facts=plan.form.facts,
            )
        deciding.decide(
            actor=actor,
            law=self.law,
            number=found.number,
            seen_version=found.version,
            seen_step=found.step,
            opinion=Opinion(deed.act.value),
            text=deed.text,
            returned_to=deed.returned_to if deed.act is Act.RETURN else None,
            marked_fields=deed.marked,
            terms=terms_of(plan, self.law) if at_the_bank else None,
        )

    def _other(self, actor: Actor, plan: Plan, deed: Deed) -> None:
        found = self._found(plan)
        number, version = found.number, found.version
        if deed.act is Act.SUBMIT:
            applying.submit(actor=actor, law=self.law, number=number, seen_version=version)
        elif deed.act is Act.COMMIT:
            helper, employer, phone = _helper_of(found.household)
            commit(
                actor=actor,
                number=number,
                helper=helper,
                helper_employer=employer,
                helper_phone=phone,
                signed_on=deed.at.date(),
            )
        elif deed.act is Act.WAIVE:
            deciding.waive(actor=actor, law=self.law, number=number, rule="amount", reason=deed.text)
        elif deed.act is Act.WITHDRAW:
            applying.withdraw(actor=actor, number=number, reason=deed.text)
        else:
            corrected = request_of(_corrected(plan), self.offices)
            applying.amend(actor=actor, number=number, seen_version=version, request=corrected)

    def _found(self, plan: Plan) -> Application:
        return Application.objects.get(number=self.numbers[plan.serial])


def _helper_of(household: Household) -> tuple[str, str, str]:
    """Name, employer and telephone of whoever is answerable for helping it."""
    helper = household.helpers.filter(until=None).first()
    return (helper.name, helper.employer, helper.phone) if helper else NO_HELPER


def _corrected(plan: Plan) -> Plan:
    """After a return: the purpose in full."""
    purpose = f"{plan.form.purpose}（已核实数量和单价）"
    return replace(plan, form=replace(plan.form, purpose=purpose))
