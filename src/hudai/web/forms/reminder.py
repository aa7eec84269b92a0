"""An officer's own address for reminder mails."""

from __future__ import annotations

from django import forms


class MailForm(forms.Form):
    """Empty means no mail."""

    email = forms.EmailField(
        label="工作邮箱",
        required=False,
        help_text="留空就不发。请用工作邮箱；邮件里只有件数和编号，没有姓名和证件号码。",
    )
    wants_digest = forms.BooleanField(label="每个工作日把提醒发到这个邮箱", required=False)
