"""Every table, by its noun."""

from hudai.records.models.api import ApiCall, ApiToken
from hudai.records.models.application import Application, Commitment, Survey, Waiver
from hudai.records.models.assessment import Assessment
from hudai.records.models.attachment import Attachment
from hudai.records.models.bank import Bank, Branch, LeadBank
from hudai.records.models.bank_return import BankReturn, ColumnMapping
from hudai.records.models.calendar import CalendarDay, CalendarYear
from hudai.records.models.counter import Counter
from hudai.records.models.credit_area import CreditAnswer, CreditProposal, CreditRevocation
from hudai.records.models.decision import Decision
from hudai.records.models.digest import Digest
from hudai.records.models.dishonest_debtor import DishonestDebtor, DishonestDebtorStep
from hudai.records.models.enterprise import Enterprise
from hudai.records.models.explanation import Explanation
from hudai.records.models.household import Helper, Household, LabourCapacity, Membership, Person
from hudai.records.models.insurance import Insurance
from hudai.records.models.job import Job
from hudai.records.models.journal import JournalLine
from hudai.records.models.ledger import (
    Account,
    AccountBalance,
    BudgetLine,
    ClosedMonth,
    Entry,
    Source,
    Voucher,
    VoucherSum,
)
from hudai.records.models.list_preference import ListPreference
from hudai.records.models.loan import (
    EarlierGrant,
    Extension,
    Loan,
    LoanCorrection,
    LoanStanding,
    ReportedClass,
    Stop,
)
from hudai.records.models.maturity import MaturityNote
from hudai.records.models.name_list import (
    Delivery,
    ImportPiece,
    Listing,
    NameList,
    NameListImport,
    UnservedReason,
)
from hudai.records.models.notice import Notice, NoticeObjection, NoticeWithdrawal
from hudai.records.models.officer import Deputy, Officer, Posting, Station
from hudai.records.models.pricing import Pricing, PricingLine
from hudai.records.models.project import Funding, Participation, Project
from hudai.records.models.publicity import PublicityEvent, TypicalCase
from hudai.records.models.rating import Rating
from hudai.records.models.reconciliation import Difference, Reconciliation
from hudai.records.models.region import Region
from hudai.records.models.repayment import Repayment
from hudai.records.models.report import Receipt, Submission, SubmissionReturn, SubmittedRows, SummaryPart
from hudai.records.models.screening import Finding, Screening
from hudai.records.models.service_point import ServicePoint, ServicePointStaff
from hudai.records.models.subsidy import (
    BatchStep,
    Demand,
    Objection,
    PaymentFile,
    Payout,
    PayoutResult,
    PayoutReturn,
    Refund,
    SubsidyBatch,
    SubsidyLine,
    SubsidyWorksheet,
)
from hudai.records.models.suspicion import Suspicion, SuspicionItem, SuspicionStep
from hudai.records.models.training import Attendance, Training
from hudai.records.models.visit import Visit

__all__ = [
    "Account",
    "AccountBalance",
    "ApiCall",
    "ApiToken",
    "Application",
    "Assessment",
    "Attachment",
    "Attendance",
    "Bank",
    "BankReturn",
    "BatchStep",
    "Branch",
    "BudgetLine",
    "CalendarDay",
    "CalendarYear",
    "ClosedMonth",
    "ColumnMapping",
    "Commitment",
    "Counter",
    "CreditAnswer",
    "CreditProposal",
    "CreditRevocation",
    "Decision",
    "Delivery",
    "Demand",
    "Deputy",
    "Difference",
    "Digest",
    "DishonestDebtor",
    "DishonestDebtorStep",
    "EarlierGrant",
    "Enterprise",
    "Entry",
    "Explanation",
    "Extension",
    "Finding",
    "Funding",
    "Helper",
    "Household",
    "ImportPiece",
    "Insurance",
    "Job",
    "JournalLine",
    "LabourCapacity",
    "LeadBank",
    "ListPreference",
    "Listing",
    "Loan",
    "LoanCorrection",
    "LoanStanding",
    "MaturityNote",
    "Membership",
    "NameList",
    "NameListImport",
    "Notice",
    "NoticeObjection",
    "NoticeWithdrawal",
    "Objection",
    "Officer",
    "Participation",
    "PaymentFile",
    "Payout",
    "PayoutResult",
    "PayoutReturn",
    "Person",
    "Posting",
    "Pricing",
    "PricingLine",
    "Project",
    "PublicityEvent",
    "Rating",
    "Receipt",
    "Reconciliation",
    "Refund",
    "Region",
    "Repayment",
    "ReportedClass",
    "Screening",
    "ServicePoint",
    "ServicePointStaff",
    "Source",
    "Station",
    "Stop",
    "Submission",
    "SubmissionReturn",
    "SubmittedRows",
    "SubsidyBatch",
    "SubsidyLine",
    "SubsidyWorksheet",
    "SummaryPart",
    "Survey",
    "Suspicion",
    "SuspicionItem",
    "SuspicionStep",
    "Training",
    "TypicalCase",
    "UnservedReason",
    "Visit",
    "Voucher",
    "VoucherSum",
    "Waiver",
]
