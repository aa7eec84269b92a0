"""What a form says of wrong input, in an office's words.

Django's own Chinese is a translation (“这个字段是必填项。”) and does not say what to do.  A field that
has more to tell, such as a telephone number, says it itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core import validators

FIELDS: Mapping[type[forms.Field], Mapping[str, str]] = {
    forms.Field: {"required": "请填写这一项。"},
    forms.IntegerField: {"invalid": "请填写整数，如 12。"},
    forms.DecimalField: {"invalid": "请填写阿拉伯数字，如 12.5。"},
    forms.DateField: {"invalid": "请填写日期，如 2025-09-21。"},
    forms.BooleanField: {"required": "请勾选这一项。"},
    forms.ChoiceField: {
        "required": "请选择一项。",
        "invalid_choice": "这里没有“%(value)s”，请从列出的里面选。",
    },
    forms.MultipleChoiceField: {
        "required": "请至少选择一项。",
        "invalid_choice": "这里没有“%(value)s”，请从列出的里面选。",
    },
    forms.ModelChoiceField: {
        "required": "请选择一项。",
        "invalid_choice": "这里没有这一项，请从列出的里面选。",
    },
    forms.EmailField: {"invalid": "邮箱地址不对，请核对。"},
    forms.FileField: {
        "required": "请选择文件。",
        "invalid": "没有收到文件，请重新选择。",
        "missing": "没有收到文件，请重新选择。",
        "empty": "这个文件是空的，请核对是否选错了文件。",
        "max_length": "文件名最多 %(max)d 个字，请改短后再传。",
    },
}
VALIDATORS: Mapping[type[validators.BaseValidator], str] = {
    validators.MinValueValidator: "不能小于 %(limit_value)s。",
    validators.MaxValueValidator: "不能大于 %(limit_value)s。",
    validators.MinLengthValidator: "至少 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    validators.MaxLengthValidator: "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
}
DECIMALS = {
    "invalid": "请填写阿拉伯数字，如 12.5。",
    "max_digits": "数字太大，请核对，一共最多 %(max)s 位。",
    "max_decimal_places": "最多 %(max)s 位小数。",
    "max_whole_digits": "数字太大，请核对，小数点前最多 %(max)s 位。",
}


def use() -> None:
    """Have every form say these; once, when the pages are loaded."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
    for validator, message in VALIDATORS.items():
        validator.message = message
    validators.DecimalValidator.messages = DECIMALS
    validators.EmailValidator.message = "邮箱地址不对，请核对。"
