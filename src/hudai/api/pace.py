"""How many calls a token may make a minute (``HUDAI_API_CALLS``).

A bank's program gone astray would keep everybody else waiting.  Calls are counted in the cache, minute
by minute of the clock: nothing is written to the database, and a restart forgets the count.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from hudai.core.errors import Refusal
from hudai.records.models import ApiToken

SECONDS = 60

log = logging.getLogger("hudai.api")


class TooManyCalls(Refusal):
    """A program asked more often than its token may.

    Attributes:
        wait: seconds until it may ask again.
    """

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


def count(token: ApiToken, at: datetime) -> None:
    """Count a call, whatever becomes of it.

    Raises:
        TooManyCalls: if it is one too many this minute.
    """
    most = int(settings.HUDAI_API_CALLS)
    if not most:
        return
    minute, second = divmod(int(at.timestamp()), SECONDS)
    name = f"hudai.api.{token.digest}.{minute}"
    cache.add(name, 0, timeout=2 * SECONDS)
    made = cache.incr(name)
    if made <= most:
        return
    if made == most + 1:
        log.warning("token %s: more than %s calls within a minute", token.pk, most)
    raise TooManyCalls(f"这个令牌每分钟最多调用 {most} 次，请稍后再发。", SECONDS - second)
