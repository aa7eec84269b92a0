"""``hudai policies`` and ``hudai policy check``: what law there is, and whether it holds together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

import click

from hudai.cli.arguments import PolicyFolder, WrongUsage
from hudai.cli.chinese import Command, Group
from hudai.core.clauses import STATUS_LABELS, coverage
from hudai.core.policy import Policy
from hudai.documents import industry_files, policy_files

EXTRA = click.option(
    "--policies-dir",
    "extra",
    type=PolicyFolder(),
    envvar="HUDAI_POLICIES",
    help="本县（区）自己的政策包文件夹，同名的优先于随产品附带的。",
)


def loaded(name: str, extra: Path | None = None) -> Policy:
    """The policy a person named on the command line.

    Raises:
        WrongUsage: if there is no pack of that name.
        PolicyRefused: if the pack has faults.
    """
    known = policy_files.names(extra)
    if name not in known:
        raise unknown(name, known)
    return policy_files.load(name, extra)


def unknown(name: str, known: Sequence[str]) -> WrongUsage:
    """There is no pack of that name; the nearest one and all of them."""
    near = get_close_matches(name, known)
    meant = f"您是不是要写 {near[0]}？" if near else ""
    return WrongUsage(f"没有政策“{name}”。{meant}可用的有：{'、'.join(known)}。")


def require_begun(policy: Policy, day: date, option: str) -> None:
    """Refuse a day on which the scheme did not exist yet.

    Raises:
        WrongUsage: if ``day`` lies before the scheme's first day.
    """
    if day < policy.window_since:
        raise WrongUsage(
            f"{option} 写的是 {day.isoformat()}，而 {policy.name} 从 {policy.window_since.isoformat()} "
            "起才实施，请核对日期和政策。"
        )


@click.command(cls=Command, examples="hudai policies")
@EXTRA
def policies(extra: Path | None) -> None:
    """列出各县（区）的政策：实施时间、版本、条款落实情况。"""
    for name in policy_files.names(extra):
        policy = loaded(name, extra)
        click.echo(f"{name}  {policy.title}")
        click.echo(f"  贷款：{policy.scheme}（{policy.county}）")
        click.echo(f"  合同签订日：{_window(policy)}")
        click.echo(f"  条款：{_coverage(name, extra)}")
        click.echo(f"  解释说明：{len(policy.interpretations)} 条　校验码：{policy.digest[:12]}")


def _window(policy: Policy) -> str:
    last = f"{policy.window_until - timedelta(days=1)}" if policy.window_until else "未定"
    return f"{policy.window_since} 至 {last}"


def _coverage(name: str, extra: Path | None) -> str:
    found = coverage(policy_files.load_clauses(name, extra))
    counts = [
        f"{STATUS_LABELS[status]} {count}{_not_live(found.planned_by_status[status])}"
        for status, count in found.by_status.items()
        if count
    ]
    return f"共 {found.total} 条：{'，'.join(counts)}"


def _not_live(planned: int) -> str:
    return f"（其中未实现 {planned}）" if planned else ""


@click.group(cls=Group)
def policy() -> None:
    """政策包的检查。"""


@policy.command("check", examples="hudai policy check\nhudai policy check yubei-2021")
@click.argument("name", required=False, metavar="[政策]")
@EXTRA
def check(name: str | None, extra: Path | None) -> int:
    """检查政策包：能否载入、有无空档和重叠、引文与数字是否一致、条款是否都有着落、算例是否都对。

    不写政策名则检查全部。有任何问题退出码为 1。
    """
    known = policy_files.names(extra)
    if name is not None and name not in known:
        raise unknown(name, known)
    faulty = False
    for each in [name] if name else known:
        problems = policy_files.check(each, extra) + industry_files.faults(each, extra)
        faulty |= bool(problems)
        if problems:
            click.echo(f"✗ {each}：{len(problems)} 个问题")
            for problem in problems:
                click.echo(f"  · {problem}")
        else:
            cases = len(policy_files.load_cases(each, extra))
            click.echo(f"✓ {each}：载入、引文、条款、{cases} 个算例全部通过")
    return 1 if faulty else 0
