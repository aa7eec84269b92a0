"""Scans in the files of the made-up county's open cases, handed in by the villages."""

from __future__ import annotations

from hudai.actions import attachment
from hudai.demo.lives import Lives
from hudai.demo.pictures import sheet
from hudai.demo.workdays import moment
from hudai.records.models import Application
from hudai.records.queries.attachment import CREDIT, IDENTITY, REGISTER

CASES = 8
"""Open cases that have scans, the first villages' first."""
PAPERS = (IDENTITY, REGISTER, CREDIT)


def hand_over_papers(lives: Lives) -> None:
    """Some cases have all of the papers, others only the first of them."""
    scans = {paper: sheet(f"{paper}复印件（样张）") for paper in PAPERS}
    places = {desk.region_id: desk for desk in lives.offices.villages}
    under_way = Application.objects.filter(state=Application.State.UNDER_WAY).select_related("household")
    for nth, case in enumerate(under_way.order_by("household__village", "pk")[:CASES]):
        village = lives.offices.acting(places[case.household.village_id], moment(0, 200 + nth))
        for paper in PAPERS[: 1 + nth % len(PAPERS)]:
            attachment.add(
                actor=village,
                number=case.number,
                paper=paper,
                name=f"{paper}复印件（样张）.jpg",
                chunks=[scans[paper]],
            )
