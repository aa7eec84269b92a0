"""Log lines without personal data.

A log is read by people who may not see a household's papers, so long digits in it are masked:
ID numbers, bank accounts and telephone numbers, wherever in a line or a traceback they stand.
"""

from __future__ import annotations

import logging
import re
from typing import Any

# 11 digits are a mobile number, 15 to 19 an ID number or an account.
_LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z.])(\d{2})\d{6,14}([\dXx]{3})(?![0-9A-Za-z])")


class Masking(logging.Formatter):
    """Formats as usual, then masks.

    >>> record = logging.LogRecord("a", logging.ERROR, "", 1, "证件 %s 重复", ("110105194912310021",), None)
    >>> Masking("%(message)s").format(record)
    '证件 11***021 重复'
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, with all its traceback."""
        return _LONG_DIGITS.sub(r"\1***\2", super().format(record))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masking": {"()": Masking, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masking"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "hudai": {"level": "INFO"},
        # Names who failed to sign in, from where: that is in its own table, for those who may see it.
        "axes": {"level": "ERROR"},
        # Django's own handlers send mail to administrators; ours is the console alone.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
