"""Django awake on the product's settings, and whether the database is up to them."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

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
        WrongUsage: if the database does not answer, or stands on a step this edition no longer starts from.
    """
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as wrong:
        raise WrongUsage(f"连不上数据库：{wrong}\n请检查 HUDAI_DATABASE。") from wrong
    _require_whole(executor.loader)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _require_whole(loader: MigrationLoader) -> None:
    """Steps that one of now stands for must all have been taken, or none of them."""
    for migration in loader.disk_migrations.values():
        taken = [step for step in migration.replaces if step in loader.applied_migrations]
        if taken and len(taken) < len(migration.replaces):
            last, wanted = max(taken)[1], migration.replaces[-1][1]
            raise WrongUsage(
                f"这个数据库停在较早的一步 {last}，这一版只从 {wanted} 升级。数据没有改动。\n"
                f"请先用升级到 {wanted} 的那一版执行 hudai migrate，再换回这一版；"
                "演示县可以删掉它的数据文件夹重新建立。"
            )
