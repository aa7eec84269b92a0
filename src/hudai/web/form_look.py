"""How every form looks: one template for a form, one for a field, from our own templates.

A form that was sent with a choice no page of ours offered comes back like any wrong form.  Whoever
draws it hears of that here, so that it can be written down once, for every form there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

_NOT_OFFERED = frozenset({"invalid_choice", "invalid_list", "invalid_pk_value"})
_heard: ContextVar[dict[str, None] | None] = ContextVar("forged choices", default=None)


@contextmanager
def forged_choices() -> Iterator[dict[str, None]]:
    """The labels of fields that come back with what was not offered while this lasts, each once."""
    said: dict[str, None] = {}
    before = _heard.set(said)
    try:
        yield said
    finally:
        _heard.reset(before)


class FormLook(TemplatesSetting):
    """``{{ form }}`` and ``{{ form.name.as_field_group }}`` as the pages want them."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw it, and hear what is wrong with it."""
        field = context.get("field")
        form = context.get("form") or getattr(field, "form", None)
        if isinstance(form, BaseForm) and form.is_bound:
            _hear(form)
        return str(super().render(template_name, context, request))


def _hear(form: BaseForm) -> None:
    heard = _heard.get()
    if heard is None:
        return
    for name, errors in form.errors.as_data().items():
        if name in form.fields and any(error.code in _NOT_OFFERED for error in errors):
            heard[str(form.fields[name].label or name)] = None
