"""What the bank writes about industry, cycle and income."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from hudai.actions.assessment import Found
from hudai.core.assessment import LONGEST_CYCLE, Assessed
from hudai.core.industry import Catalogue
from hudai.records.models import Application, Assessment
from hudai.web.forms.fields import YuanField, yuan_text

FIGURES = ("project_income", "other_income", "living_costs", "debts_due")


class AssessmentForm(forms.Form):
    """One assessment."""

    industry = forms.ChoiceField(label="产业")
    cycle_months = forms.IntegerField(
        label="生产周期（月）",
        min_value=1,
        max_value=LONGEST_CYCLE,
        help_text="按这户的实际填写；目录里的月数只是建议。",
    )
    project_income = YuanField(label="项目每年净收入（元）", help_text="卖出的钱减去成本。")
    other_income = YuanField(label="家庭其他年收入（元）", help_text="务工、补贴等。")
    living_costs = YuanField(label="家庭每年生活开支（元）")
    debts_due = YuanField(
        label="期限内到期的其他债务（元）", help_text="本笔以外、申贷期限内要还的本金；追加的含原有余额。"
    )
    remark = forms.CharField(label="说明", max_length=300, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, catalogue: Catalogue, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["industry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *industries(catalogue)]

    def found(self) -> Found:
        """What the form says."""
        said = self.cleaned_data
        figures = Assessed(said["cycle_months"], *(said[name] for name in FIGURES))
        return Found(said["industry"], figures, said["remark"])


def industries(catalogue: Catalogue) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as choices, sector by sector, each with its usual cycle."""
    return [
        (sector, [(each.name, f"{each.name}（周期一般 {each.cycle}）") for each in group])
        for sector, group in groupby(catalogue.industries, key=lambda each: each.sector)
    ]


def assessment_initial(
    application: Application, standing: Assessment | None, catalogue: Catalogue
) -> dict[str, Any]:
    """The latest assessment, or the industry that the purpose speaks of."""
    seen = {"seen_version": application.version}
    if standing is not None:
        figures = {name: yuan_text(getattr(standing, name)) for name in FIGURES}
        kept = {name: getattr(standing, name) for name in ("industry", "cycle_months", "remark")}
        return {**seen, **kept, **figures}
    likely = catalogue.likely(application.purpose)
    return {**seen, "industry": likely.name, "cycle_months": likely.cycle_to} if likely else seen
