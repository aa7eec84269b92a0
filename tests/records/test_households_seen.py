"""Households a desk sees: each once, whatever leads to it."""

from __future__ import annotations

import pytest

import made_cases as cases
from hudai.core.workflow import State
from hudai.records.models import Application, Station
from hudai.records.queries.visibility import households_seen_by

pytestmark = pytest.mark.django_db


def test_a_household_with_two_applications_at_a_branch_is_seen_once():
    branch = cases.at(Station.BRANCH).posting
    first = cases.draft()
    again = Application.objects.get(pk=first.pk)
    again.pk, again.number, again.state = None, "SQ2025999999", State.WITHDRAWN
    again.save()
    Application.objects.update(branch=branch.branch)

    assert list(households_seen_by(branch)) == [first.household]
