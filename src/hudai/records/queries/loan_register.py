"""The register of a day, from the tables: every loan paid out by then, as annex 5 lists it."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Count, Q, QuerySet, Sum

from hudai.core.chains import due_in_force
from hudai.core.identity import masked
from hudai.core.loan_register import remark
from hudai.core.policy import Policy
from hudai.records.columns import Schema, day, frame
from hudai.records.models import Loan, Repayment
from hudai.records.queries.standing import standings

SCHEMA: Schema = {
    "contract": pl.String,
    "bank": pl.String,
    "borrower": pl.String,
    "town": pl.String,
    "village": pl.String,
    "group": pl.String,
    "id_number": pl.String,
    "purpose": pl.String,
    "principal_fen": pl.Int64,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "balance_fen": pl.Int64,
    "days_overdue": pl.Int64,
    "class": pl.String,
    "lent_fen": pl.Int64,
    "repaid_fen": pl.Int64,
    "note": pl.String,
}
"""The register's columns: annex 5, what stands behind it, and the movements of a stretch of days."""

_TERMS = {
    "loan_key": pl.Int64,
    "contract": pl.String,
    "bank": pl.String,
    "branch": pl.String,
    "borrower": pl.String,
    "town": pl.String,
    "village": pl.String,
    "group": pl.String,
    "purpose": pl.String,
    "principal_fen": pl.Int64,
    "disbursed_on": pl.Date,
    "first_due_on": pl.Date,
}
_ASKED = (
    "pk", "contract", "branch__bank__name", "branch__name", "borrower__name",
    "household__village__parent__name", "household__village__name", "household__group__name",
    "purpose", "principal",
)  # fmt: skip


def paid_out(loans: QuerySet[Loan], as_of: date) -> QuerySet[Loan]:
    """Those the register of a day lists."""
    return loans.filter(given_up_on=None, disbursed_on__lte=as_of)


def register(
    loans: QuerySet[Loan], as_of: date, *, since: date, policy: Policy | None, unmasked: bool
) -> pl.DataFrame:
    """One row a loan paid out by the end of ``as_of``, in the columns of :data:`SCHEMA`.

    By bank, day of lending and contract.  lent_fen and repaid_fen are principal lent and repaid from
    ``since`` to ``as_of``, both days counted; balance, days and class are those of the end of ``as_of``.

    Args:
        unmasked: whether ID numbers are opened and stand in full.
    """
    ours = paid_out(loans, as_of).order_by("pk")
    days = (day("disbursed_on"), day("due_on"))
    terms = frame(ours.values_list(*_ASKED, *days), _TERMS)
    stands = standings(ours, as_of, policy)
    known = terms.join(stands, on="loan_key", how="left", maintain_order="left").with_columns(
        extended_due_on=pl.when(pl.col("due") != pl.col("first_due_on")).then("due"),
        due_on=pl.col("first_due_on"),
        days_overdue=pl.col("days_overdue").fill_null(0),
    )
    named = known.join(_id_numbers(ours, unmasked=unmasked), on="loan_key", how="left", maintain_order="left")
    moved = named.join(movements(ours, since, as_of), on="contract", how="left", maintain_order="left")
    return (
        moved.with_columns(
            pl.col("town", "village", "group", "purpose", "class").fill_null(""),
            pl.col("lent", "repaid", "balance_fen").fill_null(0),
            bank=_full_name(),
            due_on=due_in_force(),
            note=remark(),
        )
        .sort("bank", "disbursed_on", "contract")
        .rename({"lent": "lent_fen", "repaid": "repaid_fen"})
        .select(*SCHEMA)
        .cast(pl.Schema(SCHEMA))
    )


def movements(loans: QuerySet[Loan], since: date, as_of: date) -> pl.DataFrame:
    """Principal lent and repaid from ``since`` to ``as_of``, both counted — contract, lent, repaid (fen)."""
    between = {"disbursed_on__gte": since, "disbursed_on__lte": as_of}
    lent = frame(
        loans.filter(given_up_on=None, **between).order_by().values_list("contract", "principal"),
        {"contract": pl.String, "lent": pl.Int64},
    )
    paid = Repayment.objects.standing().filter(
        loan__in=loans.order_by().values("pk"), paid_on__gte=since, paid_on__lte=as_of, principal__gt=0
    )
    repaid = frame(
        paid.order_by()
        .values("loan__contract")
        .annotate(sum=Sum("principal"))
        .values_list("loan__contract", "sum"),
        {"contract": pl.String, "repaid": pl.Int64},
    )
    both = lent.join(repaid, on="contract", how="full", coalesce=True)
    return both.with_columns(pl.col("lent", "repaid").fill_null(0))


def names(loans: QuerySet[Loan]) -> dict[str, dict[str, int]]:
    """What a register made now calls the branches and towns of some loans: bank and town → name → key."""
    town = "household__village__parent"
    asked = ("branch", "branch__bank__name", "branch__name", town, f"{town}__name")
    found: dict[str, dict[str, int]] = {"bank": {}, "town": {}}
    for branch, bank, name, place, town_name in loans.order_by().values_list(*asked).distinct():
        found["bank"][full_name(bank, name)] = branch
        found["town"][town_name] = place
    return found


def full_name(bank: str, branch: str) -> str:
    """A branch's name with its bank's before it, unless it says so itself."""
    return branch if bank in branch else f"{bank}{branch}"


def sums(loans: QuerySet[Loan], as_of: date) -> dict[str, int]:
    """How many loans the register of a day lists, and the sum of their principal."""
    found: dict[str, int] = (
        paid_out(loans, as_of).order_by().aggregate(loans=Count("pk"), principal=Sum("principal", default=0))
    )
    return found


def balance(loans: QuerySet[Loan], as_of: date) -> int:
    """What all of them owe at the end of a day: as the standings of that day say, else lent less repaid."""
    ours = paid_out(loans, as_of).order_by()
    of_that_day = Count("pk", filter=Q(standing__as_of=as_of))
    stood = ours.aggregate(all=Count("pk"), known=of_that_day, sum=Sum("standing__balance", default=0))
    if stood["known"] == stood["all"]:
        return int(stood["sum"])
    repaid = Repayment.objects.standing().filter(loan__in=ours.values("pk"), paid_on__lte=as_of)
    lent = ours.aggregate(sum=Sum("principal", default=0))["sum"]
    return int(lent - repaid.order_by().aggregate(sum=Sum("principal", default=0))["sum"])


def _id_numbers(loans: QuerySet[Loan], *, unmasked: bool) -> pl.DataFrame:
    """loan_key, id_number; opened one by one, since they lie sealed."""
    pairs = list(loans.values_list("pk", "borrower__id_number"))
    found = pl.DataFrame(pairs, schema={"loan_key": pl.Int64, "id_number": pl.String}, orient="row")
    return found if unmasked else found.with_columns(masked(pl.col("id_number")))


def _full_name() -> pl.Expr:
    """As :func:`full_name`."""
    says_so = pl.col("branch").str.contains(pl.col("bank"), literal=True)
    return pl.when(says_so).then(pl.col("branch")).otherwise(pl.col("bank") + pl.col("branch"))
