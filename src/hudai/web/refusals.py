"""What a person sees when something cannot be done: one page, one tone, always a way on.

A :class:`~hudai.core.errors.Refusal` becomes 409 here and nowhere else (403 where it is about
rights).  A part of a page asked for by htmx gets the same words as a notice at the head of the page
it stands in, which stays as it is.  What was about rights is in the journal, however it was told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django_htmx.http import reswap, retarget

from hudai.actions import refused
from hudai.actions.actor import NotYours, hearing
from hudai.actions.application import Obstacles
from hudai.core.errors import PolicyRefused, Problem, Refusal, SheetRefused
from hudai.web import kept_forms, traces
from hudai.web import law as laws
from hudai.web.form_look import forged_choices

MOST_PROBLEMS = 50
"""Problems shown; the rest are counted."""

log = logging.getLogger("hudai.web")


class Refusals:
    """Turn a refusal raised by a page into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let it through, and write down what was not somebody's to see or do."""
        with hearing() as said, forged_choices() as forged:
            answer = self.get_response(request)
        if forged and request.method == "POST":
            traces.refused(request, refused.NOT_OFFERED, field="、".join(forged))
        if said or (answer.status_code == 403 and getattr(request, "desk", True)):
            traces.refused(request, refused.NOT_YOURS, times=len(said))
        elif answer.status_code == 404:
            traces.refused(request, refused.NOT_SEEN)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal; anything else is somebody else's."""
        if not isinstance(exception, Refusal):
            return None
        if isinstance(exception, NotYours):
            return refuse(request, 403, "没有权限", str(exception))
        if isinstance(exception, SheetRefused):
            traces.refused(request, refused.SHEET, problems=len(exception.problems))
        return refuse(request, 409, "暂时不能办理", str(exception), problems=_problems(exception))


def _problems(refusal: Refusal) -> list[str]:
    """Every single thing wrong, in one line each."""
    if isinstance(refusal, SheetRefused):
        return [in_one_line(problem) for problem in refusal.problems]
    if isinstance(refusal, Obstacles):
        return laws.told(refusal)
    return list(refusal.problems) if isinstance(refusal, PolicyRefused) else []


def in_one_line(problem: Problem) -> str:
    """Where it is and what to do; not what stands there."""
    where = " ".join(part for part in (problem.sheet, problem.cell) if part)
    return f"{where}：{problem.remedy}" if where else problem.remedy


def refuse(
    request: HttpRequest, status: int, title: str, message: str, *, problems: Sequence[str] = ()
) -> HttpResponse:
    """A page, or a notice for a page that is already there, with what is the matter and what to do."""
    facts = {
        "title": title,
        "message": message,
        "problems": problems[:MOST_PROBLEMS],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "back": _came_from(request),
    }
    if getattr(request, "htmx", None):
        notice = render(request, "refusals/notice_part.html", facts, status=status)
        return reswap(retarget(notice, "#messages"), "innerHTML")
    return render(request, "refusals/refused.html", facts, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours that led here, unless it is this very one; else empty."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host() or referer.path == request.path:
        return ""
    return f"{referer.path}?{referer.query}" if referer.query else referer.path


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403: not this officer's, or not at this desk."""
    told = str(exception) or "您现在的岗位不能查看或办理这一项。如需办理，请切换岗位，或联系系统管理员。"
    return refuse(request, 403, "没有权限", told)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not one this officer may know of."""
    return refuse(
        request, 404, "没有找到", "这个页面不存在，或者不在您的管理范围内。请检查地址，或从左侧菜单进入。"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request no page of ours would have sent, or one too large to read."""
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, 413, "内容太多", "填写的内容太长，请缩短后再提交；大段材料请作为附件上传。")
    if isinstance(exception, TooManyFieldsSent):
        return refuse(request, 413, "内容太多", "一次勾选或填写的项目太多，请分几次提交。")
    return plain(400, "请求不正确", "系统看不懂这个请求。请从系统首页重新进入。")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says that nothing was saved and whom to tell."""
    return plain(
        500, "系统出错了", "刚才的操作没有完成，也没有保存。请稍后再试；反复出现时请告知系统管理员。"
    )


def plain(status: int, title: str, message: str) -> HttpResponse:
    """A page that asks neither session nor database, for when these may be what is wrong."""
    facts = {"title": title, "message": message}
    return HttpResponse(render_to_string("refusals/plain_refusal.html", facts), status=status)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form whose token no longer holds: the page lay open while its owner signed in elsewhere.

    When the browser vouches that the form is our own, it is kept and its owner asked to confirm;
    when not, nothing is done.
    """
    if not _is_ours(request):
        log.warning("form from elsewhere refused: %s", reason)
        return refuse(request, 403, "页面已失效", "为了安全，这次提交没有处理。请打开原页面重新提交。")
    if getattr(request, "htmx", None):
        return refuse(request, 403, "页面已失效", "您在别处重新登录过，请先复制已填的内容，再刷新本页。")
    who = getattr(request, "ran_out", "") or request.user.get_username()
    kept = bool(who) and kept_forms.keep(request, who)
    if kept and request.user.is_authenticated:
        return redirect("kept_form")
    messages.warning(request, "页面放置太久，请重新登录。" + ("您填写的内容已留存。" if kept else ""))
    return redirect("home")


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the form."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
