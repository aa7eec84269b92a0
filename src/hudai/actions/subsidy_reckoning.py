"""Working a batch out: from the facts of some loans to lines, worksheet and digests (R6).

The same function works out a batch that is drawn up now and one drawn up years ago, from the facts
known then; the second must come to the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import QuerySet

from hudai.actions.application import Law
from hudai.core.rates import known_before, published_digest
from hudai.core.settlement import Settlement, settle
from hudai.records.models import Loan, SubsidyBatch
from hudai.records.queries.loan_facts import Known, LoanFacts, loan_facts, with_originals
from hudai.records.queries.subsidy import loans_of_keys


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One settlement of some loans, and what it rests on."""

    facts: LoanFacts
    settlement: Settlement
    inputs_digest: str
    """SHA-256 over all facts as csv."""

    def due(self) -> pl.DataFrame:
        """What is due on each loan where anything is — loan_key, contract, household, entitled_fen,
        paid_fen, granted_fen, due_fen."""
        keys = self.facts.loans.select("loan_key", "contract")
        lines = self.settlement.lines.join(keys, on="contract", maintain_order="left")
        return lines.filter(pl.col("due_fen") != 0)

    def worksheet(self, contracts: Sequence[str]) -> bytes:
        """The segments of some contracts, as csv."""
        wanted = pl.Series("contract", contracts, dtype=pl.String)
        return csv(self.settlement.worksheet().filter(pl.col("contract").is_in(wanted.implode())))


def reckon(loans: QuerySet[Loan], *, law: Law, through: date, known: Known | None = None) -> Reckoning:
    """Settle ``loans``, whole households of one scheme, through a day.

    Args:
        loans: of the law's scheme; the contracts their chains began with are added.
        law: the scheme's pack and the published rates.
        through: last day of the last settlement period.
        known: how far the tables were known; None for all there is.

    Raises:
        CannotTell: if a number of law the figures rest on is not known.
        Refusal: if ``through`` is not the last day of a settlement period.
    """
    facts = loan_facts(with_originals(loans), known)
    return Reckoning(facts, settled(facts, law=law, through=through), _digest(facts))


def settled(facts: LoanFacts, *, law: Law, through: date) -> Settlement:
    """The settlement of the facts of whole households; raises as :func:`reckon` does."""
    return settle(
        loans=facts.loans,
        repayments=facts.repayments,
        stops=facts.stops,
        granted=facts.granted,
        policy=law.policy,
        national=law.national,
        through=through,
    )


RATES = "rates"
"""Where a batch keeps :func:`rates_known`, beside how far each table was known."""


def rates_known(law: Law, until: date) -> list[str]:
    """Up to which day the published rates were known, and the digest of what was published before it.

    What is published later changes nothing for the contracts that could be settled.
    """
    before = known_before(law.national, until)
    return [before.isoformat(), published_digest(law.national, before)]


def same_law(batch: SubsidyBatch, law: Law) -> bool:
    """Whether the pack, and the rates that were known, are those the batch was drawn up with.

    One from before the rates' digest was kept is taken to rest on the same ones.
    """
    if law.policy.digest != batch.pack_digest:
        return False
    if RATES not in batch.known:
        return True
    before, kept = map(str, batch.known[RATES])
    return published_digest(law.national, date.fromisoformat(before)) == kept


@dataclass(frozen=True, slots=True)
class Rederivation:
    """A batch worked out once more from what was known when it was drawn up."""

    same_law: bool
    """Whether the pack and the published rates are still those it was drawn up with."""
    same_inputs: bool
    same_lines: bool
    same_worksheet: bool

    @property
    def holds(self) -> bool:
        """Whether everything came out as it did then, to the byte."""
        return self.same_inputs and self.same_lines and self.same_worksheet


def rederive(batch: SubsidyBatch, *, law: Law) -> Rederivation:
    """Work a batch out once more, and compare it with what was written down then."""
    sheet = batch.worksheet
    keys = [int(key) for key in gzip.decompress(sheet.scope).split()]
    through = batch.period_end - date.resolution
    found = reckon(loans_of_keys(keys), law=law, through=through, known=batch.known)
    due = of_scheme(found.due(), keys)
    return Rederivation(
        same_law=same_law(batch, law),
        same_inputs=found.inputs_digest == batch.inputs_digest,
        same_lines=lines_digest(due) == batch.lines_digest,
        same_worksheet=digest(found.worksheet(due["contract"].to_list())) == sheet.digest,
    )


def of_scheme(due: pl.DataFrame, keys: Iterable[int]) -> pl.DataFrame:
    """What is due on the batch's own loans; what a chain began with may belong to another scheme."""
    return due.filter(pl.col("loan_key").is_in(pl.Series(list(keys), dtype=pl.Int64).implode()))


def lines_digest(due: pl.DataFrame) -> str:
    """SHA-256 of the figures of some lines, in order of contract."""
    columns = ("contract", "household", "entitled_fen", "paid_fen", "granted_fen", "due_fen")
    return digest(csv(due.select(columns).sort("contract")))


def packed(text: bytes) -> bytes:
    """Compressed, alike for alike."""
    return gzip.compress(text, compresslevel=1, mtime=0)


def csv(rows: pl.DataFrame) -> bytes:
    """Rows as csv: ISO days, whole numbers, nothing for null."""
    return rows.write_csv().encode()


def digest(text: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text).hexdigest()


def _digest(facts: LoanFacts) -> str:
    """Over all facts; the tables' own keys are no facts."""
    whole = hashlib.sha256()
    loans = facts.loans.drop("loan_key", "original_key", strict=False)
    for rows in (loans, facts.repayments.drop("loan_key"), facts.stops, facts.granted):
        whole.update(csv(rows))
    return whole.hexdigest()
