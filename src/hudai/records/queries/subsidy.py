"""Subsidy batches: which loans a town's batch is worked out from, who is paid, and what became of lines."""

from __future__ import annotations

import gzip
from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Count, QuerySet

from hudai.records.among import among
from hudai.records.columns import frame
from hudai.records.fields import SealedField
from hudai.records.models import (
    Loan,
    LoanCorrection,
    Membership,
    Region,
    SubsidyBatch,
    SubsidyLine,
    SubsidyWorksheet,
)


def loans_of_town(town: Region, policy: str) -> QuerySet[Loan]:
    """Loans of a scheme that were paid out and whose households live in a town now."""
    return Loan.objects.filter(household__village__parent=town, policy=policy, disbursed_on__isnull=False)


def loans_of_keys(keys: Collection[int]) -> QuerySet[Loan]:
    """Loans by key; which households live in a town is asked once, not with every table of facts."""
    return Loan.objects.filter(among("pk", keys))


def loans_beside(keys: Collection[int], policy: str, until: date) -> QuerySet[Loan]:
    """Loans of a scheme that were paid out before a day, of the households of some loans: those that became
    known later too, which have a part in the household's cap."""
    homes = loans_of_keys(keys).order_by().values("household")
    return Loan.objects.filter(household__in=homes, policy=policy, disbursed_on__lt=until)


def lines_of(states: Collection[str], loans: Collection[int]) -> QuerySet[SubsidyLine]:
    """Lines for some loans in batches in those states, whichever town's they are."""
    found = SubsidyLine.objects.filter(among("loan", loans), batch__state__in=states)
    return found.order_by("batch__number", "number")


def worked_out_again(batch: SubsidyBatch, loans: Collection[int]) -> dict[int, str]:
    """Which of some loans (by key) a batch drawn up later was worked out from too, whether anything was due
    on them there or not: loan → the number of the first such batch.

    A loan's household may have moved meanwhile, so that it may be any town's.
    """
    found, open_ones = dict[int, str](), set(loans)
    if not open_ones:
        return found
    later = SubsidyWorksheet.objects.filter(batch__policy=batch.policy, batch__gt=batch.pk)
    standing = later.exclude(batch__state=SubsidyBatch.State.DROPPED).order_by("batch")
    # One after the other, and mostly not far: the next quarter's batches have nearly all of them.
    for number, scope in standing.values_list("batch__number", "scope").iterator(chunk_size=30):
        again = open_ones & {int(key) for key in gzip.decompress(scope).split()}
        found |= dict.fromkeys(again, number)
        open_ones -= again
        if not open_ones:
            break
    return found


_PAYEE: dict[str, Any] = {
    "loan_key": pl.Int64,
    "household_key": pl.Int64,
    "borrower": pl.String,
    "village": pl.String,
    "bank": pl.String,
    "principal": pl.Int64,
    "rate": pl.Int64,
    "payee_bank": pl.String,
    "account": pl.String,
}


def payees(loans: Collection[int]) -> pl.DataFrame:
    """Who is paid on some loans, and what annex 4 says of each.

    One row per loan — loan_key, borrower, village, bank, principal (fen), rate (ppm), payee_bank,
    account (open), household_size (people living in the household now).
    """
    found = frame(
        loans_of_keys(loans).order_by().values_list(
            "pk", "household", "borrower__name", "household__village__name", "branch__name", "principal",
            "rate", "payee_bank", "account",
        ),
        _PAYEE,
    )  # fmt: skip
    sealed = Loan._meta.get_field("account")
    assert isinstance(sealed, SealedField)
    return (
        found.with_columns(account=pl.Series(sealed.opened(found["account"]), dtype=pl.String))
        .join(_sizes(found["household_key"].to_list()), on="household_key", how="left")
        .with_columns(pl.col("household_size").fill_null(0))
        .drop("household_key")
    )


def _sizes(households: Collection[int]) -> pl.DataFrame:
    """How many people live in each household now — household_key, household_size."""
    members = Membership.objects.filter(among("household", households), until=None).order_by()
    columns = {"household_key": pl.Int64, "household_size": pl.Int64}
    return frame(members.values_list("household").annotate(people=Count("pk")), columns)


def worksheet_of(line: SubsidyLine) -> list[dict[str, Any]]:
    """The segments its batch kept of a line's loan, in order of days."""
    contract = contracts_then(line.batch, [line.loan_id])[line.loan_id]
    return whole_worksheet_of(line.batch).filter(pl.col("contract") == contract).to_dicts()


def contracts_then(batch: SubsidyBatch, loans: Collection[int]) -> dict[int, str]:
    """The numbers of some loans as a batch keeps them, by key: a number put right since is another one."""
    found = dict(Loan.objects.filter(among("pk", loans)).values_list("pk", "contract"))
    later = LoanCorrection.objects.filter(
        among("loan", loans), field="contract", pk__gt=batch.known["correction"]
    )
    # Of several corrections the first says what stood there.
    said = later.order_by("-pk").values_list("loan", "before")
    return found | {loan: str(before) for loan, before in said}


def whole_worksheet_of(batch: SubsidyBatch) -> pl.DataFrame:
    """The segments a batch kept, with the columns of
    :meth:`hudai.core.settlement.Settlement.worksheet`."""
    return pl.read_csv(
        gzip.decompress(bytes(batch.worksheet.content)),
        schema_overrides={
            "contract": pl.String, "from": pl.Date, "to": pl.Date, "days": pl.Int64, "balance_fen": pl.Int64,
            "covered_fen": pl.Int64, "rate_ppm": pl.Int64, "ratio_ppm": pl.Int64, "basis": pl.String,
            "reason": pl.String,
        },
    )  # fmt: skip
