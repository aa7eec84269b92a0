"""The opinion road: who has the turn, and where an opinion sends a case (附件1).

The road is the policy's route, step 1 to the last; step 0 is the side that fills the application
in.  An agreement sends the case one step on, the last one ends it; a return sends it back to any
earlier step and begins a new version, so that every station behind is asked afresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hudai.core.errors import Refusal
from hudai.core.policy import Policy, Step

ENTRY = 0
"""The step of those who fill the application in."""


class NotNow(Refusal):
    """The case does not stand where this could be done."""


class Opinion(StrEnum):
    """What a station says."""

    AGREE = "agree"
    RETURN = "return"
    REJECT = "reject"


class State(StrEnum):
    """Where an application's life stands."""

    DRAFT = "draft"
    UNDER_WAY = "under_way"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a case stands: its state, the step that has the turn, and its version."""

    state: State
    step: int
    version: int

    @property
    def is_open(self) -> bool:
        """Whether anybody still has something to do."""
        return self.state in (State.DRAFT, State.UNDER_WAY)


def submitted(turn: Turn, route: Sequence[Step]) -> Turn:
    """After the household's side handed it in.

    Raises:
        NotNow: if it is not being filled in, or nobody knows which stations it would go to.
    """
    if turn.state is not State.DRAFT:
        raise NotNow("这份申请已经提交，不能再提交一次。")
    if not route:
        raise NotNow("这个政策还没有审批环节，申请只能先留作草稿；请联系区县主管部门。")
    return Turn(State.UNDER_WAY, 1, turn.version)


def withdrawn(turn: Turn) -> Turn:
    """After the household took it back.

    Raises:
        NotNow: if it is over already.
    """
    if not turn.is_open:
        raise NotNow("这份申请已经办结，不能撤回。")
    return Turn(State.WITHDRAWN, turn.step, turn.version)


def decided(turn: Turn, route: Sequence[Step], opinion: Opinion, returned_to: int | None) -> Turn:
    """After the station whose turn it is gave its opinion.

    Raises:
        NotNow: if no station has the turn, or the step to return to is not an earlier one.
    """
    if turn.state is not State.UNDER_WAY:
        raise NotNow("这份申请现在不在审批环节，不能签署意见。")
    assert 1 <= turn.step <= len(route), "the turn is off the road"
    if opinion is Opinion.REJECT:
        return Turn(State.REJECTED, turn.step, turn.version)
    if opinion is Opinion.AGREE:
        last = turn.step == len(route)
        return Turn(State.APPROVED, turn.step, turn.version) if last else _at(turn, turn.step + 1)
    if returned_to is None or not ENTRY <= returned_to < turn.step:
        raise NotNow("请选择退回到前面的哪个环节。")
    state = State.DRAFT if returned_to == ENTRY else State.UNDER_WAY
    return Turn(state, returned_to, turn.version + 1)


def _at(turn: Turn, step: int) -> Turn:
    return Turn(State.UNDER_WAY, step, turn.version)


def label(route: Sequence[Step], step: int) -> str:
    """What a step is called: the form's heading, or 填写申请 for the entry."""
    return "填写申请" if step == ENTRY else route[step - 1].label


def working_days(policy: Policy, step: int, on: date) -> int | None:
    """Working days for the opinion of a step: the route's own, else the policy's for every step.

    None at the entry, beyond the road, and where nothing is known on the day.  When they are over
    says :meth:`hudai.core.calendar.Calendar.due_on`.
    """
    if not 0 < step <= len(policy.route):
        return None
    own = policy.route[step - 1].days
    try:
        return policy.step_days.on(on) if own is None else own
    except Refusal:
        return None
