"""A borrower of the made-up county who does not pay, proposed for the register of dishonest debtors."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from hudai.actions import dishonest_debtor as registering
from hudai.actions import loan_attachment as adding
from hudai.actions.packs import laws
from hudai.demo.borrowing import LIVED_TO
from hudai.demo.lives import Lives
from hudai.demo.workdays import on
from hudai.records.models import LoanStanding
from hudai.records.queries.attachment import DISHONEST

GROUNDS = "到期前后电话催收两次、上门催收一次，本人承认欠款但拒绝签收通知；近期购置车辆，有能力归还而不归还。"


def propose(lives: Lives) -> None:
    """The bank proposes whoever is longest overdue, tells the household, and waits for the county."""
    worst = LoanStanding.objects.filter(balance__gt=0, days_overdue__gt=0).order_by("-days_overdue", "loan")
    standing = worst.select_related("loan").first()
    if standing is None:
        return
    loan = standing.loan
    desk = next(each for each in lives.offices.branches if each.branch_id == loan.branch_id)
    bank = lives.offices.acting(desk, on(LIVED_TO, 300))
    adding.add(
        actor=bank, loan_id=loan.pk, paper=DISHONEST, name="催收通知回执.jpg", chunks=[_scanned_receipt()]
    )
    entry = registering.propose(actor=bank, laws=laws(), loan_id=loan.pk, grounds=GROUNDS)
    words = "当面告知，本人表示没有异议。"
    registering.notify(actor=bank, entry_id=entry.pk, on=LIVED_TO, words=words)


def _scanned_receipt() -> bytes:
    """A sheet of paper with lines where words would be; there is no text on it to be taken for real."""
    page = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(page)
    for line in range(140, 700, 40):
        pen.line((80, line, 540, line), fill="#9aa5b1", width=2)
    pen.ellipse((380, 640, 500, 760), outline="#c0392b", width=4)
    written = io.BytesIO()
    page.save(written, "JPEG", quality=70)
    return written.getvalue()
