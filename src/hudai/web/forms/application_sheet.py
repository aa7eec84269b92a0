"""A sheet of applications, and whether it is only to be screened."""

from __future__ import annotations

from django import forms
from django.core.validators import FileExtensionValidator

LARGEST = 10 * 1024 * 1024
KINDS = ("xlsx", "xlsm", "xls", "ods", "csv", "txt")


class SheetForm(forms.Form):
    """The file, and what to do with it."""

    sheet = forms.FileField(
        label="申请明细表",
        validators=[FileExtensionValidator(KINDS, "请上传表格文件：.xlsx、.xls、.ods 或 .csv。")],
        widget=forms.FileInput(attrs={"data-max-bytes": LARGEST, "accept": ",".join(f".{k}" for k in KINDS)}),
    )
    enter = forms.BooleanField(label="审查后录入为草稿（不勾选则只审查，不保存）", required=False)

    def clean_sheet(self) -> object:
        """A file of a size a page can read."""
        uploaded = self.cleaned_data["sheet"]
        if uploaded.size > LARGEST:
            raise forms.ValidationError("文件超过 10 MB，请分成几个文件上传。")
        return uploaded
