"""The second factor: a code of six digits that a telephone shows for half a minute (TOTP, RFC 6238).

Each officer may switch it on for themselves.  From then on the password alone opens nothing: the
session only remembers, for five minutes, whose code is awaited.
"""

from __future__ import annotations

import io
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import qrcode
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from hudai.actions import sign_in as actions
from hudai.records.models import Officer
from hudai.web.marks import without_desk

AWAITED_FOR = 300
"""Seconds between password and code."""

_KEY = "code_awaited"
WRONG = actions.WRONG_CODE_TOLD
TOO_OFTEN = actions.TOO_OFTEN


def device_of(officer: Officer, *, confirmed: bool) -> TOTPDevice | None:
    """The officer's device, in use or not yet confirmed."""
    return TOTPDevice.objects.filter(user=officer, confirmed=confirmed).order_by("-pk").first()


def has_one(officer: Officer) -> bool:
    """Whether a code is wanted of this officer."""
    return device_of(officer, confirmed=True) is not None


def ask(request: HttpRequest, officer: Officer) -> None:
    """Remember whose password was right."""
    request.session[_KEY] = [officer.pk, int(timezone.now().timestamp())]


def asked(request: HttpRequest) -> Officer | None:
    """Whose code is awaited; None when nobody's, or for too long."""
    key, since = request.session.get(_KEY, (None, 0))
    if timezone.now().timestamp() - since > AWAITED_FOR:
        return None
    return Officer.objects.filter(pk=key, is_active=True).first()


def answered(request: HttpRequest) -> None:
    """No code is awaited any longer."""
    request.session.pop(_KEY, None)


class CodeForm(forms.Form):
    """A code, checked against one device; wrong ones in a row make it wait longer each time."""

    code = forms.CharField(
        label="验证码",
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
        error_messages={"required": "请填写 6 位验证码。", "max_length": WRONG},
    )

    def __init__(self, officer: Officer, *args: Any, confirmed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device = device_of(officer, confirmed=confirmed)
        self.was_wrong = False
        """Whether a code was looked at and did not fit."""

    def clean_code(self) -> str:
        """Compare."""
        code = "".join(self.cleaned_data["code"].split())
        if self.device is None or not code.isdecimal():
            raise forms.ValidationError(WRONG)
        if not self.device.verify_is_allowed()[0]:
            raise forms.ValidationError(TOO_OFTEN)
        if not self.device.verify_token(code):
            self.was_wrong = True
            raise forms.ValidationError(WRONG)
        return code


@without_desk
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Switch the second factor on or off."""
    officer = cast(Officer, request.user)
    on, draft = device_of(officer, confirmed=True), device_of(officer, confirmed=False)
    if request.method == "POST" and request.POST.get("step") == "begin":
        if not on and not draft:
            TOTPDevice.objects.create(user=officer, name="手机验证码", confirmed=False)
        return redirect("second_factor")
    form = None
    if on or draft:
        form = CodeForm(officer, request.POST or None, confirmed=bool(on))
        if request.method == "POST" and form.is_valid():
            _switch(request, form.device, on=not on)
            return redirect("second_factor")
    facts = {"on": on, "draft": draft, "form": form, "key": _spelt(draft) if draft else ""}
    return render(request, "sign_in/second_factor.html", facts)


def _switch(request: HttpRequest, device: TOTPDevice | None, *, on: bool) -> None:
    assert device is not None, "a form without a device is never valid"
    officer, now = cast(Officer, request.user), timezone.localtime()
    if on:
        actions.confirm_second_factor(device, officer, at=now)
        messages.success(request, "两步验证已开启。下次登录时，输入密码后还要输入手机上的验证码。")
    else:
        actions.remove_second_factor(device, officer, at=now)
        messages.success(request, "两步验证已关闭。")


def _spelt(device: TOTPDevice) -> str:
    """The key in groups of four, for whoever cannot scan."""
    secret = parse_qs(urlsplit(device.config_url).query)["secret"][0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@without_desk
@never_cache
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The QR code of a device not yet confirmed; once it is, nobody sees it again."""
    draft = device_of(cast(Officer, request.user), confirmed=False)
    if draft is None:
        raise Http404
    drawn = io.BytesIO()
    qrcode.make(draft.config_url, image_factory=SvgPathImage, border=2).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
