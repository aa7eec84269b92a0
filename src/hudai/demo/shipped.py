"""The sheets that come with the product, to try it on: a county of 120 loans and 25 applications.

They lie in ``sheets/``; :func:`write` makes them again, cell for cell.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hudai.demo.applications import made_up_applications
from hudai.demo.handed_in import write_application_book, write_loan_book
from hudai.demo.portfolio import granted_through, made_up_portfolio
from hudai.demo.sheet_text import write_csv
from hudai.documents import policy_files
from hudai.documents.imports import granted, repayments, stops

FOLDER = Path(__file__).with_name("sheets")
POLICY = "yubei-2021"
SEED = 19
LOANS, APPLICATIONS, TOWNS = 120, 25, 6
FAULTY = 20

GRANTED_THROUGH = date(2025, 6, 20)
"""Last day of the settlement the office paid before."""
THROUGH = date(2025, 9, 20)
"""Last day of the settlement the demonstration works out."""
AS_OF = date(2025, 9, 30)
"""The day whose register it draws up, and on which the banks wrote their sheets."""
APPLIED_BY = date(2025, 10, 31)

LOAN_SHEET = "贷款明细.xlsx"
REPAYMENT_SHEET = "还款明细.csv"
STOP_SHEET = "停止贴息.csv"
GRANTED_SHEET = "已批贴息.csv"
APPLICATION_SHEET = "申请明细.xlsx"


def write(folder: Path) -> None:
    """Write the five sheets into ``folder``."""
    policy, national = policy_files.load(POLICY), policy_files.read_national()
    made = made_up_portfolio(
        loans=LOANS, policy=policy, national=national, as_of=AS_OF, seed=SEED, towns=TOWNS
    )
    earlier = granted_through(made, policy=policy, national=national, through=GRANTED_THROUGH)
    asked = made_up_applications(
        count=APPLICATIONS, policy=policy, national=national, on=APPLIED_BY, seed=SEED, faulty=FAULTY
    )
    write_loan_book(folder / LOAN_SHEET, made.loans, AS_OF)
    write_csv(folder / REPAYMENT_SHEET, repayments.LAYOUT, made.repayments)
    write_csv(folder / STOP_SHEET, stops.LAYOUT, made.stops)
    write_csv(folder / GRANTED_SHEET, granted.LAYOUT, earlier)
    write_application_book(folder / APPLICATION_SHEET, asked, APPLIED_BY)
