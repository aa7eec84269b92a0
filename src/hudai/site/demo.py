"""The settings of a made-up county's own server and worker: the product's, on the county's day.

``HUDAI_TODAY`` (YYYY-MM-DD) is the day it is there now; ``hudai demo`` sets it.
"""

from __future__ import annotations

from datetime import date

from hudai.demo.clock import turn_to
from hudai.site import environment
from hudai.site.settings import *  # noqa: F403

_TODAY = environment.text("HUDAI_TODAY")
if _TODAY:
    turn_to(date.fromisoformat(_TODAY))
