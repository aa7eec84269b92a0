"""The result page of the demonstration: one HTML file without anything from outside.

It shows the head figures, the towns, one loan's worksheet in words, what the audit found, what each
file is, and how to do the same with one's own sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import polars as pl

from hudai.core.clauses import Document
from hudai.core.detection import LABELS
from hudai.core.findings import Level
from hudai.core.policy import Policy
from hudai.core.words import yuan
from hudai.demo import shipped, story
from hudai.demo.explained import ExplainedLine, explained, telling_loan
from hudai.demo.page_style import STYLE
from hudai.demo.story import Story, ratio

LEVELS = {Level.HARD: "不符合", Level.PRINCIPLE: "原则上不符合", Level.ADVICE: "提示"}
FILES = (
    (f"{story.SETTLED}/附件4.xlsx", "贴息申报汇总表，每镇一张，可直接打印签字"),
    (f"{story.SETTLED}/附件4.pdf", "同一份汇总表的 PDF"),
    (f"{story.SETTLED}/settlement.csv", "每笔贷款：应贴、已付利息、已贴、本期应付（单位：分）"),
    (f"{story.SETTLED}/worksheet.csv", "计算底稿：每笔贷款逐段的天数、余额、可贴本金、利率和不贴的原因"),
    (f"{story.SETTLED}/findings.csv", "核查发现，带条款和涉及金额"),
    (f"{story.REGISTERED}/附件5.xlsx", "发放台账，每家银行一张"),
    (f"{story.REGISTERED}/standing.csv", "每笔贷款的余额、逾期天数、五级分类"),
    (f"{story.REGISTERED}/areas.csv", "全县、各镇、各村、各银行的逾期率和不良率"),
    (f"{story.SCREENED}/审查意见书.pdf", "每件申请一页，写明结论、条款和怎么补"),
    (f"{story.SCREENED}/findings.csv", "每件申请对照每条规则的结论"),
    (f"{story.SHEETS}/{shipped.LOAN_SHEET}", "读入的贷款明细：有标题行、合并表头、合计行，三种日期写法"),
    (f"{story.SHEETS}/{shipped.REPAYMENT_SHEET}", "读入的还款明细"),
    (f"{story.SHEETS}/{shipped.STOP_SHEET}", "读入的停止贴息表"),
    (f"{story.SHEETS}/{shipped.GRANTED_SHEET}", "读入的已批贴息表"),
    (f"{story.SHEETS}/{shipped.APPLICATION_SHEET}", "读入的申请明细"),
)
"""What lies in the result folder, and what each is."""

HOW_TO = f"""\
hudai settle --policy {shipped.POLICY} --through {shipped.THROUGH} \\
    --loans 贷款明细.xlsx --repayments 还款明细.csv --out 结果
hudai register --policy {shipped.POLICY} --as-of {shipped.AS_OF} \\
    --loans 贷款明细.xlsx --repayments 还款明细.csv --out 台账
hudai screen --policy {shipped.POLICY} --applications 申请明细.xlsx --out 审查"""


def result_page(told: Story, policy: Policy, document: Document) -> str:
    """The page as HTML."""
    parts = [_figures(told), _verdicts(told), _towns(told), _worksheet(told, policy, document)]
    parts += [_findings(told, document), _files(), _how_to()]
    title = "户贷通：试用结果"
    lead = (
        f"依据《{escape(policy.title)}》，把 {told.lines['bank'].n_unique()} 家银行的表读进来，"
        f"结算贴息到 {shipped.THROUGH}，编制台账到 {shipped.AS_OF}。人、村、银行和金额都是虚构的。"
    )
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
            f"<header><div><h1>{title}</h1><p>{lead}</p></div></header>\n<main>",
            *parts,
            f"<footer>规则版本 {policy.digest[:16]}　每个数字都能在计算底稿里找到出处</footer>",
            "</main>\n</body>\n</html>\n",
        ]
    )


def _figures(told: Story) -> str:
    paid, back = told.to_pay, told.clawback
    county = told.county
    overdue = f"逾期本金 {yuan(county['overdue_fen'] or 0)} 元"
    bad = f"不良贷款 {yuan(county['npl_fen'] or 0)} 元"
    cards = [
        ("应贴", yuan(told.total("entitled_fen")), "元", "放款以来按规则应享受的贴息", ""),
        ("已贴", yuan(told.total("granted_fen")), "元", f"到 {shipped.GRANTED_THROUGH} 已批的贴息", ""),
        (
            "本期应付",
            yuan(paid[1]),
            "元",
            f"{paid[0]} 笔；另有多贴应退 {back[0]} 笔 {yuan(back[1])} 元",
            "key",
        ),
        ("贷款余额", yuan(county["balance_fen"] or 0), "元", f"{county['loans']} 笔有余额", ""),
        ("逾期率", ratio(county["overdue_ppm"]), "", overdue, ""),
        ("不良率", ratio(county["npl_ppm"]), "", bad, ""),
    ]
    return '<div class="figures">' + "".join(_card(*card) for card in cards) + "</div>"


def _card(label: str, figure: str, unit: str, note: str, kind: str) -> str:
    unit = f'<span class="unit">{unit}</span>' if unit else ""
    words = f"<span>{label}</span><b>{figure}{unit}</b><small>{escape(note)}</small>"
    return f'<div class="figure {kind}">{words}</div>'


def _verdicts(told: Story) -> str:
    items = "".join(f"<li>{label}<b>{count}</b></li>" for label, count in told.outcomes.items())
    asked = sum(told.outcomes.values())
    lead = f"{asked} 件申请逐条对照政策；空着的格子是“还不知道”，列为待补材料，不当作“没有”。"
    return _section("申请审查", lead, f'<ul class="verdicts">{items}</ul>')


def _towns(told: Story) -> str:
    rows = [
        [
            escape(row["town"]), str(row["lent"]), str(row["loans"] or 0), yuan(row["balance_fen"] or 0),
            _or_dash(row["overdue_ppm"]), _or_dash(row["npl_ppm"]), str(row["due_loans"]),
            _money(row["due_fen"]),
        ]
        for row in told.towns.iter_rows(named=True)
    ]  # fmt: skip
    county = told.county
    total = [
        "合计", str(told.lines.height), str(county["loans"]), yuan(county["balance_fen"] or 0),
        ratio(county["overdue_ppm"]), ratio(county["npl_ppm"]),
        str(int(told.towns["due_loans"].sum())), yuan(told.total("due_fen")),
    ]  # fmt: skip
    heads = ("镇", "贷款笔数", "有余额", "贷款余额（元）", "逾期率", "不良率", "本期笔数", "本期贴息（元）")
    table = _table(heads, rows, ["fixed", *["num"] * 7], total)
    return _section("各镇情况", "按贷款余额从多到少。本期贴息已减去多贴应退。", table)


def _or_dash(ppm: int | None) -> str:
    return ratio(ppm) if ppm else f'<span class="none">{ratio(ppm)}</span>'


def _money(fen: int) -> str:
    return f'<span class="back">{yuan(fen)}</span>' if fen < 0 else yuan(fen)


def _worksheet(told: Story, policy: Policy, document: Document) -> str:
    contract = telling_loan(told.worksheet)
    line = told.lines.filter(pl.col("contract") == contract).row(0, named=True)
    lines = explained(told.worksheet, contract, policy, document)
    rows = [cells for each in lines for cells in _stretch(each)]
    stretches = told.worksheet.filter(pl.col("contract") == contract).height
    lead = (
        f"合同 {contract}，{escape(line['town'])}{escape(line['borrower'])}，"
        f"借款 {yuan(line['principal'])} 元。"
        f"应贴 {yuan(line['entitled_fen'])} 元，已付利息 {yuan(line['paid_fen'])} 元，"
        f"已贴 {yuan(line['granted_fen'])} 元，本期应付 {yuan(line['due_fen'])} 元。"
        f"底稿共 {stretches} 段，这里列出 {len(lines)} 段；"
        "起算日计息，止日不计息，四舍五入每个结息期只做一次。"
    )
    heads = ("起", "止（不含）", "天数", "余额（元）", "可贴本金（元）", "贴息（元）", "怎么来的", "条款")
    kinds = ["fixed", "fixed", "num", "num", "num", "num", "long", "fixed"]
    return _section("一笔贷款的账是怎么算出来的", lead, _table(heads, rows, kinds))


def _stretch(each: ExplainedLine) -> list[list[str]]:
    """The row of one stretch, after one that says how many before it are not shown."""
    amount = each.amount or '<span class="none">—</span>'
    clause = f'<span class="tag">{each.clause}</span>'
    days = str(each.days)
    cells = [each.since, each.until, days, each.balance, each.covered, amount, escape(each.why), clause]
    gap = [["……", "", "", "", "", "", f'<span class="none">中间 {each.left_out} 段略</span>', ""]]
    return [*(gap if each.left_out else []), cells]


def _findings(told: Story, document: Document) -> str:
    rows = []
    for row in told.findings.iter_rows(named=True):
        clause = document.clause(row["clause"])
        level = f'<span class="tag {row["level"]}">{LEVELS[Level(row["level"])]}</span>'
        place = f'<span class="tag">{clause.place if clause else escape(row["clause"])}</span>'
        rows.append(
            [
                row["contract"], escape(row["borrower"]), LABELS.get(row["rule"], row["rule"]), level,
                escape(row["message"]), yuan(row["stake_fen"] or 0), place,
            ]
        )  # fmt: skip
    heads = ("合同号", "借款人", "项目", "程度", "发现了什么", "涉及金额（元）", "条款")
    table = _table(heads, rows, ["fixed", "fixed", "fixed", "fixed", "long", "num", "fixed"])
    lead = f"写法没错、但和政策不合的贷款照规则计算，另列出来请人核实，共 {told.findings.height} 条。"
    return _section("核查发现", lead, table)


def _files() -> str:
    items = "".join(
        f'<li><a href="{escape(path)}">{escape(path)}</a><span>{escape(what)}</span></li>'
        for path, what in FILES
    )
    return _section("文件都在哪里", "点文件名打开。", f'<ul class="files">{items}</ul>')


def _how_to() -> str:
    words = (
        "<p>把自己的表放在同一个文件夹，打开命令行执行下面的命令（换成自己的文件名和日期）。"
        "表头叫法不同、有标题行和合计行都能认；有问题的格子会一次全部列出，写明在哪一格、该怎么改。"
        "其他政策用 hudai policies 查看。</p>"
    )
    return f"<section><h2>用自己的表</h2>{words}<pre>{escape(HOW_TO)}</pre></section>"


def _section(title: str, lead: str, content: str) -> str:
    return f"<section><h2>{title}</h2><p>{lead}</p>{content}</section>"


def _table(
    heads: Iterable[str], rows: Iterable[Sequence[str]], kinds: Sequence[str], total: Sequence[str] = ()
) -> str:
    """A table whose cells are HTML already; ``kinds`` are the columns' classes."""

    def cells(row: Iterable[str], tag: str) -> str:
        return "".join(f'<{tag} class="{kind}">{cell}</{tag}>' for cell, kind in zip(row, kinds, strict=True))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    last = f'<tr class="total">{cells(total, "td")}</tr>' if total else ""
    return (
        f'<div class="scroll"><table><thead><tr>{cells(heads, "th")}</tr></thead>'
        f"<tbody>{body}{last}</tbody></table></div>"
    )
