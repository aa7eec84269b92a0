"""``hudai demo``: a made-up county in a folder of its own, served, and told in one table."""

from __future__ import annotations

import http.cookiejar
import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from test_cli_serve import CLEAN, TYPED, free_port

from hudai.cli.arguments import WrongUsage
from hudai.cli.demo import LARGEST_PRACTICE, MOST_OPEN
from hudai.cli.demo_folder import MARK, Folder
from hudai.demo.settling import QUARTERS
from hudai.demo.size import MOST_LIVED

pytestmark = pytest.mark.long

WAITED_FOR = 240
"""Seconds a county may take to be built on a busy machine."""
USERNAMES = {
    "cun1", "cun2", "zhen", "zhenzhang", "xian", "wangdian", "yinhang", "caizheng", "jinrong", "danbao",
    "jianguan", "shenji", "guanli",
}  # fmt: skip


def command(home: Path, *words: str) -> list[str]:
    return [*TYPED, "demo", "--home", str(home), "--households", "60", "--no-open", *words]


def demo(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(home, *words), env={**CLEAN, **variables}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A county made with the operator's own database named in the environment."""
    folder = tmp_path_factory.mktemp("demo")
    return folder / "county", demo(folder / "county", "--no-serve", HUDAI_DATABASE=str(folder / "real.db"))


def test_it_tells_a_user_name_for_each_station_and_the_password(made):
    _, done = made

    assert done.returncode == 0, done.stderr
    assert {line.split()[-1] for line in done.stdout.splitlines() if line.strip()} >= USERNAMES
    assert re.search(r"密码都是：Yunping-\d{6}$", done.stdout.strip())


def test_the_operators_own_database_is_not_touched(made):
    home, _ = made

    assert (home / "hudai.sqlite3").is_file()
    assert not (home.parent / "real.db").exists()


def test_a_county_that_is_there_is_taken_up_again_with_the_same_password(made):
    home, first = made
    before = (home / "keys.json").read_text()
    again = demo(home, "--no-serve")

    assert again.returncode == 0
    assert "接着用" in again.stderr
    assert again.stdout == first.stdout
    assert (home / "keys.json").read_text() == before


def test_a_clerk_signs_in_and_it_is_december_there(made):
    home, done = made
    port, secret = free_port(), done.stdout.split("密码都是：")[1].strip()
    served = subprocess.Popen(
        command(home, "--port", str(port)), env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        _, page = _signed_in(f"http://localhost:{port}", "cun1", secret)
        assert "工作台" in page
        assert "2025年12月" in page
    finally:
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=20) in (0, 130)


def _signed_in(address: str, username: str, secret: str) -> tuple[urllib.request.OpenerDirector, str]:
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    for _ in range(160):
        try:
            asked = browser.open(f"{address}/sign-in/", timeout=10).read().decode()
            break
        except urllib.error.URLError:
            time.sleep(0.25)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asked)
    assert token is not None
    said = {"csrfmiddlewaretoken": token[1], "username": username, "password": secret}
    answer = browser.open(f"{address}/sign-in/", urllib.parse.urlencode(said).encode(), timeout=20)
    return browser, answer.read().decode()


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "hudai.sqlite3").write_text("真的数据")

    with pytest.raises(WrongUsage, match="已有别的内容"):
        Folder(tmp_path).prepare(anew=True)
    assert [each.name for each in tmp_path.iterdir()] == ["hudai.sqlite3"]


def test_a_county_that_was_not_finished_is_begun_again(tmp_path: Path):
    folder = Folder(tmp_path)
    folder.prepare(anew=False)
    (tmp_path / "hudai.sqlite3").write_text("一半")
    folder.prepare(anew=False)

    assert [each.name for each in tmp_path.iterdir()] == [MARK]


def test_the_county_grows_a_day_older_each_day_until_new_years_eve(tmp_path: Path):
    (tmp_path / MARK).write_text(json.dumps({"made_on": "2020-01-01", "households": 60}))

    assert Folder(tmp_path).day == date(2025, 12, 31)


def test_a_county_just_built_shows_its_registers_at_once_and_leaves_quarters_to_practise_on(tmp_path: Path):
    home, port, log = tmp_path / "county", free_port(), tmp_path / "said.txt"
    with log.open("w") as said:
        served = subprocess.Popen(
            command(home, "--port", str(port), "--open-quarters", "2"),
            env=CLEAN,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(WAITED_FOR * 4):
            if "演示县在" in log.read_text():
                break
            time.sleep(0.25)
        told = log.read_text()
        secret = told.split("密码都是：")[1].split()[0]
        browser, _ = _signed_in(f"http://localhost:{port}", "zhen", secret)
        # Worked out in columns, as the county was in the same process a moment ago.
        register = browser.open(f"http://localhost:{port}/loan-register/", timeout=20).read().decode()
        assert "发放台账" in register
    finally:
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=20) in (0, 130)

    assert f"最后 2 季留给您办，各家银行的报表在 {home / '练习'}。" in told
    assert sorted(each.name for each in (home / "练习").iterdir()) == [
        "截至 2025-06-20", "截至 2025-09-20", "截至 2025-12-19",
    ]  # fmt: skip
    names = {line.split()[-1] for line in told.splitlines() if line.strip()}
    assert names >= USERNAMES | {"zhen2", "zhen12", "zhenzhang12", "wangdian6", "yinhang3"}

    later = demo(home, "--no-serve", "--open-quarters", "2", "--later", "11")
    other = demo(home, "--no-serve", "--open-quarters", "4")

    assert later.returncode == 0, later.stderr
    assert Folder(home).day >= date(2026, 1, 2)
    assert other.returncode == 2
    assert "留着的季数不同" in other.stderr


def test_a_county_to_practise_on_is_not_made_in_bulk(tmp_path: Path):
    done = demo(tmp_path / "county", "--no-serve", "--open-quarters", "4", "--households", "6000")

    assert done.returncode == 2
    assert "最多 5,000 户" in done.stderr
    assert not (tmp_path / "county").exists()


def test_what_the_command_knows_of_the_quarters_is_what_there_is():
    assert (len(QUARTERS), MOST_LIVED) == (MOST_OPEN, LARGEST_PRACTICE)


def test_a_port_that_is_taken_is_told_before_anything_is_built(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = demo(tmp_path / "county", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 2
    assert "已被别的程序占用" in done.stderr
    assert not (tmp_path / "county").exists()
