"""What is the matter with one cell and what to write instead, in the words of a helpful colleague.

Only the cells :mod:`hudai.documents.cells` could not take come here, one by one; so this is plain
Python and may look at a cell as long as it likes.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from hudai.core.identity import fault, mask
from hudai.documents.header import WAN
from hudai.documents.layout import Column, Kind
from hudai.documents.tabs import BROKEN_VALUES, UNCALCULATED

LONGEST_SHOWN = 40
_ID_LIKE = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?!\d)")
_CHINESE_NUMBER = re.compile(
    r"^[一二三四五六七八九十两〇零壹贰叁肆伍陆柒捌玖拾百佰千仟万萬亿点半\d.]+[元圆整]*$"
)
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE][+-]?\d+$")


def shown(text: str, column: Column | None = None) -> str:
    """A cell as problem lists show it: shortened to 40 characters, ID numbers masked."""
    if column is not None and column.kind is Kind.ID_NUMBER and sum(map(str.isdigit, text)) >= 10:
        return mask("".join(text.split()))
    text = " ".join(text.split())
    text = _ID_LIKE.sub(lambda found: mask(found[0]), text)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def empty(column: Column) -> str:
    """For a cell that must be filled and is not."""
    return f"“{_name(column)}”不能空着，请填写{_EXAMPLES.get(column.kind, '')}。"


def remedy(column: Column, text: str, *, number: bool, unit: str) -> str:
    """For a cell that holds something that cannot be taken.

    ``text``: the cell, tidied.  ``number``: whether it was typed as a number.
    """
    if text == UNCALCULATED:
        return "公式没有算出的值，请把文件在表格软件里打开、保存一次，或直接填写数值。"
    if text in BROKEN_VALUES:
        return f"公式出错，显示为 {text}，请改正公式，或直接填写内容。"
    match column.kind:
        case Kind.MONEY:
            return _money(column, text, unit)
        case Kind.RATE:
            return _rate(text)
        case Kind.DATE:
            return _day(text)
        case Kind.ID_NUMBER:
            return _id_number(text, number=number)
        case Kind.INTEGER:
            return _integer(column, text)
        case Kind.YES_NO:
            return "请填“是”或“否”；还不知道的，留空。"
        case Kind.CHOICE:
            return f"请从这些里面选一个填写：{'、'.join(_choices(column))}。"
        case Kind.TEXT:
            return (
                f"“{_name(column)}”被表格软件当成数字，末尾几位可能已经丢失。"
                "请把该列设为“文本”格式，再重新填写。"
            )


_EXAMPLES = {
    Kind.DATE: "日期，如 2022-03-05",
    Kind.MONEY: "金额，如 50000",
    Kind.RATE: "百分数，如 3.85",
    Kind.ID_NUMBER: " 18 位号码",
}


def _name(column: Column) -> str:
    return re.sub(r"（.*?）", "", column.head)


def _choices(column: Column) -> list[str]:
    """One word for each value, the first the layout names."""
    first: dict[str, str] = {}
    for word, meaning in column.choices.items():
        first.setdefault(meaning, word)
    return list(first.values())


def _figure(text: str) -> Decimal | None:
    """The number a text means, signs and commas aside."""
    try:
        figure = Decimal(re.sub(r"[,，¥￥%\s]|元$", "", text))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def _plain(figure: Decimal) -> str:
    """A figure without an exponent or idle zeros."""
    plain = f"{figure:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _money(column: Column, text: str, unit: str) -> str:
    wan = unit == WAN
    unit_told = f"本列单位是{unit}"
    if _SCIENTIFIC.match(text):
        return "这是科学记数法，末尾几位可能已经丢失。请把单元格设为“数值”格式，写出全部数字。"
    if found := re.match(r"^(\d+(?:\.\d+)?)万元?$", text):
        figure = Decimal(found[1]) * (1 if wan else 10_000)
        return f"不要带“万”字，{unit_told}，请写 {_plain(figure)}。"
    if re.match(r"^0\d", text):
        return "金额不能以 0 开头。像是千分位逗号把一个数分成了两格，请去掉逗号，写成 50000。"
    if "," in text and not re.search(r"\d,\d{3}(?:,\d{3})*(?:\.\d*)?元?$", text):
        return "逗号的位置不对，请去掉逗号，只写数字，如 50000。"
    amount = _figure(text)
    if amount is None:
        if _CHINESE_NUMBER.match(text):
            return f"请用阿拉伯数字，{unit_told}，如 {'5' if wan else '50000'}。"
        if text in ("-", "--", "—", "——", "/", "无", "没有"):
            return "没有金额的，请填 0 或留空。"
        return f"这不是金额。请只写数字，{unit_told}，如 {'5' if wan else '50000 或 491.94'}。"
    return _wrong_amount(column, amount, unit)


def _wrong_amount(column: Column, figure: Decimal, unit: str) -> str:
    wan = unit == WAN
    if figure < 0:
        return "金额不能是负数。冲正请直接改正原来那一行，或者删去记错的一行。"
    if figure != round(figure, 6 if wan else 2):
        return "金额最多到分，请四舍五入到两位小数。" if not wan else "金额最多到分，万元请不超过六位小数。"
    if wan and figure >= 1000:
        return (
            f"本列单位是万元，{_plain(figure)} 像是元，请写 {_plain(figure / 10_000)}，或把表头的单位改成元。"
        )
    fen = figure * (1_000_000 if wan else 100)
    if figure == 0:
        return f"“{_name(column)}”不能是 0，请填写实际金额。"
    least = max(column.minimum or 0, column.usual or 0)
    if fen < least:
        if wan:
            return f"本列单位是万元，{_plain(figure)} 太小，请核对，如 5 表示五万元。"
        if figure > 100:
            return f"本列单位是元，{_plain(figure)} 元太小，请核对金额和表头的单位。"
        written = _plain(figure * 10_000)
        return f"本列单位是元，{_plain(figure)} 像是万元，请写 {written}，或把表头的单位改成万元。"
    return "金额超出了可能的范围，请核对是否多写了数字。"


def _rate(text: str) -> str:
    figure = _figure(text)
    if "‰" in text or figure is None:
        return "请写年利率的百分数，只写数字，如 3.85。" + ("月利率请先换算成年利率。" if "‰" in text else "")
    if figure < 0:
        return "利率不能是负数，请写年利率的百分数，如 3.85。"
    if figure == 0:
        return "利率不能是 0，请写合同上的年利率，如 3.85。"
    if figure >= 10_000:
        return f"像是百万分数，请写百分数，如 {_plain(figure / 10_000)}。"
    if 36 < figure < 100:
        return f"年利率 {_plain(figure)}% 太高（最多 36%），请照合同核对，如 3.85。"
    if figure >= 100:
        likely = _plain(figure / 100)
        return f"年利率 {_plain(figure)}% 不可能，像是漏了小数点，或写成了基点。请写百分数，如 {likely}。"
    if figure < Decimal("0.5"):
        return (
            f"像是百分数格式的单元格，或写成了小数。请写 {_plain(figure * 100)}（单位是 %），"
            "并把单元格设为“常规”格式。"
        )
    return "利率最多四位小数，请照合同改写，如 3.85。"


def _day(text: str) -> str:
    if re.match(r"^\d{5}(?:\.\d+)?$", text):
        return "这像是日期的序号。请把单元格设为日期格式，或写成 2022-03-05。"
    found = re.match(r"^(\d+)[-./年](\d{1,2})[-./月](\d{1,2})日?", text) or re.match(
        r"^(\d{4})(\d\d)(\d\d)$", text
    )
    if found is None:
        return "这不是日期。请写成 2022-03-05。"
    if len(found[1]) != 4:
        return "年份要写四位，请写成 2022-03-05。"
    year, month, day = map(int, found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return f"日历上没有 {year} 年 {month} 月 {day} 日，请核对。"
    if not 1900 <= year <= 2099:
        return f"年份 {year} 不对，请核对。"
    return "日期写法不统一，请写成 2022-03-05。"


def _id_number(text: str, *, number: bool) -> str:
    damaged = "号码被表格软件当成数字，后三位已经丢失。请把该列设为“文本”格式，再照身份证重新填写。"
    bare = re.sub(r"[\s'’‘`]", "", text)
    bare = re.sub(r"^[Gg]", "", bare).upper()
    if len(bare) == 15 and bare.isdecimal():
        return fault(bare)
    if number or re.search(r"[eE]\+", text):
        return damaged
    return fault(bare) or (
        "这一列有号码被表格软件当成数字，丢了后三位；这个号码也以 000 结尾，不能确定是真的。"
        "请把该列设为“文本”格式，再照身份证重新填写。"
    )


def _integer(column: Column, text: str) -> str:
    figure = _figure(re.sub(r"[人口户]$", "", text))
    if figure is None:
        return "请只写整数，如 4。"
    if figure < 0 or figure != int(figure):
        return "这里要填整数，不能是负数或小数。"
    least = "" if column.minimum is None else f"，不小于 {column.minimum}"
    most = "" if column.maximum is None else f"，不大于 {column.maximum}"
    return f"数字超出了范围（整数{least}{most}），请核对。"
