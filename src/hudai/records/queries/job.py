"""Jobs, as those who asked for them see them."""

from __future__ import annotations

from django.db.models import QuerySet

from hudai.records.models import Job, Posting


def jobs_of(posting: Posting) -> QuerySet[Job]:
    """The jobs a posting asked for, newest first; nobody sees another desk's."""
    return Job.objects.filter(asked_by=posting)
