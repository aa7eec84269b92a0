"""The books as columns, for the checks of :mod:`hudai.core.ledger_check`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hudai.core.ledger_check import Books, ClosedMonth
from hudai.records import models
from hudai.records.columns import day, frame
from hudai.records.models import BatchStep, SubsidyBatch


@contextmanager
def one_moment() -> Iterator[None]:
    """While this lasts, every question is answered as of its beginning; nothing may be written.

    On SQLite nobody else writes meanwhile; PostgreSQL shows one picture of the tables.
    """
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def books() -> Books:
    """Everything, as it stands at one moment of the caller's transaction."""
    return Books(
        entries=_read(
            models.Entry.objects.values_list(
                "voucher_id", "debit__code", "credit__code", "amount", "line_id"
            ),
            voucher=pl.Int64, debit=pl.String, credit=pl.String, amount=pl.Int64, line=pl.Int64,
        ),
        vouchers=_read(
            models.Voucher.objects.values_list(
                "pk", "number", day("on"), "entry_count", "total", "reverses_id"
            ),
            voucher=pl.Int64, number=pl.String, on=pl.Date, entry_count=pl.Int64, total=pl.Int64,
            reverses=pl.Int64,
        ),
        sums=_read(
            models.VoucherSum.objects.values_list("voucher_id", "account__code", "debits", "credits"),
            voucher=pl.Int64, code=pl.String, debits=pl.Int64, credits=pl.Int64,
        ),
        accounts=_read(
            models.Account.objects.values_list("code", "kind", "balance__debits", "balance__credits"),
            code=pl.String, kind=pl.String, debits=pl.Int64, credits=pl.Int64,
        ),
        batches=_read(
            models.SubsidyBatch.objects.values_list(
                "pk",
                "number",
                Case(When(state__in=SubsidyBatch.GRANTED, then=1), default=0),
                "line_count",
                "to_pay",
                "to_take_back",
                _approval(),
                Cast(KT("known__demand"), BigIntegerField()),
            ),
            batch=pl.Int64, number=pl.String, granted=pl.Int64, line_count=pl.Int64, to_pay=pl.Int64,
            to_take_back=pl.Int64, approval=pl.Int64, known=pl.Int64,
        ),
        lines=_read(
            models.SubsidyLine.objects.values_list("pk", "batch_id", "number", "due", "loan_id", "granted"),
            line=pl.Int64, batch=pl.Int64, number=pl.Int64, due=pl.Int64, loan=pl.Int64, granted=pl.Int64,
        ),
        payouts=_read(
            models.Payout.objects.values_list("line_id", "file__source", "amount", _answer()),
            line=pl.Int64, source=pl.String, amount=pl.Int64, paid=pl.Int64,
        ),
        demands=_read(
            models.Demand.objects.filter(void=False).values_list("pk", "line_id", "amount", "replaced_by"),
            demand=pl.Int64, line=pl.Int64, amount=pl.Int64, reversal=pl.Int64,
        ),
        refunds=_read(
            models.Refund.objects.standing().values_list("demand__line_id", "source", "amount"),
            line=pl.Int64, source=pl.String, amount=pl.Int64,
        ),
        months=[
            ClosedMonth(each.month, each.trial_balance, each.digest)
            for each in models.ClosedMonth.objects.order_by("month")
        ],
    )  # fmt: skip


def _read(question: QuerySet[Any, Any], **schema: Any) -> pl.DataFrame:
    return frame(question.order_by(), schema)


def _approval() -> Subquery:
    """The key of the step that approved a batch; null where none did."""
    approved = BatchStep.objects.filter(batch=OuterRef("pk"), deed=BatchStep.Deed.APPROVE)
    return Subquery(approved.values("pk")[:1])


def _answer() -> Case:
    """1 arrived, 0 came back, null not answered."""
    return Case(
        When(result__came_back__isnull=False, then=Value(0)),
        When(result__paid=True, then=Value(1)),
        When(result__paid=False, then=Value(0)),
        output_field=IntegerField(),
    )
