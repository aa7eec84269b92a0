"""Tokens of the banks' systems, as the administrator and the auditor see them."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet

from hudai.records.models import ApiToken


def tokens() -> QuerySet[ApiToken]:
    """Every token, those that stand first and the newest first, with how many calls it made that wrote."""
    found = ApiToken.objects.select_related("posting__officer", "posting__branch__bank", "made_by__officer")
    return found.annotate(written=Count("calls")).order_by(
        F("revoked_at").desc(nulls_first=True), "-made_at", "-pk"
    )
