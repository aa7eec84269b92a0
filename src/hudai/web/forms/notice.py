"""What a notice shows, for how long, and what is said to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.notice import MOST_DAYS, Draft
from hudai.actions.notice_tables import MOST_ENTERPRISES, EnterpriseLine
from hudai.records.models import Region
from hudai.records.queries.notice import STATES, Filters
from hudai.web.forms.fields import DayField
from hudai.web.forms.publicity import RegionField, offer_regions

ROWS_AT_ONCE = 6
"""Empty lines for firms a form has."""


class NoticeFilters(forms.Form):
    """State and place."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])
    region = RegionField(label="范围", queryset=Region.objects.none(), required=False, empty_label="全部")

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_regions(self, regions)

    def filters(self) -> Filters:
        """What it narrows to."""
        self.is_valid()
        said = self.cleaned_data
        region = said.get("region")
        return Filters(state=said.get("state") or "", region=region.pk if region else None)


class EnterpriseForm(forms.Form):
    """A helping firm; a line left empty is none."""

    firm = forms.CharField(label="企业名称", max_length=80)
    kind = forms.CharField(
        label="类型", max_length=20, widget=forms.TextInput(attrs={"list": "enterprise-kinds"})
    )
    town = forms.CharField(label="乡镇", max_length=40)
    households = forms.IntegerField(label="带动户数", min_value=1, max_value=100_000)
    since = DayField(label="起")
    until = DayField(label="止", required=False)

    def line(self) -> EnterpriseLine:
        """What was typed."""
        return EnterpriseLine(**self.cleaned_data)


EnterpriseLines = forms.formset_factory(
    EnterpriseForm, extra=ROWS_AT_ONCE, max_num=MOST_ENTERPRISES, absolute_max=MOST_ENTERPRISES
)
"""The small table of firms."""


def lines_of(firms: forms.BaseFormSet[EnterpriseForm]) -> list[EnterpriseLine]:
    """The lines that say something."""
    return [form.line() for form in firms.forms if form.has_changed()]


class NoticeForm(forms.Form):
    """A notice to be put up."""

    region = RegionField(label="公示范围", queryset=Region.objects.none(), empty_label="请选择")
    lent_since = DayField(label="放款日期从")
    lent_through = DayField(label="到（含当天）")
    published_on = DayField(label="公示开始日期")
    days = forms.IntegerField(label="公示天数", min_value=1, max_value=MOST_DAYS)
    phone = forms.CharField(label="异议受理电话", max_length=20)
    from_register = forms.BooleanField(
        label="列出产业项目里的合作社、龙头企业和家庭农场", required=False, initial=True
    )
    title = forms.CharField(label="标题", max_length=80, required=False)
    basis = forms.CharField(label="依据", max_length=200, required=False)
    content = forms.CharField(
        label="公示内容",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="标题、依据和内容留空的，按范围、日期和笔数自动写。",
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], least: int, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_regions(self, regions.filter(level__in=(Region.Level.TOWN, Region.Level.VILLAGE)))
        self.fields["days"].help_text = f"按现行政策至少 {least} 天，从公示开始当天算起。"

    def draft(self, enterprises: list[EnterpriseLine]) -> Draft:
        """What was typed."""
        return Draft(**self.cleaned_data, enterprises=enterprises)


class NoticeObjectionForm(forms.Form):
    """What somebody objects to."""

    received_on = DayField(label="收到日期")
    content = forms.CharField(label="异议内容", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class NoticeAnswerForm(forms.Form):
    """What was done about an objection."""

    upheld = forms.TypedChoiceField(
        label="处理",
        choices=[("no", "异议不成立"), ("yes", "异议成立，撤下更正后重新公示")],
        coerce=lambda said: said == "yes",
    )
    text = forms.CharField(label="处理结果", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, objection: int, **options: Any) -> None:
        super().__init__(*args, **{"prefix": f"answer{objection}", **options})
        self.objection = objection
        """Key of the objection it answers: a page has one form for each."""


def last_month(day: date) -> tuple[date, date]:
    """First and last day of the month before, which is what a notice mostly shows.

    >>> last_month(date(2025, 3, 10))
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    """
    last = date.fromordinal(day.replace(day=1).toordinal() - 1)
    return last.replace(day=1), last
