"""A sheet of applications to be looked through, and narrowing the list of what the rules say."""

from __future__ import annotations

from django import forms
from django.core.validators import FileExtensionValidator

from hudai.documents.forms.decision_notice import OUTCOMES

LARGEST = 10 * 1024 * 1024
KINDS = ("xlsx", "xlsm", "xls", "ods", "csv", "txt")


class SheetForm(forms.Form):
    """The file."""

    sheet = forms.FileField(
        label="申请明细表",
        validators=[FileExtensionValidator(KINDS, "请上传表格文件：.xlsx、.xls、.ods 或 .csv。")],
        widget=forms.FileInput(attrs={"data-max-bytes": LARGEST, "accept": ",".join(f".{k}" for k in KINDS)}),
    )

    def clean_sheet(self) -> object:
        """A file of a size a page can read."""
        uploaded = self.cleaned_data["sheet"]
        if uploaded.size > LARGEST:
            raise forms.ValidationError("文件超过 10 MB，请分成几个文件上传。")
        return uploaded


class CheckFilters(forms.Form):
    """Words, and what the rules say."""

    words = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        widget=forms.SearchInput(attrs={"placeholder": "申请人姓名或户编号"}),
    )
    outcome = forms.ChoiceField(
        label="结论",
        required=False,
        choices=[("", "全部"), *((str(key), label) for key, label in OUTCOMES.items())],
    )
