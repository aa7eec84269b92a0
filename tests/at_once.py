"""Deeds of several desks that begin at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from hudai.core.errors import Refusal


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What each deed was refused with, empty where it was done; all begin together."""
    died: list[Exception] = []
    begin = threading.Barrier(len(deeds))
    said = [""] * len(deeds)

    def run(place: int) -> None:
        begin.wait()
        try:
            deeds[place]()
        except Refusal as refusal:
            said[place] = str(refusal)
        except Exception as error:
            died.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if died:
        raise died[0]
    return said
