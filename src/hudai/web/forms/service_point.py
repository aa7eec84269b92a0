"""Service points: which the list shows, what is registered of one, and who works there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.service_point import LARGEST_AREA, PointSaid, StaffSaid
from hudai.core.service_point import POINT_LABELS, PointState
from hudai.records.models import Region, ServicePoint, ServicePointStaff
from hudai.records.queries.service_point import Filters
from hudai.web.forms.application import PHONE
from hudai.web.forms.fields import DayField, MaybeField, maybe_text

STATES = {
    PointState.FULL: "符合要求",
    PointState.GAPS: "有缺项",
    PointState.OPEN: "待核实",
    PointState.FREE: "没有规定",
}
_MAYBE = (
    "shares_office",
    "has_sign",
    "works_together",
    "has_equipment",
    "has_archives",
    "has_rules",
    "has_leaflets",
)


class PointFilters(forms.Form):
    """Kind, town, and how it stands to what is asked of it."""

    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部"), *POINT_LABELS.items()])
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    state = forms.ChoiceField(label="对照要求", required=False, choices=[("", "全部"), *STATES.items()])

    def __init__(self, *args: Any, towns: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["town"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = towns.order_by("name")

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        town = self.cleaned_data.get("town")
        return Filters(level=self.cleaned_data.get("level") or "", town=town.pk if town else None)

    @property
    def state_wanted(self) -> str:
        """How the points wanted stand; empty for all."""
        self.is_valid()
        return self.cleaned_data.get("state") or ""


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A place with the kind of service point it would have."""

    def label_from_instance(self, obj: Region) -> str:
        """石门镇柳溪村（村级服务部）."""
        town = obj.parent.name if obj.parent and obj.level == Region.Level.VILLAGE else ""
        return f"{town}{obj.name}（{POINT_LABELS[obj.level]}）"


class PointForm(forms.Form):
    """How a service point is."""

    name = forms.CharField(label="名称", max_length=60)
    address = forms.CharField(label="地址", max_length=100)
    area = forms.IntegerField(
        label="办公面积（平方米）",
        required=False,
        min_value=1,
        max_value=LARGEST_AREA,
        help_text="取整数，不足 1 平方米的不计；没有量过的留空。",
    )
    shares_office = MaybeField(label="与便民服务站合用", yes="合用", no="单独办公")
    has_sign = MaybeField(label="醒目标识", yes="有", no="没有")
    works_together = MaybeField(label="集中办公", yes="是", no="不是", help_text="县金融服务中心填写。")
    has_equipment = MaybeField(label="办公设施", yes="满足需求", no="不满足")
    has_archives = MaybeField(label="档案资料", yes="有", no="没有", help_text="信息采集、信用评价等档案。")
    has_rules = MaybeField(label="工作制度及流程", yes="有", no="没有")
    has_leaflets = MaybeField(label="宣传资料", yes="有", no="没有")
    opened_on = DayField(label="启用日期")
    checked_on = DayField(label="最近核查日期", required=False)

    def said(self) -> PointSaid:
        """What the form says."""
        return PointSaid(**{name: value for name, value in self.cleaned_data.items() if name != "region"})


class NewPointForm(PointForm):
    """A service point of a place; the place decides which kind it is."""

    region = PlaceField(label="所在区域", queryset=Region.objects.none())
    field_order = ("region",)

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = regions.select_related("parent").order_by("level", "parent__name", "name")


class StaffForm(forms.Form):
    """Somebody who works there."""

    name = forms.CharField(label="姓名", max_length=40)
    duty = forms.ChoiceField(label="职责", choices=ServicePointStaff.Duty.choices)
    is_fixed = forms.BooleanField(label="固定人员", required=False, initial=True)
    knows_business = forms.BooleanField(label="熟悉业务", required=False)
    phone = forms.CharField(label="联系电话", max_length=20, required=False, validators=[PHONE])
    since = DayField(label="到岗日期")

    def said(self) -> StaffSaid:
        """What the form says."""
        return StaffSaid(**self.cleaned_data)


class PointEndForm(forms.Form):
    """The day from which it is no more, or somebody does not work there any more."""

    on = DayField(label="停用日期")


def initial_of(point: ServicePoint) -> dict[str, Any]:
    """A service point as its form shows it."""
    plain = {name: getattr(point, name) for name in ("name", "address", "area", "opened_on", "checked_on")}
    return plain | {name: maybe_text(getattr(point, name)) for name in _MAYBE}
