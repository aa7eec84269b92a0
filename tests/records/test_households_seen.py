"""Households a desk sees: each once, whatever leads to it."""

from __future__ import annotations

from datetime import date

import pytest

import made_cases as cases
from hudai.core.workflow import State
from hudai.records.models import Application, Posting, Region, Station
from hudai.records.queries.visibility import households_seen_by

pytestmark = pytest.mark.django_db

SINCE = date(2021, 1, 1)


def test_a_household_with_two_applications_at_a_branch_is_seen_once():
    branch = cases.at(Station.BRANCH).posting
    first = cases.draft()
    again = Application.objects.get(pk=first.pk)
    again.pk, again.number, again.state = None, "SQ2025999999", State.WITHDRAWN
    again.save()
    Application.objects.update(branch=branch.branch)

    assert list(households_seen_by(branch)) == [first.household]


def test_a_county_desk_sees_everything_of_its_county_and_nothing_of_another():
    office = cases.at(Station.OFFICE).posting
    ours = cases.household()
    assert list(households_seen_by(office)) == [ours]

    elsewhere = Region.objects.create(level="county", name="邻县", since=SINCE)
    town = Region.objects.create(level="town", name="邻镇", parent=elsewhere, since=SINCE)
    village = Region.objects.create(level="village", name="邻村", parent=town, since=SINCE)
    theirs = cases.household("LX-002", "钱大山", "19700101", village)

    posting = Posting.objects.get(pk=office.pk)
    assert list(households_seen_by(posting)) == [ours]
    posting.region = elsewhere
    assert list(households_seen_by(posting)) == [theirs]
