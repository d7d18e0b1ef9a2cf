"""Streamlit's server with the graph opened while it starts: ``python -m dashboards.serve run dashboards/app.py``.

Streamlit runs nothing of an app before the first person comes. That one would wait for the imports of all pages, for
the engine and for the numbers of the first page; here a thread has them ready, as a rule before the browser is.
"""

from __future__ import annotations

import logging
import threading
import time

from streamlit import runtime
from streamlit.web.cli import main

from schemas.errors import MethodGraphError

_log = logging.getLogger(__name__)


def ahead() -> None:
    """Import the pages, open the graph and ask what the pages begin with; errors are for the pages to tell."""
    # Answers are kept by the server that is about to run.
    while not runtime.exists():
        time.sleep(0.02)
    from dashboards import shell, warm

    try:
        warm.begin(shell.ahead)
    except MethodGraphError as error:
        _log.info("not opened ahead: %s", error)


if __name__ == "__main__":
    threading.Thread(target=ahead, name="methodgraph-ahead", daemon=True).start()
    main(prog_name="streamlit")
