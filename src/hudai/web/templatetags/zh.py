"""Figures, days and fields as the pages write them.

Built into every template: no ``{% load %}``.  What is unknown is a dash, never a zero.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hudai.core import identity, words

register = template.Library()

UNKNOWN = "—"
_TONES = frozenset({"blue", "green", "orange", "red", "grey"})


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan.

    >>> yuan(5_000_000), yuan(None)
    ('50,000.00', '—')
    """
    return UNKNOWN if fen is None else words.yuan(fen)


@register.filter
def wan(fen: int | None) -> str:
    """Fen as ten thousands of yuan, exact.

    >>> wan(5_000_000)
    '5.00'
    """
    return UNKNOWN if fen is None else words.wan(fen)


@register.filter
def percent(ppm: int | None) -> str:
    """Parts per million as per cent.

    >>> percent(38_500)
    '3.85%'
    """
    return UNKNOWN if ppm is None else words.percent(ppm)


@register.filter
def amount(count: int | None) -> str:
    """A count with thousands separators.

    >>> amount(3000)
    '3,000'
    """
    return UNKNOWN if count is None else f"{count:,}"


@register.filter
def masked(number: str | None) -> str:
    """An ID number for other people's eyes.

    >>> masked("110105194912310021")
    '11*************021'
    """
    return identity.mask(number) if number else UNKNOWN


@register.filter
def masked_phone(number: str | None) -> str:
    """A telephone number for other people's eyes.

    >>> masked_phone("13800001234"), masked_phone("12345")
    ('138****1234', '*****')
    """
    return identity.mask_phone(number) if number else UNKNOWN


@register.filter
def day(value: date | None) -> str:
    """A day as a letter writes it.

    >>> day(date(2022, 3, 5))
    '2022年3月5日'
    """
    return UNKNOWN if value is None else f"{value.year}年{value.month}月{value.day}日"


@register.filter
def short_day(value: date | None) -> str:
    """A day as a column of a table writes it.

    >>> short_day(date(2022, 3, 5))
    '2022-03-05'
    """
    return UNKNOWN if value is None else f"{value:%Y-%m-%d}"


@register.filter
def moment(value: datetime | None) -> str:
    """An instant, in the office's time, to the minute."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else UNKNOWN


@register.filter
def last_day(until: date) -> date:
    """The last day of a period whose end is not counted.

    >>> last_day(date(2024, 3, 1))
    datetime.date(2024, 2, 29)
    """
    return until - timedelta(days=1)


@register.simple_tag
def badge(label: str, tone: str = "grey") -> SafeString:
    """A state: ``{% badge "已放款" "green" %}``; blue, green, orange, red or grey."""
    assert tone in _TONES, f"no such tone: {tone}"
    return format_html('<span class="state state-{}">{}</span>', tone, label)


@register.filter
def control(field: BoundField) -> SafeString:
    """A field's input with the classes of its kind."""
    widget = field.field.widget
    attrs: dict[str, Any] = {}
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        attrs["class"] = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        attrs["class"] = "form-check-input"
    elif isinstance(widget, forms.Select):
        attrs["class"] = "form-select"
    else:
        attrs["class"] = "form-control"
    if field.name == "phone":
        attrs["inputmode"] = "tel"
    attrs["class"] += f" {widget.attrs.get('class', '')}" + (" is-invalid" if field.errors else "")
    attrs["class"] = " ".join(attrs["class"].split())
    return field.as_widget(attrs=attrs)


@register.filter
def narrowed_beyond(form: forms.BaseForm, first: int) -> bool:
    """Whether a field of a list's filters after the first few says something."""
    return any(field.name in form.changed_data for field in form.visible_fields()[first:])


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the label of a field stands behind its box."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag(takes_context=True)
def same_but(context: RequestContext, **changed: object) -> str:
    """The query of this page with some values changed: ``{% same_but page=3 %}``; None leaves one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def list_address(context: RequestContext, table: Any, **changed: Any) -> str:
    """A list's address with another ``page``, sorted by another ``order``, or as a workbook (``xlsx``)."""
    query: QueryDict = context["request"].GET.copy()
    query.pop(table.page_name, None)
    names = {"page": table.page_name, "order": table.order_name}
    for name, value in changed.items():
        query[names.get(name, name)] = str(value)
    return f"{table.path}?{query.urlencode()}"


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The pages to offer: first, last and the neighbours of this one; None where some are left out."""
    last = page.paginator.num_pages
    near = {1, last, *range(max(1, page.number - 2), min(last, page.number + 2) + 1)}
    offered: list[int | None] = []
    for number in sorted(near):
        if offered and offered[-1] is not None and number - offered[-1] > 1:
            offered.append(None)
        offered.append(number)
    return offered
