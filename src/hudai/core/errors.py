"""The ways this product says no to a person.

A *finding* is a rule's answer and no error (see :mod:`hudai.core.findings`); a *defect* is an
assertion.  What is left is the refusal: expected, worded for the person who asked, carrying its
facts for programs.  The whole tree::

    Refusal
    ├── CannotTell      a number of law is unknown, so the figure resting on it is unknown too
    ├── KeyReused       a call to the API bears the key of another call
    ├── LinesDiffer     lines of a batch would come out otherwise today; approved all the same with a reason
    ├── NotNow          a case does not stand where this could be done
    ├── NotYetInForce   no version of a number of law holds on the day asked for
    ├── NotYours        a station may not do this, or not here
    ├── Obstacles       rules of the law stand in the way of a case; carries what they say
    ├── PolicyRefused   a policy pack does not load; carries every problem found
    ├── ReasonWanted    what looks wrong, or takes another's place; done all the same with a reason
    │   └── Unlikely    figures that can hardly be right
    ├── ResultsRefused  what a paying bank says of its rows cannot be taken; carries every problem found
    ├── RowsRefused     rows a program sent together cannot be taken; carries what is wrong with each
    ├── SheetRefused    a sheet cannot be taken; carries every problem found
    ├── ShortOfMoney    an account of the books holds less than is to be paid from it
    ├── TokenRevoked    a token was revoked while a call made with it waited
    ├── TooManyCalls    a program asked more often than its token may
    ├── WrongLines      lines typed below each other name nobody; carries what is wrong with each
    └── WrongUsage      a command line cannot be carried out as typed
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class Refusal(Exception):
    """Something expected that cannot be done, in the user's words."""


class ReasonWanted(Refusal):
    """Something that looks wrong, or takes the place of what stood there; done when it is said why."""


class CannotTell(Refusal):
    """A figure that rests on something unknown; the message says on what and why."""


class NotYetInForce(Refusal):
    """A number of law was asked for on a day no version of it covers."""


class PolicyRefused(Refusal):
    """A policy pack that does not load.

    Attributes:
        problems: every problem found, one sentence each.
    """

    def __init__(self, message: str, problems: Sequence[str]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a sheet: where, what stood there, what to write instead."""

    sheet: str
    """The file's name, and the tab's where it has several."""
    cell: str
    """As a spreadsheet names it ("F12"); empty when the whole sheet is meant."""
    found: str
    """What stands there, shortened; ID numbers masked."""
    remedy: str
    """What is the matter and what to write instead, one Chinese sentence."""


class SheetRefused(Refusal):
    """Sheets that cannot be taken.

    Attributes:
        problems: every problem of every sheet read, in the order of the cells.
    """

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
