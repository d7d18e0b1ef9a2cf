"""Where the curation of a graph stands, and reading it whole."""

from __future__ import annotations

import os
from pathlib import Path

from kg.curation.contradictions import contradictions
from kg.curation.reading import Placed, read_entries
from schemas.errors import InputError

NAME = "curation.yaml"
ENVIRONMENT = "METHODGRAPH_CURATION"


def curation_file(store: str | None = None, given: str | None = None) -> Path:
    """The file of a graph's curation, which need not be there.

    ``given``, else ``METHODGRAPH_CURATION``, else ``curation.yaml`` beside the folder of an embedded graph, so that it
    outlives the folder; for a graph on a server, in the current folder.

    Args:
        store: the address of the graph, as ``kg.stores.open_store`` takes it.
        given: what an option names.
    """
    if given or os.environ.get(ENVIRONMENT):
        return Path(given or os.environ[ENVIRONMENT])
    address = store or os.environ.get("METHODGRAPH_STORE") or "graph"
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() == "arcadedb":
        address = rest.removeprefix("//")
    elif "://" in address:
        return Path(NAME)
    return Path(address).parent / NAME


def load(file: str | Path) -> tuple[list[Placed], list[InputError]]:
    """The entries of a file, and all that is wrong with it: entries that cannot be read, and contradictions.

    A file that is not there has no entries.
    """
    try:
        text = Path(file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return [], []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [InputError("is no UTF-8", file=str(file), line=line)]
    except OSError as error:
        return [], [InputError(error.strerror or str(error), file=str(file))]
    entries, errors = read_entries(text, str(file))
    errors += contradictions(entries)
    return entries, sorted(errors, key=lambda e: e.line or 0)
