"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hudai.web import (
    application,
    application_export,
    application_sheet,
    decision,
    frame,
    hand_over,
    home,
    kept_forms,
    policy_centre,
    second_factor,
    sign_in,
    stations,
)

ROOMS = ("name_list", "household", "region", "job", "rating", "pre_approval", "attachment", "paper")
"""Rooms that keep their own addresses."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="second_factor_code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("station/", stations.choose, name="station"),
    path("password/", sign_in.password, name="password"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/picture.svg", second_factor.picture, name="second_factor_picture"),
    path("favicon.ico", frame.favicon),
    path("kept-form/", kept_forms.kept_form, name="kept_form"),
    path("charts.json", home.charts, name="home_charts"),
    path("applications/", application.applications, name="applications"),
    path("applications/list.xlsx", application_export.export, name="application_export"),
    path("applications/enter/", application.choose_household, name="application_household"),
    path("applications/enter/<str:household>/", application.enter, name="application_enter"),
    path("applications/hints/<str:household>/", application.hints, name="application_hints"),
    path("applications/sheet/", application_sheet.sheet, name="application_sheet"),
    path("applications/sheet/template/", application_sheet.template, name="application_template"),
    path("applications/<str:number>/", decision.case, name="application"),
    path("applications/<str:number>/edit/", application.edit, name="application_edit"),
    path("applications/<str:number>/submit/", decision.submit, name="application_submit"),
    path("applications/<str:number>/withdraw/", decision.withdraw, name="application_withdraw"),
    path("applications/<str:number>/survey/", decision.survey, name="application_survey"),
    path("applications/<str:number>/commitment/", decision.commitment, name="application_commitment"),
    path("applications/<str:number>/waive/", decision.waive, name="application_waive"),
    path("applications/<str:number>/decide/", decision.decide, name="application_decide"),
    path("applications/<str:number>/look/", decision.look, name="application_look"),
    path("waiting/", decision.waiting_list, name="waiting"),
    path("waiting/agree/", decision.agree_to_many, name="agree_to_many"),
    path("processing-times/", decision.processing_times, name="processing_times"),
    path("hand-over/", hand_over.hand_over, name="hand_over"),
    path("hand-over/<int:deputy_id>/take-back/", hand_over.take_back, name="take_back"),
    path("policies/", policy_centre.policies, name="policies"),
    path("policies/compare/", policy_centre.compare, name="policy_compare"),
    path("policies/<str:name>/", policy_centre.policy, name="policy"),
    path("policies/<str:name>/clauses/", policy_centre.clauses, name="policy_clauses"),
]

urlpatterns += (path("", include(f"hudai.web.{room}")) for room in ROOMS)
