"""Which contract a renewal, an extension or a top-up is about."""

from __future__ import annotations

from hudai.core.errors import Refusal
from hudai.records.models import Application, Branch, Household, Loan
from hudai.records.queries.household_books import loans_here
from hudai.records.queries.loan_chain import due_in_force, owed_of

Kind = Application.Kind


def outstanding_loans(household: Household) -> list[tuple[Loan, int]]:
    """The household's loans on which something is owed, the oldest first, with how much (fen)."""
    loans = [loan for loan in loans_here(household) if loan.disbursed_on]
    owed = owed_of(loans)
    return [(loan, owed[loan.pk]) for loan in loans if owed[loan.pk] > 0]


def loan_asked_about(
    household: Household, kind: str, *, chosen: Loan | None, branch: Branch, amount: int
) -> Loan | None:
    """The contract an application is about; None for a first loan.

    The only one there is needs no choosing.  A household without any loan here may ask for a top-up or
    a renewal by what its form says: its contract is in some older book.

    Raises:
        Refusal: if none or several could be meant, if another bank holds it, or if an extension asks
            for more than is owed.
    """
    if kind == Kind.FIRST:
        return None
    open_loans = outstanding_loans(household)
    if not open_loans:
        if loans_here(household):
            raise Refusal(f"这户没有未还清的贷款，不能办理{Kind(kind).label}；请按第一次贷款申请。")
        if kind == Kind.EXTENSION:
            raise Refusal("系统里没有这户的贷款，不能申请展期；请先由银行报表导入原贷款。")
        return None
    found = _chosen(open_loans, chosen)
    if found is None:
        contracts = "、".join(loan.contract for loan, _ in open_loans)
        raise Refusal(f"这户有几笔未还清的贷款（{contracts}），请选择是为哪一笔申请{Kind(kind).label}。")
    loan, owed = found
    if kind in (Kind.RENEWAL, Kind.EXTENSION) and loan.branch.bank_id != branch.bank_id:
        raise Refusal(f"合同 {loan.contract} 是{loan.branch.bank.name}的，续贷、展期由原贷款银行办理。")
    if kind == Kind.EXTENSION and amount > owed:
        raise Refusal("展期的金额不能超过这笔贷款现在的余额，请改正申贷金额。")
    return loan


def with_original(application: Application) -> Application:
    """The application with the contract it renews, also where that came by a bank's sheet afterwards.

    The only contract it can mean needs no choosing: with the same bank, paid out before it was asked
    for, not renewed yet; of several the one whose due day its form names.  None where there is none.
    """
    if application.kind == Kind.RENEWAL and application.loan is None:
        found = [
            loan
            for loan in loans_here(application.household)
            if loan.disbursed_on
            and loan.disbursed_on <= application.applied_on
            and loan.branch.bank_id == application.branch.bank_id
            and not loan.renewals.filter(given_up_on=None).exists()
        ]
        named = [
            loan for loan in found if f"{due_in_force(loan)}" == application.facts.get("original_due_on")
        ]
        if len(only := found if len(found) == 1 else named) == 1:
            application.loan = only[0]
    return application


def _chosen(open_loans: list[tuple[Loan, int]], chosen: Loan | None) -> tuple[Loan, int] | None:
    if chosen is None:
        return open_loans[0] if len(open_loans) == 1 else None
    found = next((pair for pair in open_loans if pair[0].pk == chosen.pk), None)
    if found is None:
        raise Refusal("所选的合同不是这户未还清的贷款，请重新选择。")
    return found
