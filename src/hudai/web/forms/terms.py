"""The bank's terms with a grade: one of the county's scorecard, and no other word."""

from __future__ import annotations

from typing import Any

from django import forms

from hudai.core.errors import CannotTell
from hudai.documents import scorecard_files
from hudai.records.models import Application
from hudai.web import law as laws
from hudai.web.forms.decision import TermsForm

UNRATED = "未评级"


class GradedTermsForm(TermsForm):
    """What the bank's step grants, with the grades of the scorecard the case's policy has."""

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        super().__init__(*args, application=application, **options)
        try:
            card = scorecard_files.load(application.policy, laws.own_packs())
        except CannotTell:
            # A county without a scorecard takes over the bank's own word.
            return
        names = [grade.name for grade in card.grades]
        self.fields["grade"] = forms.ChoiceField(
            label=self.fields["grade"].label,
            required=False,
            choices=[("", UNRATED), *((name, name) for name in names)],
            error_messages={"invalid_choice": f"信用等级只能是{'、'.join(names)}，请按评级结果选择。"},
        )
