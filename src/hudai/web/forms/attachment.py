"""Handing in a scan or photo, and withdrawing one."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.actions import attachment_file
from hudai.records.queries.attachment import PAPERS


class AttachmentForm(forms.Form):
    """What it is, and the file; a telephone offers its camera."""

    paper = forms.ChoiceField(label="材料", choices=[("", "请选择"), *((paper, paper) for paper in PAPERS)])
    file = forms.FileField(
        label="照片或扫描件",
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = attachment_file.most_bytes() >> 20
        self.fields["file"].help_text = f"JPG、PNG、WebP 或 PDF，每个不超过 {most} MB。"


class WithdrawalForm(forms.Form):
    """Why an attachment no longer counts."""

    reason = forms.CharField(label="作废原因", max_length=200)
