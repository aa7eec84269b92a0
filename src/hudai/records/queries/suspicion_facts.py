"""The records as the checks of an auditor take them: whole tables as columns, sealed values unopened."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import Count, F, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate

from hudai.records.among import among
from hudai.records.columns import day, frame
from hudai.records.models import (
    Application,
    EarlierGrant,
    Extension,
    Listing,
    Loan,
    LoanCorrection,
    NameList,
    Repayment,
    Stop,
    SubsidyBatch,
    SubsidyLine,
    Waiver,
)
from hudai.records.queries.subsidy_payment import arrivals

State = Application.State
CHARGES = ("guarantor_or_collateral", "fee_charged", "extra_condition")
"""Facts of an application that are no household's to bear."""

_LOAN: dict[str, Any] = {
    "loan_key": pl.Int64,
    "contract": pl.String,
    "policy": pl.String,
    "household": pl.Int64,
    "branch": pl.Int64,
    "borrower": pl.String,
    "born_on": pl.Date,
    "died_on": pl.Date,
    "kind": pl.String,
    "account": pl.String,
    "purpose": pl.String,
    "principal": pl.Int64,
    "signed_on": pl.Date,
    "disbursed_on": pl.Date,
    "balance": pl.Int64,
    "application_key": pl.Int64,
}
_APPLICATION: dict[str, Any] = {
    "application_key": pl.Int64,
    "policy": pl.String,
    "household": pl.Int64,
    "branch": pl.Int64,
    "kind": pl.String,
    "phone": pl.String,
    "amount": pl.Int64,
    "state": pl.String,
    "since": pl.Date,
    **dict.fromkeys(CHARGES, pl.String),
    "disbursed_on": pl.Date,
    "given_up_on": pl.Date,
}


def loans_on_record() -> pl.DataFrame:
    """Every loan that was not given up — loan_key, contract, policy, household, branch (keys), borrower
    (what tells people apart), born_on, died_on, kind, account (its blind index), purpose, principal (fen),
    signed_on, disbursed_on, balance (fen, null before it was worked out), application_key; by key."""
    loans = Loan.objects.filter(given_up_on=None).order_by("pk")
    asked = loans.values_list(
        "pk",
        "contract",
        "policy",
        "household_id",
        "branch_id",
        Cast("borrower_id", TextField()),
        day("borrower__born_on"),
        day("borrower__died_on"),
        "kind",
        "account_index",
        "purpose",
        "principal",
        day("signed_on"),
        day("disbursed_on"),
        "standing__balance",
        "application_id",
    )
    return frame(asked, _LOAN)


def applications_on_record() -> pl.DataFrame:
    """Every application that was handed in — application_key, policy, household, branch (keys), kind, phone
    (its blind index), amount (fen, as approved where it is), state, approved_on (null while it is not),
    what the bank said of :data:`CHARGES` (Boolean), disbursed_on and given_up_on of its contract."""
    asked = (
        Application.objects.exclude(state=State.DRAFT)
        .order_by("pk")
        .values_list(
            "pk",
            "policy",
            "household_id",
            "branch_id",
            "kind",
            "phone_index",
            Coalesce("approved_amount", "amount"),
            "state",
            Cast(TruncDate("step_since"), TextField()),
            *(Cast(KT(f"facts__{name}"), TextField()) for name in CHARGES),
            day("contract__disbursed_on"),
            day("contract__given_up_on"),
        )
    )
    found = frame(asked, _APPLICATION)
    said = [pl.col(name).is_in(["true", "1"]).alias(name) for name in CHARGES]
    approved = pl.when(pl.col("state") == State.APPROVED.value).then("since")
    return found.with_columns(*said, approved_on=approved).drop("since")


def listings_on_record() -> pl.DataFrame | None:
    """When households were on the name list — household, since, until (null while on it); None where no list
    was ever taken in, so that nothing can be told."""
    if not NameList.objects.exists():
        return None
    columns = {"household": pl.Int64, "since": pl.Date, "until": pl.Date, "left_as_of": pl.Date}
    rows = Listing.objects.order_by("pk").values_list(
        "household_id", day("since"), day("until"), day("left_with__as_of")
    )
    told = frame(rows, columns)
    return told.with_columns(until=pl.coalesce("until", "left_as_of")).drop("left_as_of")


def granted_lines() -> pl.DataFrame:
    """The lines above zero of approved batches — loan_key, household, batch (key), policy, period_start,
    period_end, approved_on, due (fen), paid_on (null while nothing arrived)."""
    columns: dict[str, Any] = {
        "line": pl.Int64,
        "loan_key": pl.Int64,
        "household": pl.Int64,
        "batch": pl.Int64,
        "policy": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "approved_on": pl.Date,
        "due": pl.Int64,
    }
    days = (day(f"batch__{name}") for name in ("period_start", "period_end", "approved_on"))
    lines = SubsidyLine.objects.filter(due__gt=0, batch__state__in=SubsidyBatch.GRANTED).order_by("pk")
    asked = lines.values_list(
        "pk", "loan_id", "loan__household_id", "batch_id", "batch__policy", *days, "due"
    )
    arrived = arrivals().order_by().values_list("payout__line_id", day("on"))
    paid = frame(arrived, {"line": pl.Int64, "paid_on": pl.Date}).unique("line", keep="first")
    return frame(asked, columns).join(paid, on="line", how="left").drop("line")


def several_loans() -> set[int]:
    """Households (keys) with more than one loan: only theirs add up to something."""
    of_each = Loan.objects.filter(given_up_on=None).order_by().values("household").annotate(loans=Count("pk"))
    return set(of_each.filter(loans__gt=1).values_list("household", flat=True))


def put_right_later() -> set[int]:
    """Households (keys) of whose loans something became known after it was first recorded, or after a batch
    had settled its day, or was granted before this system: a batch grants what is due, so only theirs can
    have been granted too much since."""
    found = _known_after_a_batch()
    for facts in (
        Stop.objects.all(),
        Repayment.objects.filter(replaces__isnull=False),
        LoanCorrection.objects.exclude(before=None),
        Extension.objects.all(),
        EarlierGrant.objects.all(),
    ):
        found |= set(facts.order_by().values_list("loan__household", flat=True).distinct())
    return found


def _known_after_a_batch() -> set[int]:
    """Households whose principal came back, or whose further loan was paid out, before the end of a batch
    that granted them something and had been drawn up when that was recorded."""
    granting = SubsidyLine.objects.filter(due__gt=0, batch__state__in=SubsidyBatch.GRANTED).order_by()
    repaid = granting.filter(
        loan__repayments__principal__gt=0,
        loan__repayments__paid_on__lt=F("batch__period_end"),
        loan__repayments__recorded_at__gt=F("batch__drawn_up_at"),
    )
    beside = granting.filter(among("loan__household", several_loans())).filter(
        Q(loan__household__loans__entered_at__gt=F("batch__drawn_up_at"))
        | Q(
            loan__household__loans__corrections__field="disbursed_on",
            loan__household__loans__corrections__recorded_at__gt=F("batch__drawn_up_at"),
        ),
        loan__household__loans__disbursed_on__lt=F("batch__period_end"),
    )
    return {
        home
        for lines in (repaid, beside)
        for home in lines.values_list("loan__household", flat=True).distinct()
    }


def waived_rules() -> pl.DataFrame:
    """What was waived for the loans there are — loan_key, rule."""
    given = Waiver.objects.filter(Q(version=F("application__version")), application__contract__isnull=False)
    asked = given.order_by().values_list("application__contract__pk", "rule")
    return frame(asked, {"loan_key": pl.Int64, "rule": pl.String}).unique()
