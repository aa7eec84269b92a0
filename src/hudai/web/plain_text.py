"""No NUL among the words: no keyboard types it, and no PostgreSQL column holds it.

Forms refuse it by themselves; addresses, searches and single values read without a form would carry it
into a query.  In a search it becomes the sign for what cannot be read, and finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict

from hudai.web.marks import is_for_programs
from hudai.web.refusals import refuse

_NUL = "\x00"
_UNREADABLE = "\ufffd"
TOLD = "填写的内容或地址里有不能识别的字符，请删去后重试；从别处粘贴来的，请先粘贴到记事本里再复制。"


class PlainText:
    """Answer 400 to an address or a form with a NUL in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the page is known: a form too large to read is told there."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Look through what was sent."""
        if is_for_programs(view_func):
            return None
        if _NUL in request.path_info or _has_nul(request.POST):
            return refuse(request, 400, "请求不正确", TOLD)
        if _has_nul(request.GET):
            request.GET = _readable(request.GET)  # type: ignore[assignment]  # it is immutable too
        return None


def _has_nul(sent: QueryDict) -> bool:
    return any(_NUL in name or any(_NUL in value for value in values) for name, values in sent.lists())


def _readable(sent: QueryDict) -> QueryDict:
    said = QueryDict(mutable=True)
    for name, values in sent.lists():
        said.setlist(name.replace(_NUL, _UNREADABLE), [value.replace(_NUL, _UNREADABLE) for value in values])
    said._mutable = False  # as every query of Django's
    return said
