"""The program as a whole: help, exit codes, what it imports, its reference page, and how it stops."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import reference
from kg.cli.program import EXIT_CODES, MODULES, commands
from tests.kg.cli.conftest import GOLDEN, ROOT, Run

NAMES = [c.name for c in commands()]


def test_every_command_is_listed_once() -> None:
    """Each module of the package that holds a command is in the list of the program."""
    folder = ROOT / "kg" / "cli"
    with_command = {p.stem for p in folder.glob("*.py") if "\nCOMMAND = " in p.read_text("utf-8")}
    assert sorted(MODULES) == sorted(with_command)
    assert len(NAMES) == len(set(NAMES))


def test_help_names_the_commands_and_the_exit_codes(kg: Run) -> None:
    """The program's help has every command and every exit code."""
    done = kg("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in NAMES)
    assert all(f"{code}  {meaning[:30]}" in done.stdout for code, meaning in EXIT_CODES)


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_has_examples(kg: Run, name: str) -> None:
    """Two to five examples, which begin with the program's name or pipe into it."""
    done = kg(name, "--help", COLUMNS="200")
    assert done.returncode == 0
    command = next(c for c in commands() if c.name == name)
    assert 2 <= len(command.examples) <= 5
    assert all(e.line in done.stdout for e in command.examples)


@pytest.mark.parametrize("command", commands(), ids=lambda c: c.name)
def test_examples_use_options_that_exist(command: object) -> None:
    """Every command and option in the examples is one of the program's."""
    known = {c.name: {n for p in reference.parameters_of(c) for n in "/".join(p.names).split("/")} for c in commands()}
    for example in command.examples:  # type: ignore[attr-defined]
        for part in example.line.replace("&&", "|").split("|"):
            words = shlex.split(part)
            if words[0] == "kg":
                assert {w for w in words[2:] if w.startswith("-") and w != "-"} <= known[words[1]]


def test_help_imports_nothing_heavy() -> None:
    """Help comes without spaCy, pydantic, an engine, a driver, numpy or Streamlit."""
    program = "import sys, kg.cli; print(' '.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    loaded = {name.partition(".")[0] for name in out.split()}
    assert not loaded & {"spacy", "pydantic", "jpype", "neo4j", "numpy", "streamlit", "schemas", "extract", "sqlite3"}


def test_the_reference_page_is_up_to_date() -> None:
    """docs/cli.md is what the commands say; otherwise: python -m kg.cli.reference."""
    assert reference.PAGE.read_text("utf-8") == reference.page()


def test_the_reference_page_shows_every_option() -> None:
    """Each command, each of its options with help, and each exit code are on the page."""
    page = reference.page()
    for command in commands():
        assert f"### kg {command.name}\n" in page
        for parameter in reference.parameters_of(command):
            assert parameter.help
            assert all(f"`{name}`" in page for name in parameter.names)
    assert all(f"| {code} | {meaning} |" in page for code, meaning in EXIT_CODES)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("stats", "--store", "nowhere"), 4, "nowhere"),
        (("stats", "--store", "http://example.org"), 2, "http://example.org"),
        (("query", "RETURN 1", "--param", "x"), 2, "--param is written NAME=VALUE, not 'x'"),
        (("extract", "nowhere.txt"), 2, "no paper could be read; nothing was written"),
        (("evaluate", "nowhere.jsonl"), 2, "nowhere.jsonl: is not there"),
    ],
)
def test_an_expected_error_is_one_line_and_a_code(
    kg: Run, arguments: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    """Nothing on standard output, no traceback, a line that begins with Error and says what is wrong."""
    done = kg(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert said in last


def test_an_unknown_option_is_a_usage_error(kg: Run) -> None:
    """Typer's own errors end with the same code as ours."""
    done = kg("stats", "--nonsense")
    assert done.returncode == 2
    assert "--nonsense" in done.stderr


def test_a_server_that_is_down_is_one_line(kg: Run) -> None:
    """Nobody listens on the port: code 4, one line, soon."""
    done = kg("stats", "--store", "bolt://127.0.0.1:9", "--password", "secret-word")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "secret-word" not in done.stderr


def test_ctrl_c_stops_quietly(tmp_path: Path) -> None:
    """An interrupt ends with 130 and no traceback."""
    child = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "build", "-", "--store", str(tmp_path / "graph")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "METHODGRAPH_CACHE": ":memory:"},
        # A shell ignores the signal for what it starts in the background, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert child.stdin is not None
    # More than a pipe holds: once it is written, the command has begun to read.
    child.stdin.write((GOLDEN.read_text("utf-8") * 100)[:300_000])
    child.stdin.flush()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err.strip()) == (130, "", "Stopped.")
