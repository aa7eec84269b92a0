"""Five-class grades, as the bank reports them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from hudai.actions import loan_class as actions
from hudai.actions.loan_class import Graded
from hudai.actions.packs import laws
from hudai.api.acting import actor
from hudai.api.fields import NAMED, IdempotencyKey
from hudai.api.once import once
from hudai.api.v1.answers import writing
from hudai.api.v1.loan import UNSEEN, keys_of
from hudai.api.v1.shapes import ClassesTaken, ClassRows

router = Router(tags=["五级分类"])


@router.post(
    "/classes",
    response=writing(ClassesTaken),
    summary="报送五级分类",
    description="全部收下或全部不收；和已知的相同的不再记一次。同一天已报过别的分类的，要写 reason。",
)
def report(
    request: HttpRequest,
    sent: ClassRows,
    idempotency_key: IdempotencyKey = NAMED,
) -> HttpResponse:
    """Take the grades, all or none; what says nothing new is counted and not kept."""
    who = actor(request)

    def do() -> ClassesTaken:
        keys = keys_of(who.posting, {row.contract for row in sent.rows})
        rows = [
            Graded(keys.get(row.contract, UNSEEN), row.as_of, row.loan_class, row.reason) for row in sent.rows
        ]
        made = actions.report(actor=who, laws=laws(), rows=rows)
        taken = sum(row is not None for row in made)
        return ClassesTaken(taken=taken, unchanged=len(made) - taken)

    return once(request, idempotency_key, sent, 201, do)
