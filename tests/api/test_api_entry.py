"""Coming in by program: tokens, what opens without one, and requests that are not in order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

import made_cases as cases
import made_loans as loans
import made_offices as offices
import made_tokens as tokens
from hudai.actions import api_call
from hudai.actions import api_token as actions
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.records.models import ApiToken, JournalLine, Officer, Posting, Repayment, Station

pytestmark = pytest.mark.django_db
ON = "2025-12-21"


def described() -> dict[str, Any]:
    """The interface as it tells of itself, to nobody in particular."""
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def endpoints() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, address and description of each."""
    for address, methods in described()["paths"].items():
        for method, said in methods.items():
            for name, value in (("contract", "HT-1"), ("repayment_id", "1"), ("difference_id", "1")):
                address = address.replace(f"{{{name}}}", value)
            yield method, address, said


def test_every_endpoint_wants_a_token_and_says_so_to_everybody_else():
    officer = offices.posted(Station.BRANCH)
    signed_in = Client()
    signed_in.force_login(officer)
    wrong = {"Authorization": "Bearer hudai_nothing"}
    asked = [(method, address) for method, address, _ in endpoints()]

    answers = [
        client.generic(method.upper(), address, "{}", content_type="application/json", headers=headers)
        for method, address in asked
        for client, headers in ((Client(), {}), (Client(), wrong), (signed_in, {}))
    ]

    assert len(asked) == 11
    assert {(answer.status_code, answer["Content-Type"]) for answer in answers} == {
        (401, "application/problem+json")
    }
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}


def test_every_endpoint_tells_its_refusals_and_bounds_every_number_and_text():
    schema = described()
    for method, address, said in endpoints():
        wanted = {"400", "401", "404", "405", "413", "422"}
        wanted |= {"409", "415"} if method == "post" else set()
        assert wanted <= set(said["responses"]), address
        for named in said.get("parameters", []):
            assert_bounded(named["schema"], f"{address} {named['name']}")
    for name, shape in schema["components"]["schemas"].items():
        if shape.get("additionalProperties") is False:  # what is sent, not what is answered
            for field, kind in shape["properties"].items():
                assert_bounded(kind, f"{name}.{field}")


CHINESE = re.compile("[\u4e00-\u9fff]")


def test_the_description_says_everything_in_chinese():
    schema = described()
    said = {"": schema["info"]["description"]}
    for method, address, endpoint in endpoints():
        said[f"{method} {address}"] = endpoint["summary"]
        said[f"{method} {address} at length"] = endpoint["description"]
        said |= {f"{address} {status}": each["description"] for status, each in endpoint["responses"].items()}
        said |= {f"{address} {each['name']}": each["description"] for each in endpoint.get("parameters", ())}
    for name, shape in schema["components"]["schemas"].items():
        said[name] = shape["description"]
        for field, kind in shape["properties"].items():
            said[f"{name}.{field}"] = kind.get("description", "")

    assert [where for where, words in said.items() if not CHINESE.search(words)] == []


def test_a_method_an_address_does_not_take_is_refused_as_programs_expect():
    bank = tokens.program()

    answer = Client().delete("/api/v1/repayments", headers=bank.headers)

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert (answer["Allow"], answer.json()["type"]) == ("POST", "urn:hudai:problem:not-allowed")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=GBK"]
)
def test_what_is_not_sent_as_json_in_utf_8_is_refused_before_it_is_read(kind: str):
    bank = tokens.program()

    answer = Client().post(
        "/api/v1/repayments",
        json.dumps({"rows": [GOOD]}).encode(),
        content_type=kind,
        headers={**bank.headers, "Idempotency-Key": "call-0001"},
    )

    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")
    assert "application/json" in answer.json()["detail"]


def test_a_token_revoked_while_its_call_waits_for_its_turn_books_nothing(monkeypatch: pytest.MonkeyPatch):
    loan, bank = loans.disbursed(), tokens.program()
    hold = api_call.hold_facts

    def waits() -> None:
        hold()
        revoked(bank.token)

    monkeypatch.setattr(api_call, "hold_facts", waits)
    answer = bank.post("/repayments", {"rows": [{**GOOD, "contract": loan.contract}]})

    assert (answer.status_code, answer.json()["type"]) == (401, "urn:hudai:problem:unauthorised")
    assert not Repayment.objects.exists()


def assert_bounded(kind: dict[str, Any], where: str) -> None:
    for each in kind.get("anyOf", [kind]):
        if each.get("type") == "integer":
            assert {"minimum", "maximum"} <= set(each), where
        elif each.get("type") == "string" and "enum" not in each and "format" not in each:
            assert "maxLength" in each, where
        elif each.get("type") == "array":
            assert "maxItems" in each, where


def revoked(token: ApiToken) -> None:
    actions.revoke(actor=cases.at(Station.ADMINISTRATOR), token_id=token.pk)


def desk_ended(token: ApiToken) -> None:
    Posting.objects.filter(pk=token.posting_id).update(until=date(2025, 9, 1))


def officer_gone(token: ApiToken) -> None:
    Officer.objects.filter(pk=token.posting.officer_id).update(is_active=False)


@pytest.mark.parametrize("gone", [revoked, desk_ended, officer_gone])
def test_a_token_opens_nothing_once_it_its_desk_or_its_officer_is_gone(gone: Any):
    bank = tokens.program()
    assert bank.get("/loans").status_code == 200

    gone(bank.token)

    assert bank.get("/loans").status_code == 401


def test_a_token_is_shown_once_kept_as_a_digest_and_journalled_without_it():
    bank = tokens.program()

    kept = ApiToken.objects.values().get()
    assert bank.secret not in str(kept)
    line = JournalLine.objects.get(action="发放接口令牌")
    assert bank.secret not in str(line.facts)
    assert kept["digest"] not in str(line.facts)
    assert kept["last_used_on"] is None
    bank.get("/loans")
    assert ApiToken.objects.get().last_used_on is not None


def test_only_the_administrator_makes_tokens_and_only_for_standing_desks_of_banks():
    branch, town = cases.at(Station.BRANCH).posting, cases.at(Station.TOWN).posting

    with pytest.raises(NotYours):
        actions.make(actor=cases.at(Station.BANK), posting_id=branch.pk, name="核心系统")
    for desk, name, told in (
        (town, "核心系统", "请选一个在任的银行岗位"),
        (branch, " ", "请填写令牌名称"),
        (branch, "长" * 41, "最多 40 个字"),
    ):
        with pytest.raises(Refusal, match=told):
            actions.make(actor=cases.at(Station.ADMINISTRATOR), posting_id=desk.pk, name=name)

    assert not ApiToken.objects.exists()


def test_a_name_is_free_again_once_its_token_is_revoked_and_revoking_twice_is_once():
    bank = tokens.program()
    with pytest.raises(Refusal, match="已经有名为“核心系统”的令牌"):
        tokens.program()

    revoked(bank.token)
    revoked(bank.token)
    tokens.program()

    assert ApiToken.objects.count() == 2
    assert JournalLine.objects.filter(action="停用接口令牌").count() == 1


GOOD = {"contract": "HT-1", "paid_on": ON, "principal": 1}


@pytest.mark.parametrize(
    ("changes", "where", "told"),
    [
        ({"principal": 1.5}, "rows.0.principal", "要写整数"),
        ({"principal": "1"}, "rows.0.principal", "要写整数"),
        ({"principal": True}, "rows.0.principal", "要写整数"),
        ({"principal": -1}, "rows.0.principal", "不能小于 0"),
        ({"interest": 10**12 + 1}, "rows.0.interest", "不能大于 1000000000000"),
        ({"paid_on": "2025-2-1"}, "rows.0.paid_on", "日期要写成 2026-01-31"),
        ({"paid_on": "2025-02-30"}, "rows.0.paid_on", "没有这一天"),
        ({"paid_on": 20251221}, "rows.0.paid_on", "日期要写成 2026-01-31"),
        ({"contract": ""}, "rows.0.contract", "至少 1 个字符"),
        ({"contract": "A" * 61}, "rows.0.contract", "最多 60 个字符"),
        ({"contract": "A\x00"}, "rows.0.contract", "有不允许的字符"),
        ({"amount": 1}, "rows.0.amount", "没有这一项"),
    ],
)
def test_a_value_that_is_not_in_order_is_told_with_its_place(changes: Any, where: str, told: str):
    answer = tokens.program().post("/repayments", {"rows": [{**GOOD, **changes}]})

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    [trouble] = answer.json()["problems"]
    assert (trouble["where"], told in trouble["told"]) == (where, True), trouble


def test_all_that_is_wrong_is_told_at_once():
    rows = [{**GOOD, "principal": -1}, GOOD, {"paid_on": "昨天"}]

    answer = tokens.program().post("/repayments", {"rows": rows}, key="")

    places = sorted(each["where"] for each in answer.json()["problems"])
    assert places == ["Idempotency-Key", "rows.0.principal", "rows.2.contract", "rows.2.paid_on"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"rows": []}', 422),
        (b"[]", 422),
        (b'{"rows": [{"contract": "\\ud800", "paid_on": "2025-12-21", "principal": 1}]}', 422),
        (b'{"rows": [{"contract": "A", "paid_on": "2025-12-21", "principal": NaN}]}', 422),
        (b'{"rows": "' + b"x" * (4 << 20) + b'"}', 413),
    ],
    ids=["open", "binary", "deep", "empty", "list", "surrogate", "nan", "large"],
)
def test_a_body_that_cannot_be_taken_is_told_and_nothing_is_written(sent: bytes, status: int):
    answer = tokens.program().post("/repayments", sent)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not Repayment.objects.exists()


def test_five_hundred_rows_are_the_most():
    answer = tokens.program().post("/repayments", {"rows": [GOOD] * 501})

    told = {"type": "invalid", "where": "rows", "told": "一次最多 500 行。", "clause": ""}
    assert answer.json()["problems"] == [told]


@pytest.mark.parametrize("query", [{"page": 0}, {"page": 100_001}, {"page_size": 501}, {"page": "九"}])
def test_a_page_out_of_bounds_is_refused(query: dict[str, Any]):
    assert tokens.program().get("/loans", **query).status_code == 422


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/nothing", "/api/v1/loans/%00", "/api/v1/docs"])
def test_an_address_that_leads_nowhere_is_answered_as_a_program_reads_it(address: str):
    answer = Client().get(address, headers=tokens.program().headers)

    assert answer.status_code in (404, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_an_officer_at_no_desk_may_read_the_description_in_a_browser():
    browser = Client()
    browser.force_login(offices.officer("no.desk"))

    assert browser.get("/api/v1/openapi.json").status_code == 200


def test_the_page_shows_a_new_token_once_and_a_revoked_one_opens_nothing(client: Client):
    loans.disbursed()
    desk = cases.at(Station.BRANCH).posting
    client.force_login(cases.at(Station.ADMINISTRATOR).officer)

    made = client.post("/api-tokens/", {"posting": desk.pk, "name": "信贷系统"})
    secret = made.content.decode().split('class="one-time">')[1].split("<")[0]
    bank = tokens.Program(ApiToken.objects.get(), secret)

    assert bank.get("/loans").json()["total"] == 1
    assert "no-store" in made["Cache-Control"]
    assert 'href="/api/v1/openapi.json"' in made.content.decode()
    assert secret not in client.get("/api-tokens/").content.decode()
    client.post(f"/api-tokens/{bank.token.pk}/revoke/")
    assert bank.get("/loans").status_code == 401


@pytest.mark.parametrize(
    "rest", ["loans/a%0Ab", "loans/a%0D%0A", "%0A", "loans/a%E2%80%A8b/repayments", "no/such"]
)
def test_an_address_that_leads_nowhere_answers_as_programs_expect_whatever_is_in_it(rest: str):
    answer = tokens.program().get(f"/{rest}")

    assert answer.status_code in (404, 422)
    assert answer["Content-Type"] == "application/problem+json"
