"""Projects of 柳溪村 with a household in it, its cooperative, and a loan that could go into it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

import made_cases as cases
import made_loans as loans
import made_offices as offices
import made_projects as made
from made_photos import photo
from rights.walking import Ask, Asks

TABLE = """
                          村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
GET  projects             +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  project              +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
GET  project_register     +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST project_register     +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  project_correct      +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST project_correct      +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST project_end          +  ?    +  ?    +    +  !    !    !    ?      !    ?      ?    !    !    ?    >
GET  project_household    +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  household_project    +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST household_project    +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  participation_leave  +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST participation_leave  +  ?    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  participation_papers +  ?    +  ?    +    +  +    +    +    ?      +    ?      ?    +    +    ?    >
POST participation_papers +  ?    +  ?    +    +  !    !    !    ?      !    ?      ?    !    !    ?    >
POST application_fund     +  ?    +  ?    +    +  !    !    +    ?      !    ?      ?    !    !    ?    >
POST loan_fund            +  ?    +  ?    +    +  !    !    +    ?      !    ?      ?    !    !    ?    >
GET  enterprises          +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
GET  enterprise_register  +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST enterprise_register  +  +    +  +    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  enterprise_correct   +  +    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
POST enterprise_correct   +  +    +  ?    +    +  ?    ?    ?    ?      ?    ?      ?    ?    ?    ?    >
GET  industries           +  +    +  +    +    +  +    +    +    +      +    +      ?    +    +    ?    >
"""


def ready() -> Asks:
    """A project with one household, whose loan goes nowhere yet, and one household outside."""
    cases.lead_bank()
    loan = loans.disbursed()
    outside = cases.household("LX-002", "钱大山", "19700101")
    cooperative, project = made.enterprise(), made.project()
    part = made.taken_in(loan.household, project)
    at_project = f"/projects/{project.pk}"
    plan = {
        "name": "柳溪肉牛",
        "village": f"{offices.village().pk}",
        "industry": "肉牛",
        "chain_model": "自营",
        "since": "2025-03-01",
    }
    joined = {
        "project": f"{project.pk}",
        "joined_on": "2025-05-01",
        "consented_on": "2025-05-01",
        "consented_by": f"{cases.head(outside).pk}",
        "witness": "吴见证",
    }
    firm = {"kind": "firm", "name": "云坪牧业", "town": f"{offices.town().pk}"}
    assert loan.application is not None
    return {
        "GET projects": Ask("/projects/"),
        "GET project": Ask(f"{at_project}/"),
        "GET project_register": Ask("/projects/register/"),
        "POST project_register": Ask("/projects/register/", plan),
        "GET project_correct": Ask(f"{at_project}/correct/"),
        "POST project_correct": Ask(f"{at_project}/correct/", plan),
        "POST project_end": Ask(f"{at_project}/end/", {"until": "2025-09-20"}),
        "GET project_household": Ask(f"{at_project}/household/", {"number": outside.number}),
        "GET household_project": Ask(f"/households/{outside.pk}/project/"),
        "POST household_project": Ask(f"/households/{outside.pk}/project/", joined),
        "GET participation_leave": Ask(f"/projects/participations/{part.pk}/leave/"),
        "POST participation_leave": Ask(
            f"/projects/participations/{part.pk}/leave/", {"left_on": "2025-06-01", "reason": "外出务工"}
        ),
        "GET participation_papers": Ask(f"/projects/participations/{part.pk}/papers/"),
        "POST participation_papers": Ask(
            f"/projects/participations/{part.pk}/papers/",
            {"paper": "参与项目同意书", "file": SimpleUploadedFile("同意书.jpg", photo())},
        ),
        "POST application_fund": Ask(
            f"/applications/{loan.application.number}/project/", {"participation": f"{part.pk}"}
        ),
        "POST loan_fund": Ask(f"/loans/{loan.pk}/project/", {"participation": f"{part.pk}"}),
        "GET enterprises": Ask("/projects/enterprises/"),
        "GET enterprise_register": Ask("/projects/enterprises/register/"),
        "POST enterprise_register": Ask("/projects/enterprises/register/", firm),
        "GET enterprise_correct": Ask(f"/projects/enterprises/{cooperative.pk}/"),
        "POST enterprise_correct": Ask(f"/projects/enterprises/{cooperative.pk}/", firm),
        "GET industries": Ask("/projects/industries/"),
    }
