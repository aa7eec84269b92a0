"""Taking a whole return back: what it added is void, what it corrected reads as before.

It is one transaction.  Facts are never removed: each is replaced by one marked void, or by one that
says again what stood there before.  A contract the return brought in is given up, as its facts must
stay; the same sheet handed in again brings it back to life.  Households, people and groups that came stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hudai.actions.bank_return_facts import Written
from hudai.actions.bank_return_sheet import FILES, kept_files
from hudai.actions.bank_return_writing import refresh_households
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.actions.standing import hold_facts, look_again
from hudai.core.errors import Refusal
from hudai.records import bulk
from hudai.records.models import (
    Application,
    BankReturn,
    EarlierGrant,
    Extension,
    Job,
    Loan,
    LoanCorrection,
    LoanStanding,
    Repayment,
    ReportedClass,
    Stop,
    SubsidyBatch,
    SubsidyLine,
)

UNDO = "bank_return_undo"

_FACTS: Mapping[Any, tuple[str, ...]] = {
    Repayment: ("paid_on", "principal", "interest", "penalty"),
    Stop: ("kind", "since", "evidence"),
    ReportedClass: ("as_of", "loan_class"),
    EarlierGrant: ("amount",),
    Extension: ("signed_on", "due_on", "cause"),
}
"""Facts a return writes, and what each says; an application stays with the extension it led to first."""
_COLUMN = {"branch": "branch_id"}


@handles(UNDO)
def undo(job: Job, now: Clock) -> Iterator[Piece]:
    """Take the return back in one piece."""
    found = BankReturn.objects.select_related("bank").get(pk=job.payload["return"])
    if obstacles := obstacles_to_undoing(found):
        yield Piece(lambda: _leave_as_it_was(found))
        raise Refusal("这次导入已不能撤销：" + "；".join(obstacles) + "。")
    yield Piece(lambda: _take_back(found, job, now()), size=1, total=1)
    FILES.forget(*kept_files(found))


def obstacles_to_undoing(found: BankReturn) -> list[str]:
    """What rests on a return, in words; empty when it can be taken back."""
    told = []
    if _batches_since(found).exists():
        told.append("导入之后已经生成了贴息批次")
    if any(_corrected_since(model, found).exists() for model in _FACTS) or _terms_corrected_since(found):
        told.append("导入的内容后来又更正过")
    if _resting(found):
        told.append("新导入的贷款已有还款、续贷等后续登记")
    if found.counts.get("written", {}).get("paid_out"):
        told.append("其中有本系统审批的贷款，放款登记请在贷款页更正")
    return told


def _batches_since(found: BankReturn) -> QuerySet[SubsidyBatch]:
    """Batches of the towns concerned, or with lines of the loans, drawn up since it was confirmed."""
    touched = Q(pk__in=_loans(found).values("pk"))
    for model in _FACTS:
        touched |= Q(pk__in=model.objects.filter(came_with=found).order_by().values("loan"))
    touched |= Q(pk__in=LoanCorrection.objects.filter(came_with=found).order_by().values("loan"))
    loans = Loan.objects.filter(touched).order_by()
    towns = loans.values("household__village__parent").distinct()
    since = found.choices.get("confirmed_at", found.asked_at)
    # A household may have moved since its town's was drawn up.
    theirs = Q(town__in=towns) | Q(
        pk__in=SubsidyLine.objects.filter(loan__in=loans.values("pk")).values("batch")
    )
    later = SubsidyBatch.objects.filter(theirs, drawn_up_at__gte=since)
    return later.exclude(state="dropped")


def _corrected_since(model: Any, found: BankReturn) -> QuerySet[Any]:
    found_rows: QuerySet[Any] = model.objects.filter(came_with=found, replaced_by__isnull=False)
    return found_rows


def _terms_corrected_since(found: BankReturn) -> bool:
    later = LoanCorrection.objects.filter(
        loan=OuterRef("loan"), field=OuterRef("field"), pk__gt=OuterRef("pk")
    )
    return LoanCorrection.objects.filter(Exists(later), came_with=found).exists()


def _resting(found: BankReturn) -> bool:
    """Whether something of another origin is about a contract the return brought in."""
    ours = _loans(found)
    other = ~Q(came_with=found) | Q(came_with=None)
    facts = any(model.objects.filter(other, loan__in=ours).exists() for model in _FACTS)
    corrected = LoanCorrection.objects.filter(loan__in=ours).exists()
    renewed = Loan.objects.filter(other, original__in=ours).exists()
    return facts or corrected or renewed or Application.objects.filter(loan__in=ours).exists()


def _loans(found: BankReturn) -> QuerySet[Loan]:
    return Loan.objects.filter(came_with=found, given_up_on=None).order_by()


def _leave_as_it_was(found: BankReturn) -> None:
    """Something came to rest on the return after it was to be taken back."""
    done = found.ended_at is not None
    state = BankReturn.State.DONE if done else BankReturn.State.WRITING
    BankReturn.objects.filter(pk=found.pk).update(state=state)


def _take_back(found: BankReturn, job: Job, at: datetime) -> None:
    hold_facts()
    actor = actor_of(job, at)
    reason = f"撤销导入（{found.file_name}）"[:200]
    by = Written(actor.posting.pk, at, None, reason)
    touched = {key for model, columns in _FACTS.items() for key in _void(model, columns, found, by)}
    touched |= _put_terms_back(found, by)
    touched |= _give_up(found, by, at)
    refresh_households(touched, actor.today)
    BankReturn.objects.filter(pk=found.pk).update(
        state=BankReturn.State.UNDONE, ended_at=at, stored="", marked=""
    )
    if found.kind == BankReturn.Kind.REPAYMENTS:
        look_again(found.bank, found.as_of)
    note(actor, "银行报表已撤销", found, kind=found.get_kind_display(), bank=found.bank.name)


def _void(model: Any, columns: tuple[str, ...], found: BankReturn, by: Written) -> set[int]:
    """Replace the return's facts: by what they had corrected, or by nothing; households touched."""
    ours = model.objects.filter(came_with=found, replaced_by=None).order_by("pk")
    added = ours.filter(replaces=None).values_list("loan", *columns, "pk")
    _replace(model, columns, list(added), by, void=True)
    before = (F(f"replaces__{name}") for name in columns)
    corrected = ours.filter(replaces__isnull=False).values_list("loan", *before, "pk")
    _replace(model, columns, list(corrected), by, void=False)
    return set(model.objects.filter(came_with=found).order_by().values_list("loan__household", flat=True))


def _replace(
    model: Any, columns: tuple[str, ...], rows: list[tuple[Any, ...]], by: Written, *, void: bool
) -> None:
    """Facts in the place of others; each row: loan, what it says, the fact replaced."""
    names = ["loan_id", *columns, "replaces_id", "reason", "void", "recorded_by_id", "recorded_at"]
    same = (by.reason, void, by.posting, by.at)
    bulk.insert(model, names, [(*row, *same) for row in rows])


def _put_terms_back(found: BankReturn, by: Written) -> set[int]:
    """Terms of known contracts read as before; both changes stay on record."""
    ours = LoanCorrection.objects.filter(came_with=found).order_by("-pk").select_related("loan")
    accounts = found.choices.get("accounts", {})
    again: list[tuple[Any, ...]] = []
    loans: dict[int, Loan] = {}
    for correction in ours:
        loan = loans.setdefault(correction.loan_id, correction.loan)
        again.append((loan.pk, correction.field, correction.after, correction.before))
        if correction.field != "account":
            attribute = _COLUMN.get(correction.field, correction.field)
            field: Any = Loan._meta.get_field(correction.field)
            setattr(loan, attribute, field.to_python(correction.before))
    for loan in loans.values():
        if loan.disbursed_on is None and loan.application_id is None:
            loan.given_up_on, loan.given_up_for = by.at.date(), by.reason
        loan.save()
    bulk.put_back(Loan, ["account", "account_index"], {int(key): held for key, held in accounts.items()})
    bulk.remove(LoanStanding, [key for key, loan in loans.items() if loan.disbursed_on is None])
    _note_corrections(again, by)
    return {loan.household_id for loan in loans.values()}


def _give_up(found: BankReturn, by: Written, at: datetime) -> set[int]:
    """Contracts the return brought in were never paid out."""
    ours = list(_loans(found).values_list("pk", "household", "disbursed_on"))
    keys = [key for key, _, _ in ours]
    rows = [(key, "disbursed_on", day.isoformat() if day else None, None) for key, _, day in ours]
    _note_corrections(rows, by)
    columns = ["disbursed_on", "given_up_on", "given_up_for"]
    bulk.update(Loan, columns, dict.fromkeys(keys, (None, at.date(), by.reason)))
    bulk.remove(LoanStanding, keys)
    return {household for _, household, _ in ours}


def _note_corrections(rows: list[tuple[Any, ...]], by: Written) -> None:
    names = ["loan_id", "field", "before", "after", "reason", "recorded_by_id", "recorded_at"]
    bulk.insert(LoanCorrection, names, [(*row, by.reason, by.posting, by.at) for row in rows])
