"""Pictures for the made-up county's files: a sheet that says what it stands for, and that it is a sample."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from hudai.documents.fonts import FLOOR_PACKAGE

SIZE = (640, 420)
PAPER, GREEN, BLUE = "#f7f7f2", "#7c9a6b", "#8fb0c8"
INK, FAINT = "#33405a", "#b9bfca"


def sheet(title: str) -> bytes:
    """A copy of a paper: its name, and nobody's data."""
    made = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(made)
    pen.rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), outline=FAINT, width=3)
    for line in range(4):
        pen.line((70, 240 + 34 * line, SIZE[0] - 70, 240 + 34 * line), fill=FAINT, width=3)
    return _signed(made, pen, title)


def view(title: str) -> bytes:
    """What a visitor saw: sky, land, and what stands on it."""
    made = Image.new("RGB", SIZE, BLUE)
    pen = ImageDraw.Draw(made)
    pen.polygon([(0, 300), (180, 170), (380, 290), (520, 200), (640, 280), (640, 420), (0, 420)], fill=GREEN)
    pen.rectangle((250, 250, 430, 360), fill=PAPER, outline=INK, width=3)
    pen.polygon([(235, 250), (340, 190), (445, 250)], fill="#a4553f")
    return _signed(made, pen, title)


def _signed(made: Image.Image, pen: ImageDraw.ImageDraw, title: str) -> bytes:
    pen.text((60, 70), title, fill=INK, font=_font(30))
    pen.text((60, 130), "演示用样张，没有真人信息", fill=INK, font=_font(18))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80)
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    # Third of the collection's faces: simplified Chinese.
    floor = sorted(Path(str(files(FLOOR_PACKAGE))).glob("*.ttc"))[0]
    return ImageFont.truetype(floor, size, index=2)
