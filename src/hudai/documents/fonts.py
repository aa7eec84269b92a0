"""Fonts: the faces official documents ask for where the machine has them, and a floor that always is.

GB/T 9704 wants 仿宋 for the body, 小标宋 for the title, 黑体 and 楷体 for headings.  These fonts are
licensed, so none is shipped: they are taken from the system, or from a folder in which a site keeps
its own (environment variable ``HUDAI_FONT_DIR``).  Behind each stands Noto Sans CJK, which comes
with the installation and has the rare characters of people's names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import typst

from hudai.core.errors import Refusal

FOLDER_VARIABLE = "HUDAI_FONT_DIR"
FLOOR = "Noto Sans CJK SC"
FLOOR_PACKAGE = "noto_cjk_sans_otc"

FACES = {
    "body": (
        "FangSong",
        "FangSong_GB2312",
        "仿宋",
        "仿宋_GB2312",
        "STFangsong",
        "FZFangSong-Z02",
        "FZFangSong-Z02S",
        "方正仿宋_GBK",
    ),
    "title": (
        "FZXiaoBiaoSong-B05",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "方正小标宋简体",
        "STZhongsong",
        "华文中宋",
    ),
    "heading": ("SimHei", "黑体", "FZHei-B01", "FZHei-B01S", "方正黑体_GBK", "STHeiti"),
    "kai": ("KaiTi", "KaiTi_GB2312", "楷体", "楷体_GB2312", "STKaiti", "FZKai-Z03", "AR PL UKai CN"),
    "table": ("SimSun", "宋体", "NSimSun", "STSong", "FZShuSong-Z01", "AR PL UMing CN"),
}
"""Names one face goes by, the best first: makers and systems differ."""


@dataclass(frozen=True, slots=True)
class FontBook:
    """The fonts of this machine, loaded once and shared by every page made."""

    fonts: typst.Fonts
    families: dict[str, list[str]]
    """For each face of :data:`FACES`: the families to try in order, the floor last."""


def font_book(folder: Path | None = None) -> FontBook:
    """The fonts to print with.

    Args:
        folder: where a site keeps its own fonts; without it the environment says.

    Raises:
        Refusal: if there is no such folder.
    """
    named = os.environ.get(FOLDER_VARIABLE, "")
    chosen = folder or (Path(named) if named else None)
    if chosen is not None and not chosen.is_dir():
        raise Refusal(f"字体文件夹“{chosen}”不存在，请检查 {FOLDER_VARIABLE} 的设置，或不设置而用自带字体。")
    return _loaded(chosen)


@lru_cache(maxsize=4)
def _loaded(folder: Path | None) -> FontBook:
    """The book of one folder; looking through a system's fonts takes a tenth of a second."""
    floor = Path(str(files(FLOOR_PACKAGE)))
    paths = [floor] if folder is None else [folder, floor]
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=paths)
    present = set(fonts.families())
    families = {face: [*(name for name in names if name in present), FLOOR] for face, names in FACES.items()}
    return FontBook(fonts, families)
