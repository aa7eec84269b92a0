"""Sheets handed in for a name list, kept sealed until the import is over."""

from __future__ import annotations

from hudai.actions.sealed_file import SealedFolder

FILES = SealedFolder("name_lists", "files.name_list")

keep, kept, forget, laid_out = FILES.keep, FILES.kept, FILES.forget, FILES.laid_out
