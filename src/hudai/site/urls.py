"""Every address of the system."""

from __future__ import annotations

from django.urls import include, path

from hudai.api.urls import addresses
from hudai.web.marks import for_programs

for address in addresses:
    for_programs(address.callback)

urlpatterns = [path("", include("hudai.web.urls")), path("api/", include("hudai.api.urls"))]

handler400 = "hudai.web.refusals.bad_request"
handler403 = "hudai.web.refusals.forbidden"
handler404 = "hudai.web.refusals.not_found"
handler500 = "hudai.web.refusals.server_error"
