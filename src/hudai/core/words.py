"""Figures as people write them: amounts in words, in yuan, in ten thousands, rates in per cent.

Every function takes the integer the product keeps (fen, ppm) and loses nothing of it: where two
decimals do not hold the figure, more are written.

Amounts in words follow the People's Bank's rules for filling in vouchers (支付结算办法, 附件一): a run
of zeros between figures is one 零, 整 closes an amount without fen, and an amount that has fen but
no jiao says 零 between them.  The rules leave it open whether a zero in the places of 万 or 元 that is
followed by a figure is spoken.  Here it always is before 元 and never after it, so that nothing can
be squeezed into the gap of a long number and no amount has two readings.

>>> in_words(1_640_902)
'壹万陆仟肆佰零玖元零贰分'
"""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")

LARGEST_YUAN = 10**16
"""Words exist for amounts below this (一亿亿元)."""


def in_words(fen: int, *, prefix: bool = False) -> str:
    """The amount in capital figures (大写金额).

    Args:
        fen: any amount below ten thousand billion yuan; a negative one starts with 负.
        prefix: put 人民币 before it without a gap, as a voucher wants it.

    >>> in_words(5_000_000, prefix=True)
    '人民币伍万元整'
    >>> in_words(0)
    '零元整'
    """
    yuan_part, rest = divmod(abs(fen), 100)
    assert yuan_part < LARGEST_YUAN, f"no words for {fen} fen"
    jiao, last = divmod(rest, 10)
    whole = f"{_whole_in_words(yuan_part)}元" if yuan_part or not rest else ""
    if not rest:
        change = "整"
    elif not last:
        change = f"{DIGITS[jiao]}角整"
    else:
        gap = "零" if whole else ""
        change = (f"{DIGITS[jiao]}角" if jiao else gap) + f"{DIGITS[last]}分"
    return ("人民币" if prefix else "") + ("负" if fen < 0 else "") + whole + change


def _whole_in_words(number: int) -> str:
    """A whole number in capital figures, 零 once for each run of zeros that a figure follows."""
    if not number:
        return DIGITS[0]
    figures = str(number)
    words: list[str] = []
    zeros = False
    for at, figure in enumerate(figures):
        group, place = divmod(len(figures) - 1 - at, 4)
        if figure == "0":
            zeros = True
        else:
            words.append(("零" if zeros else "") + DIGITS[int(figure)] + PLACES[place])
            zeros = False
        if not place:
            words.append(_group_unit(number, group))
    return "".join(words)


def _group_unit(number: int, group: int) -> str:
    """The unit spoken after a group of four figures: none after an empty one.

    万亿 is one unit only when nothing stands in the group of 亿 below it; otherwise that group
    speaks the 亿 for both (壹万零壹亿).
    """
    value = number // 10 ** (4 * group) % 10_000
    if group == 2:
        return "亿" if value else ""
    if group == 3 and number // 10**8 % 10_000:
        return "万"
    return GROUPS[group] if value else ""


def yuan(fen: int) -> str:
    """Yuan with thousands separators and always two decimals.

    >>> yuan(5_000_000), yuan(-5)
    ('50,000.00', '-0.05')
    """
    return _decimal(fen, 2)


def wan(fen: int) -> str:
    """Ten thousands of yuan (万元), exact: two decimals, more only where the amount needs them.

    >>> wan(5_000_000), wan(1_234_567)
    ('5.00', '1.234567')
    """
    return _decimal(fen, 6)


def percent(ppm: int) -> str:
    """A rate or share in per cent, exact: two decimals, at most four.

    >>> percent(38_500), percent(38_525)
    ('3.85%', '3.8525%')
    """
    return _decimal(ppm, 4) + "%"


def listed(names: Sequence[object], most: int = 20) -> str:
    """Names one after the other; beyond ``most`` it says that there are more.

    >>> listed([1, 2, 3], most=2)
    '1、2……'
    """
    return "、".join(map(str, names[:most])) + ("……" if len(names) > most else "")


def _decimal(number: int, decimals: int) -> str:
    """``number`` divided by ten to the ``decimals``, without needless zeros behind the second."""
    whole, rest = divmod(abs(number), 10**decimals)
    tail = f"{rest:0{decimals}d}"
    return f"{'-' if number < 0 else ''}{whole:,}.{tail[:2]}{tail[2:].rstrip('0')}"
