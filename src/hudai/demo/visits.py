"""Visits to the made-up county's borrowers after the payout, some with a photo."""

from __future__ import annotations

from datetime import date, timedelta

from hudai.actions.visit import Seen, record
from hudai.actions.visit_attachment import Handed
from hudai.demo.chance import Chance
from hudai.demo.lives import Lives
from hudai.demo.pictures import sheet, view
from hudai.demo.workdays import LAST, on
from hudai.records.models import Loan, Posting
from hudai.records.queries.attachment import EVIDENCE, PICTURE

MOST = 10
AFTER = 45
"""Days after the payout on which the first visits are made."""
WELL = (
    "圈舍已扩建，仔猪、饲料已购进，与借款用途一致，长势正常。",
    "果苗已栽植，肥料已施用，农户在地里管护，销路已联系好。",
    "门店货物充足，进货单据齐全，经营正常。",
    "大棚已搭好，第一茬蔬菜已上市，农户反映收入有增加。",
)
BADLY = "借款一部分用于翻修住房，产业没有扩大，已提醒农户按约定用款，报区县主管部门核实。"


def look_after(lives: Lives, chance: Chance) -> None:
    """The newest loans that ran long enough: by village or branch in turn; one found the money misused."""
    photo, bill = view("贷后检查现场"), sheet("购货凭证（样张）")
    paid_out = Loan.objects.filter(disbursed_on__lte=LAST - timedelta(days=AFTER + 30))
    newest = paid_out.select_related("household", "branch").order_by("-disbursed_on", "-pk")[:MOST]
    for nth, loan in enumerate(newest):
        assert loan.disbursed_on is not None, "asked for by that day"
        day = loan.disbursed_on + timedelta(days=AFTER + chance.below(20, "visit", loan.contract))
        files = (
            [Handed(PICTURE, "现场照片.jpg", [photo]), Handed(EVIDENCE, "购货凭证（样张）.jpg", [bill])]
            if nth % 2
            else []
        )
        record(
            actor=lives.offices.acting(_desk(lives, loan, nth), on(day)),
            loan_id=loan.pk,
            seen=_seen(lives, loan, day, nth),
            files=files,
        )


def _desk(lives: Lives, loan: Loan, nth: int) -> Posting:
    if nth % 3:
        return next(desk for desk in lives.offices.villages if desk.region_id == loan.household.village_id)
    return next(desk for desk in lives.offices.branches if desk.branch_id == loan.branch_id)


def _seen(lives: Lives, loan: Loan, day: date, nth: int) -> Seen:
    misused = nth == 2
    return Seen(
        visited_on=day,
        visitors=_desk(lives, loan, nth).officer.name,
        situation=BADLY if misused else WELL[nth % len(WELL)],
        money_used_as_agreed=not misused,
        favourable=not misused,
    )
