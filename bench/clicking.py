"""People at their browsers: each asks for a page, reads, and asks for the next."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Sequence
from threading import Thread
from typing import Any


def click_through(
    port: int, users: Sequence[dict[str, Any]], *, seconds: float, thinking: tuple[float, float]
) -> list[tuple[str, float]]:
    """What ``users`` (cookie, pages: label → address) asked for meanwhile, and seconds to the last byte.

    Raises:
        RuntimeError: if a page answers with anything but itself.
    """
    _warm_up(port, users)
    until = time.monotonic() + seconds
    found: list[tuple[str, float]] = []
    wrong: list[str] = []
    people = [
        Thread(target=_click, args=(port, user, until, thinking, random.Random(place), found, wrong))
        for place, user in enumerate(users)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    if wrong or not found:
        raise RuntimeError(f"not every page was there: {sorted(set(wrong))}")
    return found


def _warm_up(port: int, users: Sequence[dict[str, Any]]) -> None:
    """Every page once, by the first who has it: what a server reads once is read."""
    known: set[str] = set()
    for user in users:
        for label, path in user["pages"].items():
            if label not in known:
                known.add(label)
                _asked(http.client.HTTPConnection("127.0.0.1", port, timeout=120), path, user["cookie"])


def _click(
    port: int,
    user: dict[str, Any],
    until: float,
    thinking: tuple[float, float],
    chance: random.Random,
    found: list[tuple[str, float]],
    wrong: list[str],
) -> None:
    """One person, until the time is over; everybody begins somewhere within the first pause."""
    labels = list(user["pages"])
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    time.sleep(chance.uniform(0, thinking[1]))
    while time.monotonic() < until:
        label = chance.choice(labels)
        began = time.perf_counter()
        status = _asked(line, user["pages"][label], user["cookie"])
        found.append((label, time.perf_counter() - began))
        if status != http.client.OK:
            wrong.append(f"{label}: {status}")
        time.sleep(chance.uniform(*thinking))


def _asked(line: http.client.HTTPConnection, path: str, cookie: str) -> int:
    """The answer's status, its last byte read."""
    line.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    answer.read()
    return answer.status
