"""The folder of a made-up county: made fresh, taken up again, and never mistaken for a real one."""

from __future__ import annotations

import hmac
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hudai.cli.arguments import WrongUsage
from hudai.demo.clock import county_day, here_and_now

MARK = "demo.json"
PRACTICE = "练习"
OWN = (
    "hudai.sqlite3", "hudai.sqlite3-wal", "hudai.sqlite3-shm", "keys.json", "static", "files", PRACTICE, MARK,
)  # fmt: skip
"""What a demonstration leaves in its folder."""
KEPT = ("HUDAI_DEBUG",)
"""Variables of the operator's that a demonstration heeds; the others name real data."""
OFFICE = "云坪县小额信贷管理系统（演示，时间为 {:%Y年%-m月}）"
SETTINGS = "hudai.site.demo"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one made-up county lives."""

    home: Path

    @property
    def mark(self) -> dict[str, Any]:
        """What was noted when it was made; empty where there is none."""
        path = self.home / MARK
        return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}

    @property
    def is_complete(self) -> bool:
        """Whether a county stands in it, built to the end."""
        return bool(self.mark.get("households"))

    @property
    def practice(self) -> Path:
        """Where the banks' sheets of the quarters left to practise on lie."""
        return self.home / PRACTICE

    def prepare(self, *, anew: bool, open_quarters: int = 0) -> None:
        """Make room for a county, or leave the one there as it is.

        Args:
            open_quarters: quarters asked to be left; a county that is there has them already, or not.

        Raises:
            WrongUsage: if something else is in the folder, or a county with other quarters left; nothing
                is touched.
        """
        if self.home.exists() and not self.home.is_dir():
            raise WrongUsage(f"“{self.home}”是一个文件，不能当文件夹用，请换一个 --home。")
        if self.home.is_dir() and any(self.home.iterdir()) and not self.mark:
            raise WrongUsage(f"“{self.home}”里已有别的内容，没有改动它。请换一个 --home。")
        if self.is_complete and not anew and open_quarters not in (0, self.mark.get("open_quarters", 0)):
            raise WrongUsage(
                f"“{self.home}”里已有一个演示县，留着的季数不同。"
                "请换一个 --home，或加 --new 重新建（原来的丢掉）。"
            )
        if anew or not self.is_complete:
            self._clear()
            self._note({"made_on": f"{here_and_now()}"})

    def finish(self, households: int, open_quarters: int = 0) -> None:
        """Note that the county stands."""
        self._note({**self.mark, "households": households, "open_quarters": open_quarters})

    def pass_days(self, days: int) -> None:
        """Let so many days pass in the county, beside those that pass by themselves."""
        if days:
            self._note({**self.mark, "later": self.mark.get("later", 0) + days})

    @property
    def day(self) -> date:
        """The county's day now."""
        made_on, later = date.fromisoformat(self.mark["made_on"]), self.mark.get("later", 0)
        return county_day(made_on, here_and_now(), later)

    def enter(self) -> None:
        """Let this process, and those it starts, work on this folder and on nothing else."""
        for name in [name for name in os.environ if name.startswith("HUDAI_") and name not in KEPT]:
            del os.environ[name]
        os.environ |= {
            "HUDAI_HOME": str(self.home.absolute()),
            "HUDAI_TODAY": f"{self.day}",
            "HUDAI_OFFICE": OFFICE.format(self.day),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        }

    def _clear(self) -> None:
        for name in OWN:
            path = self.home / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _note(self, facts: dict[str, Any]) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.home / MARK).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def password(keys: Mapping[str, Any]) -> str:
    """The one password of a demonstration: from its own keys, so that it can be told at every start.

    Nobody's data is behind it; a real system keeps only digests and tells no password twice.
    """
    drawn = hmac.new(keys["index"], b"demo password", "sha256").digest()
    return f"Yunping-{int.from_bytes(drawn[:4], 'big') % 1_000_000:06d}"
