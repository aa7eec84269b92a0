"""The pages that exist only in tests, beside the real ones."""

from __future__ import annotations

from typing import Any

import pytest

from sample_pages import TEMPLATES


@pytest.fixture
def sample_pages(settings: Any) -> None:
    """All addresses of the product and a few more."""
    settings.ROOT_URLCONF = "sample_pages"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [TEMPLATES]}]
