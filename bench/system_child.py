"""Work on the product's own tables, in a process of its own.

``python -m bench.system_child importing_work loans 9`` calls ``bench/importing_work.py``'s ``main``.

The environment says where the database is (``HUDAI_HOME``, ``HUDAI_DATABASE``).  What was found out is
the last line printed, as JSON.  Without a word tables and the pages' files are
put there, and nothing else.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

from django.core.management import call_command

from hudai.cli.awake import ready
from hudai.cli.serve import gather_static

if __name__ == "__main__":
    ready()
    if len(sys.argv) == 1:
        call_command("migrate", verbosity=0)
        gather_static()
    else:
        # Tables can be named only now that Django is awake.
        work = import_module(f"bench.{sys.argv[1]}")
        print(json.dumps(work.main(*sys.argv[2:])))
