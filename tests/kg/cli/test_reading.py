"""Options of ``kg extract`` and ``kg build`` that say what is read, and what is said of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.kg.cli.conftest import GOLDEN, Run, read

GOLDEN_PAPERS = len(GOLDEN.read_text("utf-8").splitlines())


def test_a_folder_is_built(kg: Run, tmp_path: Path) -> None:
    """The papers of a folder are in the graph; each file is listed, and one that is no paper is named."""
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    shutil.copy(GOLDEN, folder / "more" / "golden.jsonl")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    done = kg("build", folder, "--store", tmp_path / "graph")
    assert done.returncode == 0
    assert "golden.jsonl" in done.stdout
    assert f"Passed over, as no reader knows what they are: {folder / 'image.png'}" in done.stderr
    found = read(kg("build", folder, "--store", tmp_path / "graph", "--json"))
    assert (found["papers"], found["passed_over"]) == (GOLDEN_PAPERS, [str(folder / "image.png")])
    assert [(f["format"], f["papers"]) for f in found["files"]] == [("jsonl", GOLDEN_PAPERS)]


def test_columns_that_a_person_names(kg: Run, tmp_path: Path) -> None:
    """``--columns`` is understood by both commands, and a mistake in it is one line."""
    table = tmp_path / "lab.csv"
    table.write_text('Name,"What we did",Day\nGraph Networks,We study graph networks.,2024-05-06\n', "utf-8")
    named = ("--columns", "title=Name,abstract=What we did", "--columns", "date=Day")
    done = kg("extract", table, *named)
    assert done.returncode == 0, done.stderr
    paper = json.loads(done.stdout)
    assert (paper["title"], paper["abstract"], paper["date"]) == (
        "Graph Networks",
        "We study graph networks.",
        "2024-05-06",
    )
    wrong = kg("build", table, "--store", tmp_path / "graph", "--columns", "titel=Name")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("Error: there is no field 'titel' for a column; fields are title, abstract, id, ")
    missing = kg("build", table, "--format", "csv", "--store", tmp_path / "graph", "--columns", "title=Nome")
    assert missing.returncode == 2
    assert "lab.csv:1 [title]: has no column 'Nome'; columns are Name, What we did, Day" in missing.stderr


def test_latex_is_shown_as_characters(kg: Run, tmp_path: Path) -> None:
    """Title, abstract and sentence are readable in ``kg show``; JSON keeps what is stored, in which offsets count."""
    title, abstract = r"\textsc{Net} of Schr\"odinger", r"Net is equivariant to $\mathrm{SE}(3)$, by 5\%."
    text = f"{title}\n{abstract}"

    def span(words: str, type: str, entity: str) -> dict[str, object]:
        start = text.rindex(words)
        return {"start": start, "end": start + len(words), "text": words, "type": type, "entity": entity}

    group = r"$\mathrm{SE}(3)$"
    record = {
        "id": "x",
        "title": title,
        "abstract": abstract,
        "mentions": [span("Net", "Method", "e1"), span(group, "SymmetryGroup", "e2")],
        "entities": [
            {"id": "e1", "type": "Method", "name": "Net"},
            {"id": "e2", "type": "SymmetryGroup", "name": group},
        ],
        "relations": [
            {
                "head": "e1",
                "type": "EQUIVARIANT_TO",
                "tail": "e2",
                "evidence": {"start": len(title) + 1, "end": len(text)},
                "confidence": 0.9,
            }
        ],
    }
    file, graph = tmp_path / "x.jsonl", tmp_path / "graph"
    file.write_text(json.dumps(record) + "\n", "utf-8")
    assert kg("build", file, "--store", graph).returncode == 0
    paper = kg("show", "x", "--store", graph).stdout
    assert paper.startswith("Net of Schrödinger\n")
    assert "Net is equivariant to SE(3), by 5%." in paper
    method = kg("show", "Net", "--store", graph).stdout
    assert "“Net is equivariant to SE(3), by 5%.”" in method
    assert "Net of Schrödinger" in method
    assert "\\" not in paper + method
    stored = read(kg("show", "x", "--json", "--store", graph))
    assert (stored["paper"]["title"], stored["abstract"]) == (title, abstract)
