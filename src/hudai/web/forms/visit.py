"""What is typed about visits after the payout, and filters."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.actions import attachment_file
from hudai.actions.visit import Seen
from hudai.actions.visit_attachment import MOST_AT_ONCE, Handed
from hudai.records.queries.attachment import EVIDENCE, PICTURE
from hudai.records.queries.visit import OVERDUE, STATES, Filters
from hudai.web.forms.attachment import PICTURES, SCANS, FilesField
from hudai.web.forms.fields import DayField, MaybeField
from hudai.web.forms.place import PlaceFilters


class VisitFilters(PlaceFilters):
    """Which loans the list of visits shows."""

    state = forms.ChoiceField(label="情形", required=False, choices=list(STATES.items()))
    field_order = ("state", "town", "village", "bank")

    def filters(self) -> Filters:
        """What it narrows to; overdue visits where nothing was chosen."""
        place = self.place()
        return Filters(state=self.cleaned_data.get("state") or OVERDUE, **place)


class VisitFilesForm(forms.Form):
    """Photos and papers of a visit."""

    photos = FilesField(label="现场照片", required=False, accept=PICTURES)
    evidence = FilesField(label="用款凭证", required=False, accept=SCANS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = attachment_file.most_bytes() >> 20
        self.fields["photos"].help_text = f"可以直接拍照，一次最多 {MOST_AT_ONCE} 张，每张不超过 {most} MB。"
        self.fields["evidence"].help_text = "购买生产资料的发票、收据、合同等，照片或 PDF。"

    def handed(self) -> list[Handed]:
        """The files with what they are."""
        said = self.cleaned_data
        kinds = ((PICTURE, said["photos"]), (EVIDENCE, said["evidence"]))
        return [Handed(paper, file.name or "", file.chunks()) for paper, files in kinds for file in files]


class VisitForm(VisitFilesForm):
    """One visit."""

    visited_on = DayField(label="检查日期")
    visitors = forms.CharField(label="检查人", max_length=100)
    money_used_as_agreed = MaybeField(label="资金用途", yes="按约定使用", no="没有按约定使用")
    situation = forms.CharField(
        label="检查情况",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写资金用在哪里、项目和家庭怎么样、还款有没有问题。",
    )
    favourable = forms.TypedChoiceField(
        label="总的看",
        choices=[("yes", "情况良好"), ("no", "情况不好，需要跟进")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    field_order = (
        "visited_on", "visitors", "money_used_as_agreed", "situation", "favourable", "photos", "evidence",
    )  # fmt: skip

    def seen(self) -> Seen:
        """What the visitors say."""
        said: dict[str, Any] = self.cleaned_data
        files = ("photos", "evidence")
        return Seen(**{name: value for name, value in said.items() if name not in files})
