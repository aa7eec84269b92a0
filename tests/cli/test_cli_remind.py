"""``hudai remind`` as an operator types it: it sends through the server set up, or says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli_serve import hudai

from hudai.cli import working
from mail_server import mail_server

pytestmark = pytest.mark.long


def test_without_a_server_it_says_which_variable_to_set(migrated: Path):
    told = hudai(migrated, "remind")

    assert told.returncode == 1
    assert "HUDAI_MAIL_HOST" in told.stderr


def test_with_a_server_it_says_how_many_were_sent(migrated: Path):
    with mail_server() as server:
        host, port = server.server_address[:2]
        told = hudai(
            migrated,
            "remind",
            HUDAI_MAIL_HOST=str(host),
            HUDAI_MAIL_PORT=str(port),
            HUDAI_MAIL_TLS="none",
            HUDAI_MAIL_FROM="hudai@example.gov.cn",
        )

    assert told.returncode == 0, told.stderr
    assert "今天已发送 0 封" in told.stdout


def test_a_server_that_is_not_there_is_told_in_words(migrated: Path):
    with mail_server() as server:
        port = server.server_address[1]
    told = hudai(
        migrated,
        "remind",
        HUDAI_MAIL_HOST="127.0.0.1",
        HUDAI_MAIL_PORT=str(port),
        HUDAI_MAIL_TLS="none",
        HUDAI_MAIL_FROM="hudai@example.gov.cn",
    )

    assert told.returncode == 1
    assert "邮件服务器连不上" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_a_database_it_says_what_to_do(tmp_path: Path):
    told = hudai(tmp_path, "remind")

    assert told.returncode == 2
    assert "hudai migrate" in told.stderr


@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_whether_it_is_time_before_it_looks_for_work(monkeypatch: pytest.MonkeyPatch):
    asked = []
    monkeypatch.setattr(working.reminder_mail, "arrange", asked.append)

    working.run("a worker", parent=None, once=True)

    assert len(asked) == 1
