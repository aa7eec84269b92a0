"""The page of a batch: what was asked back or refunded in error, and what comes back after closing."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

import made_batches as batches
from hudai.actions import subsidy_clawback as clawbacks
from hudai.actions import subsidy_payment as paying
from hudai.actions.actor import Actor
from hudai.actions.budget import receive_funds
from hudai.actions.subsidy_result import Result
from hudai.records.models import Demand, Refund, Source, Station, SubsidyBatch

pytestmark = pytest.mark.django_db

ARRIVED = date(2022, 4, 8)
JULY = date(2022, 7, 15)


def finance(client: Client) -> Client:
    """The second officer of finance, who recorded the arrival and asked nothing back."""
    client.force_login(batches.second(Station.FINANCE).officer)
    return client


def closed() -> SubsidyBatch:
    batches.paying_loan()
    batch = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 4, 1)), source=Source.COUNTY, amount=36_944,
        on=date(2022, 4, 1), document="云财农〔2022〕8号",
    )  # fmt: skip
    who = batches.second(Station.FINANCE)
    paying.make_file(actor=who, number=batch.number, source=Source.COUNTY)
    arrived = Result(1, paid=True, cause="", on=ARRIVED)
    paying.record_results(actor=who, number=batch.number, file_number=1, results=[arrived])
    return paying.close(actor=who, number=batch.number)


def refunded() -> tuple[SubsidyBatch, Demand, Refund]:
    """A batch with 101.00 yuan asked back and 60.00 of it come back, by the first officer of finance."""
    loan = closed().lines.get().loan
    batches.repaid(loan, batches.THROUGH, 26_844, replaces=loan.repayments.get(), reason="录入有误。")
    batch = batches.approved_later(batches.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    actor: Actor = batches.at(Station.FINANCE, JULY)
    asked = clawbacks.demand(actor=actor, number=batch.number, line_number=1, reason="贷款已结清。")
    back = clawbacks.record_refund(
        actor=actor, demand_id=asked.pk, amount=6_000, source=Source.COUNTY, received_on=JULY
    )
    return batch, asked, back


def test_a_refund_and_then_its_demand_are_reversed_on_the_page_and_stay_to_be_read(client: Client):
    batch, asked, back = refunded()
    page = f"/subsidies/{batch.number}/"
    said = finance(client).get(page).content.decode()
    assert "冲销退回 60.00 元（区县级，2022-07-15 收到）" in said
    assert "<summary>冲销追回</summary>" not in said, "money that came back stands in the way"

    first = client.post(
        f"{page}refund/reversal/", {"refund": back.pk, "reason": "记成了别人的款"}, follow=True
    )
    assert "退回 60.00 元已冲销" in first.content.decode()
    assert "<summary>冲销追回</summary>" in first.content.decode()
    second = client.post(f"{page}demand/reversal/", {"demand": asked.pk, "reason": "追错了"}, follow=True)

    told = second.content.decode()
    assert "冲销退回 60.00 元：记成了别人的款（" in told
    assert "冲销追回 101.00 元：追错了（" in told
    assert "留待抵扣" in told
    assert "<summary>登记追回</summary>" in told
    assert (Demand.objects.standing().count(), Refund.objects.standing().count()) == (0, 0)


def test_a_reversal_without_its_reason_comes_back_open(client: Client):
    batch, _, back = refunded()

    answer = finance(client).post(
        f"/subsidies/{batch.number}/refund/reversal/", {"refund": back.pk, "reason": " "}
    )

    assert answer.status_code == 422
    assert '<details class="inline-form" open><summary>冲销退回' in answer.content.decode()
    assert Refund.objects.filter(void=True).count() == 0


def test_a_demand_that_stands_by_a_refund_is_refused_in_words_and_keeps_what_was_typed(client: Client):
    batch, asked, _ = refunded()

    answer = finance(client).post(
        f"/subsidies/{batch.number}/demand/reversal/", {"demand": asked.pk, "reason": "追错了"}
    )

    assert answer.status_code == 409
    assert "请先冲销退回款" in answer.content.decode()


def test_whoever_recorded_them_is_told_that_somebody_else_reverses(client: Client):
    batch, _, back = refunded()
    page = f"/subsidies/{batch.number}/"
    client.force_login(batches.at(Station.FINANCE).officer)

    said = client.get(page).content.decode()
    assert "退回 60.00 元是您登记的；登记错了，由另一位工作人员冲销" in said
    assert "<summary>冲销退回" not in said
    assert client.post(f"{page}refund/reversal/", {"refund": back.pk, "reason": "记错了"}).status_code == 403

    clawbacks.reverse_refund(actor=_july(), refund_id=back.pk, reason="记错了")
    assert "追回是您登记的；登记错了，由另一位工作人员冲销" in client.get(page).content.decode()


def test_annex_4_says_asked_back_only_while_it_stands(client: Client):
    batch, asked, back = refunded()
    clawbacks.reverse_refund(actor=_july(), refund_id=back.pk, reason="记错了")

    assert "已登记追回" in finance(client).get(f"/subsidies/{batch.number}/").content.decode()
    clawbacks.reverse_demand(actor=_july(), demand_id=asked.pk, reason="追错了")

    assert "已登记追回" not in client.get(f"/subsidies/{batch.number}/").content.decode()


def _july() -> Actor:
    who = batches.second(Station.FINANCE)
    return Actor(who.officer, who.posting, batches.at(Station.FINANCE, JULY).at)


def test_a_closed_batch_says_that_money_came_back_and_is_paid_again_from_its_page(client: Client):
    batch = closed()
    page = f"/subsidies/{batch.number}/"
    client.force_login(batches.at(Station.FINANCE).officer)
    assert "到账后又退回" in client.get(page).content.decode()

    back = {"back-line_number": "1", "back-on": "2022-05-06", "back-cause": "帐户长期不动"}
    told = client.post(f"{page}files/1/came-back/", back, follow=True).content.decode()

    assert "办结以后有 1 行到账又退回" in told
    assert "办结以后有退回，待再次拨付" in client.get("/").content.decode()
    finance(client).post(f"{page}files/", {"file-source": "county"}, follow=True)
    assert batch.payment_files.count() == 2
    batch.refresh_from_db()
    assert batch.state == "closed"
    today = f"{timezone.localdate(batch.payment_files.get(number=2).made_at)}"
    done = client.post(f"{page}files/2/results/", {"results-on": today, "results-returned": ""}, follow=True)
    assert "办结以后有" not in done.content.decode()


def test_a_line_worked_out_again_by_a_later_batch_says_so_and_is_not_offered(client: Client):
    loan = closed().lines.get().loan
    batches.repaid(loan, batches.THROUGH, 26_844, replaces=loan.repayments.get(), reason="录入有误。")
    overpaid = batches.approved_later(batches.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    page = f"/subsidies/{overpaid.number}/"
    assert "<summary>登记追回</summary>" in finance(client).get(page).content.decode()
    batches.repaid(loan, date(2022, 9, 10), 60_000)

    later = batches.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20))

    told = client.get(page).content.decode()
    assert f"这笔贷款在后面的批次 {later.number} 里已重新计算" in told
    assert "<summary>登记追回</summary>" not in told
