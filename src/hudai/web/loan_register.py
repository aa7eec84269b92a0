"""发放台账: annex 5 of any bank, place and day, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import loan_register as actions
from hudai.core.policy import Policy
from hudai.records.models import Loan, Station
from hudai.records.queries import loan_register as registers
from hudai.records.queries.report import schemes
from hudai.records.queries.standing import standings
from hudai.records.queries.visibility import loans_seen_by
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.report import RegisterFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked

SEES_REGISTER = frozenset(Station) - {Station.GUARANTOR, Station.ADMINISTRATOR}
offer(NavItem("发放台账", "journal-text", "loan_register", stations=SEES_REGISTER, order=34))

CLASS_TONES = {"正常": "green", "关注": "orange", "次级": "red", "可疑": "red", "损失": "red"}
SETTLED = "已结清"
FORMS = (
    ("xlsx", "Excel", "file-earmark-excel"),
    ("docx", "Word", "file-earmark-word"),
    ("pdf", "PDF", "printer"),
)


def schemes_offered() -> list[tuple[str, str]]:
    """The schemes there are registers of, by name and title; the county's own first."""
    return [(name, laws.law(name).policy.title) for name in schemes(laws.names(), laws.adopted())]


class States:
    """How loans stand on a day, worked out for the rows that are shown and no others.

    Of a list that is taken out all of ``whole`` is worked out together, once somebody asks.
    """

    def __init__(self, as_of: date, policy: Policy, whole: Any = None) -> None:
        self.as_of, self.policy, self.whole = as_of, policy, whole
        self._known: dict[int, dict[str, Any]] = {}

    def learn(self, loans: Iterable[Loan]) -> None:
        """Work out some loans."""
        keys = [loan.pk for loan in loans]
        rows = standings(Loan.objects.filter(pk__in=keys), self.as_of, self.policy)
        self._known |= {row["loan_key"]: row for row in rows.iter_rows(named=True)}

    def of(self, key: int, name: str) -> Any:
        """One figure of one loan, by the loan's key."""
        if self.whole is not None:
            rows, self.whole = standings(self.whole.order_by(), self.as_of, self.policy), None
            self._known = {row["loan_key"]: row for row in rows.iter_rows(named=True)}
        return self._known[key][name]

    def note(self, key: int, due_on: date) -> str:
        """The register's last column, as the annex has it."""
        if not self.of(key, "balance_fen"):
            return SETTLED
        if days := self.of(key, "days_overdue"):
            return f"逾期{days}天"
        return "已展期" if self.of(key, "due") != due_on else ""


def _table(states: States) -> Table:
    """The annex's columns, and what stands behind them for whoever wants to see it."""

    def said(name: str) -> Callable[[int], Any]:
        return lambda key: states.of(key, name)

    def days(key: int, disbursed_on: date) -> int:
        due: date = states.of(key, "due")
        return (due - disbursed_on).days

    return replace(
        _REGISTER,
        columns=(
            *_REGISTER.columns,
            Column("due", "还款时间", kind=Kind.DAY, made=said("due"), beside=("pk",)),
            Column("days", "借款天数", kind=Kind.COUNT, made=days, beside=("pk", "disbursed_on")),
            Column("balance", "余额（元）", kind=Kind.YUAN, made=said("balance_fen"), beside=("pk",)),
            Column(
                "class",
                "五级分类",
                made=said("class"),
                beside=("pk",),
                tone=lambda loan: CLASS_TONES.get(states.of(loan.pk, "class"), ""),
                shown=False,
            ),
            Column("note", "备注", made=states.note, beside=("pk", "due_on")),
        ),
    )


def _loan(loan: Loan) -> str:
    return reverse("loan", args=[loan.pk])


_REGISTER = Table(
    "loan_register",
    "发放台账",
    (
        Column("borrower", "借款人", "borrower__name", link=_loan, fixed=True),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("group", "组", "household__group__name"),
        Column("id_number", "身份证号码", kind=Kind.CODE, made=masked, beside=("borrower__id_number",)),
        Column("branch", "贷款银行", "branch__name", width=22),
        Column("contract", "合同号", "contract", Kind.CODE, shown=False),
        Column("purpose", "借款用途", "purpose", Kind.TEXT, ellipsis=12),
        Column("principal", "借款金额（万元）", "principal", Kind.WAN, summed=True),
        Column("disbursed_on", "借款时间", "disbursed_on", Kind.DAY),
    ),
    empty="没有符合条件的贷款",
    hint="台账列出截至这一天已经放款的贷款；可以清空条件再查。",
    icon="journal-text",
    note="身份证号码已遮住中间各位。",
)


@require_safe
def loan_register(request: Request) -> HttpResponseBase:
    """The register of a day; htmx asks for its rows alone."""
    form, found, policy = _asked(request, request.GET)
    taken_out = request.GET.get("xlsx") == _REGISTER.key
    states = States(form.as_of, policy, whole=found if taken_out else None)
    shown = _table(states).shown(request, found, filters=form)
    if taken_out:
        return shown.workbook()
    states.learn(shown.page.object_list)
    if request.htmx:
        return render(request, "parts/table.html", {"table": shown})
    facts = {
        "title": _REGISTER.title,
        "table": shown,
        "as_of": form.as_of,
        "policy": policy,
        "balance": registers.balance(found, form.as_of),
        "full": request.desk.posting.station in actions.FULL_NUMBERS,
        "forms": FORMS,
        "asked": [(name, value) for name, value in request.GET.items() if name in form.fields],
        # The figures above the rows are of the same day and place, so the whole page changes.
        "whole_page": True,
    }
    return render(request, "loan_register/register.html", facts)


def _asked(request: Request, query: Any) -> tuple[RegisterFilters, Any, Policy]:
    """The form, the loans it asks for, and the scheme."""
    posting = request.desk.posting
    if posting.station not in SEES_REGISTER:
        raise Http404
    today = actor(request).today
    form = RegisterFilters(query, schemes=schemes_offered(), posting=posting, today=today)
    found = registers.paid_out(form.narrowed(loans_seen_by(posting)), form.as_of)
    rows = found.select_related("borrower", "branch", "household__village__parent", "household__group")
    return form, rows.order_by("disbursed_on", "pk"), laws.law(form.scheme).policy


@require_POST
def paper(request: Request, form: str) -> HttpResponseBase:
    """Annex 5 of what the page shows, as a file."""
    asked, found, policy = _asked(request, request.POST)
    made = actions.register_paper(
        actor=actor(request),
        policy=policy,
        loans=found,
        as_of=asked.as_of,
        narrowed=asked.in_words(),
        form=form,
    )
    return file_answer(made.content, name=made.name, media_type=made.media_type)


urlpatterns = [
    path("loan-register/", loan_register, name="loan_register"),
    path("loan-register/annex5.<slug:form>", paper, name="loan_register_paper"),
]
