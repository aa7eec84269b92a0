"""The first hand: a county with its first administrator, and a way back in for the only one there is.

Whoever may run commands on the server holds its keys and its database; these two are for them alone, no
page leads here.
"""

from __future__ import annotations

from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction
from django.db.models import Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from hudai.actions.journal import note_of
from hudai.actions.officer import give_password, named
from hudai.core.errors import Refusal
from hudai.records.models import Officer, Posting, Region, Station


@transaction.atomic
def found(*, at: datetime, county: str, office: str, username: str, name: str) -> str:
    """Enter the county and its first administrator; the one-time password to hand them.

    Raises:
        Refusal: if anybody is there already, or something is not filled in.
    """
    if Officer.objects.exists() or Region.objects.exists():
        raise Refusal("系统里已经有人员或区域，不能再建一次；以后由系统管理员在网页上管理。")
    county, office = "".join(county.split()), "".join(office.split())
    if not county or not office:
        raise Refusal("请写明区县名称和单位名称。")
    officer = named(username, name)
    password = give_password(officer, at)
    officer.save()
    region = Region.objects.create(level=Region.Level.COUNTY, name=county, since=at.date())
    Posting.objects.create(
        officer=officer, station=Station.ADMINISTRATOR, region=region, office=office, since=at.date()
    )
    note_of(region, "建立区县", at=at, officer=None, name=county)
    note_of(officer, "新增人员", at=at, officer=None, username=username)
    return password


@transaction.atomic
def let_in_again(*, at: datetime, username: str) -> str:
    """A one-time password for an administrator whom no other can help; the second factor goes too.

    Raises:
        Refusal: if nobody of that name administers now.
    """
    standing = Q(until=None) | Q(until__gt=at.date())
    administrators = Posting.objects.filter(standing, station=Station.ADMINISTRATOR, since__lte=at.date())
    officer = (
        Officer.objects.select_for_update()
        .filter(username=username, is_active=True, pk__in=administrators.values("officer"))
        .first()
    )
    if officer is None:
        raise Refusal(f"没有登录名是“{username}”的在用系统管理员。其他人员请由系统管理员在网页上重置密码。")
    password = give_password(officer, at)
    officer.save(update_fields=["password", "one_time_until"])
    TOTPDevice.objects.filter(user=officer).delete()
    forget_failures(username=username)
    note_of(officer, "重置密码", at=at, officer=None, username=username)
    return password
