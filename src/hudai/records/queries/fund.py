"""The compensation fund, bank by bank: what lies there, and what the bank has lent (R10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from hudai.core.fund import apportioned, multiple_hundredths
from hudai.core.ledger import DEPOSIT, FUND
from hudai.records.models import Account, Bank, LoanStanding, Voucher


@dataclass(frozen=True, slots=True)
class BankShare:
    """One bank's part of the fund, fen."""

    bank: Bank
    code: str
    """Of its account; empty while nothing was ever put there."""
    held: int
    loans: int
    """What households owe it under the schemes."""
    fitting: int | None
    """What would lie there if the fund followed the lending; None while nobody lends."""

    @property
    def name(self) -> str:
        """The bank's."""
        return self.bank.name

    @property
    def difference(self) -> int | None:
        """What would have to be added, or taken away, for that."""
        return None if self.fitting is None else self.fitting - self.held

    @property
    def multiple(self) -> int | None:
        """Loans as a multiple of the deposit, hundredths."""
        return multiple_hundredths(self.loans, self.held)


def shares() -> list[BankShare]:
    """Every bank that holds a deposit or has lent, by name; four queries."""
    deposits = {
        account.bank_id: account
        for account in Account.objects.filter(
            bank__isnull=False, code__startswith=f"{DEPOSIT}-"
        ).select_related("balance")
    }
    lent = dict(
        LoanStanding.objects.filter(balance__gt=0)
        .order_by()
        .values_list("loan__branch__bank")
        .annotate(Sum("balance"))
    )
    banks = [bank for bank in Bank.objects.order_by("name") if bank.pk in deposits or lent.get(bank.pk)]
    held = [_held(deposits.get(bank.pk)) for bank in banks]
    loans = [lent.get(bank.pk, 0) for bank in banks]
    fitting = apportioned(sum(held), loans) if any(loans) else [None] * len(banks)
    return [
        BankShare(bank, deposits[bank.pk].code if bank.pk in deposits else "", *figures)
        for bank, *figures in zip(banks, held, loans, fitting, strict=True)
    ]


def _held(account: Account | None) -> int:
    return account.balance.debits - account.balance.credits if account else 0


def is_open() -> bool:
    """Whether the fund was written into the books, and not taken back."""
    return Voucher.objects.filter(noun="account", key=FUND, reverses=None, reversed_by=None).exists()
