"""Officers: the people who work with the system, the stations they hold, and who stands in for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from hudai.records.models.bank import Branch
from hudai.records.models.region import Region


class Station(models.TextChoices):
    """A kind of desk.  What a desk may do, and on which cases, follows from it and its place."""

    VILLAGE = "village", "村（社区）"
    TOWN = "town", "镇经办"
    TOWN_HEAD = "town_head", "镇负责人"
    OFFICE = "office", "区县主管部门"
    FINANCE = "finance", "财政部门"
    FINANCE_OFFICE = "finance_office", "金融办"
    BRANCH = "branch", "银行网点"
    BANK = "bank", "区县级银行机构"
    GUARANTOR = "guarantor", "担保（保险）机构"
    REGULATOR = "regulator", "监管部门"
    AUDITOR = "auditor", "审计"
    ADMINISTRATOR = "administrator", "系统管理员"


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers."""

    def create_user(self, username: str, name: str, password: str | None = None) -> Officer:
        """An officer who can sign in once a password is set."""
        officer = self.model(username=username, name=name)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """A person who signs in.  Rights come from postings alone: there is no super-user."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("邮箱", blank=True)
    wants_digest = models.BooleanField("接收提醒邮件", default=True)
    is_active = models.BooleanField("在用", default=True)
    one_time_until = models.DateTimeField("一次性密码有效至", null=True, blank=True)
    """Set while the password is one an administrator gave: it opens the page to change it, and no other."""

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "工作人员"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


IN_A_REGION = (
    Station.VILLAGE,
    Station.TOWN,
    Station.TOWN_HEAD,
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.GUARANTOR,
    Station.REGULATOR,
    Station.AUDITOR,
    Station.ADMINISTRATOR,
)
IN_A_BRANCH = (Station.BRANCH, Station.BANK)


class Posting(models.Model):
    """An officer at a station: one desk at one place, from a day on."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="postings", verbose_name="工作人员")
    station = models.CharField("岗位", max_length=16, choices=Station.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name="辖区"
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name="银行网点"
    )
    office = models.CharField("单位名称", max_length=80)
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "岗位任职"
        ordering = ("officer", "station", "since")
        constraints = (
            models.CheckConstraint(
                condition=Q(station__in=IN_A_REGION, region__isnull=False, branch=None)
                | Q(station__in=IN_A_BRANCH, region=None, branch__isnull=False),
                name="posting_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="posting_runs_forward"
            ),
            models.UniqueConstraint(
                fields=["officer", "station", "region"],
                condition=Q(until=None, region__isnull=False),
                name="one_standing_posting_in_a_region",
            ),
            models.UniqueConstraint(
                fields=["officer", "station", "branch"],
                condition=Q(until=None, branch__isnull=False),
                name="one_standing_posting_in_a_branch",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} {self.get_station_display()} {self.officer}"


class Deputy(models.Model):
    """Somebody who acts at another's station for some days (代理)."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="deputies", verbose_name="被代理岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="deputed", verbose_name="代理人")
    since = models.DateField("起")
    until = models.DateField("止（不含）")
    reason = models.CharField("原因", max_length=100)

    class Meta:
        verbose_name = "代理"
        ordering = ("posting", "since")
        constraints = (models.CheckConstraint(condition=Q(until__gt=F("since")), name="deputy_runs_forward"),)

    def __str__(self) -> str:
        return f"{self.officer} 代 {self.posting}"
