"""The pages as Django knows them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags; no tables."""

    name = "hudai.web"
    label = "web"
    verbose_name = "户贷通"
