"""The pages as Django knows them."""

from django.apps import AppConfig

from hudai.web.forms import wording


class WebConfig(AppConfig):
    """Templates, static files and template tags; no tables."""

    name = "hudai.web"
    label = "web"
    verbose_name = "户贷通"

    def ready(self) -> None:
        """Forms speak an office's language."""
        wording.use()
