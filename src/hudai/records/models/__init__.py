"""Every table, by its noun."""

from hudai.records.models.application import Application, Commitment, Finding, Survey, Waiver
from hudai.records.models.attachment import Attachment
from hudai.records.models.bank import Bank, Branch, LeadBank
from hudai.records.models.counter import Counter
from hudai.records.models.decision import Decision
from hudai.records.models.household import Helper, Household, LabourCapacity, Membership, Person
from hudai.records.models.job import Job
from hudai.records.models.journal import JournalLine
from hudai.records.models.name_list import (
    Delivery,
    ImportPiece,
    Listing,
    NameList,
    NameListImport,
    UnservedReason,
)
from hudai.records.models.officer import Deputy, Officer, Posting, Station
from hudai.records.models.rating import Rating
from hudai.records.models.region import Region

__all__ = [
    "Application",
    "Attachment",
    "Bank",
    "Branch",
    "Commitment",
    "Counter",
    "Decision",
    "Delivery",
    "Deputy",
    "Finding",
    "Helper",
    "Household",
    "ImportPiece",
    "Job",
    "JournalLine",
    "LabourCapacity",
    "LeadBank",
    "Listing",
    "Membership",
    "NameList",
    "NameListImport",
    "Officer",
    "Person",
    "Posting",
    "Rating",
    "Region",
    "Station",
    "Survey",
    "UnservedReason",
    "Waiver",
]
