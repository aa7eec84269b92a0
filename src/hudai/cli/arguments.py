"""What may be typed behind an option: days, amounts, files to read, folders; refused in Chinese."""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import click

from hudai.core.dates import FIRST_DAY, LAST_DAY
from hudai.core.errors import Refusal

_DAY = re.compile(r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d\d)(\d\d))")

_YUAN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?")


class WrongUsage(Refusal):
    """A command line that cannot be carried out as typed; exit code 2."""


class Day(click.ParamType[date]):
    """A day, in the styles the sheets know too."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; refuses what is none, or lies beyond what the product reckons with."""
        if isinstance(value, date):
            return value
        found = _DAY.fullmatch(value.strip())
        if found is None:
            raise WrongUsage(f"{_option(param)}“{value}”不是日期，请写成 2022-03-20 这样。")
        year, month, day = (int(part) for part in found.groups() if part and part.isdecimal())
        try:
            typed = date(year, month, day)
        except ValueError:
            raise WrongUsage(f"{_option(param)}日历上没有 {year} 年 {month} 月 {day} 日，请核对。") from None
        if not FIRST_DAY <= typed <= LAST_DAY:
            raise WrongUsage(
                f"{_option(param)}“{value}”不对，应在 {FIRST_DAY.year} 年至 {LAST_DAY.year} 年之间。"
            )
        return typed


class Yuan(click.ParamType[int]):
    """An amount typed in yuan, kept in fen."""

    name = "金额"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Fen; refuses what is no amount, or has parts of a fen."""
        if isinstance(value, int):
            return value
        found = _YUAN.fullmatch(unicodedata.normalize("NFKC", value).strip().replace(",", ""))
        if found is None:
            raise WrongUsage(
                f"{_name(param)} 的金额“{value}”不对，请写成 491.94 这样，单位是元，最多两位小数。"
            )
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


class Sheet(click.ParamType[Path]):
    """A file to read."""

    name = "文件"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; refuses what is not there or is a folder."""
        path = _path(value, param)
        if not path.exists():
            raise WrongUsage(f"没有文件“{value}”，请检查文件名和所在文件夹。")
        if path.is_dir():
            raise WrongUsage(f"“{value}”是文件夹，请指明里面的表格文件。")
        return path


class ResultFolder(click.ParamType[Path]):
    """A folder to write into, whether it is there yet or not."""

    name = "文件夹"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; refuses at once what could not be written an hour later."""
        path = _path(value, param)
        there = next(each for each in (path, *path.absolute().parents) if each.exists())
        if not there.is_dir():
            raise WrongUsage(f"“{there}”是一个文件，不能当文件夹用，请换一个 {_name(param)}。")
        if not os.access(there, os.W_OK):
            raise WrongUsage(f"不能写入“{path}”：没有权限，请换一个 {_name(param)}。")
        return path


class PolicyFolder(click.ParamType[Path]):
    """A county's own folder of policy packs."""

    name = "文件夹"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; refuses a folder that is not there, whose packs would be missed in silence."""
        path = _path(value, param)
        if not path.is_dir():
            raise WrongUsage(
                f"没有政策包文件夹“{value}”，请检查 --policies-dir（或环境变量 HUDAI_POLICIES）。"
            )
        return path


def _path(value: Any, param: click.Parameter | None) -> Path:
    """A path; refuses an empty one, which would mean the folder one happens to be in."""
    if not str(value).strip():
        raise WrongUsage(f"{_name(param)} 后面是空的，请写出文件或文件夹的名称。")
    if "\0" in str(value):
        raise WrongUsage(f"{_name(param)} 后面的名称里有不能用的字符，请改名。")
    return Path(value)


def _name(param: click.Parameter | None) -> str:
    return param.opts[0] if param else "--out"


def _option(param: click.Parameter | None) -> str:
    return f"{param.opts[0]} 的日期：" if param else ""
