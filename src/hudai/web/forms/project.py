"""What is typed about projects, who takes part in them, and which loans go into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from hudai.actions.participation import Consent
from hudai.actions.project import Plan
from hudai.core.industry import Catalogue
from hudai.records.models import Enterprise, Participation, Person, Posting, Project, Region
from hudai.records.queries.project import STATES, Filters
from hudai.web.forms.assessment import industries
from hudai.web.forms.fields import DayField
from hudai.web.forms.household import VillageField, offer_villages


class EnterpriseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A firm with its town."""

    def label_from_instance(self, obj: Enterprise) -> str:
        """As a list shows it."""
        return f"{obj.name}（{obj.town}）"


class ProjectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A project with its village."""

    def label_from_instance(self, obj: Project) -> str:
        """As a list shows it."""
        return f"{obj.name}（{obj.village}，{obj.industry}）"


class ParticipationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A project, by a household's part in it."""

    def label_from_instance(self, obj: Participation) -> str:
        """As a list shows it."""
        return f"{obj.project.name}（{obj.project.industry}，{obj.project.chain_model}）"


class ProjectFilters(forms.Form):
    """Words, town, industry, chain model and whether it runs."""

    words = forms.CharField(label="项目名称", required=False, max_length=80, widget=forms.SearchInput)
    town = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Region.objects.none(), empty_label="全部"
    )
    industry = forms.ChoiceField(label="产业", required=False)
    chain_model = forms.ChoiceField(label="带动模式", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])

    def __init__(self, *args: Any, towns: QuerySet[Region], catalogue: Catalogue, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["town"].queryset = towns
        fields["industry"].choices = _choices(each.name for each in catalogue.industries)
        fields["chain_model"].choices = _choices(each.name for each in catalogue.models)

    def filters(self) -> Filters:
        """What it narrows to; a field that is not in order narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        town = said.get("town")
        names = ("industry", "chain_model", "state")
        return Filters(
            said.get("words") or "", town.pk if town else None, *(said.get(name) or "" for name in names)
        )


def _choices(names: Iterable[str]) -> list[tuple[str, str]]:
    return [("", "全部"), *((name, name) for name in names)]


class ProjectForm(forms.Form):
    """One project."""

    name = forms.CharField(label="项目名称", max_length=80)
    village = VillageField(label="所在村", queryset=Region.objects.none(), empty_label="请选择")
    industry = forms.ChoiceField(label="产业")
    chain_model = forms.ChoiceField(label="带动模式")
    cooperative = EnterpriseField(
        label="合作社或家庭农场",
        queryset=Enterprise.objects.none(),
        required=False,
        empty_label="—",
        help_text="带动模式里有合作社的才选。",
    )
    firm = EnterpriseField(
        label="龙头企业",
        queryset=Enterprise.objects.none(),
        required=False,
        empty_label="—",
        help_text="带动模式里有企业的才选。",
    )
    since = DayField(label="起始日期")

    def __init__(self, *args: Any, posting: Posting, catalogue: Catalogue, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_villages(self, posting)
        fields: dict[str, Any] = self.fields
        fields["industry"].choices = [("", "请选择"), *industries(catalogue)]
        fields["chain_model"].choices = [
            ("", "请选择"), *((each.name, each.name) for each in catalogue.models)
        ]  # fmt: skip
        leaders, firm = Enterprise.objects.select_related("town"), Enterprise.Kind.FIRM
        fields["cooperative"].queryset = leaders.exclude(kind=firm)
        fields["firm"].queryset = leaders.filter(kind=firm)

    def plan(self) -> Plan:
        """What the form says."""
        said: dict[str, Any] = dict(self.cleaned_data)
        keys = {name: said[name].pk if said[name] else None for name in ("village", "cooperative", "firm")}
        return Plan(**(said | keys))


class ConsentForm(forms.Form):
    """A household's signed consent to take part in a project."""

    project = ProjectField(label="产业项目", queryset=Project.objects.none(), empty_label="请选择")
    joined_on = DayField(label="参加日期")
    consented_on = DayField(label="同意书签订日期", help_text="农户自愿参加，签字以后才能登记。")
    consented_by = forms.ModelChoiceField(
        label="签字人", queryset=Person.objects.none(), empty_label="请选择", help_text="这户的家庭成员。"
    )
    witness = forms.CharField(label="见证人", max_length=40, help_text="签字时在场的村干部或其他人。")

    def __init__(
        self, *args: Any, projects: QuerySet[Project], members: QuerySet[Person], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["project"].queryset = projects
        fields["consented_by"].queryset = members

    def consent(self) -> Consent:
        """What was signed."""
        said = self.cleaned_data
        return Consent(said["joined_on"], said["consented_on"], said["consented_by"].pk, said["witness"])


class LeaveForm(forms.Form):
    """When and why a household leaves."""

    left_on = DayField(label="退出日期")
    reason = forms.CharField(label="退出原因", max_length=200)


class EndForm(forms.Form):
    """The day from which a project runs no more."""

    until = DayField(label="结束日期", help_text="从这一天起不再进行，还在项目里的农户同时退出。")


class FundingForm(forms.Form):
    """Which of the household's projects a loan goes into."""

    participation = ParticipationField(
        label="投入的产业项目",
        queryset=Participation.objects.none(),
        required=False,
        empty_label="不投入项目",
    )

    def __init__(self, *args: Any, parts: QuerySet[Participation], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["participation"].queryset = parts

    def chosen(self) -> int | None:
        """The key of the household's part in it."""
        said = self.cleaned_data["participation"]
        return said.pk if said else None
