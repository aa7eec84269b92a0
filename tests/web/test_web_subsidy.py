"""The pages of a subsidy batch: its papers, its forms with what was typed, and what a wrong sheet says."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from docx import Document

import made_batches as batches
import made_cases as cases
import made_offices as offices
from hudai.actions import subsidy, subsidy_clawback
from hudai.actions import subsidy_payment as paying
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.budget import receive_funds
from hudai.actions.subsidy_drawing import draw_up
from hudai.documents import policy_files
from hudai.records.models import Entry, JournalLine, PayoutResult, Source, Station, SubsidyBatch
from hudai.web.forms.subsidy import ResultsForm
from hudai.web.subsidy import ended

pytestmark = pytest.mark.django_db

SECOND = date(2022, 6, 20)


def sign_in(client: Client, station: Station) -> Client:
    client.force_login(cases._desk(station).officer)
    return client


def first_and_second() -> SubsidyBatch:
    """Two loans: of one the first quarter was granted 101.00 yuan too much, the other asks for 854.99."""
    over = batches.paying_loan(1)
    batches.approved()
    batches.repaid(over, batches.THROUGH, 26_844, replaces=over.repayments.get(), reason="录入有误。")
    late = batches.loan(cases.household("LX-009", "周小满", "19850909"), "HT-009", account="6217000099999999")
    batches.repaid(late, batches.THROUGH, 36_944)
    batches.repaid(late, SECOND, 48_555)
    return batches.drawn_up(day=date(2022, 6, 25), through=SECOND)


# 369.44 + 485.55 = 854.99


def annex_4(client: Client, batch: SubsidyBatch):
    answer = client.post(f"/subsidies/{batch.number}/annex-4.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True)["石门镇"]


def test_annex_4_applies_for_what_is_approved_booked_and_paid(client: Client):
    batch = first_and_second()
    sheet = annex_4(sign_in(client, Station.OFFICE), batch)
    texts = [row[0].value for row in sheet.iter_rows()]
    approved = batches.approved_later(batch)
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 7, 1)), source=Source.COUNTY, amount=1_000_000,
        on=date(2022, 7, 1), document="8号",
    )  # fmt: skip
    file = paying.make_file(actor=batches.second(Station.FINANCE), number=batch.number, source=Source.COUNTY)
    booked = Entry.objects.filter(voucher__noun="subsidybatch", voucher__key=str(batch.pk))

    assert "申请贴息金额合计（大写）：人民币捌佰伍拾肆元玖角玖分" in texts
    assert approved.to_pay == file.total == sum(each.amount for each in booked) == 85_499
    at = texts.index("多贴应退合计") + 1
    assert sheet[f"I{at}"].value == -101
    assert approved.to_take_back == 10_100


def test_annex_4_shows_the_interest_the_request_rests_on(client: Client):
    sheet = annex_4(sign_in(client, Station.TOWN), first_and_second())
    row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "周小满")

    assert (row[7], row[8], row[11]) == (854.99, 854.99, "含补交前期利息 369.44 元")


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")])
def test_annex_4_comes_as_what_its_name_says(client: Client, form: str, start: bytes):
    batches.paying_loan()
    batch = batches.drawn_up()

    answer = sign_in(client, Station.TOWN).post(f"/subsidies/{batch.number}/annex-4.{form}")

    assert answer.content.startswith(start)
    if form == "docx":
        table = Document(io.BytesIO(answer.content)).tables[0]
        assert table.rows[-1].cells[0].text == "申请贴息金额合计（大写）：人民币叁佰陆拾玖元肆角肆分"
    assert JournalLine.objects.get(action="导出附件4").facts["format"] == form


@pytest.mark.parametrize("paper", ["annex-4.exe", "annex-4.csv", "annex-3.xlsx", "lines/1/annex-3.exe"])
def test_a_form_there_is_not_is_not_found(client: Client, paper: str):
    batches.paying_loan()
    batch = batches.drawn_up()

    assert sign_in(client, Station.TOWN).post(f"/subsidies/{batch.number}/{paper}").status_code == 404


def requests_in(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_annex_3_of_a_line_says_what_was_paid_with_its_slips(client: Client):
    batch = first_and_second()
    number = batch.lines.get(loan__contract="HT-009").number

    answer = sign_in(client, Station.TOWN).post(f"/subsidies/{batch.number}/lines/{number}/annex-3.docx")

    document = Document(io.BytesIO(answer.content))
    told = "".join(paragraph.text for paragraph in document.paragraphs).replace(" ", "")
    assert "附件3" in told
    assert "申请人：周小满" in told
    assert "截止2022年6月20日共支付银行利息捌佰伍拾肆元玖角玖分（大写）（小写：￥854.99元）" in told
    slips = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert slips[1:3] == [["1", "2022年3月20日", "369.44"], ["2", "2022年6月20日", "485.55"]]
    line = JournalLine.objects.get(action="导出附件3")
    assert line.facts == {"number": batch.number, "line": number, "format": "docx"}


def test_annex_3_of_a_batch_has_a_page_for_each_household_that_asks(client: Client):
    batch = first_and_second()

    answer = sign_in(client, Station.TOWN).post(f"/subsidies/{batch.number}/annex-3.docx")

    names = [text for text in requests_in(answer.content) if text.startswith("申请人：")]
    assert len(names) == 1, "the line to be paid back asks for nothing"
    assert "周小满" in names[0]


def test_a_long_batch_comes_in_documents_of_some_households_each(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hudai.actions.subsidy_requests.AT_ONCE", 1)
    for number in (1, 2):
        batches.paying_loan(number)
    batch = batches.drawn_up()
    town, address = sign_in(client, Station.TOWN), f"/subsidies/{batch.number}/annex-3.docx"

    page = town.get(f"/subsidies/{batch.number}/").content.decode()
    parts = [town.post(address, {"part": part}) for part in ("1", "2", "3", "x")]

    assert "第 2—2 行" in page
    assert [each.status_code for each in parts] == [200, 200, 404, 404]
    assert all(requests_in(each.content).count("特此申请") == 1 for each in parts[:2])


def test_a_batch_that_pays_the_bank_has_no_requests(client: Client):
    day = date(2019, 12, 10)
    batches.loan(
        policy="shangcai-2019", rate=43_500, signed_on=day, disbursed_on=day, due_on=date(2020, 12, 10)
    )
    law = Law(policy_files.load("shangcai-2019"), batches.LAW.national)
    batch = draw_up(actor=batches.at(Station.TOWN), law=law, town=offices.town(), through=batches.THROUGH)
    town = sign_in(client, Station.TOWN)

    answers = [
        town.post(f"/subsidies/{batch.number}/{paper}") for paper in ("annex-3.pdf", "lines/1/annex-3.pdf")
    ]

    assert [each.status_code for each in answers] == [409, 409]
    assert "农户不用填写贴息申请" in answers[0].content.decode()
    for address in ("", "lines/1/"):
        assert "附件3" not in town.get(f"/subsidies/{batch.number}/{address}").content.decode()


def test_the_pages_offer_the_papers_to_desks_that_take_them_out(client: Client):
    batches.paying_loan()
    batch = batches.drawn_up()
    loan = batch.lines.get().loan_id
    pages = (f"/subsidies/{batch.number}/", f"/subsidies/{batch.number}/lines/1/", f"/loans/{loan}/")

    town = [sign_in(client, Station.TOWN).get(page).content.decode() for page in pages]
    regulator = [sign_in(client, Station.REGULATOR).get(page).content.decode() for page in pages]

    for form in ("docx", "pdf"):
        assert f"/subsidies/{batch.number}/annex-4.{form}" in town[0]
        assert f"/subsidies/{batch.number}/annex-3.{form}" in town[0]
        assert all(f"/subsidies/{batch.number}/lines/1/annex-3.{form}" in page for page in town[1:])
    assert not any("annex-" in page for page in regulator)


def overpaid(client: Client) -> tuple[SubsidyBatch, str]:
    """An approved batch with a line below zero, and its page for finance."""
    sign_in(client, Station.FINANCE)
    found = batches.paying_loan()
    batches.approved()
    batches.repaid(found, batches.THROUGH, 26_844, replaces=found.repayments.get(), reason="录入有误。")
    batch = batches.approved_later(batches.drawn_up(day=date(2022, 6, 25), through=SECOND))
    return batch, f"/subsidies/{batch.number}/"


def test_a_demand_without_its_reason_comes_back_open_and_says_so(client: Client):
    batch, page = overpaid(client)

    answer = client.post(f"{page}demand/", {"line_number": "1", "reason": " "})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert '<details class="inline-form" open><summary>登记追回</summary>' in said
    assert "field-error" in said
    assert not batch.lines.get().due > 0
    assert not batch.lines.get().demands.exists()


@pytest.mark.parametrize("amount", ["一千", "1000.145"])
def test_a_refund_that_is_no_amount_keeps_what_was_typed_and_says_what_is_wrong(client: Client, amount: str):
    batch, page = overpaid(client)
    actor = batches.at(Station.FINANCE, date(2022, 7, 15))
    demand = subsidy_clawback.demand(actor=actor, number=batch.number, line_number=1, reason="贷款已结清。")

    answer = client.post(
        f"{page}refund/",
        {"demand": demand.pk, "amount": amount, "source": "county", "received_on": "2022-07-16"},
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    assert '<details class="inline-form" open><summary>登记退回</summary>' in said
    assert f'value="{amount}"' in said
    assert 'value="2022-07-16"' in said
    assert "field-error" in said
    assert demand.refunds.count() == 0


def test_each_objection_has_its_own_form_and_only_the_wrong_one_is_open(client: Client):
    batches.paying_loan()
    batch = batches.published()
    raised = [
        subsidy.object_to(
            actor=batches.at(Station.OFFICE, date(2022, 3, 29)), number=batch.number, content=words,
            received_on=date(2022, 3, 29),
        )
        for words in ("金额有误。", "户主已外出。")
    ]  # fmt: skip

    answer = sign_in(client, Station.OFFICE).post(
        f"/subsidies/{batch.number}/objections/{raised[1].pk}/", {"answer-upheld": "yes", "answer-text": ""}
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    assert said.count("<summary>处理</summary>") == 2
    assert said.count(" open><summary>处理</summary>") == 1
    wrong = said[said.index(" open><summary>处理</summary>") :]
    assert wrong.index(f"objections/{raised[1].pk}/") < wrong.index("</form>")


def test_a_wrong_answer_of_the_bank_is_told_in_words_and_shows_nothing_of_the_sheet(client: Client):
    batches.paying_loan()
    batch = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 4, 1)), source=Source.COUNTY, amount=1_000_000,
        on=date(2022, 4, 1), document="8号",
    )  # fmt: skip
    paying.make_file(actor=batches.second(Station.FINANCE), number=batch.number, source=Source.COUNTY)
    client.force_login(batches.second(Station.FINANCE).officer)
    wrong = "借据号码,身份证号码\n1,500112198001010011\n".encode()

    answer = client.post(
        f"/subsidies/{batch.number}/files/1/sheet/", {"sheet-sheet": SimpleUploadedFile("x.csv", wrong)}
    )

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "回盘表有问题，没有登记" in said
    assert "行号" in said
    assert "Problem(" not in said
    assert "500112198001010011" not in said
    assert PayoutResult.objects.count() == 0
    assert JournalLine.objects.filter(facts__problems__gte=1).exists()


def test_a_batch_of_money_to_pay_back_alone_is_closed_in_the_browser(client: Client):
    batch, page = overpaid(client)

    before = client.get(page).content.decode()
    answer = client.post(f"{page}close/")

    assert "办结批次" in before
    assert "没有要拨付的行" in before
    assert "制作拨付文件" not in before.split("办理进度")[0]
    assert answer.status_code == 302
    assert SubsidyBatch.objects.get(pk=batch.pk).state == "closed"


def now_at(client: Client, number: str) -> str:
    """The step of the road a batch is at."""
    road = client.get(f"/subsidies/{number}/").context["road"]
    return next(str(step["title"]) for step in road if step["state"] == "now")


def test_a_batch_that_is_paid_offers_no_further_payment_file(client: Client):
    batches.paying_loan()
    batch = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 4, 1)), source=Source.COUNTY, amount=1_000_000,
        on=date(2022, 4, 1), document="8号",
    )  # fmt: skip
    second = batches.second(Station.FINANCE)
    paying.make_file(actor=second, number=batch.number, source=Source.COUNTY)
    client.force_login(second.officer)
    assert now_at(client, batch.number) == "拨付", "paying lasts until all arrived"
    paying.record_results(
        actor=second, number=batch.number, file_number=1,
        results=[paying.Result(1, paid=True, cause="", on=date(2022, 4, 8))],
    )  # fmt: skip
    assert now_at(client, batch.number) == "办结"

    page = client.get(f"/subsidies/{batch.number}/").content.decode()

    assert "办结批次" in page
    assert "还有 0 行" not in page


def test_a_state_reached_before_eight_is_of_that_day(client: Client):
    batches.paying_loan()
    batch = batches.drawn_up()
    early = datetime(2022, 3, 26, 7, 30, tzinfo=batches.SHANGHAI)
    head = batches.at(Station.TOWN_HEAD, date(2022, 3, 26))
    subsidy.check(actor=Actor(head.officer, head.posting, early), number=batch.number, opinion="无误。")

    page = sign_in(client, Station.TOWN).get("/subsidies/").content.decode()

    assert "2022-03-26" in page
    assert "2022-03-25" not in page


def test_the_page_of_a_line_adds_each_period_up(client: Client):
    batches.paying_loan()
    batch = batches.drawn_up()

    page = sign_in(client, Station.TOWN).get(f"/subsidies/{batch.number}/lines/1/").content.decode()

    # 50 000.00 × 70 days = 3 500 000.00 yuan·days; 36 944.44 fen.
    assert "本期小计，至 2022-03-20" in page
    assert "积数 3,500,000.00" in page
    assert "36944.44" in page
    assert "<strong>369.44 元</strong>" in page


def test_the_page_of_a_line_says_what_annex_4_says_of_it(client: Client):
    batch = first_and_second()
    number = batch.lines.get(loan__contract="HT-009").number

    page = sign_in(client, Station.TOWN).get(f"/subsidies/{batch.number}/lines/{number}/").content.decode()

    assert "854.99 元（含补交前期利息 369.44 元）" in page


def test_what_is_granted_stands_beside_the_name_and_the_lesser_columns_are_left_to_choose(client: Client):
    batches.paying_loan()
    batch = batches.drawn_up()

    page = sign_in(client, Station.TOWN).get(f"/subsidies/{batch.number}/").content.decode()
    head = page[page.index("<thead") : page.index("</thead>")]
    at = [head.index(label) for label in ("借款人", "本期应贴", "拨付", "应享受贴息", "合同号")]

    assert at == sorted(at)
    assert "年利率" not in head


def test_a_refused_answer_sheet_comes_back_with_its_wrong_cells_marked(client: Client):
    batches.paying_loan()
    batch = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 4, 1)), source=Source.COUNTY, amount=1_000_000,
        on=date(2022, 4, 1), document="8号",
    )  # fmt: skip
    paying.make_file(actor=batches.second(Station.FINANCE), number=batch.number, source=Source.COUNTY)
    client.force_login(batches.second(Station.FINANCE).officer)
    wrong = "行号,金额,结果,日期\n1,369.45,成功,2022-04-08\n2,1.00,成功,2022-04-08\n".encode()

    answer = client.post(
        f"/subsidies/{batch.number}/files/1/sheet/", {"sheet-sheet": SimpleUploadedFile("x.csv", wrong)}
    )

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "2 处要改，回盘表没有登记" in said
    assert "<b>B2</b>　第 1 行：金额 369.45 元，拨付文件是 369.44 元" in said
    assert "<b>A3</b>　第 2 行：这份拨付文件里没有这一行" in said
    assert PayoutResult.objects.count() == 0
    sheet = answer.context["sheet_told"][0].sheet
    copy = client.post("/marked-sheet/", {"sheet": sheet})
    book = openpyxl.load_workbook(io.BytesIO(copy.content))
    assert "369.45" in str(book.worksheets[1]["B2"].value)
    assert book.worksheets[1]["B2"].fill.fgColor.rgb.endswith("FFC7CE")
    assert JournalLine.objects.filter(facts__problems=2).exists()


def test_the_answer_to_another_file_is_refused_by_its_number_though_its_rows_would_fit(client: Client):
    batches.paying_loan()
    batch = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, date(2022, 4, 1)), source=Source.COUNTY, amount=1_000_000,
        on=date(2022, 4, 1), document="8号",
    )  # fmt: skip
    paying.make_file(actor=batches.second(Station.FINANCE), number=batch.number, source=Source.COUNTY)
    client.force_login(batches.second(Station.FINANCE).officer)
    page = f"/subsidies/{batch.number}/files/1/sheet/"

    def sent(named: str) -> HttpResponseBase:
        sheet = f"拨付文件 {named},,\n石门镇贴息资金拨付明细,,\n行号,结果,日期\n1,成功,2022-04-08\n".encode()
        return client.post(page, {"sheet-sheet": SimpleUploadedFile("x.csv", sheet)})

    wrong = sent("TX2022000009-1")

    assert wrong.status_code == 409
    assert f"是拨付文件 TX2022000009-1 的回盘，现在登记的是 {batch.number}-1" in wrong.content.decode()
    assert PayoutResult.objects.count() == 0
    assert sent(f"{batch.number}-1").status_code == 302
    assert PayoutResult.objects.count() == 1


def test_rows_that_came_back_are_typed_in_any_width_and_once():
    form = ResultsForm({"on": "2022-04-08", "returned": "３　户名不符\n12 已销户\n3：户名不符"})
    twice = ResultsForm({"on": "2022-04-08", "returned": "3 户名不符\n3 已销户"})

    assert form.is_valid()
    assert form.cleaned_data["returned"] == {3: "户名不符", 12: "已销户"}
    assert twice.errors["returned"] == ["第 3 行写了两个原因，请只留一条。"]


def test_drawing_up_again_says_how_far_the_batch_is_and_leads_to_it(client: Client):
    batches.paying_loan()
    today = timezone.localdate()
    last = ended(batches.LAW.policy, today)[0]
    asked = {"policy": "yubei-2021", "through": f"{last}", "towns": [offices.town().pk]}
    town = sign_in(client, Station.TOWN)

    first = town.post("/subsidies/draw-up/", asked, follow=True).content.decode()
    again = town.post("/subsidies/draw-up/", asked, follow=True).content.decode()
    batch = batches.approved_later(SubsidyBatch.objects.get())
    day = batches.at(Station.FINANCE, today + timedelta(days=15))
    receive_funds(actor=day, source=Source.COUNTY, amount=1_000_000, on=day.today, document="8号")
    cashier = replace(batches.second(Station.FINANCE), at=day.at)
    paying.make_file(actor=cashier, number=batch.number, source=Source.COUNTY)
    late = town.post("/subsidies/draw-up/", asked, follow=True).content.decode()

    link = f'<a href="/subsidies/{batch.number}/">{batch.number}</a>'
    assert "1 个镇的批次可以核对了" in first
    assert f"石门镇这一期已有批次 {link}，现在“已生成，待镇核对”，没有重新生成。要重新生成的" in again
    assert f"石门镇这一期已有批次 {link}，现在“拨付中”，没有重新生成。批准以后不能再改" in late
    assert "可以核对了" not in again + late
    assert SubsidyBatch.objects.count() == 1
