"""Projects of an industry, who takes part by their own will, and which loans go into them (产业项目)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.application import Application
from hudai.records.models.enterprise import Enterprise
from hudai.records.models.household import Household, Person
from hudai.records.models.loan import Loan
from hudai.records.models.officer import Posting
from hudai.records.models.region import Region


class Project(models.Model):
    """One project: what is raised or run where, after which chain model, and with whom."""

    name = models.CharField("项目名称", max_length=80)
    industry = models.CharField("产业", max_length=40)
    """By its name in the county's catalogue of the day."""
    chain_model = models.CharField("带动模式", max_length=40)
    village = models.ForeignKey(Region, models.PROTECT, related_name="projects", verbose_name="村（社区）")
    cooperative = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合作社"
    )
    firm = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="龙头企业"
    )
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)
    registered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "产业项目"
        ordering = ("-since", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(industry="") & ~Q(chain_model=""),
                name="a_project_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="project_runs_forward"
            ),
            models.UniqueConstraint(fields=["village", "name"], name="one_project_of_a_name_in_a_village"),
        )

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """A household in a project, from a day on, by its recorded consent (自愿参与)."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="participations", verbose_name="产业项目"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="participations", verbose_name="农户"
    )
    joined_on = models.DateField("参加日期")
    consented_on = models.DateField("同意书签订日期")
    consented_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签字人")
    """Somebody of the household."""
    witness = models.CharField("见证人", max_length=40)
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_for = models.CharField("退出原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "参与项目"
        ordering = ("project", "joined_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(consented_on__lte=F("joined_on")) & ~Q(witness=""),
                name="nobody_takes_part_without_consent",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, left_for="")
                | (Q(left_on__isnull=False, left_on__gte=F("joined_on")) & ~Q(left_for="")),
                name="who_leaves_a_project_says_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["project", "household"],
                condition=Q(left_on=None),
                name="a_household_takes_part_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household} {self.project}"


class Funding(models.Model):
    """An application's or a loan's money that goes into a project the household takes part in."""

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="fundings", verbose_name="参与项目"
    )
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="funding", verbose_name="申请"
    )
    loan = models.OneToOneField(
        Loan, models.PROTECT, null=True, blank=True, related_name="funding", verbose_name="贷款"
    )
    """Only for a loan without an application here; one that has one goes where that goes."""
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "贷款投入项目"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(application__isnull=False, loan=None) | Q(application=None, loan__isnull=False),
                name="what_goes_into_a_project_is_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application or self.loan} {self.participation.project}"
