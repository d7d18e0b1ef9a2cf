"""A GEXF file as Gephi reads it.

Gephi's own importer comes from Maven Central. It runs in a process of its own, on the system's Java: that of the
embedded store has only what the store needs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.neo4j.server import NotHereError, fetched

HERE = Path(__file__).parent
VERSION = "0.10.1"
HOW_TO = "needs Gephi's importer: install Java 17 and Maven (Debian: apt install maven)"


def as_gephi_reads(file: Path) -> dict[str, Any]:
    """What Gephi's importer makes of the file.

    ``nodes`` by id with ``label`` and ``values`` by column, ``edges`` with ``source``, ``target``, ``kind``, ``weight``
    and ``values``, ``columns`` of nodes with their Java types, and ``issues``: what Gephi complains of.

    Raises:
        NotHereError: there is no Java or no Maven here, or Gephi cannot be fetched.
    """
    if shutil.which("java") is None:
        raise NotHereError(HOW_TO)
    libraries = fetched(HERE / "pom.xml", "gephi", VERSION, HOW_TO)
    command = [sys.executable, "-m", "tests.gephi.reading", str(libraries), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[1], check=False)
    if done.returncode:
        raise RuntimeError(f"Gephi could not read {file}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _read(libraries: str, file: str) -> dict[str, Any]:
    import jpype

    java = Path(shutil.which("java") or "java").resolve().parents[1]
    machine = next(java.rglob("libjvm.so"))
    jpype.startJVM(str(machine), "-Xmx256m", "-XX:+UseSerialGC", "-Djava.awt.headless=true", classpath=f"{libraries}/*")
    importer = jpype.JClass("org.gephi.io.importer.plugin.file.ImporterGEXF")()
    charset = jpype.JClass("java.nio.charset.StandardCharsets").UTF_8
    stream = jpype.JClass("java.io.FileInputStream")(file)
    importer.setReader(jpype.JClass("java.io.InputStreamReader")(stream, charset))
    container = jpype.JClass("org.gephi.io.importer.impl.ImportContainerImpl")()
    importer.execute(container.getLoader())
    container.setReport(importer.getReport())
    container.verify()
    # Joins or keeps parallel edges, as its user would see them.
    container.closeLoader()
    held = container.getUnloader()
    return {
        "columns": {str(c.getId()): str(c.getTypeClass().getSimpleName()) for c in held.getNodeColumns()},
        "nodes": {
            str(n.getId()): {"label": str(n.getLabel()), "values": _values(n, held.getNodeColumns())}
            for n in held.getNodes()
        },
        "edges": [
            {
                "source": str(e.getSource().getId()),
                "target": str(e.getTarget().getId()),
                "kind": None if e.getType() is None else str(e.getType()),
                "weight": float(e.getWeight()),
                "values": _values(e, held.getEdgeColumns()),
            }
            for e in held.getEdges()
        ],
        "issues": [f"{issue.getLevel()}: {issue.getMessage()}" for issue in _issues(importer.getReport())],
    }


def _values(element: Any, columns: Any) -> dict[str, Any]:
    values = {str(column.getId()): element.getValue(column.getId()) for column in columns}
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    name = str(value.getClass().getSimpleName()) if hasattr(value, "getClass") else type(value).__name__
    if name.endswith("[]"):
        return [_plain(each) for each in value]
    if name in ("Integer", "Long", "int"):
        return int(value)
    if name in ("Double", "Float", "float"):
        return float(value)
    return bool(value) if name in ("Boolean", "bool") else str(value)


def _issues(report: Any) -> list[Any]:
    return list(report.getIssuesList(1000))


if __name__ == "__main__":
    json.dump(_read(*sys.argv[1:]), sys.stdout)
