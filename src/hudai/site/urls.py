"""Every address of the system."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("hudai.web.urls"))]

handler400 = "hudai.web.refusals.bad_request"
handler403 = "hudai.web.refusals.forbidden"
handler404 = "hudai.web.refusals.not_found"
handler500 = "hudai.web.refusals.server_error"
