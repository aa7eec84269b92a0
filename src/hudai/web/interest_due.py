"""应还利息: whom to remind before the settlement day, and how much should be in the account."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.records.queries.interest_due import MOST, interest_due
from hudai.records.queries.visibility import loans_seen_by, villages_seen_by
from hudai.web import law as laws
from hudai.web.forms.place import PlaceFilters
from hudai.web.frame import NavItem, offer
from hudai.web.loan import SEES_LOANS
from hudai.web.loan_page import address
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

TOO_MANY = f"超过 {MOST:,} 笔，请先选择乡镇、村或银行。"

offer(NavItem("应还利息", "calendar2-check", "interest_due", stations=SEES_LOANS, order=34))

INTEREST_DUE = Table(
    "interest_due",
    "应还利息",
    (
        Column("contract", "合同号", kind=Kind.CODE, value=lambda row: row.loan.contract,
               link=lambda row: address(row.loan), fixed=True),
        Column("borrower", "借款人", value=lambda row: row.loan.borrower.name),
        Column("town", "镇", value=lambda row: row.loan.household.village.parent.name),
        Column("village", "村", value=lambda row: row.loan.household.village.name),
        Column("group", "组", value=lambda row: row.loan.household.group_name),
        Column("falls_due", "应还日期", kind=Kind.DAY, value=lambda row: row.falls_due),
        Column("behind", "以前欠息（元）", kind=Kind.YUAN, value=lambda row: row.behind_fen),
        Column("untold", "已到期待报送（元）", kind=Kind.YUAN, value=lambda row: row.untold_fen),
        Column("coming", "本期利息（元）", kind=Kind.YUAN, value=lambda row: row.coming_fen),
        Column("together", "账户应备足（元）", kind=Kind.YUAN, value=lambda row: row.together_fen),
        Column("branch", "贷款银行", value=lambda row: row.loan.branch.name, width=18),
    ),
    empty="没有要还的利息",
    hint="有余额的贷款，下一次应还的利息列在这里。",
    note="本期利息按现在的余额计算；提前还本的，利息会少一些，以银行结息为准。已到期、银行还没有报送还款的单列，不算欠息。",
    icon="calendar-event",
)  # fmt: skip


@require_safe
def interest(request: Request) -> HttpResponseBase:
    """Interest to pay by the next settlement day, loan by loan."""
    posting = request.desk.posting
    if posting.station not in SEES_LOANS:
        raise Http404
    form = PlaceFilters(request.GET, villages=villages_seen_by(posting))
    place = form.place()
    loans = loans_seen_by(posting)
    for chosen, field in (
        (place["town"], "household__village__parent"),
        (place["village"], "household__village"),
        (place["bank"], "branch__bank"),
    ):
        if chosen:
            loans = loans.filter(**{field: chosen})
    many = loans.filter(standing__balance__gt=0).order_by()[: MOST + 1].count() > MOST
    policies = {name: law.policy for name, law in laws.packs().by_name.items()}
    rows = [] if many else interest_due(loans, policies, timezone.localdate())
    shown = replace(INTEREST_DUE, empty="贷款太多", hint=TOO_MANY) if many else INTEREST_DUE
    return shown.page(request, rows, filters=form, template="interest_due/list.html")


urlpatterns = [path("interest-due/", interest, name="interest_due")]
