"""Scans and photos: what a file really is, by its content, and a small picture of it.

A name proves nothing, so it is not asked.  What is neither a whole picture nor a PDF is refused.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from hudai.core.errors import Refusal
from hudai.documents.media_types import PDF

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", PDF: ".pdf"}
MOST_PIXELS = 120_000_000
"""A telephone's best camera; more is a bomb or a poster."""
THUMBNAIL = 160
"""Longest side in pixels: enough to tell papers apart, too little to read an ID number."""
WANTED = "只收照片（JPG、PNG、WebP）和 PDF 扫描件，请另存为这些格式后再传。"

_HEAD, _TAIL = 1024, 2048


def media_type(path: Path) -> str:
    """The type of a file, one of :data:`ENDINGS`, by its content.

    Raises:
        Refusal: if it is none of them, or damaged.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"%PDF-" in head:
        return _pdf(path)
    return _picture(path)


def _pdf(path: Path) -> str:
    """A PDF ends with its mark; one cut off on the way does not."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        if b"%%EOF" not in file.read():
            raise Refusal("这个 PDF 不完整，可能没有传完或已损坏，请重新扫描后再传。")
    return PDF


def _picture(path: Path) -> str:
    """A picture that can be opened and is whole; its size is looked at before its pixels are."""
    try:
        with _opened(path) as picture:
            form = picture.format or ""
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("这张图片的像素太多，请用普通清晰度重新拍照或扫描。")
            picture.verify()
        with _opened(path) as picture:
            picture.load()
    except Refusal:
        raise
    except Exception:  # a damaged picture can make a decoder raise anything
        raise Refusal(f"这个文件打不开，或不是照片、扫描件。{WANTED}") from None
    if form not in PICTURES:
        raise Refusal(WANTED)
    return PICTURES[form]


def thumbnail(path: Path) -> bytes:
    """A small JPEG of a picture the right way up, without anything the camera noted."""
    with _opened(path) as picture:
        small: Any = ImageOps.exif_transpose(picture)
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        made = io.BytesIO()
        small.convert("RGB").save(made, "JPEG", quality=80)
    return made.getvalue()


def _opened(path: Path) -> Image.Image:
    """The picture, no pixel of it read; only the formats taken are tried."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(path, formats=list(PICTURES))
