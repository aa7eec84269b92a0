"""What a program is told when something cannot be done: problem+json (RFC 9457), in Chinese.

A :class:`~hudai.core.errors.Refusal` becomes 409 here and nowhere else; 404 where it is about what the
bank does not see, in the same words as what does not exist; 422 where the request itself is wrong.
``type`` says for programs which of these it was.  What is our own fault becomes 500: the answer holds an
id that is in our log beside the fault itself, and nothing of either.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hudai.actions import refused
from hudai.actions.actor import NotYours
from hudai.actions.api_call import KeyReused, RowsRefused
from hudai.actions.api_token import TokenRevoked
from hudai.actions.application import Obstacles
from hudai.api.fields import Problem, Trouble
from hudai.api.pace import TooManyCalls
from hudai.api.wrong import in_words
from hudai.core.errors import ReasonWanted, Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import ApiToken

log = logging.getLogger("hudai.api")

MEDIA_TYPE = "application/problem+json"
_NAME = "urn:hudai:problem:{}"
_KINDS: tuple[tuple[type[Refusal], int, str, str], ...] = (
    (NotYours, 404, "not-found", "没有找到"),
    (KeyReused, 422, "key-reused", "幂等键重复"),
    (NotNow, 409, "not-now", "状态已变"),
    (Obstacles, 409, "obstacles", "规定不允许"),
    (ReasonWanted, 409, "reason-wanted", "请写明原因"),
    (Refusal, 409, "refused", "暂时不能办理"),
)
_SAID = {
    400: ("unreadable", "看不懂的请求", "请求的内容不是 UTF-8 编码的正确的 JSON，请检查后重发。"),
    404: ("not-found", "没有找到", "没有这个地址。"),
    405: ("not-allowed", "不能这样调用", "这个地址不接受这种请求方法，可以用的写在 Allow 里。"),
    413: ("too-large", "内容太多", "一次发送的内容太多，请分几次发送；每次的上限见接口说明。"),
    415: ("unsupported", "不认识的内容", "请把 Content-Type 写成 application/json，内容用 UTF-8 编码。"),
}


def problem(
    status: int, name: str, title: str, detail: str, problems: Sequence[Trouble] = (), instance: str = ""
) -> HttpResponse:
    """An answer that says what is the matter."""
    said = Problem(
        type=_NAME.format(name),
        title=title,
        status=status,
        detail=detail,
        instance=instance,
        problems=list(problems),
    ).model_dump()
    if not instance:
        del said["instance"]
    content = json.dumps(said, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE)


def plain(status: int) -> HttpResponse:
    """The answer to a request that never came as far as a bank's matter."""
    return problem(status, *_SAID[status])


def answer_for(api: NinjaAPI) -> None:
    """Have ``api`` answer every refusal here."""
    api.add_exception_handler(Exception, _broken)
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(TooManyCalls, _too_many)
    api.add_exception_handler(TokenRevoked, _unknown)
    api.add_exception_handler(ValidationError, _wrong)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Http404, _not_there)


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    if isinstance(refusal, RowsRefused):
        return _rows_refused(request, refusal)
    status, name, title = _kind(refusal)
    if status == 404:
        _note(request)
    return problem(status, name, title, str(refusal), _troubles(refusal))


def _kind(refusal: Refusal) -> tuple[int, str, str]:
    """Status, name and title of a refusal."""
    return next(each[1:] for each in _KINDS if isinstance(refusal, each[0]))


def _troubles(refusal: Refusal) -> list[Trouble]:
    if not isinstance(refusal, Obstacles):
        return []
    clauses = [*refusal.clauses, *[""] * (len(refusal.messages) - len(refusal.clauses))]
    pairs = zip(refusal.messages, clauses, strict=True)
    return [Trouble(type="obstacles", where="", told=told, clause=clause) for told, clause in pairs]


def _rows_refused(request: HttpRequest, refusal: RowsRefused) -> HttpResponse:
    troubles = [
        Trouble(type=_kind(each.refusal)[1], where=f"rows.{each.row}", told=each.told)
        for each in refusal.problems
    ]
    unseen = [each.unseen for each in refusal.problems]
    if any(unseen):
        _note(request, times=sum(unseen))
    if all(unseen):
        return problem(404, "not-found", "没有找到", str(refusal), troubles)
    return problem(409, "rows-refused", "有的行不能登记", str(refusal), troubles)


def _note(request: HttpRequest, times: int = 1) -> None:
    """Write down that a bank's program asked for what its desk does not see."""
    token = getattr(request, "auth", None)
    match = request.resolver_match
    if not isinstance(token, ApiToken) or match is None:
        return
    asked = refused.Asked(
        at=timezone.localtime(),
        page=match.url_name or match.route,
        number="",
        address=match.route[:80],
        officer=token.posting.officer,
        posting=token.posting,
    )
    refused.refused(asked, refused.NOT_SEEN, times=times)


def _wrong(request: HttpRequest, error: Any) -> HttpResponse:
    troubles = [
        Trouble(type="invalid", where=where, told=told) for where, told in map(in_words, error.errors)
    ]
    detail = f"有 {len(troubles)} 处填写不对，没有办理。"
    return problem(422, "invalid", "内容不正确", detail, troubles)


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    told = "请在 Authorization 中写 Bearer 和有效的接口令牌；令牌停用或岗位结束后不能再用。"
    answer = problem(401, "unauthorised", "令牌无效", told)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    return plain(error.status_code if error.status_code in _SAID else 400)


def _too_many(request: HttpRequest, refusal: Any) -> HttpResponse:
    answer = problem(429, "too-many", "调用太频繁", str(refusal))
    answer["Retry-After"] = str(refusal.wait)
    return answer


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    """Our own fault: told to our log in full, to the program by an id alone."""
    known = uuid4().hex[:12]
    match = request.resolver_match
    log.error("fault %s at %s %s", known, request.method, match.route if match else "", exc_info=error)
    told = (
        "系统出错，没有办成，也没有登记任何内容。请稍后用同一个幂等键重发；"
        f"反复出现的，请把编号 {known} 告诉系统管理员。"
    )
    return problem(500, "fault", "系统出错", told, instance=f"urn:hudai:fault:{known}")


def _not_there(request: HttpRequest, error: Any) -> HttpResponse:
    return plain(404)
