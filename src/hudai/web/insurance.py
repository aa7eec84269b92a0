"""农户保险: borrowers and what covers them, and writing down one insurance of a household."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import insurance as actions
from hudai.actions.enterprise import KEEPS
from hudai.records.models import Insurance
from hudai.records.queries import insurance as queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web.acting import actor
from hudai.web.application import towns
from hudai.web.enterprise import require_desk
from hudai.web.form_answers import on_its_own
from hudai.web.forms.insurance import InsuranceFilters, InsuranceForm
from hudai.web.forms.training import StrikeOutForm
from hudai.web.household import NUMBER, PLACE, visible
from hudai.web.loan_deeds import deed, page
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import last_day


def _last_day(until: date | None) -> date | None:
    """The last day of a cover, as the policy writes it."""
    return last_day(until) if until else None


TABLE = Table(
    "insurances",
    "贷款农户的保险",
    (
        NUMBER,
        *PLACE,
        Column("balance", "贷款余额（元）", "balance", Kind.YUAN, summed=True),
        Column("farming", "农业保险至", "farming", Kind.DAY, made=_last_day),
        Column("illness", "大病保险至", "illness", Kind.DAY, made=_last_day),
        Column("accident", "意外伤害险至", "accident", Kind.DAY, made=_last_day),
    ),
    empty="没有符合条件的农户",
    hint="有贷款余额的农户都登记了农业保险；可以换一种情形再查。",
    icon="umbrella",
    note="只列有贷款余额的农户；保险以今天有效的为准，只登记、不影响贷款和贴息。",
)


@require_safe
def insurances(request: Request) -> HttpResponseBase:
    """Borrowers, those without farming insurance unless told otherwise."""
    require_desk(request)
    posting = request.desk.posting
    form = InsuranceFilters(request.GET, posting=posting, towns=towns(request))
    found = queries.borrowers(posting, form.filters(), actor(request).today)
    return TABLE.page(request, found, filters=form, template="training/insurances.html")


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, household_id: int) -> HttpResponse:
    """Write down one insurance of a household, or correct it."""
    acting = actor(request)
    if acting.station not in KEEPS:
        raise Http404
    home = visible(request, household_id)
    form = InsuranceForm(request.POST or None, initial={"since": acting.today})
    back = reverse("household", args=[home.pk])

    def act() -> tuple[str, str]:
        made = actions.record(actor=acting, household_id=home.pk, cover=form.cover())
        return f"{home.number}的{made.get_kind_display()}已登记。", back

    return on_its_own(
        request,
        form,
        act,
        title="登记保险",
        heading=f"{home.number}　{getattr(home, 'head', None) or ''}",
        back=back,
        trail=[(reverse("households"), "农户"), (back, home.number)],
        button="保存",
        note="险种、标的和起始日期都相同的，就是更正原来的登记。",
    )


@page
def strike_out(request: Request, insurance_id: int) -> HttpResponse:
    """Strike out an insurance that was written down in error."""
    acting = actor(request)
    if acting.station not in KEEPS:
        raise Http404
    seen = households_seen_by(acting.posting).order_by().values("pk")
    known = Insurance.objects.select_related("household")
    found = get_object_or_404(known, pk=insurance_id, household__in=seen)
    form = StrikeOutForm(request.POST if request.method == "POST" else None)
    told = f"{found.household.number}的{found.get_kind_display()}"

    def act() -> str:
        actions.strike_out(actor=acting, insurance_id=found.pk, **form.cleaned_data)
        return f"{told}已划去。"

    return deed(
        request,
        form,
        act,
        title="划去保险登记",
        button="划去",
        back=reverse("household", args=[found.household_id]),
        template="publicity/form.html",
        where=("insurances", "贷款农户的保险"),
        note=f"{told}，{found.insurer}，{found.since} 起。登错了户的才划去；保单到期或退保的不用划去。",
        danger=True,
    )


urlpatterns = [
    path("trainings/insurances/", insurances, name="insurances"),
    path("trainings/insurances/<int:insurance_id>/strike-out/", strike_out, name="insurance_strike_out"),
    path("households/<int:household_id>/insurance/", record, name="household_insurance"),
]
