"""The law a job asks by: a worker is called by no door that could hand it in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from hudai.actions.application import Law
from hudai.actions.laws import Laws
from hudai.documents import policy_files


@cache
def laws() -> Laws:
    """Every pack there is, and the one the county has adopted; read once.

    Raises:
        PolicyRefused: if one of them has faults.
    """
    national = policy_files.read_national()
    packs = Path(settings.HUDAI_POLICIES) if settings.HUDAI_POLICIES else None
    by_name = {name: Law(policy_files.load(name, packs), national) for name in policy_files.names(packs)}
    return Laws(by_name, str(settings.HUDAI_POLICY))
