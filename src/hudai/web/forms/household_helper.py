"""Registering who is answerable for helping a household, one or many."""

from __future__ import annotations

from django import forms

from hudai.actions.household_helper import Appointment
from hudai.web.forms.application import PHONE
from hudai.web.forms.fields import DayField


class HelperForm(forms.Form):
    """A helper and the day from which they are answerable."""

    name = forms.CharField(label="帮扶责任人", max_length=40)
    employer = forms.CharField(label="工作单位", max_length=80)
    phone = forms.CharField(label="联系电话", max_length=20, required=False, validators=[PHONE])
    since = DayField(label="起始日期", help_text="与现任的起始日期相同，就是更正现任的登记。")

    def appointment(self) -> Appointment:
        """What the form says."""
        return Appointment(**self.cleaned_data)


class HelperEndForm(forms.Form):
    """The day from which there is none."""

    until = DayField(label="结束日期", help_text="从这一天起不再负责。")


class HelperSheetForm(forms.Form):
    """A sheet of helpers."""

    file = forms.FileField(
        label="帮扶责任人表格",
        help_text="表头要有：户编号、帮扶责任人、工作单位；可以有联系电话、帮扶起始日期。每户一行。",
    )
    sheet_since = DayField(label="起始日期", help_text="表中没有填写帮扶起始日期的行，按这一天起算。")
