"""Pages that exist only in tests: every part the frame offers on one page, and what can go wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from hudai.actions.actor import NotYours
from hudai.core.errors import Problem, Refusal, SheetRefused
from hudai.records.models import Station
from hudai.web.frame import NavItem

TEMPLATES = Path(__file__).with_name("sample_templates")
SHANGHAI = ZoneInfo("Asia/Shanghai")


SAMPLE_MENU = (
    NavItem("工作台", "house-door", "home", order=0),
    NavItem("贷款申请", "file-earmark-text", "sample_application", order=10, count=lambda desk, day: 12),
    NavItem(
        "贷款台账",
        "journal-text",
        "sample_parts",
        stations={Station.TOWN, Station.OFFICE},
        count=lambda desk, day: 7 if day >= date(2021, 1, 1) else 0,
        order=20,
    ),
)


class Filters(forms.Form):
    """As a list page has them."""

    q = forms.CharField(label="姓名", required=False)
    town = forms.ChoiceField(label="乡镇", choices=[("", "全部"), ("1", "石门镇")], required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("due", "逾期")], required=False)


class Application(forms.Form):
    """As an application asks for it."""

    name = forms.CharField(label="借款人姓名", max_length=20)
    id_number = forms.CharField(label="身份证号码", help_text="18 位，填完会显示年龄。")
    amount = forms.IntegerField(label="申请金额（元）", help_text="单户上限 50,000 元（一（2））。")
    term = forms.ChoiceField(label="期限", choices=[("12", "1 年"), ("24", "2 年"), ("36", "3 年")])
    kind = forms.ChoiceField(
        label="类别",
        choices=[("lifted", "脱贫户"), ("at_risk", "边缘易致贫户")],
        widget=forms.RadioSelect,
    )
    purpose = forms.CharField(label="用途", widget=forms.Textarea(attrs={"rows": 3}))
    promised = forms.BooleanField(label="已签承诺书")


LOANS = [
    SimpleNamespace(
        number=f"YB2021{100 + n:06d}",
        name=["孙平磊", "周敏军", "郑涛伟", "李超平", "赵艳兰"][n % 5],
        id_number="500112198001011234",
        town=["石门镇", "茨竹镇", "统景镇"][n % 3],
        village="柳溪村",
        bank="云坪农商行石门支行",
        fen=(n % 5 + 1) * 1_000_000,
        rate=38_500,
        due="2024-03-05",
        state=[
            ("已放款", "green"),
            ("银行审批", "blue"),
            ("逾期", "red"),
            ("待补正", "orange"),
            ("草稿", "grey"),
        ][n % 5],
    )
    for n in range(430)
]
STEPS = [
    {
        "title": "农户提交申请",
        "who": "孙平磊",
        "at": datetime(2022, 3, 5, 9, 12, tzinfo=SHANGHAI),
        "state": "done",
    },
    {
        "title": "村（社区）意见",
        "who": "柳溪村　赵青山",
        "at": datetime(2022, 3, 7, 15, 40, tzinfo=SHANGHAI),
        "state": "done",
        "words": "同意推荐。",
        "took": "2 个工作日",
    },
    {"title": "镇审核", "who": "石门镇　钱青山", "state": "now", "words": "待办，还剩 2 个工作日。"},
    {"title": "银行审批", "state": "later"},
]


def parts(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    facts = {
        "title": "贷款台账",
        "page": Paginator(LOANS, 20).get_page(request.GET.get("page")),
        "filters": Filters(request.GET),
        "steps": STEPS,
        "form": Application({"name": "孙平磊", "id_number": "123"} if "wrong" in request.GET else None),
    }
    return render(request, "sample_parts.html", facts)


def application(request: HttpRequest) -> HttpResponse:
    """A form that says what it got."""
    form = Application(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponse(f"收到：{form.cleaned_data['purpose']}")
    return render(request, "sample_application.html", {"form": form})


def refused(request: HttpRequest) -> HttpResponse:
    """A refusal of the rules."""
    raise Refusal("该户已有一笔申请在办，请先办结或撤回那一笔。")


def sheet_refused(request: HttpRequest) -> HttpResponse:
    """A sheet with 60 problems."""
    problems = [Problem("贷款.xlsx", f"F{row}", "五万", "请填数字，如 50000。") for row in range(2, 62)]
    raise SheetRefused("表格有 60 处要改，没有导入任何一行。", problems)


def not_yours(request: HttpRequest) -> HttpResponse:
    """A refusal about rights."""
    raise NotYours("这一步由镇负责人办理，您现在的岗位是镇经办。")


def denied(request: HttpRequest) -> HttpResponse:
    """Not for this desk."""
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    """A defect."""
    raise AssertionError("身份证 500112198001011234 重复")


urlpatterns = [
    path("", include("hudai.web.urls")),
    path("sample/parts/", parts, name="sample_parts"),
    path("sample/form/", application, name="sample_application"),
    path("sample/refused/", refused),
    path("sample/sheet-refused/", sheet_refused),
    path("sample/not-yours/", not_yours),
    path("sample/denied/", denied),
    path("sample/broken/", broken),
]

handler400 = "hudai.web.refusals.bad_request"
handler403 = "hudai.web.refusals.forbidden"
handler404 = "hudai.web.refusals.not_found"
handler500 = "hudai.web.refusals.server_error"
