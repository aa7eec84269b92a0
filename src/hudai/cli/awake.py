"""Django awake on the product's settings, and whether the database is up to them."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hudai.cli.arguments import WrongUsage

SETTINGS = "hudai.site.settings"


def awake() -> None:
    """Wake Django up on the product's settings; nothing is made, neither folder nor keys.

    Raises:
        WrongUsage: if what the environment says cannot be.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise WrongUsage(str(wrong)) from wrong


def ready() -> None:
    """Wake Django up on the product's settings, with the data folder in place.

    Raises:
        WrongUsage: if what the environment says cannot be.
    """
    awake()
    try:
        settings.HUDAI_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The keys are made or checked now, while somebody is looking.
        len(settings.HUDAI_KEYS)
    except ImproperlyConfigured as wrong:
        raise WrongUsage(str(wrong)) from wrong
    except OSError as wrong:
        raise WrongUsage(f"数据文件夹用不了：{wrong}。请检查 HUDAI_HOME 和它的权限。") from wrong


def pending() -> int:
    """How many steps the database is behind.

    Raises:
        WrongUsage: if the database does not answer.
    """
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as wrong:
        raise WrongUsage(f"连不上数据库：{wrong}\n请检查 HUDAI_DATABASE。") from wrong
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
