"""A sheet of what was collected of many households, and the day."""

from __future__ import annotations

from django import forms
from django.core.validators import FileExtensionValidator

from hudai.web.forms.application_sheet import KINDS, LARGEST
from hudai.web.forms.fields import DayField


class RatingSheetForm(forms.Form):
    """The file, and the day all its households were rated on."""

    sheet = forms.FileField(
        label="评级采集表",
        validators=[FileExtensionValidator(KINDS, "请上传表格文件：.xlsx、.xls、.ods 或 .csv。")],
        widget=forms.FileInput(attrs={"data-max-bytes": LARGEST, "accept": ",".join(f".{k}" for k in KINDS)}),
    )
    rated_on = DayField(label="评定日期")

    def clean_sheet(self) -> object:
        """A file of a size a page can read."""
        uploaded = self.cleaned_data["sheet"]
        if uploaded.size > LARGEST:
            raise forms.ValidationError("文件超过 10 MB，请分成几个文件上传。")
        return uploaded
