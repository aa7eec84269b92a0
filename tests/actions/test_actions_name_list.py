"""A name list comes in, is carried out, and can be taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hudai.actions import name_list, name_list_file
from hudai.actions.actor import Actor, NotYours
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Application,
    Bank,
    Branch,
    Household,
    Job,
    JournalLine,
    LabourCapacity,
    Listing,
    Membership,
    NameList,
    Person,
    Region,
    Station,
)
from hudai.records.models.name_list import NameListImport
from hudai.records.queries.name_list import changes_between, moves_between
from made_name_lists import FIRST, NOON, SECOND, at_desk, county_office, id_number, person, sheet, work_all

pytestmark = pytest.mark.django_db

ZHAO, ZHAO_WIFE, ZHAO_SON, QIAN, SUN = (id_number(serial) for serial in (11, 22, 33, 44, 55))
TWO_HOUSEHOLDS = [
    person("YP001", "赵大山", ZHAO, phone="13800000001"),
    person("YP001", "李春花", ZHAO_WIFE, "配偶"),
    person("YP001", "赵小山", ZHAO_SON, "之子"),
    person("YP002", "钱老四", QIAN, kind="边缘易致贫户", village="杉木村"),
]


@pytest.fixture
def office() -> Actor:
    return county_office()


def hand_in(
    office: Actor, rows: list[list[str]], as_of: date = FIRST, *, whole: bool = True
) -> NameListImport:
    found = name_list.hand_in(
        actor=office, file_name="名单.xlsx", content=sheet(rows), as_of=as_of, whole=whole, exit_reason=""
    )
    work_all()
    found.refresh_from_db()
    return found


def carry_out(
    office: Actor, rows: list[list[str]], as_of: date = FIRST, *, whole: bool = True
) -> NameListImport:
    found = hand_in(office, rows, as_of, whole=whole)
    name_list.confirm(actor=office, import_id=found.pk, chosen={})
    work_all()
    found.refresh_from_db()
    assert found.state == "done", found.job.message if found.job else ""
    return found


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All that an import may change, as it stands (sealed columns by their blind index)."""
    return {
        "people": list(Person.objects.order_by("pk").values_list("pk", "name", "id_index", "phone_index")),
        "phones": [(each.pk, each.phone) for each in Person.objects.order_by("pk")],
        "households": list(Household.objects.order_by("pk").values_list("pk", "number", "village", "group")),
        "memberships": list(
            Membership.objects.order_by("pk").values_list(
                "pk", "person", "household", "relation", "is_head", "since", "until", "exit_reason"
            )
        ),
        "listings": list(
            Listing.objects.order_by("pk").values_list(
                "pk", "household", "kind", "came_with", "left_with", "since", "until", "exit_reason"
            )
        ),
        "labour": list(
            LabourCapacity.objects.order_by("pk").values_list("pk", "person", "capacity", "since")
        ),
        "versions": list(NameList.objects.values_list("number")),
    }


def test_the_preview_counts_and_changes_nothing(office):
    found = hand_in(office, TWO_HOUSEHOLDS)

    assert found.state == "ready"
    assert found.counts["people"] == {"new": 4}
    assert found.counts["households"] == {"new": 2}
    assert found.counts["wrong"] == 0
    assert not Person.objects.exists()


def test_a_confirmed_list_becomes_households_people_and_entries(office):
    carry_out(office, TWO_HOUSEHOLDS)

    zhao = Household.objects.get(number="YP001")
    assert zhao.village.name == "柳溪村"
    heads = zhao.memberships.filter(is_head=True)
    assert [each.person.name for each in heads] == ["赵大山"]
    assert heads[0].person.id_number == ZHAO
    assert heads[0].person.phone == "13800000001"
    assert heads[0].person.born_on == date(1980, 1, 1)
    assert heads[0].since == date(2021, 5, 1)
    assert zhao.memberships.count() == 3
    listing = Household.objects.get(number="YP002").listings.get()
    assert (listing.kind, listing.since, listing.came_with.number) == ("边缘易致贫户", date(2021, 5, 1), 1)
    assert Person.objects.get(name="钱老四").sex == "female"  # 17th digit: 4
    assert LabourCapacity.objects.filter(capacity="ordinary").count() == 4


def test_what_the_list_says_of_education_is_kept_corrected_and_taken_back(office):
    carry_out(office, [person("YP001", "赵大山", ZHAO, education="初 中")])
    assert Person.objects.get().education == "初中"

    # A list that does not say leaves it as it is.
    silent = carry_out(office, [person("YP001", "赵大山", ZHAO)], date(2023, 6, 1))
    assert silent.counts["people"] == {"unchanged": 1}
    assert Person.objects.get().education == "初中"

    found = carry_out(office, [person("YP001", "赵大山", ZHAO, education="高中（职高、技校、中专）")], SECOND)
    assert found.counts["people"] == {"changed": 1}
    assert Person.objects.get().education == "高中（职高、技校、中"

    name_list.undo(actor=office, import_id=found.pk)
    work_all()
    assert Person.objects.get().education == "初中"


def test_the_file_is_sealed_while_it_waits_and_gone_afterwards(office, settings):
    found = hand_in(office, TWO_HOUSEHOLDS)
    (kept,) = (settings.MEDIA_ROOT / "name_lists").glob(found.stored.rpartition("/")[2])
    assert ZHAO.encode() not in kept.read_bytes()
    assert b"PK\x03\x04" not in kept.read_bytes()

    name_list.confirm(actor=office, import_id=found.pk, chosen={})
    work_all()

    assert not kept.exists()


def test_the_same_list_again_changes_nothing(office):
    carry_out(office, TWO_HOUSEHOLDS)
    before = everything()

    second = carry_out(office, TWO_HOUSEHOLDS, SECOND)

    assert second.counts["people"] == {"unchanged": 4}
    assert second.counts["households"] == {"unchanged": 2}
    after = everything()
    assert after | {"versions": []} == before | {"versions": []}
    assert after["versions"] == [(1,), (2,)]


CHANGED = [
    # The son has founded a household, his mother is the head of the old one, the father is gone.
    person("YP001", "李春花", ZHAO_WIFE, "户主", village="杉木村"),
    person("YP003", "赵小山", ZHAO_SON, "户主", labour="技能劳动力"),
    person("YP004", "孙新来", SUN, "户主"),
]


def test_a_whole_list_moves_people_changes_heads_and_signs_off_who_is_missing(office):
    carry_out(office, TWO_HOUSEHOLDS)

    second = carry_out(office, CHANGED, SECOND)

    assert second.counts["people"] == {"changed": 1, "moved": 1, "new": 1, "left": 1}
    assert second.counts["households"] == {"moved": 1, "new": 2, "left": 1}
    assert second.flags == [{"kind": "split", "household": "YP003", "other": "YP001", "people": 1}]
    old_home = Household.objects.get(number="YP001")
    assert old_home.village.name == "杉木村"
    assert [each.person.name for each in old_home.memberships.filter(until=None)] == ["李春花"]
    assert old_home.memberships.get(until=None).is_head
    father = old_home.memberships.get(person__name="赵大山")
    assert (father.until, father.exit_reason) == (SECOND, "未在新名单中")
    son = Person.objects.get(name="赵小山").memberships.order_by("since", "pk")
    assert [(each.household.number, each.until) for each in son] == [("YP001", SECOND), ("YP003", None)]
    gone = Household.objects.get(number="YP002").listings.get()
    assert (gone.left_with.number, gone.until, gone.exit_reason) == (2, SECOND, "未在新名单中")


def test_a_partial_list_signs_nobody_off(office):
    carry_out(office, TWO_HOUSEHOLDS)

    carry_out(office, [person("YP009", "孙新来", SUN)], SECOND, whole=False)

    assert Listing.objects.filter(left_with=None).count() == 3
    assert Membership.objects.filter(until=None).count() == 5


def test_a_change_of_category_ends_the_entry_and_begins_another(office):
    carry_out(office, TWO_HOUSEHOLDS)
    rows = [[*row[:5], "脱贫不稳定户", *row[6:]] if row[0] == "YP001" else row for row in TWO_HOUSEHOLDS]

    carry_out(office, rows, SECOND)

    entries = Listing.objects.filter(household__number="YP001").order_by("pk")
    assert [(each.kind, each.until, each.exit_reason) for each in entries] == [
        ("脱贫户", SECOND, "人口类别变化"),
        ("脱贫不稳定户", None, ""),
    ]


def test_who_the_list_itself_says_has_left_leaves_with_that_day_and_reason(office):
    carry_out(office, TWO_HOUSEHOLDS)
    left = [*TWO_HOUSEHOLDS[:3], [*TWO_HOUSEHOLDS[3][:12], "2023-11-08", "整户自然减少"]]

    carry_out(office, left, SECOND)

    entry = Listing.objects.get(household__number="YP002")
    assert (entry.until, entry.exit_reason) == (date(2023, 11, 8), "整户自然减少")


def test_what_changed_between_two_versions_is_a_question(office):
    carry_out(office, TWO_HOUSEHOLDS)
    carry_out(office, CHANGED, SECOND)
    first, second = NameList.objects.order_by("number")

    came, left, changed = changes_between(1, 2, office.posting)

    assert sorted(each.household.number for each in came) == ["YP003", "YP004"]
    assert [(each.household.number, each.why) for each in left] == [("YP002", "未在新名单中")]
    assert list(changed) == []
    moved = moves_between(first, second, office.posting)
    assert [(each.person.name, each.household_before) for each in moved] == [("赵小山", "YP001")]


def test_an_import_taken_back_leaves_everything_as_it_was(office):
    carry_out(office, TWO_HOUSEHOLDS)
    before = everything()
    rows = [*CHANGED, person("YP002", "钱四", QIAN, kind="脱贫户", village="柳溪村", phone="13900000002")]
    second = carry_out(office, rows, SECOND)
    assert everything() != before

    name_list.undo(actor=office, import_id=second.pk)
    work_all()

    second.refresh_from_db()
    assert second.state == "undone"
    assert everything() == before
    assert JournalLine.objects.filter(action="名单导入已撤销").count() == 1


def test_nothing_is_taken_back_once_something_rests_on_it(office):
    found = carry_out(office, TWO_HOUSEHOLDS)
    bank = Bank.objects.create(name="云坪农商行")
    name_list.deliver(actor=office, number=1, bank=bank)

    with pytest.raises(Refusal, match="已经交付银行"):
        name_list.undo(actor=office, import_id=found.pk)

    assert Household.objects.count() == 2


def test_an_application_of_a_new_household_keeps_the_import(office):
    found = carry_out(office, TWO_HOUSEHOLDS)
    branch = Branch.objects.create(bank=Bank.objects.create(name="云坪农商行"), name="石门支行")
    household = Household.objects.get(number="YP001")
    Application.objects.create(
        number="XD1",
        household=household,
        applicant=household.memberships.get(is_head=True).person,
        branch=branch,
        kind="first",
        policy="yubei-2021",
        amount=3_000_000,
        term_months=12,
        purpose="养殖",
        applied_on=date(2024, 6, 3),
        step_since=NOON,
        entered_by=office.posting,
        entered_at=NOON,
    )

    with pytest.raises(Refusal, match="贷款申请"):
        name_list.undo(actor=office, import_id=found.pk)


def test_only_the_latest_version_is_taken_back(office):
    first = carry_out(office, TWO_HOUSEHOLDS)
    carry_out(office, TWO_HOUSEHOLDS, SECOND)

    with pytest.raises(Refusal, match="后面已经有新版本"):
        name_list.undo(actor=office, import_id=first.pk)


def test_an_unknown_village_waits_for_the_county_office(office):
    rows = [
        person("YP001", "赵大山", ZHAO, village="柳西村"),
        person("YP002", "钱老四", QIAN, village="新合村"),
    ]
    found = hand_in(office, rows)
    liuxi = Region.objects.get(name="柳溪村")
    assert [(each["village"], each["rows"], each["nearest"]) for each in found.places] == [
        ("柳西村", 1, [liuxi.pk]),
        ("新合村", 1, []),
    ]
    with pytest.raises(Refusal, match="新合村"):
        name_list.confirm(actor=office, import_id=found.pk, chosen={0: liuxi.pk})
    assert not NameList.objects.exists()

    name_list.confirm(actor=office, import_id=found.pk, chosen={0: liuxi.pk, 1: name_list.CREATE})
    work_all()

    assert Household.objects.get(number="YP001").village == liuxi
    assert Household.objects.get(number="YP002").village.parent.name == "石门镇"


def test_wrong_rows_stop_a_whole_list_unless_only_the_right_ones_are_wanted(office):
    carry_out(office, TWO_HOUSEHOLDS)
    rows = [TWO_HOUSEHOLDS[0], person("YP001", "李春花", ZHAO_WIFE[:-1] + "A", "配偶")]
    found = hand_in(office, rows, SECOND)
    assert found.counts["wrong"] == 1
    assert name_list_file.kept(found.marked)[:2] == b"PK"

    with pytest.raises(Refusal, match="错行"):
        name_list.confirm(actor=office, import_id=found.pk, chosen={})
    name_list.confirm(actor=office, import_id=found.pk, chosen={}, only_right_rows=True)
    work_all()

    assert Membership.objects.filter(until=None).count() == 4
    assert Listing.objects.filter(left_with=None).count() == 2


def test_a_sheet_that_is_none_is_refused_in_words(office):
    found = name_list.hand_in(
        actor=office,
        file_name="照片.jpg",
        content=b"\xff\xd8\xff" * 40,
        as_of=FIRST,
        whole=True,
        exit_reason="",
    )
    work_all()

    found.refresh_from_db()
    assert found.state == "refused"
    assert found.counts["samples"]


def test_a_preview_that_is_out_of_date_is_not_carried_out(office):
    old = hand_in(office, TWO_HOUSEHOLDS)
    carry_out(office, [person("YP009", "孙新来", SUN)])

    with pytest.raises(NotNow, match="重新读取"):
        name_list.confirm(actor=office, import_id=old.pk, chosen={})
    name_list.read_again(actor=office, import_id=old.pk)
    work_all()

    old.refresh_from_db()
    assert old.counts["households"] == {"new": 2, "left": 1}


def test_two_lists_are_never_carried_out_at_once(office):
    one = hand_in(office, TWO_HOUSEHOLDS)
    other = hand_in(office, CHANGED)
    NameListImport.objects.filter(pk=other.pk).update(base=1)
    name_list.confirm(actor=office, import_id=one.pk, chosen={})

    with pytest.raises(NotNow, match="另一份名单"):
        name_list.confirm(actor=office, import_id=other.pk, chosen={})

    assert NameList.objects.count() == 1


def test_a_double_click_hands_in_once_and_confirms_once(office):
    first = hand_in(office, TWO_HOUSEHOLDS)
    content = sheet(CHANGED)
    twice = [
        name_list.hand_in(
            actor=office, file_name="名单.xlsx", content=content, as_of=FIRST, whole=True, exit_reason=""
        ).pk
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    name_list.confirm(actor=office, import_id=first.pk, chosen={})
    with pytest.raises(NotNow):
        name_list.confirm(actor=office, import_id=first.pk, chosen={})
    assert Job.objects.filter(kind="name_list_write").count() == 1


def test_only_the_county_office_keeps_the_list(office):
    village = at_desk(Station.VILLAGE, Region.objects.get(name="柳溪村"))

    with pytest.raises(NotYours):
        hand_in(village, TWO_HOUSEHOLDS)
    assert not NameListImport.objects.exists()


def test_a_closed_bank_is_handed_no_list(office):
    carry_out(office, TWO_HOUSEHOLDS)
    closed = Bank.objects.create(name="云坪农商行", closed_on=NOON.date())
    closing = Bank.objects.create(name="邻县农商行", closed_on=date(2024, 6, 4))

    with pytest.raises(Refusal, match="停用"):
        name_list.deliver(actor=office, number=1, bank=closed)
    assert not closed.deliveries.exists()
    assert name_list.deliver(actor=office, number=1, bank=closing).bank == closing


def test_a_bank_signs_for_its_own_list_only(office):
    carry_out(office, TWO_HOUSEHOLDS)
    mine, other = (Bank.objects.create(name=name) for name in ("云坪农商行", "邻县农商行"))
    clerk = at_desk(Station.BRANCH, branch=Branch.objects.create(bank=mine, name="石门支行"))
    ours = name_list.deliver(actor=office, number=1, bank=mine)
    theirs = name_list.deliver(actor=office, number=1, bank=other)
    assert name_list.deliver(actor=office, number=1, bank=mine).pk == ours.pk

    signed = name_list.sign_for(actor=clerk, delivery_id=ours.pk)
    with pytest.raises(NotYours):
        name_list.sign_for(actor=clerk, delivery_id=theirs.pk)

    assert signed.received_at == NOON


def test_the_writing_asks_a_number_of_questions_that_does_not_grow_with_rows(office):
    few = [person(f"A{n:03d}", "赵大山", id_number(n)) for n in range(100, 110)]
    many = [person(f"B{n:03d}", "赵大山", id_number(n)) for n in range(200, 400)]
    with CaptureQueriesContext(connection) as small:
        carry_out(office, few)
    with CaptureQueriesContext(connection) as large:
        carry_out(office, few + many, SECOND)

    assert abs(len(large) - len(small)) <= 10
