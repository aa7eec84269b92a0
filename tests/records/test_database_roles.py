"""On a real PostgreSQL, whoever has the application's own password cannot undo what was granted.

The tables belong to one user, the application works as another.  Everything the product does still
works for it; everything that would change what is kept is refused, by privilege or by guard.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.apps import apps

import postgres
import site_for_tests
from hudai.records import grants

pytestmark = pytest.mark.long

OWNER, APPLICATION, DATABASE = "hudai_owner", "hudai_application", "hudai_roles"

MADE = """
import django; django.setup()
from made_books import answered, approved_batch, arrive, at, demanded, loan, payment_file
import made_cases as cases
from hudai.records.models import Station, SubsidyBatch, SubsidyLine, SubsidyWorksheet

finance = at(cases.at(Station.FINANCE).posting)
arrive(finance, 100_000)
batch = approved_batch(30_000, -5_000)
loan(20)
answered(payment_file(batch), True)
demanded(SubsidyLine.objects.get(due__lt=0), 2_000)
open_one = SubsidyBatch.objects.create(**{
    field.attname: getattr(batch, field.attname) for field in batch._meta.fields if field.name != "id"
} | {"number": "TX2", "state": "drawn_up", "approved_on": None, "period_end": finance.today,
     "line_count": 0, "to_pay": 0, "to_take_back": 0})
SubsidyWorksheet.objects.create(batch=open_one, content=b"x", digest="0" * 64, segments=0, scope=b"x")
batch.state = "closed"
batch.save()
"""
"""A closed batch with everything that hangs on it, written as the application."""


def as_user(address: str, user: str, database: str) -> str:
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:hudai@{place}", path=f"/{database}"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server, with both users and an empty database of the owner's."""
    given = site_for_tests.DATABASES["default"] if site_for_tests.WANTS_POSTGRES else None
    try:
        address = os.environ.get("HUDAI_PG_DSN") or (
            f"postgres://{given['USER']}@/postgres?host={given['HOST']}" if given else postgres.address()
        )
    except postgres.Missing as missing:
        pytest.skip(str(missing))
    with psycopg.connect(address, autocommit=True) as admin:
        for user in (OWNER, APPLICATION):
            admin.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'hudai'")
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        yield address
        admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        for user in (OWNER, APPLICATION):
            admin.execute(f"DROP ROLE {user}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles")


def ran(home: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUDAI_")}
    kept |= {
        "HUDAI_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "hudai.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [sys.executable, "-c", *command], env=kept | variables, capture_output=True, text=True, check=False
    )


HUDAI = "import sys; from hudai.cli.main import run; sys.exit(run(sys.argv[1:]))"


@pytest.fixture(scope="module")
def application(server: str, home: Path) -> str:
    """The application's address, after an upgrade through the owner and with rows in the tables."""
    address = as_user(server, APPLICATION, DATABASE)
    owner = as_user(server, OWNER, DATABASE)
    told = ran(home, HUDAI, "migrate", HUDAI_DATABASE=address, HUDAI_DATABASE_OWNER=owner)
    assert told.returncode == 0, told.stderr
    assert f"已给用户 {APPLICATION} 授权" in told.stderr
    made = ran(home, MADE, HUDAI_DATABASE=address)
    assert made.returncode == 0, made.stderr[-2000:]
    return address


KEPT = (
    "records_subsidyline", "records_batchstep", "records_subsidyworksheet", "records_entry",
    "records_voucher", "records_payoutresult", "records_repayment", "records_journalline",
)  # fmt: skip
WITHOUT_ID = ("records_subsidyworksheet", "records_payoutresult")
BATCH = "records_subsidybatch"

ATTACKS = {
    **{f"delete from {table}": f"DELETE FROM {table}" for table in (*KEPT, BATCH)},
    **{f"update {table}": f"UPDATE {table} SET id = id" for table in KEPT if table not in WITHOUT_ID},
    "update a worksheet": "UPDATE records_subsidyworksheet SET digest = 'x'",
    "update what arrived": "UPDATE records_payoutresult SET paid = false, cause = 'x'",
    **{f"truncate {table}": f"TRUNCATE {table} CASCADE" for table in (*KEPT, BATCH, "records_loan")},
    "reopen a closed batch": "UPDATE records_subsidybatch SET state = 'paying' WHERE state = 'closed'",
    "change a closed batch's day": f"UPDATE {BATCH} SET approved_on = '2020-01-01' WHERE state = 'closed'",
    "change what an open batch comes to": f"UPDATE {BATCH} SET to_pay = 1 WHERE state = 'drawn_up'",
    "add a line to a closed batch": (
        "INSERT INTO records_subsidyline (batch_id, loan_id, number, borrower, bank, principal, rate,"
        " entitled, paid, granted, due, payee_bank, account)"
        " SELECT b.id, l.id, 99, 'x', 'x', 1, 1, 1, 1, 0, 1, '', ''"
        " FROM records_subsidybatch b, records_loan l WHERE b.state = 'closed' AND l.contract = 'HT-0020'"
    ),
    "add a payment file to a closed batch": (
        "INSERT INTO records_paymentfile (batch_id, number, source, total, digest, made_by_id, made_at)"
        " SELECT batch_id, 99, source, total, digest, made_by_id, made_at FROM records_paymentfile"
    ),
    "sign a closed batch once more": (
        "INSERT INTO records_batchstep (batch_id, deed, opinion, posting_id, officer_id, at)"
        " SELECT batch_id, 'drop', 'x', posting_id, officer_id, at FROM records_batchstep"
    ),
    "remove objections": "DELETE FROM records_objection",
    "lift a trigger": "ALTER TABLE records_subsidyline DISABLE TRIGGER records_subsidyline_append_only",
    "lift all triggers": "ALTER TABLE records_entry DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER records_subsidybatch_fixed ON records_subsidybatch",
    "replace a guard": (
        "CREATE OR REPLACE FUNCTION hudai_append_only() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    ),
    "drop a check": "ALTER TABLE records_accountbalance DROP CONSTRAINT no_account_holds_less_than_nothing",
    "drop a table": "DROP TABLE records_entry CASCADE",
    "act as a replica": "SET session_replication_role = replica",
    "act as the owner": f"SET ROLE {OWNER}",
    "take a table over": f"ALTER TABLE records_entry OWNER TO {APPLICATION}",
    # To grant what one has not is only warned of.
    "grant oneself more": (
        f"GRANT UPDATE ON records_entry TO {APPLICATION}; UPDATE records_entry SET amount = 1"
    ),
    "make a table": "CREATE TABLE mine (id int)",
    "slip a temporary table in front": "CREATE TEMPORARY TABLE records_subsidybatch (id bigint, state text)",
    "make a schema": "CREATE SCHEMA mine",
    "hang a trigger on": (
        "CREATE TRIGGER mine BEFORE INSERT ON records_entry FOR EACH ROW"
        " EXECUTE FUNCTION hudai_entry_adds_up()"
    ),
    "change a balance": "UPDATE records_accountbalance SET debits = debits + 1",
    "add to a voucher's sum": "UPDATE records_vouchersum SET debits = debits + 1",
    "pay what is not there": (
        "INSERT INTO records_entry (voucher_id, debit_id, credit_id, amount)"
        " SELECT v.id, d.id, c.id, 100000000 FROM records_voucher v, records_account d, records_account c"
        " WHERE d.code = '5001' AND c.code = '1014' LIMIT 1"
    ),
    "forget an upgrade": "DELETE FROM django_migrations",
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_applications_user_cannot_undo_what_was_granted(application: str, attack: str):
    with psycopg.connect(application) as connection:
        before = picture(connection)
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(ATTACKS[attack])
        connection.rollback()
        assert refused.value.sqlstate in ("42501", "23001", "23514")
        assert picture(connection) == before


def picture(connection: psycopg.Connection) -> list[object]:
    """Every row of what is kept."""
    tables = (
        *KEPT,
        "records_subsidybatch",
        "records_accountbalance",
        "records_vouchersum",
        "records_paymentfile",
    )
    return [connection.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall() for table in tables]


def test_the_books_agree_when_the_application_asks(application: str, home: Path):
    told = ran(home, HUDAI, "ledger", "check", HUDAI_DATABASE=application)

    assert told.returncode == 0, told.stdout + told.stderr
    assert "资金账全部相符。" in told.stdout


def test_the_doctor_is_content_with_the_applications_user(application: str, home: Path):
    told = ran(home, HUDAI, "doctor", HUDAI_DATABASE=application)

    assert (told.returncode, "✗" in told.stdout) == (0, False), told.stdout + told.stderr
    assert "✓ 数据库用户的权限" in told.stdout


def test_the_doctor_warns_of_a_user_who_owns_the_tables(application: str, server: str, home: Path):
    told = ran(home, HUDAI, "doctor", HUDAI_DATABASE=as_user(server, OWNER, DATABASE))

    assert told.returncode == 1
    assert re.search(rf"用户 {OWNER} 是 \d+ 张表的所有者", told.stdout)


def test_the_doctor_warns_of_too_many_rights_and_an_upgrade_takes_them_away(
    application: str, server: str, home: Path
):
    owner = as_user(server, OWNER, DATABASE)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"GRANT UPDATE, TRUNCATE ON records_entry TO {APPLICATION}")

    told = ran(home, HUDAI, "doctor", HUDAI_DATABASE=application)
    assert "对表 records_entry 多了权限 TRUNCATE、UPDATE" in told.stdout

    ran(home, HUDAI, "migrate", HUDAI_DATABASE=application, HUDAI_DATABASE_OWNER=owner)
    assert ran(home, HUDAI, "doctor", HUDAI_DATABASE=application).returncode == 0


def test_the_doctor_warns_of_a_guard_that_was_lifted(application: str, server: str, home: Path):
    owner = as_user(server, OWNER, DATABASE)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("ALTER TABLE records_entry DISABLE TRIGGER records_entry_append_only")
        told = ran(home, HUDAI, "doctor", HUDAI_DATABASE=application)
        connection.execute("ALTER TABLE records_entry ENABLE ALWAYS TRIGGER records_entry_append_only")

    assert told.returncode == 1
    assert "没有一直生效：records_entry_append_only" in told.stdout


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        (lambda server: as_user(server, APPLICATION, DATABASE), "是同一个用户"),
        (lambda server: as_user(server, OWNER, "postgres"), "要指同一个数据库"),
        (lambda server: "elsewhere.sqlite3", "请写 postgres://"),
    ],
)
def test_an_owner_that_is_none_is_refused(application: str, server: str, home: Path, owner, said: str):
    told = ran(home, HUDAI, "migrate", HUDAI_DATABASE=application, HUDAI_DATABASE_OWNER=owner(server))

    assert told.returncode == 2
    assert said in told.stderr


def test_no_action_locks_a_row_its_user_may_not_change(application: str, server: str):
    """PostgreSQL lets only those lock a row who may change it."""
    with psycopg.connect(as_user(server, OWNER, DATABASE)) as connection:
        rows = connection.execute(grants._TABLES).fetchall()
    unchangeable = {name for name, _, kept, _ in rows if kept}
    source = Path(grants.__file__).parents[1]
    locked = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r"(\w+)\.objects\.select_for_update", path.read_text("utf-8"))
    }
    tables = {model.__name__: model._meta.db_table for model in apps.get_app_config("records").get_models()}

    assert "records_entry" in unchangeable
    assert {name for name in locked if tables[name] in unchangeable} == set()
