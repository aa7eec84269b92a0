"""Fields for what this trade writes: yuan, per cent, and a yes or no that may be unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FEN = 100
PPM_OF_PERCENT = 10_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Days this trade may mean; at the ends of the calendar there is no day before or after to reckon with."""
_NO_DAY = f"请填写 {FIRST_DAY.year} 年到 {LAST_DAY.year} 年之间的日期。"


class YuanField(forms.DecimalField):
    """An amount typed in yuan, kept in fen."""

    default_error_messages: ClassVar = {"invalid": "请填写阿拉伯数字，单位是元，如 50000 或 491.94。"}

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", Decimal(0))
        # A field of text: one of numbers would swallow the comma of 50,000 and what stands before it.
        super().__init__(max_digits=12, decimal_places=2, widget=forms.TextInput, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> int | None:
        """Whole fen; None when left empty."""
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "")
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * FEN)


class PercentField(forms.DecimalField):
    """An annual rate typed in per cent, kept in ppm."""

    default_error_messages: ClassVar = {"invalid": "请填写百分数，如 3.85。"}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_digits=7, decimal_places=4, min_value=Decimal(0), widget=forms.TextInput, **options
        )
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> int | None:
        """Whole ppm; None when left empty."""
        if isinstance(value, str):
            value = value.replace("%", "").replace("％", "")
        percent = super().clean(value)
        return None if percent is None else int(percent * PPM_OF_PERCENT)


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        between = (MinValueValidator(FIRST_DAY, _NO_DAY), MaxValueValidator(LAST_DAY, _NO_DAY))
        super().__init__(validators=between, **options)


class MaybeField(forms.TypedChoiceField):
    """Yes, no, or not known yet."""

    def __init__(self, *, yes: str, no: str, **options: Any) -> None:
        choices = [("", "还不清楚"), ("yes", yes), ("no", no)]
        super().__init__(
            choices=choices, coerce=lambda said: said == "yes", empty_value=None, required=False, **options
        )


def yuan_text(fen: int | None) -> str:
    """Fen as a field shows them: ``50000`` or ``491.94``.

    >>> yuan_text(5_000_000), yuan_text(49_194), yuan_text(None)
    ('50000', '491.94', '')
    """
    if fen is None:
        return ""
    return f"{fen // FEN}" if fen % FEN == 0 else f"{Decimal(fen) / FEN:.2f}"


def percent_text(ppm: int | None) -> str:
    """Ppm as a field shows them.

    >>> percent_text(36_500), percent_text(None)
    ('3.65', '')
    """
    return "" if ppm is None else f"{Decimal(ppm) / PPM_OF_PERCENT:.4f}".rstrip("0").rstrip(".")


def maybe_text(known: bool | None) -> str:
    """A known or unknown yes as a field shows it."""
    return "" if known is None else "yes" if known else "no"
