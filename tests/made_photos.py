"""Photos and papers as somebody would hand them in."""

from __future__ import annotations

import io

from PIL import Image

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
"""A paper that is a PDF and no more."""


def photo(colour: str = "#8899aa") -> bytes:
    """A JPEG of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(made, "JPEG")
    return made.getvalue()
