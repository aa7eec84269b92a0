"""A mail server for tests: takes mails, refuses some, or drops the line in the middle of one."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as is needed; ``taken`` are the recipients whose mail arrived."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, refuses: str = "", drops: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refuses, self.drops = refuses, drops
        self.taken: list[str] = []
        self.texts: list[str] = []


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        """One connection."""
        self._say("220 here")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self._say("550 no such box" if recipient == self.server.refuses else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                text = self._data()
                if recipient == self.server.drops:
                    return
                self.server.taken.append(recipient)
                self.server.texts.append(text)
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(**ways: str) -> Iterator[MailServer]:
    """A server on a free port of this machine, as long as it is needed."""
    with MailServer(**ways) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
