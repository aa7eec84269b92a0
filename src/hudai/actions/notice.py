"""Putting loans and helping firms up for everybody to see, and what is said to it (公示).

A notice is frozen as it is put up: what it shows is worked out once, masked, and kept with its digest.

Source: 上蔡县意见 十二：将贫困户贷款和企业带贫情况进行公示.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours, hold_desk
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.notice_tables import EnterpriseLine, enterprise_rows, loan_rows, registered
from hudai.actions.numbering import next_number
from hudai.actions.objection import put_answer, require_raised, write_down
from hudai.core.dates import ONE_DAY, Period
from hudai.core.errors import CannotTell, NotYetInForce, Refusal
from hudai.core.words import yuan
from hudai.core.workflow import NotNow
from hudai.documents.forms import public_notice
from hudai.documents.forms.application_form import in_day
from hudai.documents.forms.public_notice import NoticeTable, PublicNotice
from hudai.documents.media_types import DOCX, PDF
from hudai.records.models import Notice, NoticeObjection, NoticeWithdrawal, Region, Station
from hudai.records.queries import notice as queries
from hudai.records.queries.publicity import regions_around, regions_of

PUTS_UP = (Station.VILLAGE, Station.TOWN, Station.OFFICE)
"""Desks that put notices up, each for its own places."""
TAKES_OBJECTIONS = (*PUTS_UP, Station.TOWN_HEAD)
ANSWERS = (Station.TOWN, Station.TOWN_HEAD, Station.OFFICE)
USUAL_DAYS = 7
"""For how long, where the pack in force does not say."""
MOST_DAYS = 90
LONGEST_TITLE = 80
BACKDATED_DAYS = 15
"""How long a notice may hang before it is written down here; what it shows is as of the writing."""
FORMATS = {"pdf": PDF, "docx": DOCX}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be put up; what is left empty is written by :func:`drafted`."""

    region: Region
    """A village or a town."""
    lent_since: date
    lent_through: date
    """The last day, counted in."""
    published_on: date
    days: int
    phone: str
    """Where objections are taken."""
    title: str = ""
    basis: str = ""
    content: str = ""
    enterprises: Sequence[EnterpriseLine] = ()
    """Firms beside those of the register."""
    from_register: bool = False
    """Whether those of registered projects are listed."""

    @property
    def during(self) -> Period:
        """The days of lending, the last one not counted in."""
        return Period(self.lent_since, self.lent_through + ONE_DAY)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a notice would say if it were put up now."""

    title: str
    basis: str
    content: str
    tables: tuple[NoticeTable, ...]
    loan_count: int
    enterprise_count: int

    @property
    def frozen(self) -> list[dict[str, Any]]:
        """The lists as they are kept."""
        return [table.frozen() for table in self.tables]


def least_days(laws: Laws, day: date) -> int:
    """For how many days a notice put up on a day stands at least."""
    try:
        return laws.of(laws.adopted).policy.notice_days.on(day)
    except (CannotTell, NotYetInForce):
        return USUAL_DAYS


def drafted(*, actor: Actor, laws: Laws, draft: Draft) -> Drafted:
    """What the notice would say; writes nothing.

    Raises:
        NotYours: if the desk puts none up, or not there.
        Refusal: with what is missing or cannot be.
    """
    actor.require(*PUTS_UP)
    _require_possible(actor, laws, draft)
    loans, total = loan_rows(laws, draft.region, draft.during)
    known = registered(draft.region, draft.published_on) if draft.from_register else []
    firms = enterprise_rows([*known, *draft.enterprises])
    if loans is None and firms is None:
        raise Refusal("这个范围和日期里没有放款，也没有填带贫企业，没有可以公示的内容。")
    policy = laws.of(laws.adopted).policy
    place = _name(draft.region)
    parts = []
    if loans is not None:
        days = f"{in_day(draft.lent_since)}至{in_day(draft.lent_through)}"
        parts.append(f"{days}，{place}发放{policy.scheme}{len(loans.rows)}笔、{yuan(total)}元")
    if firms is not None:
        parts.append(f"{len(firms.rows)}家企业带动{firms.total[0]}户")
    what = "和".join(
        word for word, there in (("农户贷款", loans), ("企业带贫情况", firms)) if there is not None
    )
    title = draft.title.strip() or f"关于{place}{what}的公示"
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"标题“{title}”超过 {LONGEST_TITLE} 个字，请在“标题”里写一个短的。")
    return Drafted(
        title=title,
        basis=draft.basis.strip() or f"根据《{policy.title}》",
        content=draft.content.strip() or f"{'，'.join(parts)}，现予以公示。",
        tables=tuple(table for table in (loans, firms) if table is not None),
        loan_count=len(loans.rows) if loans else 0,
        enterprise_count=len(firms.rows) if firms else 0,
    )


@transaction.atomic
def put_up(*, actor: Actor, laws: Laws, draft: Draft) -> Notice:
    """Put a notice up, frozen as it is now.

    Raises:
        NotYours: if the desk puts none up, or not there.
        NotNow: if the same days of the same place stand on a notice already.
        Refusal: with what is missing or cannot be.
    """
    says = drafted(actor=actor, laws=laws, draft=draft)
    Region.objects.select_for_update().get(pk=draft.region.pk)
    if there := queries.same(draft.region, draft.during).first():
        raise NotNow(f"这个范围和放款日期已经公示过（{there.number}）；要更正的先撤下那一份，再重新公示。")
    made = Notice.objects.create(
        number=next_number("GS", actor.today),
        region=draft.region,
        policy=laws.adopted,
        lent_since=draft.during.start,
        lent_until=draft.during.end,
        title=says.title,
        basis=says.basis,
        content=says.content,
        tables=says.frozen,
        digest=digest(says.title, says.basis, says.content, says.frozen),
        loan_count=says.loan_count,
        enterprise_count=says.enterprise_count,
        office=actor.posting.office,
        phone=draft.phone.strip(),
        published_on=draft.published_on,
        public_until=draft.published_on + timedelta(days=draft.days),
        put_up_by=actor.posting,
        put_up_at=actor.at,
    )
    note(actor, "公示贷款和带贫情况", made, rows=made.loan_count + made.enterprise_count, digest=made.digest)
    return made


def digest(title: str, basis: str, content: str, tables: Sequence[dict[str, Any]]) -> str:
    """SHA-256 of all that a notice shows."""
    told = json.dumps([title, basis, content, list(tables)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def is_as_put_up(notice: Notice) -> bool:
    """Whether the notice still is what its digest was taken of."""
    return notice.digest == digest(notice.title, notice.basis, notice.content, notice.tables)


@transaction.atomic
def take_down(*, actor: Actor, number: str, reason: str) -> NoticeWithdrawal:
    """Take a notice down: who put it up, or the county office.

    Raises:
        NotYours: for another desk.
        NotNow: if it is down already.
        Refusal: without a reason.
    """
    found = seen(actor, number)
    require_taker(actor, found)
    if not reason.strip():
        raise Refusal("请写明撤下的原因。")
    try:
        with transaction.atomic():
            made = NoticeWithdrawal.objects.create(
                notice=found,
                reason=reason.strip()[:200],
                taken_down_by=actor.posting,
                taken_down_at=actor.at,
            )
    except IntegrityError:
        raise NotNow("这份公示已经撤下。") from None
    note(actor, "撤下公示", found)
    return made


def require_taker(actor: Actor, found: Notice) -> None:
    """Refuse a desk that may not take this notice down.

    Raises:
        NotYours: then.
    """
    actor.require(*PUTS_UP)
    if found.put_up_by_id != actor.posting.pk and actor.station is not Station.OFFICE:
        raise NotYours("公示由张贴它的岗位或区县主管部门撤下。")


@transaction.atomic
def object_to(*, actor: Actor, number: str, content: str, received_on: date) -> NoticeObjection:
    """Record an objection that was raised while a notice was up; the same sent again is one.

    Raises:
        NotYours: if the desk takes none, or does not see the notice.
        NotNow: if the notice was taken down.
        Refusal: if it says nothing, or came outside the notice.
    """
    actor.require(*TAKES_OBJECTIONS)
    found = seen(actor, number)
    if hasattr(found, "withdrawal"):
        raise NotNow("这份公示已经撤下，不再登记异议。")
    until = min(actor.today, found.public_until - ONE_DAY)
    if received_on > until and until < actor.today:
        raise Refusal(f"公示到 {until} 为止，期满以后收到的请按信访办理，不登记为公示异议。")
    require_raised(content, received_on, since=found.published_on, until=until)
    # A notice stays as it was put up and cannot be held; of the same sent twice at once the desk can.
    hold_desk(actor)
    made, is_new = write_down(NoticeObjection.objects.all(), actor, content, received_on, notice=found)
    if is_new:
        note(actor, "登记公示异议", found, objection=made.pk)
    return made


@transaction.atomic
def answer(*, actor: Actor, objection_id: int, upheld: bool, text: str) -> NoticeObjection:
    """Say what was done about an objection.  Where it is upheld, the notice is taken down and put up anew.

    Raises:
        NotYours: if the desk answers none, or does not see the notice.
        NotNow: if it was answered.
        Refusal: without words.
    """
    actor.require(*ANSWERS)
    places = regions_around(actor.posting).order_by().values("pk")
    found = NoticeObjection.objects.filter(pk=objection_id, notice__region__in=places)
    objection = found.select_for_update(of=("self",)).select_related("notice").first()
    if objection is None:
        raise NotYours("没有找到这条异议，或它不归您办理。")
    put_answer(actor, objection, upheld=upheld, text=text)
    note(actor, "处理公示异议", objection.notice, objection=objection.pk, upheld=upheld)
    return objection


def paper(*, actor: Actor, number: str, form: str) -> bytes:
    """The notice as it was put up, to print; it holds nothing that is not public.

    Raises:
        NotYours: if the desk does not see it.
        Refusal: if there is no such form.
    """
    found = seen(actor, number)
    if form not in FORMATS:
        raise Refusal("公示只有 PDF 和 Word 格式。")
    told = printed(found)
    return public_notice.write_docx(told) if form == "docx" else public_notice.write_pdf(told)


def printed(notice: Notice) -> PublicNotice:
    """A frozen notice on the form of one."""
    last = notice.public_until - ONE_DAY
    days = (notice.public_until - notice.published_on).days
    lead = f"{notice.basis.rstrip('，。')}，{notice.content}"
    period = f"公示期为{in_day(notice.published_on)}至{in_day(last)}，共{days}天。"
    tell = (
        f"对公示内容有异议的，请在公示期内以书面或口头形式向{notice.office}反映，联系电话：{notice.phone}。"
    )
    return PublicNotice(
        title=notice.title,
        paragraphs=(lead, period + tell),
        tables=[NoticeTable.of(table) for table in notice.tables],
        office=notice.office,
        day=notice.published_on,
    )


def seen(actor: Actor, number: str) -> Notice:
    """The notice, if it is of a place around the desk.

    Raises:
        NotYours: if not.
    """
    places = regions_around(actor.posting).order_by().values("pk")
    found = Notice.objects.select_related("region__parent", "withdrawal").filter(region__in=places)
    notice = found.filter(number=number).first()
    if notice is None:
        raise NotYours(f"没有找到公示 {number}，或它不在您的范围内。")
    return notice


def _require_possible(actor: Actor, laws: Laws, draft: Draft) -> None:
    if draft.region.level not in (Region.Level.VILLAGE, Region.Level.TOWN):
        raise Refusal("公示按村或按乡镇张贴，请选一个村或乡镇。")
    if not regions_of(actor.posting).filter(pk=draft.region.pk).exists():
        raise NotYours(f"{draft.region} 不在您的管理范围内，请选本单位的范围。")
    if draft.lent_since > draft.lent_through:
        raise Refusal("放款日期的开始要早于结束，或是同一天。")
    if not draft.lent_through <= draft.published_on <= actor.today:
        raise Refusal("公示开始日期不能早于放款日期的最后一天，也不能晚于今天。")
    if (actor.today - draft.published_on).days > BACKDATED_DAYS:
        raise Refusal(f"公示要在张贴后 {BACKDATED_DAYS} 天内登记，更早的请按今天的名单重新公示。")
    least = least_days(laws, draft.published_on)
    if not least <= draft.days <= MOST_DAYS:
        raise Refusal(f"公示天数要在 {least} 至 {MOST_DAYS} 天之间。")
    if not any(sign.isdigit() for sign in draft.phone):
        raise Refusal("请填写异议受理电话。")


def _name(region: Region) -> str:
    return f"{region.parent}{region}" if region.level == Region.Level.VILLAGE else region.name
