"""The Java machine of the embedded engine: started once in a process, quiet, and unable to read files for a query.

The engine's own start-up prints two warnings and makes a ``log`` folder in the current directory; here its logging is
off, and the optional vector module, which warns on start and which no query of ours needs, is left out.
"""

from __future__ import annotations

import atexit
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

import jpype
from arcadedb_embedded import jvm as packaged

from schemas.errors import StoreUnavailableError

HEAP = os.environ.get("METHODGRAPH_HEAP", "2g")
"""Most memory that the engine's heap may take, as Java writes it (``2g``, ``512m``)."""

_LOGGING = Path(__file__).with_name("engine_logging.properties")

_GUARDS = (
    # LOAD CSV would read any file of the user, or any address, in a query that counts as reading.
    "-Darcadedb.opencypher.loadCsv.allowFileUrls=false",
    "-Darcadedb.opencypher.loadCsv.allowRemoteUrls=false",
)

_ENGINE_NEEDS = (
    # Signals stay with Python: Ctrl-C must raise, and a SIGTERM that JPype handles beside a running query crashes.
    "-Xrs",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF8",
)

_START = threading.Lock()


def start() -> None:
    """Start the Java machine if this process has none yet.

    Raises:
        StoreUnavailableError: it cannot be started (no memory, or a package that is not whole).
    """
    with _START:
        if jpype.isJVMStarted():
            return
        quiet = (
            f"-Djava.util.logging.config.file={_LOGGING}",
            f"-XX:ErrorFile={Path(tempfile.gettempdir()) / 'methodgraph-jvm-%p.log'}",
        )
        jars = sorted(str(jar) for jar in Path(packaged.get_jar_path()).glob("*.jar"))
        try:
            # interrupt=False leaves Ctrl-C to Python, so that a build can clean up behind itself.
            jpype.startJVM(
                packaged.get_bundled_jre_lib_path(),
                f"-Xmx{HEAP}",
                *_GUARDS,
                *_ENGINE_NEEDS,
                *quiet,
                classpath=jars,
                interrupt=False,
            )
        except Exception as error:
            raise StoreUnavailableError(f"the embedded engine does not start: {error}") from error
        # Ending a Java machine waits for the thread that started it, and in a server that is a thread long gone: the
        # process would never end. Detached, it joins again by itself, as a thread that nobody waits for.
        if threading.current_thread() is not threading.main_thread():
            java_class("java.lang.Thread").detach()
        # JPype registered its own hook in startJVM; hooks run last in, first out, so this one closes before it.
        atexit.register(_close_databases)


def java_class(name: str) -> Any:
    """The Java class of a full name; the Java machine must run."""
    return jpype.JClass(name)


def _close_databases() -> None:
    if not jpype.isJVMStarted():
        return
    for database in list(java_class("com.arcadedb.database.DatabaseFactory").getActiveDatabaseInstances()):
        if database.isOpen():
            database.close()


def java_version() -> str:
    """The version of the Java runtime that the engine's package brings; nothing is started.

    Raises:
        FileNotFoundError: the runtime is not there.
    """
    import arcadedb_embedded.jvm as packaged

    home = Path(packaged.get_bundled_jre_lib_path())
    release = next((p / "release" for p in home.parents if (p / "release").is_file()), None)
    if not home.exists() or release is None:
        raise FileNotFoundError("the engine's Java runtime is not there")
    facts = dict(line.split("=", 1) for line in release.read_text("utf-8").splitlines() if "=" in line)
    return facts.get("JAVA_VERSION", "").strip('"')
