"""利率定价: what each bank asks by grade and term, and the form on which a bank enters its table.

What a bank asks is no secret from the offices that see the rates of its loans; it is from another bank.
"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import pricing as actions
from hudai.actions.application import Obstacles
from hudai.core.errors import CannotTell, Refusal
from hudai.core.pricing import asked_rate, band_label, priced_grades
from hudai.core.rates import highest_rate
from hudai.records.models import PricingLine
from hudai.records.queries import pricing as queries
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.forms.pricing import PricingFilters, PricingForm, pricing_initial
from hudai.web.frame import NavItem, offer
from hudai.web.loan import SEES_LOANS
from hudai.web.rating import card_in_use
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

SEES_PRICING = SEES_LOANS
"""Who sees the rate of every loan may see what is asked; a bank sees its own alone."""
STATE_TONES = {queries.NOW: "green", queries.COMING: "blue", queries.GONE: "grey"}

offer(NavItem("利率定价", "percent", "pricings", stations=SEES_PRICING, order=65))


def _rate_today(line: PricingLine) -> int | None:
    """What the line comes to by today's ceiling; None where that is not known, or nothing is left of it."""
    if line.pricing.policy not in laws.names():
        return None
    law = laws.law(line.pricing.policy)
    try:
        ceiling = highest_rate(
            law.policy, law.national, signed_on=timezone.localdate(), months=line.over_months + 1
        )
        return asked_rate(ceiling.rate, line.points)
    except Refusal:
        return None


def _scheme(policy: str) -> str:
    return laws.law(policy).policy.scheme if policy in laws.names() else policy


TABLE = Table(
    "pricings",
    "利率定价",
    (
        Column("bank", "银行", "pricing__bank__name", fixed=True, width=22),
        Column("policy", "政策", "pricing__policy", made=_scheme, shown=False, width=30),
        Column("grade", "信用等级", "grade"),
        Column("band", "期限", "over_months", made=band_label, beside=("up_to_months",), width=22),
        Column("points", "比上限低（基点）", "points", Kind.COUNT, width=16),
        Column("rate", "按今天上限折算的年利率", kind=Kind.RATE, value=_rate_today, width=22),
        Column("since", "起用日期", "pricing__since", Kind.DAY),
        Column(
            "state", "状态", "state", made=queries.STATES.__getitem__, tone=lambda row: STATE_TONES[row.state]
        ),
        Column("office", "登记单位", "pricing__posting__office", shown=False, width=26),
        Column("officer", "登记人", "pricing__officer__name"),
        Column(
            "entered_at",
            "登记时间",
            "pricing__entered_at",
            made=lambda at: f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
            shown=False,
            width=18,
        ),
    ),
    empty="还没有登记利率定价表",
    hint="由区县级银行机构登记本行的定价表；查以前的，状态选“全部，含已被取代”。",
    icon="percent",
    note=(
        "1 个基点是 0.01%。利率上限是公布的贷款市场报价利率（LPR）或基准利率，按期限分档；"
        "上限变了，利率跟着变。"
    ),
)


@require_safe
def pricings(request: Request) -> HttpResponseBase:
    """What banks ask, by grade and band of terms; a bank sees its own."""
    posting = request.desk.posting
    if posting.station not in SEES_PRICING:
        raise Http404
    try:
        grades = priced_grades(card_in_use())
    except CannotTell:
        grades = ()
    form = PricingFilters(request.GET, grades=grades, own_bank=posting.branch_id is not None)
    return TABLE.page(
        request,
        queries.lines_seen_by(posting, form.filters(), actor(request).today),
        filters=form,
        template="pricing/list.html",
        enters=posting.station in actions.ENTERS_PRICING,
        unknown=_unknown(actor(request).today),
    )


def _unknown(today: date) -> str:
    """Why no rate follows from today's ceiling; empty where it does."""
    law = laws.law(laws.adopted())
    try:
        highest_rate(law.policy, law.national, signed_on=today, months=1)
    except Refusal as refusal:
        return f"{refusal}，暂不能折算年利率。"
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """The whole table of a day, as it stands to begin with."""
    if request.desk.posting.station not in actions.ENTERS_PRICING:
        raise Http404
    acting, law, card = actor(request), laws.law(laws.adopted()), card_in_use()
    grades, tiers = priced_grades(card), law.policy.rate_tiers.on(acting.today)
    assert acting.posting.branch is not None, "a bank's desk has its branch"
    standing = queries.pricing_on(acting.posting.branch.bank_id, law.policy.name, acting.today)
    known = actions.points_of(standing) if standing else {}
    initial = {"since": acting.today, **pricing_initial(grades, tiers, known)}
    form = PricingForm(request.POST or None, grades=grades, tiers=tiers, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.enter(actor=acting, law=law, card=card, said=form.said())
            except Obstacles as refusal:
                status = 409
                for message in laws.told(refusal):
                    form.add_error(None, message)
            except Refusal as refusal:
                status = 409
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"定价表已登记，自 {made.since} 起用。")
                return redirect("pricings")
    facts = {"title": "登记定价表", "form": form, "standing": standing, "scheme": law.policy.scheme}
    return render(request, "pricing/form.html", facts, status=status)


urlpatterns = [
    path("pricing/", pricings, name="pricings"),
    path("pricing/new/", enter, name="pricing_new"),
]
