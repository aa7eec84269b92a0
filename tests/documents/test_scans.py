"""Scans and photos are known by their content; what is damaged or something else is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from hudai.core.errors import Refusal
from hudai.documents import scans

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (1600, 1000), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#c8d0d8").save(made, form, **options)
    return made.getvalue()


@pytest.fixture
def file(tmp_path: Path):
    def written(content: bytes) -> Path:
        path = tmp_path / "随便什么名字.exe"
        path.write_bytes(content)
        return path

    return written


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (PDF, "application/pdf"),
    ],
)
def test_a_file_is_what_its_content_says(file, content, type_):
    assert scans.media_type(file(content)) == type_


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 program",
        b"<html><script>alert(1)</script>",
        picture("GIF"),
        picture("TIFF"),
        picture("JPEG")[:900],
        picture("PNG")[:-40],
        PDF[:-8],
        b"\x00",
    ],
    ids=["program", "page", "gif", "tiff", "half a jpeg", "cut png", "cut pdf", "a byte"],
)
def test_anything_else_and_anything_damaged_is_refused(file, content):
    with pytest.raises(Refusal):
        scans.media_type(file(content))


def test_a_picture_of_too_many_pixels_is_refused_before_they_are_unpacked(file, monkeypatch):
    monkeypatch.setattr(scans, "MOST_PIXELS", 1600 * 1000 - 1)

    with pytest.raises(Refusal, match="像素太多"):
        scans.media_type(file(picture("PNG")))


def test_the_small_picture_stands_upright_and_tells_nothing_of_the_camera(file):
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by a quarter
    turned[0x010F] = "Maker"

    with Image.open(io.BytesIO(scans.thumbnail(file(picture("JPEG", exif=turned))))) as small:
        assert small.size == (100, 160)
        assert dict(small.getexif()) == {}
