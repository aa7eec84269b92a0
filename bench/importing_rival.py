"""The same sheets through django-import-export, the way its documentation has it: preview, then import.

A row may name a household, a person, a village or a branch nobody knows yet; it is made with the
row.  What the product checks beyond the cells (a number's check digit, days, the household's other
loans, doubts) is not checked here, and there is no way to take anything back.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import tablib
from import_export import fields, resources, widgets

from bench.stages import Clock
from hudai.records.models import (
    Bank,
    Branch,
    Household,
    LabourCapacity,
    Listing,
    Loan,
    LoanStanding,
    Membership,
    NameList,
    Person,
    Posting,
    Region,
)

SINCE = date(2021, 1, 1)
AT = datetime(2025, 10, 8, 1, 0, tzinfo=UTC)
_SEX = ("female", "male")


def _household(number: str, town: str, village: str, group: str) -> Household:
    """The household, entered with its village where it is new."""
    found = Household.objects.filter(number=number).first()
    if found is None:
        county = Region.objects.get(level="county")
        above, _ = Region.objects.get_or_create(
            level="town", name=town, parent=county, defaults={"since": SINCE}
        )
        place, _ = Region.objects.get_or_create(
            level="village", name=village, parent=above, defaults={"since": SINCE}
        )
        made = {"level": "group", "name": group, "parent": place, "defaults": {"since": SINCE}}
        part = Region.objects.get_or_create(**made)[0] if group else None
        found = Household.objects.create(number=number, village=place, group=part)
    return found


def _born(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


class LoanResource(resources.ModelResource):  # type: ignore[misc]
    """贷款明细, a row a loan."""

    contract = fields.Field("contract", "合同号")
    rate = fields.Field("rate", "年利率（%）")
    principal = fields.Field("principal", "借款金额（元）")
    disbursed_on = fields.Field("disbursed_on", "放款日期", widgets.DateWidget())
    due_on = fields.Field("due_on", "到期日期", widgets.DateWidget())
    purpose = fields.Field("purpose", "借款用途")

    class Meta:
        """One query finds the contract, as the library does by default."""

        model = Loan
        import_id_fields = ("contract",)
        fields = ("contract", "rate", "principal", "disbursed_on", "due_on", "purpose")

    def __init__(self, posting: Posting) -> None:
        super().__init__()
        self.posting = posting
        self.bank = Bank.objects.get_or_create(name="云坪农商行")[0]

    def before_import_row(self, row: Any, **_: Any) -> None:
        """What the columns point at."""
        self.home = _household(row["户编号"], row["镇"], row["村"], row["组"])
        number = row["身份证号码"]
        person = Person.objects.filter(name=row["借款人姓名"], memberships__household=self.home).first()
        if person is None:
            sex = _SEX[int(number[16]) % 2]
            person = Person.objects.create(
                name=row["借款人姓名"], id_number=number, sex=sex, born_on=_born(number)
            )
            Membership.objects.create(person=person, household=self.home, relation="借款人", since=SINCE)
        self.person = person
        self.branch, _ = Branch.objects.get_or_create(bank=self.bank, name=row["贷款银行"])
        row["借款金额（元）"] = round(float(row["借款金额（元）"]) * 100)
        row["年利率（%）"] = round(float(row["年利率（%）"]) * 10_000)

    def before_save_instance(self, instance: Loan, row: Any, **_: Any) -> None:
        """The rest of a loan."""
        instance.household, instance.borrower, instance.branch = self.home, self.person, self.branch
        instance.policy, instance.signed_on = "yubei-2021", instance.disbursed_on
        instance.entered_by, instance.entered_at = self.posting, AT
        original = row.get("原合同号")
        if original:
            instance.original = Loan.objects.filter(contract=original).first()
            instance.kind = Loan.Kind.RENEWAL if instance.original else Loan.Kind.FIRST

    def after_save_instance(self, instance: Loan, row: Any, **_: Any) -> None:
        """How the loan stands; without working anything out."""
        LoanStanding.objects.update_or_create(
            loan=instance,
            defaults={
                "as_of": AT.date(),
                "balance": instance.principal,
                "due_on": instance.due_on,
                "principal_days": 0,
                "interest_days": 0,
                "days_overdue": 0,
            },
        )


class PersonResource(resources.ModelResource):  # type: ignore[misc]
    """名单, a row a person."""

    name = fields.Field("name", "姓名")
    id_index = fields.Field("id_index", "身份证号码")
    phone = fields.Field("phone", "联系电话")

    class Meta:
        """By the number; what is sealed is written by the model's own save."""

        model = Person
        import_id_fields = ("id_index",)
        fields = ("name", "id_index", "phone")

    def __init__(self, posting: Posting) -> None:
        super().__init__()
        self.version = NameList.objects.create(
            number=1, as_of=AT.date(), source="名单", imported_by=posting, imported_at=AT
        )

    def before_import_row(self, row: Any, **_: Any) -> None:
        """The household, and its entry on the list."""
        self.home = _household(row["户编号"], row["乡镇"], row["行政村"], row["组（社）"])
        Listing.objects.get_or_create(
            household=self.home,
            left_with=None,
            defaults={"kind": row["人口类别"], "came_with": self.version, "since": SINCE},
        )

    def before_save_instance(self, instance: Person, row: Any, **_: Any) -> None:
        """What the number says."""
        number = row["身份证号码"]
        instance.id_number, instance.phone = number, row["联系电话"] or ""
        instance.sex, instance.born_on = _SEX[int(number[16]) % 2], _born(number)

    def after_save_instance(self, instance: Person, row: Any, **_: Any) -> None:
        """Place in the household, and labour."""
        relation = row["与户主关系"]
        Membership.objects.get_or_create(
            person=instance,
            until=None,
            defaults={
                "household": self.home,
                "relation": relation,
                "is_head": relation == "户主",
                "since": SINCE,
            },
        )
        LabourCapacity.objects.get_or_create(
            person=instance, since=AT.date(), defaults={"capacity": "ordinary"}
        )


def loans(content: bytes, posting: Posting) -> dict[str, Any]:
    """A loan sheet: loaded, previewed, imported."""
    return _import(LoanResource(posting), content, skip=0)


def name_list(content: bytes, posting: Posting) -> dict[str, Any]:
    """A name list, whose head is its third row."""
    return _import(PersonResource(posting), content, skip=2)


def _import(resource: Any, content: bytes, *, skip: int) -> dict[str, Any]:
    clock = Clock()
    data = tablib.Dataset()
    data.xlsx = content
    if skip:
        rows = [data.headers, *data]
        data = tablib.Dataset(*rows[skip + 1 :], headers=list(rows[skip]))
    preview = resource.import_data(data, dry_run=True, use_transactions=True)
    assert not preview.has_errors(), preview.row_errors()[:1]
    clock.read()
    done = resource.import_data(data, dry_run=False, use_transactions=True)
    assert not done.has_errors(), done.row_errors()[:1]
    return clock.told(len(data))
