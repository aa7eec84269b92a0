"""What a desk's place lent and was granted, month by month and within some days, for the first page.

Days are added up in the database and folded into months here: it gives as many rows as there are days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum

from hudai.core.report_day import month_of
from hudai.records.models import Loan, Posting, SubsidyBatch
from hudai.records.queries.visibility import batches_seen_by, loans_seen_by


def lent(posting: Posting, since: date, until: date) -> int:
    """Fen paid out to households in ``[since, until)``."""
    return _sum(_lent(posting, since).filter(disbursed_on__lt=until), "principal")


def lent_by_month(posting: Posting, since: date) -> dict[date, int]:
    """Fen paid out in each month that had any, from ``since`` on."""
    return _monthly(_lent(posting, since).values_list("disbursed_on").annotate(fen=Sum("principal")))


def granted(posting: Posting, since: date, until: date) -> int:
    """Fen of subsidy finance approved in ``[since, until)``, of whole batches."""
    return _sum(_granted(posting, since).filter(approved_on__lt=until), "to_pay")


def granted_by_month(posting: Posting, since: date) -> dict[date, int]:
    """Fen of subsidy approved in each month that had any, from ``since`` on."""
    return _monthly(_granted(posting, since).values_list("approved_on").annotate(fen=Sum("to_pay")))


def _lent(posting: Posting, since: date) -> QuerySet[Loan]:
    return loans_seen_by(posting).filter(disbursed_on__gte=since).order_by()


def _granted(posting: Posting, since: date) -> QuerySet[SubsidyBatch]:
    return batches_seen_by(posting).filter(approved_on__gte=since).order_by()


def _sum(found: QuerySet[Loan] | QuerySet[SubsidyBatch], field: str) -> int:
    return int(found.aggregate(sum=Sum(field, default=0))["sum"])


def _monthly(days: Iterable[tuple[date, int]]) -> dict[date, int]:
    months: dict[date, int] = {}
    for day, fen in days:
        months[month_of(day)] = months.get(month_of(day), 0) + fen
    return months
