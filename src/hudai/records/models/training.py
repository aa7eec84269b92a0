"""Trainings, and who of which household attended (技能培训)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.household import Household, Person
from hudai.records.models.officer import Posting
from hudai.records.models.region import Region
from hudai.records.models.withdrawal import Withdrawable, is_whole


class Training(models.Model):
    """One session, entered once for all who came."""

    subject = models.CharField("培训内容", max_length=80)
    village = models.ForeignKey(Region, models.PROTECT, related_name="trainings", verbose_name="村（社区）")
    held_on = models.DateField("培训日期")
    hours = models.PositiveSmallIntegerField("学时")
    trainer = models.CharField("授课人", max_length=40)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "技能培训"
        ordering = ("-held_on", "-pk")
        indexes = (models.Index(fields=["village", "held_on"], name="trainings_of_a_village"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(trainer="") & Q(hours__gt=0),
                name="a_training_says_who_taught_what",
            ),
            models.UniqueConstraint(
                fields=["village", "held_on", "subject"], name="one_training_of_a_subject_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.held_on} {self.subject}"


class Attendance(Withdrawable):
    """Somebody of a household who came; who was wrongly entered is struck out and stays to be seen."""

    training = models.ForeignKey(
        Training, models.PROTECT, related_name="attendances", verbose_name="技能培训"
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="attendances", verbose_name="农户")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="参加人")

    class Meta:
        verbose_name = "参加培训"
        ordering = ("training", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["training", "person"],
                condition=Q(withdrawn_at=None),
                name="a_person_attends_a_training_once",
            ),
            is_whole("who_is_struck_out_has_the_reason"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.training}"
