"""Handing in scans and photos, one with its name or several at once, and withdrawing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from hudai.actions import attachment_file
from hudai.records.queries.attachment import PAPERS

PICTURES = "image/jpeg,image/png,image/webp"
"""What a photo may be; told so, a telephone offers its camera, and an iPhone sends JPEG."""
SCANS = f"{PICTURES},application/pdf"


class AttachmentForm(forms.Form):
    """What it is, and the file; a telephone offers its camera."""

    paper = forms.ChoiceField(label="材料")
    file = forms.FileField(
        label="照片或扫描件",
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )

    def __init__(self, *args: Any, papers: Sequence[str] = PAPERS, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["paper"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "请选择"), *((paper, paper) for paper in papers)]
        most = attachment_file.most_bytes() >> 20
        self.fields["file"].help_text = f"JPG、PNG、WebP 或 PDF，每个不超过 {most} MB。"


class FilesInput(forms.FileInput):
    """A place to choose several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; none where none need be.  What is in them is looked at when they are taken in."""

    def __init__(self, *, accept: str, **options: Any) -> None:
        super().__init__(
            widget=FilesInput(attrs={"accept": accept, "multiple": True}),
            allow_empty_file=True,
            max_length=None,
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, in the order they were chosen."""
        return [super(FilesField, self).clean(each, initial) for each in data or ()]


class WithdrawalForm(forms.Form):
    """Why an attachment no longer counts."""

    reason = forms.CharField(label="作废原因", max_length=200)
