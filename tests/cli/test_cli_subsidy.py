"""A quarter's subsidy by command: each step by its own officer, and what is refused to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

import made_batches as batches
import made_offices as offices
from clerks_desk import Desk, Ran
from hudai.actions import subsidy_clawback as clawbacks
from hudai.actions.budget import receive_funds
from hudai.records.models import (
    BatchStep,
    Demand,
    JournalLine,
    Officer,
    PayoutResult,
    Refund,
    Region,
    Repayment,
    Source,
    Station,
    SubsidyBatch,
    SubsidyLine,
)
from made_sheets import write_csv

pytestmark = pytest.mark.django_db

REPAYMENTS = ("合同号", "还款日期", "归还本金（元）", "归还利息（元）", "罚息（元）")
As = Callable[..., Ran]
NOW = timezone.now


def turn_to(day: date) -> None:
    """From now on it is ten o'clock of that day; the fixture turns the clock back."""
    at = batches.at(Station.TOWN, day, hour=10).at
    timezone.now = lambda: at.astimezone(UTC)


@pytest.fixture(autouse=True)
def by_script(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> None:
    """The password stands in the environment, and the clock can be turned."""
    monkeypatch.setenv("HUDAI_PASSWORD", offices.PASSWORD)
    monkeypatch.setattr(timezone, "now", NOW)
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def county() -> None:
    """Two loans of 石门镇, and the desks a quarter passes; nothing was paid yet."""
    for number in (1, 2):
        paid = batches.paying_loan(number)
        assert paid.repayments.count() == 1
    for station in (Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.FINANCE):
        if not Officer.objects.filter(username=str(station)):
            offices.posted(station)
    batches.second(Station.FINANCE)


@pytest.fixture
def say(desk: Desk) -> Callable[..., Ran]:
    """``hudai …`` as typed by an officer."""
    return lambda who, *words: desk.run(*words, "--as", who)


def drawn_up() -> str:
    turn_to(date(2022, 3, 25))
    return batches.drawn_up().number


@pytest.mark.usefixtures("county")
def test_a_quarter_runs_from_the_bank_s_sheet_to_annex_4_by_six_people(say: As, tmp_path: Path):
    third = batches.loan(
        batches.cases.household("LX-009", "周小满", "19850909"), "HT-009", account="6217000099999999"
    )
    sheet = write_csv(tmp_path / "还款.csv", [REPAYMENTS, ("HT-009", "2022-03-20", "0", "369.44", "")])
    turn_to(date(2022, 3, 25))
    options = ("--bank", "云坪农商行", "--kind", "还款明细", "--as-of", "2022-03-20")
    read = say("branch", "returns", "hand-in", sheet, *options)
    assert read.code == 0, read.err
    assert "新增 1，有变化 0，一致 0，错行 0" in read.out
    assert "归还利息 369.44 元" in read.out
    assert not Repayment.objects.filter(loan=third).exists()
    taken = say("branch", "returns", "confirm", read.out.split("第 ")[1].split(" ")[0])
    assert "已导入：新增 1" in taken.out, taken.err
    assert Repayment.objects.get(loan=third).came_with is not None

    drawn = say("town", "subsidy", "draw-up", "--town", "石门镇", "--through", "2022-03-20")
    number = SubsidyBatch.objects.get().number
    assert f"批次 {number}：石门镇" in drawn.out, drawn.err
    assert "3 笔，应贴 1,108.32 元" in drawn.out.replace("1108.32", "1,108.32")
    assert say("town_head", "subsidy", "check", number, "--opinion", "核对无误").code == 0
    turn_to(date(2022, 3, 28))
    assert say("office", "subsidy", "review", number).code == 0
    assert "公示到 2022-04-06 为止" in say("office", "subsidy", "publish", number).out
    turn_to(date(2022, 4, 7))
    assert say("finance", "subsidy", "approve", number).code == 0
    day = batches.at(Station.FINANCE, date(2022, 4, 7))
    receive_funds(actor=day, source=Source.COUNTY, amount=1_000_000, on=day.today, document="8号")
    made = say(
        "finance2", "subsidy", "payment-file", number, "--source", "区县级", "--out", tmp_path / "拨付"
    )
    assert made.code == 0, made.err
    answered = filled_in(tmp_path / "拨付" / f"拨付明细 {number}-1.xlsx", on="2022-04-07")
    told = say("finance2", "subsidy", "results", number, answered, "--file-number", "1")
    assert told.out.strip() == "已登记：到账 3 行，退回 0 行。", told.err
    assert "已办结" in say("finance2", "subsidy", "close", number).out

    out = tmp_path / "附件"
    written = say("office", "subsidy", "papers", number, "--out", out)
    assert written.code == 0, written.err
    assert sorted(each.name for each in out.iterdir()) == [
        f"贴息公示 石门镇 {number}.pdf",
        f"附件3 石门镇 {number}.docx",
        f"附件3 石门镇 {number}.pdf",
        f"附件4 石门镇 {number}.docx",
        f"附件4 石门镇 {number}.pdf",
        f"附件4 石门镇 {number}.xlsx",
    ]
    proved = say("town", "subsidy", "rederive", number)
    assert (proved.code, proved.out.count("✓")) == (0, 3)
    shown = say("town", "subsidy", "show", number).out
    assert "周小满" in shown
    assert "财政批准" in shown
    sheet_of_line = say("town", "subsidy", "show", number, "--line", "1").out
    assert "2022-01-10  2022-03-20    70" in sheet_of_line
    assert "36944.44" in sheet_of_line
    assert SubsidyBatch.objects.get().state == "closed"
    assert BatchStep.objects.values("officer").distinct().count() == 5


def filled_in(path: Path, *, on: str) -> Path:
    """The paying bank's answer: everything arrived."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if row[0].value == "行号")
    places = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        if isinstance(row[0].value, int):
            sheet.cell(row[0].row, places["结果"], "成功")
            sheet.cell(row[0].row, places["日期"], on)
    answer = path.with_name("回盘表.xlsx")
    book.save(answer)
    return answer


@pytest.mark.usefixtures("county")
def test_a_wrong_password_opens_nothing_and_five_lock_the_name(say: As, monkeypatch: pytest.MonkeyPatch):
    number = batches.drawn_up().number
    monkeypatch.setenv("HUDAI_PASSWORD", "Qingshan-2025")
    tries = [say("town_head", "subsidy", "check", number) for _ in range(5)]
    monkeypatch.setenv("HUDAI_PASSWORD", offices.PASSWORD)
    locked = say("town_head", "subsidy", "check", number)

    assert [each.code for each in (*tries, locked)] == [1] * 6
    assert "登录名或密码不对" in tries[0].err
    assert "账号已锁定" in locked.err
    assert SubsidyBatch.objects.get().state == "drawn_up"
    assert JournalLine.objects.filter(action="密码错误").count() == 5
    assert JournalLine.objects.filter(action="登录名锁定").count() == 1


@pytest.mark.usefixtures("county")
def test_the_second_factor_is_asked_for_where_it_is_on(say: As, monkeypatch: pytest.MonkeyPatch):
    number = drawn_up()
    head = Officer.objects.get(username="town_head")
    device = TOTPDevice.objects.create(user=head, name="手机验证码", confirmed=True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "000000")
    wrong = say("town_head", "subsidy", "check", number)
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    # The device goes by the machine's own clock, which is not the one the test has turned.
    code = f"{totp(device.bin_key):06d}"
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: code)
    right = say("town_head", "subsidy", "check", number)

    assert (wrong.code, right.code) == (1, 0), right.err
    assert "验证码不对" in wrong.err
    assert JournalLine.objects.filter(action="验证码错误", noun="officer").count() == 1


@pytest.mark.usefixtures("county")
def test_a_step_of_another_desk_is_refused_and_written_down(say: As):
    number = drawn_up()
    tried = say("town", "subsidy", "check", number)

    assert tried.code == 1
    assert "这一步由镇负责人办理" in tried.err
    assert SubsidyBatch.objects.get().state == "drawn_up"
    line = JournalLine.objects.get(action="越权操作被拒绝")
    assert (line.officer, line.facts["number"]) == (Officer.objects.get(username="town"), number)


@pytest.mark.usefixtures("county")
def test_an_officer_of_two_desks_says_which(say: As):
    number = drawn_up()
    offices.post(Officer.objects.get(username="town"), Station.TOWN_HEAD)
    unsaid = say("town", "subsidy", "show", number)
    not_theirs = say("town", "subsidy", "check", number, "--desk", "财政部门")
    said = say("town", "subsidy", "show", number, "--desk", "石门镇镇经办")

    assert (unsaid.code, not_theirs.code) == (2, 1)
    assert "请用 --desk 写明" in unsaid.err
    assert "您没有“财政部门”这个岗位" in not_theirs.err
    assert said.code == 0, said.err
    assert SubsidyBatch.objects.get().state == "drawn_up"


@pytest.mark.usefixtures("county")
def test_another_town_is_not_yours_to_draw_up_or_to_see(say: As):
    turn_to(date(2022, 3, 25))
    Region.objects.create(
        level=Region.Level.TOWN, name="杉木镇", parent=offices.county(), since=offices.SINCE
    )
    drawn = say("town", "subsidy", "draw-up", "--town", "杉木镇", "--through", "2022-03-20")
    seen = say("town", "subsidy", "show", "TX2022000099")

    assert (drawn.code, seen.code) == (1, 1)
    assert "这个镇不归您办理" in drawn.err
    assert "没有找到批次 TX2022000099" in seen.err
    assert not SubsidyBatch.objects.exists()


@pytest.mark.usefixtures("county")
def test_a_batch_that_is_not_at_that_step_stays_where_it_is(say: As):
    number = drawn_up()
    told = [say("office", "subsidy", step, number) for step in ("review", "publish")]
    told += [say("finance", "subsidy", "approve", number)]

    assert [each.code for each in told] == [1, 1, 1]
    assert all("不能这样办理" in each.err for each in (told[0], told[2]))
    assert SubsidyBatch.objects.get().state == "drawn_up"
    assert BatchStep.objects.count() == 1


@pytest.mark.usefixtures("county")
def test_who_approved_does_not_pay_and_the_bank_s_wrong_answer_is_not_taken(say: As, tmp_path: Path):
    number = batches.approved().number
    turn_to(date(2022, 4, 8))
    day = batches.at(Station.FINANCE, date(2022, 4, 7))
    receive_funds(actor=day, source=Source.COUNTY, amount=1_000_000, on=day.today, document="8号")
    words = ("subsidy", "payment-file", number, "--source", "区县级", "--out", tmp_path / "拨付")
    own = say("finance", *words)
    assert own.code == 1
    assert "要由另一位工作人员办理" in own.err
    assert not (tmp_path / "拨付").exists()

    assert say("finance2", *words).code == 0
    early = filled_in(tmp_path / "拨付" / f"拨付明细 {number}-1.xlsx", on="2022-04-01")
    told = say("finance2", "subsidy", "results", number, early, "--file-number", "1")
    assert told.code == 1
    assert told.err.count("不在制表日到今天之间") == 2
    assert not PayoutResult.objects.exists()
    assert say("finance2", "subsidy", "close", number).code == 1


@pytest.mark.usefixtures("county")
def test_an_upheld_objection_means_the_batch_is_dropped(say: As):
    number = batches.published().number
    turn_to(date(2022, 3, 30))
    words = ("--content", "金额有误", "--received-on", "2022-03-29", "--line", "1")
    objected = say("office", "subsidy", "object", number, *words)
    assert objected.code == 0, objected.err
    which = objected.out.split("编号 ")[1].split("，")[0]
    assert say("office", "subsidy", "answer", number, which, "--upheld", "--text", "还款登记错了").code == 0
    turn_to(date(2022, 4, 8))
    assert "有公示异议成立" in say("finance", "subsidy", "approve", number).err
    assert say("office", "subsidy", "drop", number, "--reason", "还款登记错了").code == 0
    assert SubsidyBatch.objects.get().state == "dropped"
    assert "作废" in say("town", "subsidy", "list").out


def test_what_is_missing_is_named(desk: Desk):
    told = desk.run("subsidy", "check")

    assert told.code == 2
    assert "批次号" in told.err
    assert "--as" in told.err


@pytest.mark.usefixtures("county")
def test_a_row_that_came_back_after_it_arrived_is_entered_by_the_other_officer(say: As, tmp_path: Path):
    batch = batches.approved()
    finance = batches.at(Station.FINANCE, date(2022, 4, 7))
    receive_funds(
        actor=finance, source=Source.COUNTY, amount=100_000, on=finance.today, document="云财农〔2022〕8号"
    )
    turn_to(date(2022, 4, 8))
    words = ("subsidy", "payment-file", batch.number, "--source", "区县级", "--out", tmp_path / "拨付")
    assert say("finance2", *words).code == 0
    answer = filled_in(tmp_path / "拨付" / f"拨付明细 {batch.number}-1.xlsx", on="2022-04-08")
    words = ("subsidy", "results", batch.number, answer, "--file-number", "1")
    assert say("finance2", *words).code == 0
    turn_to(date(2022, 4, 11))
    words = (
        "subsidy",
        "came-back",
        batch.number,
        "--file-number",
        "1",
        "--line",
        "2",
        "--cause",
        "帐户已销户",
    )

    assert "另一位工作人员" in say("finance2", *words).err
    done = say("finance", *words)

    assert (done.code, "第 2 行已登记退回" in done.out) == (0, True)
    assert PayoutResult.objects.filter(came_back__cause="帐户已销户").count() == 1


@pytest.fixture
def too_much(county: None, say: As, tmp_path: Path) -> SubsidyLine:
    """A line of 101.00 yuan too much in 石门镇's second batch, approved.

    369.44 yuan were granted and paid in the first quarter; the slip corrected later earned 268.44.
    """
    batch = batches.approved()
    april = batches.at(Station.FINANCE, date(2022, 4, 7))
    receive_funds(actor=april, source=Source.COUNTY, amount=100_000, on=april.today, document="8号")
    turn_to(date(2022, 4, 8))
    words = ("subsidy", "payment-file", batch.number, "--source", "区县级", "--out", tmp_path / "拨付")
    assert say("finance2", *words).code == 0
    answer = filled_in(tmp_path / "拨付" / f"拨付明细 {batch.number}-1.xlsx", on="2022-04-08")
    assert say("finance2", "subsidy", "results", batch.number, answer, "--file-number", "1").code == 0
    loan = batch.lines.get(number=1).loan
    batches.repaid(loan, batches.THROUGH, 26_844, replaces=loan.repayments.get(), reason="录入有误。")
    later = batches.approved_later(batches.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    turn_to(date(2022, 7, 16))
    return later.lines.get(loan=loan)


@pytest.fixture
def asked_back(too_much: SubsidyLine) -> tuple[Demand, Refund]:
    """The 101.00 yuan asked back and 40.00 of them come back, entered by finance on 2022-07-15."""
    july, number = batches.at(Station.FINANCE, date(2022, 7, 15)), too_much.batch.number
    asked = clawbacks.demand(actor=july, number=number, line_number=too_much.number, reason="贷款已结清。")
    back = clawbacks.record_refund(
        actor=july, demand_id=asked.pk, amount=4_000, source=Source.COUNTY, received_on=july.today
    )
    return asked, back


def test_money_is_asked_back_and_taken_in_by_command(say: As, too_much: SubsidyLine):
    number = too_much.batch.number
    demand = ("subsidy", "demand", number, "--line", str(too_much.number), "--reason")

    asked = say("office", *demand, "贷款已结清")
    found = Demand.objects.get()
    refund = ("subsidy", "refund", number, str(found.pk), "--source", "区县级", "--amount")
    first, rest = say("finance", *refund, "40"), say("finance", *refund, "６１．００", "--on", "2022-07-16")

    assert (asked.code, asked.out.strip()) == (
        0, f"已登记追回 101.00 元，编号 {found.pk}；收到退回款时用这个编号登记。"
    )  # fmt: skip
    assert (first.code, "已登记退回 40.00 元" in first.out, "还差 61.00 元" in first.out) == (0, True, True)
    assert (rest.code, "已全部退回" in rest.out) == (0, True), rest.err
    assert [(each.amount, each.source, each.received_on) for each in Refund.objects.order_by("pk")] == [
        (4_000, "county", date(2022, 7, 16)),
        (6_100, "county", date(2022, 7, 16)),
    ]


def test_what_cannot_be_asked_back_or_taken_in_by_command_is_refused_in_words(say: As, too_much: SubsidyLine):
    number, other = too_much.batch.number, SubsidyBatch.objects.order_by("pk")[0].number
    demand = ("subsidy", "demand", number, "--line", str(too_much.number), "--reason")
    unsaid, by_town = say("office", *demand, " "), say("town", *demand, "多贴")
    paid = say("office", "subsidy", "demand", other, "--line", "1", "--reason", "多贴")
    assert Demand.objects.count() == 0
    assert say("office", *demand, "多贴").code == 0
    again = say("finance", *demand, "多贴")
    key = str(Demand.objects.get().pk)
    refund = ("subsidy", "refund", number, key, "--source", "区县级", "--amount")
    tries = [say("finance", *refund, fen) for fen in ("一百元", "1.005", "101.01")]
    elsewhere = say("finance", "subsidy", "refund", other, key, "--source", "区县级", "--amount", "1")
    by_office = say("office", *refund, "1")

    told = (unsaid, by_town, paid, again, *tries, elsewhere, by_office)
    assert [each.code for each in told] == [1, 1, 1, 1, 2, 2, 1, 1, 1]
    words = (
        "请写明追回的原因", "办理", "不是多贴", "已经登记追回", "最多两位小数", "最多两位小数",
        "还没退回的 101.00 元", f"批次 {other} 没有编号 {key} 的追回", "财政部门",
    )  # fmt: skip
    assert [part in each.err for part, each in zip(words, told, strict=True)] == [True] * len(words)
    assert Refund.objects.count() == 0


def test_money_asked_back_and_come_back_in_error_is_reversed_by_the_other_officer(
    say: As, asked_back: tuple[Demand, Refund]
):
    asked, back = asked_back
    number = asked.line.batch.number
    shown = say("finance2", "subsidy", "show", number).out
    assert f"追回 {asked.pk}（第 {asked.line.number} 行，2022-07-15）：101.00 元——贷款已结清。" in shown
    assert f"退回 {back.pk}（追回 {asked.pk}，2022-07-15）：40.00 元" in shown
    undo_demand = ("subsidy", "reverse-demand", number, str(asked.pk), "--reason", "贷款没有结清，应当抵扣")
    undo_refund = ("subsidy", "reverse-refund", number, str(back.pk), "--reason", "记成了别人的款")

    own = [say("finance", *words) for words in (undo_demand, undo_refund)]
    early = say("finance2", *undo_demand)
    gone = say("finance2", *undo_refund)
    done = say("finance2", *undo_demand)
    again = say("finance2", *undo_demand)

    assert [each.code for each in own] == [1, 1]
    assert all("冲销要由另一位工作人员办理" in each.err for each in own)
    assert (early.code, "请先冲销退回款" in early.err) == (1, True)
    assert (gone.code, gone.out.strip()) == (0, "退回 40.00 元已冲销，可以重新登记。"), gone.err
    assert (done.code, "追回 101.00 元已冲销，这一行留待抵扣" in done.out) == (0, True), done.err
    assert (again.code, "已经冲销" in again.err) == (1, True)
    assert [each.reason for each in Demand.objects.filter(void=True)] == ["贷款没有结清，应当抵扣"]
    assert [each.reason for each in Refund.objects.filter(void=True)] == ["记成了别人的款"]
    told = say("town", "subsidy", "show", number).out
    assert "已冲销：贷款没有结清，应当抵扣" in told
    assert "已冲销：记成了别人的款" in told
    assert JournalLine.objects.filter(action="越权操作被拒绝").count() == 2


def test_a_reversal_names_a_demand_or_refund_of_that_very_batch_and_is_finance_s(
    say: As, asked_back: tuple[Demand, Refund]
):
    asked, back = asked_back
    number, other = asked.line.batch.number, SubsidyBatch.objects.order_by("pk")[0].number
    demand = ("subsidy", "reverse-demand", other, str(asked.pk), "--reason", "追错了")
    refund = ("subsidy", "reverse-refund", other, str(back.pk), "--reason", "记错了")
    elsewhere = [say("finance2", *words) for words in (demand, refund)]
    by_town = say("town", "subsidy", "reverse-refund", number, str(back.pk), "--reason", "记错了")
    unsaid = say("finance2", "subsidy", "reverse-refund", number, str(back.pk), "--reason", " ")

    assert [each.code for each in (*elsewhere, by_town, unsaid)] == [1] * 4
    assert f"批次 {other} 没有编号 {asked.pk} 的追回" in elsewhere[0].err
    assert f"批次 {other} 没有编号 {back.pk} 的退回款" in elsewhere[1].err
    assert "财政部门" in by_town.err
    assert "请写明冲销的原因" in unsaid.err
    assert not Demand.objects.filter(void=True).exists()
    assert not Refund.objects.filter(void=True).exists()
