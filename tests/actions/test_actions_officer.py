"""Officers and desks where pages do not reach: two administrators at once, and desks without a deputy."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

import made_offices as offices
from hudai.actions import hand_over as handing
from hudai.actions import officer as actions
from hudai.actions import posting as postings
from hudai.actions.actor import Actor, NotYours, hearing
from hudai.core.errors import Refusal
from hudai.records.models import Deputy, JournalLine, Officer, Posting, Station


def at(station: Station, username: str = "") -> Actor:
    """Somebody at a desk of that kind, now."""
    who = offices.officer(username or str(station))
    return Actor(who, offices.post(who, station), timezone.localtime())


@pytest.mark.django_db
@pytest.mark.parametrize("station", [each for each in Station if each is not Station.ADMINISTRATOR])
def test_only_an_administrator_keeps_officers_and_desks(station: Station):
    actor, other = at(station), offices.officer("other")

    for act in (
        lambda: actions.take_on(actor=actor, username="wang.wu", name="王五"),
        lambda: actions.let_go(actor=actor, officer_id=other.pk),
        lambda: actions.reset_password(actor=actor, officer_id=other.pk),
        lambda: postings.end(actor=actor, posting_id=1, until=actor.today, waiting={}),
        lambda: postings.name_office(actor=actor, old="甲", new="乙"),
    ):
        with pytest.raises(NotYours):
            act()

    assert Officer.objects.count() == 2
    assert not JournalLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("station", [Station.ADMINISTRATOR, Station.AUDITOR])
def test_a_desk_that_stands_alone_is_handed_to_no_deputy(station: Station):
    actor, clerk = at(station), offices.officer("clerk")

    with pytest.raises(NotYours, match="不能交由代理"):
        handing.hand_over(
            actor=actor,
            deputy=clerk,
            since=actor.today,
            until=actor.today + timedelta(days=1),
            reason="出差",
        )

    assert not Deputy.objects.exists()


@pytest.mark.django_db
def test_who_stands_in_for_a_desk_cannot_be_made_administrator_meanwhile():
    administrator, absent = at(Station.ADMINISTRATOR), at(Station.TOWN)
    clerk, today = offices.officer("clerk"), administrator.today
    Deputy.objects.create(
        posting=absent.posting, officer=clerk, since=today, until=today + timedelta(days=2), reason="出差"
    )

    with pytest.raises(Refusal, match="正在代理"):
        postings.give(
            actor=administrator,
            officer_id=clerk.pk,
            station=Station.ADMINISTRATOR,
            region=offices.county(),
            branch=None,
            office="信息中心",
            since=today,
        )

    assert not clerk.postings.exists()


def let_go(actor: Actor, other: Actor) -> None:
    actions.let_go(actor=actor, officer_id=other.officer.pk)


def end_posting(actor: Actor, other: Actor) -> None:
    postings.end(actor=actor, posting_id=other.posting.pk, until=actor.today, waiting={})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", [let_go, end_posting])
def test_of_two_administrators_who_remove_each_other_at_once_one_stays(deed: Callable[[Actor, Actor], None]):
    first, second = at(Station.ADMINISTRATOR, "first"), at(Station.ADMINISTRATOR, "second")
    start, said = threading.Barrier(2), []

    def act(actor: Actor, other: Actor) -> None:
        try:
            start.wait(10)
            deed(actor, other)
        except Refusal as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(said) == 1
    assert "最后一位在用的系统管理员" in said[0]
    staying = Posting.objects.filter(until=None, officer__is_active=True)
    assert staying.count() == 1


def test_a_refusal_about_rights_is_heard_whoever_catches_it():
    with hearing() as said:
        with pytest.raises(NotYours):
            raise NotYours("这一步由镇负责人办理。")
        Refusal("该户已有一笔申请在办。")

    NotYours("外面的不听。")
    assert said == ["这一步由镇负责人办理。"]


@pytest.mark.django_db
def test_somebody_taken_on_without_a_password_signs_in_only_after_one_was_given():
    administrator = at(Station.ADMINISTRATOR)

    officer, none = actions.take_on(actor=administrator, username="wang.wu", name="王五", signs_in=False)
    assert (none, officer.has_usable_password(), officer.one_time_until) == ("", False, None)

    found, password = actions.reset_password(actor=administrator, officer_id=officer.pk)
    assert found.check_password(password)
    assert found.one_time_until is not None
