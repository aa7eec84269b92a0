"""``hudai backup`` and ``hudai restore`` in processes of their own, on the database the tests run with."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

import site_for_tests

pytestmark = [pytest.mark.django_db, pytest.mark.long]

COMMAND = [sys.executable, "-c", "import sys; from hudai.cli.main import main; sys.exit(main())"]
KEEPING = """
import django; django.setup()
from hudai.actions import attachment_file
print(attachment_file.keep([open({path!r}, "rb").read()]).digest)
"""
READING = """
import django; django.setup()
from hudai.actions import attachment_file
from hudai.records.models import Officer, Posting
assert Posting.objects.get().office == "云坪县农业农村局"
print(attachment_file.content({digest!r}) == open({path!r}, "rb").read())
"""


class Place:
    """A data folder and its database."""

    def __init__(self, home: Path, address: str) -> None:
        self.home, self.address = home, address

    def hudai(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return self._ran(*COMMAND, *arguments, **variables)

    def python(self, program: str) -> str:
        done = self._ran(sys.executable, "-c", program, DJANGO_SETTINGS_MODULE="hudai.site.settings")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _ran(self, *argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HUDAI_", "DJANGO_"))
        }
        kept |= {"HUDAI_HOME": str(self.home), "PYTHONPATH": os.pathsep.join(sys.path)}
        if self.address:
            kept["HUDAI_DATABASE"] = self.address
        return subprocess.run(argv, env=kept | variables, capture_output=True, text=True, check=False)


@pytest.fixture
def places(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """A place with tables, and one where nothing is."""
    new = tmp_path_factory.mktemp("new") / "home"
    if not site_for_tests.WANTS_POSTGRES:
        yield Place(migrated, ""), Place(new, "")
        return
    names = [f"hudai_backup_{secrets.token_hex(4)}" for _ in range(2)]
    with psycopg.connect(os.environ["HUDAI_PG_DSN"], autocommit=True) as admin:
        for name in names:
            admin.execute(f"CREATE DATABASE {name}")
        one, two = (Place(home, _address(name)) for home, name in zip((migrated, new), names, strict=True))
        assert one.hudai("migrate").returncode == 0
        yield one, two
        for name in names:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(name: str, user: str = "") -> str:
    given = connection.settings_dict
    return f"postgres://{user or given['USER']}@/{name}?host={quote(given['HOST'], safe='')}"


@pytest.fixture
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something an attachment can be."""
    path = tmp_path_factory.mktemp("picture") / "scan.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    return path


def test_what_was_backed_up_comes_back_in_an_empty_place_and_stands(
    places: tuple[Place, Place], picture: Path, tmp_path_factory: pytest.TempPathFactory
):
    old, new = places
    folder = tmp_path_factory.mktemp("backups") / "2025-12-01"
    founded = old.hudai("found", "--county", "云坪县", "--office", "云坪县农业农村局",
                        "--name", "王五", "--username", "wang.wu")  # fmt: skip
    assert founded.returncode == 0, founded.stderr
    digest = old.python(KEEPING.format(path=str(picture)))

    made = old.hudai("backup", str(folder))

    assert made.returncode == 0, made.stderr
    assert "逐个文件核对无误" in made.stdout
    assert "恢复时要用的密钥：k1" in made.stdout
    assert "完整" in old.hudai("restore", str(folder), "--check").stdout

    without_keys = new.hudai("restore", str(folder))
    assert without_keys.returncode == 1
    assert "备份里没有密钥" in without_keys.stderr
    assert not new.home.exists()

    new.home.mkdir()
    shutil.copy(old.home / "keys.json", new.home)
    restored = new.hudai("restore", str(folder))
    assert restored.returncode == 0, restored.stderr
    assert "hudai ledger check" in restored.stdout
    assert new.python(READING.format(digest=digest, path=str(picture))) == "True"
    doctor = new.hudai("doctor")
    # The tests' own server has one user who owns everything; every other line has its tick.
    told = [line for line in doctor.stdout.splitlines() if line.startswith("✗")]
    assert [line for line in told if "权限" not in line] == [], doctor.stdout
    assert new.hudai("ledger", "check").returncode == 0

    again = new.hudai("restore", str(folder))
    assert again.returncode == 1
    assert "只能恢复到空的数据库" in again.stderr
    assert new.python(READING.format(digest=digest, path=str(picture))) == "True"


def test_a_backup_with_keys_comes_back_by_itself(
    places: tuple[Place, Place], tmp_path_factory: pytest.TempPathFactory
):
    old, new = places
    folder = tmp_path_factory.mktemp("backups") / "with-keys"

    made = old.hudai("backup", str(folder), "--with-keys")
    restored = new.hudai("restore", str(folder))

    assert made.returncode == 0, made.stderr
    assert restored.returncode == 0, restored.stderr
    assert (new.home / "keys.json").read_bytes() == (old.home / "keys.json").read_bytes()
    assert (new.home / "keys.json").stat().st_mode & 0o077 == 0


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path):
    nowhere = Place(tmp_path / "nowhere", "")

    said = nowhere.hudai("backup", str(tmp_path / "backup"))

    assert said.returncode == 1
    assert "没有可以备份的" in said.stderr
    assert not (tmp_path / "backup").exists()


def test_with_two_users_the_copy_belongs_to_the_owner_and_the_application_gets_its_rights_again(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
):
    if not site_for_tests.WANTS_POSTGRES:
        pytest.skip("SQLite 没有用户")
    mark = secrets.token_hex(4)
    owner, application = f"owner_{mark}", f"application_{mark}"
    names = (f"hudai_old_{mark}", f"hudai_new_{mark}")
    folder = tmp_path_factory.mktemp("backups") / "roles"
    new_home = tmp_path_factory.mktemp("new") / "home"
    with psycopg.connect(os.environ["HUDAI_PG_DSN"], autocommit=True) as admin:
        for role in (owner, application):
            admin.execute(f"CREATE ROLE {role} LOGIN")
        for name in names:
            admin.execute(f"CREATE DATABASE {name} OWNER {owner}")
        old = Place(migrated, _address(names[0], application))
        new = Place(new_home, _address(names[1], application))
        assert old.hudai("migrate", HUDAI_DATABASE_OWNER=_address(names[0], owner)).returncode == 0

        made = old.hudai("backup", str(folder), "--with-keys", HUDAI_DATABASE_OWNER=_address(names[0], owner))
        restored = new.hudai("restore", str(folder), HUDAI_DATABASE_OWNER=_address(names[1], owner))
        doctor = new.hudai("doctor")

        for name in names:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in (owner, application):
            admin.execute(f"DROP ROLE {role}")
    assert made.returncode == 0, made.stderr
    assert restored.returncode == 0, restored.stderr
    assert "没有发现问题" in doctor.stdout, doctor.stdout
