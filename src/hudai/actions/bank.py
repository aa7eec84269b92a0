"""Banks and branches, as the administrator keeps them: entered, renamed, closed.

A closed branch takes nothing new; its loans, cases and history stay its own.
"""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.db.models import Q

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.workflow import State
from hudai.records.fields import blind_index
from hudai.records.models import Application, Bank, Branch, LeadBank, Loan, Posting, Station

KEEPS_BANKS = (Station.ADMINISTRATOR,)
ENTERS_ACCOUNTS = (Station.OFFICE,)
"""Where money goes is no matter of administration; finance makes the payment file."""
_ACCOUNT = re.compile(r"\d{8,32}")


@transaction.atomic
def enter_bank(*, actor: Actor, name: str, institution: str) -> Bank:
    """A bank with its district-level institution (区县机构), under which its branches stand.

    Raises:
        NotYours: if the station keeps no banks.
        Refusal: if there is one of that name.
    """
    actor.require(*KEEPS_BANKS)
    name, institution = _plain(name), _plain(institution)
    bank = Bank(name=name)
    _saved(bank, f"已经有“{name}”这家银行。")
    head = Branch.objects.create(bank=bank, name=institution)
    note(actor, "新增银行", bank, name=name)
    note(actor, "新增网点", head, name=institution, bank=name)
    return bank


@transaction.atomic
def enter_branch(*, actor: Actor, bank_id: int, name: str) -> Branch:
    """A branch of a bank, under its district-level institution.

    Raises:
        NotYours: if the station keeps no banks.
        Refusal: if the bank is closed, or has one of that name.
    """
    actor.require(*KEEPS_BANKS)
    bank = Bank.objects.select_for_update().filter(pk=bank_id, closed_on=None).first()
    if bank is None:
        raise Refusal("没有这家在用的银行，请刷新后再看。")
    name = _plain(name)
    head = bank.branches.filter(parent=None, closed_on=None).order_by("pk").first()
    branch = Branch(bank=bank, name=name, parent=head)
    _saved(branch, f"{bank}已经有“{name}”了。")
    note(actor, "新增网点", branch, name=name, bank=bank.name)
    return branch


@transaction.atomic
def rename_bank(*, actor: Actor, bank_id: int, name: str) -> Bank:
    """Call a bank by another name, everywhere from now on; the journal keeps the old one."""
    actor.require(*KEEPS_BANKS)
    bank = Bank.objects.select_for_update().filter(pk=bank_id).first()
    if bank is None:
        raise Refusal("没有这家银行，请刷新后再看。")
    old, bank.name = bank.name, _plain(name)
    _saved(bank, f"已经有“{bank.name}”这家银行。")
    note(actor, "修改银行名称", bank, old=old, new=bank.name)
    return bank


@transaction.atomic
def enter_account(*, actor: Actor, bank_id: int, account: str) -> Bank:
    """The bank's own account, into which subsidies go where the scheme pays the bank (银行直补).

    Raises:
        NotYours: if the station enters none.
        Refusal: if it is no account, or a household's.
    """
    actor.require(*ENTERS_ACCOUNTS)
    bank = Bank.objects.select_for_update().filter(pk=bank_id).first()
    if bank is None:
        raise Refusal("没有这家银行，请刷新后再看。")
    plain = "".join(account.split())
    if not _ACCOUNT.fullmatch(plain):
        raise Refusal("帐号只能是 8 到 32 位数字。")
    if Loan.objects.filter(account_index=blind_index(plain)).exists():
        raise Refusal("这个帐号是农户的贴息帐号，请填写银行自己的帐号。")
    if plain == bank.account:
        return bank
    first, bank.account = not bank.account, plain
    bank.save(update_fields=["account"])
    note(
        actor, "登记银行收款帐号" if first else "修改银行收款帐号", bank, bank=bank.name, ends_with=plain[-4:]
    )
    return bank


@transaction.atomic
def rename_branch(*, actor: Actor, branch_id: int, name: str) -> Branch:
    """Call a branch by another name, everywhere from now on; the journal keeps the old one."""
    actor.require(*KEEPS_BANKS)
    branch = _branch(branch_id)
    old, branch.name = branch.name, _plain(name)
    _saved(branch, f"{branch.bank}已经有“{branch.name}”了。")
    note(actor, "修改网点名称", branch, old=old, new=branch.name)
    return branch


@transaction.atomic
def close_branch(*, actor: Actor, branch_id: int) -> Branch:
    """Let a branch take nothing new from today on; with its last branch the bank closes too.

    Raises:
        NotYours: if the station keeps no banks.
        Refusal: if it leads in a town, has cases under way, officers, or branches below it.
    """
    actor.require(*KEEPS_BANKS)
    branch = _branch(branch_id)
    if branch.closed_on is not None:
        return branch
    if reasons := holding_on_to(branch, actor):
        raise Refusal(f"{branch}现在不能停用：{'、'.join(reasons)}。请先移交。")
    branch.closed_on = actor.today
    branch.save(update_fields=["closed_on"])
    note(actor, "停用网点", branch, name=branch.name, bank=branch.bank.name)
    if not branch.bank.branches.filter(closed_on=None).exists():
        branch.bank.closed_on = actor.today
        branch.bank.save(update_fields=["closed_on"])
        note(actor, "停用银行", branch.bank, name=branch.bank.name)
    return branch


def holding_on_to(branch: Branch, actor: Actor) -> list[str]:
    """What must be handed on before a branch closes, in words."""
    standing = Q(until=None) | Q(until__gt=actor.today)
    counted = (
        (LeadBank.objects.filter(standing, branch=branch).count(), "还是 {} 个乡镇的主责任银行"),
        (
            Application.objects.filter(branch=branch, state__in=(State.DRAFT, State.UNDER_WAY)).count(),
            "有 {} 件申请没有办结",
        ),
        (Posting.objects.filter(standing, branch=branch).count(), "有 {} 个岗位没有结束"),
        (branch.children.filter(closed_on=None).count(), "下面还有 {} 个网点"),
    )
    return [words.format(count) for count, words in counted if count]


def _branch(branch_id: int) -> Branch:
    found = Branch.objects.select_for_update(of=("self",)).select_related("bank").filter(pk=branch_id).first()
    if found is None:
        raise Refusal("没有这个网点，请刷新后再看。")
    return found


def _plain(name: str) -> str:
    """A name without blanks.

    Raises:
        Refusal: if nothing is left, or too much.
    """
    plain = "".join(name.split())
    if not plain or len(plain) > 60:
        raise Refusal("请填写名称，最多 60 个字。")
    return plain


def _saved(row: Bank | Branch, taken: str) -> None:
    """Save it, or say that the name is taken."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(taken) from None
