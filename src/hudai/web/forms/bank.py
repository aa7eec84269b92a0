"""Entering and renaming banks and branches."""

from __future__ import annotations

from django import forms


class BankForm(forms.Form):
    """A bank with its district-level institution."""

    name = forms.CharField(label="银行名称", max_length=60)
    institution = forms.CharField(
        label="在区县的机构", max_length=60, help_text="直接管网点的那一级，如“云坪农村商业银行总行”。"
    )


class NameForm(forms.Form):
    """A name, of a new branch or a new one of an old branch."""

    name = forms.CharField(label="名称", max_length=60)
