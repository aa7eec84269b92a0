"""The records as Django knows them."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """One app, one history of migrations."""

    name = "hudai.records"
    label = "records"
    verbose_name = "户贷通"
    default_auto_field = "django.db.models.BigAutoField"
