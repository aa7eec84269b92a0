"""Whatever cannot be done gets one clear page in Chinese, and no figure or name ends in a log."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from hudai.records.models import Station
from hudai.site.logs import Masking
from hudai.web.refusals import MOST_PROBLEMS
from made_offices import posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages")]


@pytest.fixture
def town(client: Client) -> Client:
    client.force_login(posted(Station.TOWN))
    return client


def test_a_refusal_of_the_rules_is_a_conflict_told_in_its_own_words(town: Client):
    page = town.get("/sample/refused/")

    assert page.status_code == 409
    assert "该户已有一笔申请在办，请先办结或撤回那一笔。" in page.content.decode()


def test_a_refusal_about_rights_says_whose_step_it_is(town: Client):
    page = town.get("/sample/not-yours/")

    assert page.status_code == 403
    assert "这一步由镇负责人办理" in page.content.decode()


def test_a_part_of_a_page_gets_the_same_words_as_a_notice(town: Client):
    part = town.get("/sample/refused/", headers={"HX-Request": "true"})

    assert part.status_code == 409
    assert part.headers["HX-Retarget"] == "#messages"
    assert "该户已有一笔申请在办" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_a_refused_sheet_lists_its_problems_and_counts_the_rest(town: Client):
    page = town.get("/sample/sheet-refused/").content.decode()

    assert "贷款.xlsx F2：请填数字，如 50000。" in page
    assert page.count("请填数字") == MOST_PROBLEMS == 50
    assert "另有 10 处" in page


def test_the_way_back_leads_to_the_page_one_came_from_and_never_elsewhere(town: Client):
    came = town.get(
        "/sample/refused/", headers={"Referer": "http://testserver/sample/parts/?page=3"}
    ).content.decode()
    foreign = town.get(
        "/sample/refused/", headers={"Referer": "https://elsewhere.example/x"}
    ).content.decode()

    assert 'href="/sample/parts/?page=3"' in came
    assert "elsewhere" not in foreign


@pytest.mark.parametrize(
    ("address", "status", "words"), [("/sample/denied/", 403, "没有权限"), ("/nowhere/", 404, "没有找到")]
)
def test_what_is_not_yours_and_what_is_not_there_are_told_with_a_way_on(
    town: Client, address: str, status: int, words: str
):
    page = town.get(address)

    assert page.status_code == status
    assert words in page.content.decode()
    assert "回到首页" in page.content.decode()


def test_the_anonymous_get_a_plain_page_for_what_is_not_there(client: Client):
    page = client.get("/nowhere/")

    assert page.status_code == 404
    assert "没有找到" in page.content.decode()
    assert 'class="side"' not in page.content.decode()


def test_a_defect_says_that_nothing_was_saved_and_nothing_about_the_case(town: Client):
    town.raise_request_exception = False

    page = town.get("/sample/broken/")

    assert page.status_code == 500
    assert "没有保存" in page.content.decode()
    assert "500112" not in page.content.decode()


def test_an_unknown_host_is_not_served(client: Client):
    page = client.get("/", headers={"Host": "elsewhere.example"})

    assert page.status_code == 400
    assert "请求不正确" in page.content.decode()


def test_an_upload_over_the_limit_is_refused_by_its_announced_length(town: Client, settings):
    settings.HUDAI_UPLOAD_BYTES = 1024 * 1024

    page = town.post("/sample/form/", b"x" * (3 * 1024 * 1024), content_type="application/octet-stream")

    assert page.status_code == 413
    assert "约 3 MB，最多可以传 1 MB" in page.content.decode()


def test_too_much_text_and_too_many_fields_are_told_apart_from_nonsense(town: Client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 50

    long = town.post("/sample/form/", {"purpose": "长" * 1000})
    many = town.post("/sample/form/", {f"f{n}": "1" for n in range(51)})

    assert long.status_code == many.status_code == 413
    assert "请缩短后再提交" in long.content.decode()
    assert "请分几次提交" in many.content.decode()


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("身份证 500112198001011234 重复", "身份证 50***234 重复"),
        ("身份证 50011219800101123X 重复", "身份证 50***23X 重复"),
        ("电话13800001234无人接听", "电话13***234无人接听"),
        ("账号 6217001234567890123", "账号 62***123"),
        ("金额 5000000 分，第 1234567890 行", "金额 5000000 分，第 1234567890 行"),
    ],
)
def test_long_digits_are_masked_in_the_log(written: str, logged: str):
    record = logging.LogRecord("hudai", logging.ERROR, "", 1, written, None, None)

    assert Masking("%(message)s").format(record) == logged


def test_a_traceback_in_the_log_is_masked_too():
    try:
        raise ValueError("身份证 500112198001011234 重复")
    except ValueError as error:
        record = logging.LogRecord("hudai", logging.ERROR, "", 1, "失败", None, (ValueError, error, None))

    assert "500112198001011234" not in Masking("%(message)s").format(record)
