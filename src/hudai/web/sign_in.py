"""Signing in and out, and changing one's password.

A password alone signs in whoever has no second factor; whoever has one is not signed in before the
code is right too (:mod:`hudai.web.second_factor`).  Wrong names and wrong passwords get the same
answer.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import sign_in as actions
from hudai.core.errors import Refusal
from hudai.records.models import Officer
from hudai.web import kept_forms, second_factor
from hudai.web.destinations import onward, wanted, with_next
from hudai.web.marks import with_one_time_password, without_desk

WRONG = actions.WRONG


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label="登录名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": "请填写登录名。", "max_length": "登录名没有这么长。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。", "max_length": "密码没有这么长。"},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.officer: Officer | None = None

    def clean(self) -> dict[str, Any]:
        """Ask whether the two belong together."""
        given = super().clean() or self.cleaned_data
        if given.keys() >= {"username", "password"}:
            try:
                self.officer = actions.identify(self.request, **given, at=timezone.localtime())
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return given


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page at which everybody starts."""
    if request.user.is_authenticated:
        return redirect(onward(request))
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert form.officer is not None
        if second_factor.has_one(form.officer):
            second_factor.ask(request, form.officer)
            return redirect(with_next("second_factor_code", wanted(request)))
        login(request, form.officer)
        actions.signed_in(form.officer, at=timezone.localtime(), with_code=False)
        return redirect(first_page(request))
    return render(request, "sign_in/sign_in.html", {"form": form, "next": wanted(request)})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step for whoever has a second factor: the code on their telephone."""
    officer = second_factor.asked(request)
    if officer is None:
        return redirect(with_next("sign_in", wanted(request)))
    form = second_factor.CodeForm(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, officer, backend=settings.AUTHENTICATION_BACKENDS[-1])
        second_factor.answered(request)
        actions.signed_in(officer, at=timezone.localtime(), with_code=True)
        return redirect(first_page(request))
    if form.was_wrong:
        actions.wrong_code(officer, at=timezone.localtime())
    return render(request, "sign_in/code.html", {"form": form, "next": wanted(request)})


def first_page(request: HttpRequest) -> str:
    """Where somebody who has just signed in goes: to what they had been typing, else where they wanted."""
    return resolve_url("kept_form") if kept_forms.waiting(request) else onward(request)


@login_not_required
@with_one_time_password
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session ends on the server too."""
    if request.user.is_authenticated:
        desk = getattr(request, "desk", None)
        actions.signed_out(request.user, at=timezone.localtime(), posting=desk.posting if desk else None)
    logout(request)
    messages.info(request, "您已退出登录。")
    return redirect("sign_in")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What is said after too many wrong passwords (429)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "sign_in/locked_out.html", {"minutes": minutes}, status=429)


class ChangePassword(PasswordChangeForm):
    """The old password and, twice, the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": "现在的密码", "new_password1": "新密码", "new_password2": "再输一次新密码"}
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields[
            "new_password1"
        ].help_text = "至少 10 个字符，不能全是数字，不要用姓名、登录名或常见的词。"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        """The old one once more is no new one."""
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("新密码不能和现在的密码相同。")
        return password


@without_desk
@with_one_time_password
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; other places where one is signed in are signed out."""
    officer = cast(Officer, request.user)
    form = ChangePassword(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new_password1"]
        actions.change_password(officer, at=timezone.localtime(), password=new)
        update_session_auth_hash(request, officer)
        messages.success(request, "密码已修改。在其他电脑上的登录已全部退出。")
        return redirect("home")
    facts = {"form": form, "one_time": officer.one_time_until is not None}
    return render(request, "sign_in/password.html", facts)
