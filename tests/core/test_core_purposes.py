"""What people write as the purpose, read by the words of the shipped catalogues."""

import polars as pl
import pytest

from hudai.core.purposes import read_purposes
from hudai.documents import policy_files

YUBEI, SHANGCAI = policy_files.load("yubei-2021"), policy_files.load("shangcai-2019")


def read(text, policy=YUBEI):
    found = read_purposes(pl.col("purpose"), policy.purposes)
    frame = pl.DataFrame({"purpose": [text]}, schema={"purpose": pl.String})
    return frame.select(
        allowed=found.allowed, use=found.use, clause=found.clause, conflict=found.conflict
    ).row(0, named=True)


@pytest.mark.parametrize("policy", [YUBEI, SHANGCAI], ids=lambda policy: policy.name)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("家具加工", ("家具", "加工")),
        ("家电维修店", ("家电", "维修")),
        ("酿酒办酒坊", ("办酒", "酿酒")),
        ("办酒坊", ("办酒", "酒坊")),
        ("开家具店", ("家具", "家具店")),
        ("轿车 维修", ("轿车", "维修")),
    ],
)
def test_a_lawful_trade_in_a_forbidden_thing_is_left_to_a_person(policy, text, words):
    found = read(text, policy)

    assert found["allowed"] is None
    assert [word in found["conflict"] for word in words] == [True, True]


@pytest.mark.parametrize("policy", [YUBEI, SHANGCAI], ids=lambda policy: policy.name)
@pytest.mark.parametrize("text", ["买家具", "办酒席", "入股柑橘种植公司", "养猪后转贷", "户贷企用，种植"])
def test_what_is_plainly_forbidden_stays_so(policy, text):
    found = read(text, policy)

    assert found["allowed"] is False
    assert found["conflict"] is None
    assert found["use"]
    assert found["clause"].startswith(f"{policy.name}#")


@pytest.mark.parametrize(
    ("text", "allowed", "use"),
    [("生猪养殖", True, "养殖"), ("生 猪 养 殖", True, "养殖"), ("周转", None, None), (None, None, None)],
)
def test_a_use_has_the_name_of_its_kind(text, allowed, use):
    found = read(text)

    assert (found["allowed"], found["use"], found["conflict"]) == (allowed, use, None)


def test_no_catalogue_says_nothing():
    assert read("建房", policy_files.load("successor-2026"))["allowed"] is None
