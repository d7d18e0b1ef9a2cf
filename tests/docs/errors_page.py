"""``docs/errors.md``: every exit code and every class of error with what to do, checked against the code."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from kg.cli.program import EXIT_CODES
from schemas import errors
from schemas.errors import MethodGraphError
from tests.docs.golden import Graph

# What a person does about it, and a command that shows it on the golden graph; "" where none is quick and sure.
ADVICE: dict[str, tuple[str, str]] = {
    "MethodGraphError": (
        "The root of the others: `except MethodGraphError` catches every error that MethodGraph raises on purpose.",
        "",
    ),
    "InputError": (
        "Go to the file, line and field that it names. Other lines and files were read all the same; a line at the end "
        "counts the errors.",
        "kg build missing.txt --store new",
    ),
    "UnknownFormatError": (
        "Look whether the file is what you think ([readers](readers.md) lists the formats), or say its format with "
        "`--format`.",
        "kg build picture.png --store new",
    ),
    "RecordError": (
        "Mend that one paper or leave it: the others of its file are in the graph. With a model on a server, run the "
        "command again, since papers that were read are in the cache.",
        "",
    ),
    "UsageError": (
        "Compare with `kg COMMAND --help`; the line names the option or argument.",
        "kg queries methods-for-task",
    ),
    "NotFoundError": (
        "Take one of the names that it says are close, or look for one with `kg search`. In Python, `error.close` has "
        "them.",
        'kg show "equivariant grap neural network"',
    ),
    "ModelError": (
        "Reinstall the package if the default model is named, or give `--model` something that is there "
        "([models](models.md)). `kg doctor` tries the model on a sentence.",
        "kg extract papers.txt --model no-such-model",
    ),
    "StoreError": (
        "The root of what a store can raise; see the classes below. `kg doctor` says what this machine can do.",
        "",
    ),
    "StoreUnavailableError": (
        "Of a folder: is it the right one, and was a graph built there? Of a server: does it run, is the port right? "
        "Of the engine: `kg doctor`.",
        "kg stats --store nowhere",
    ),
    "StoreAuthError": (
        "Set `METHODGRAPH_USER` and `METHODGRAPH_PASSWORD`, or `--user` and `--password`.",
        "",
    ),
    "StoreLockedError": (
        "Wait for the other `kg build` to end, or stop it; the message has its process id where it is known. Reading "
        "is not hindered.",
        "",
    ),
    "StoreFullError": (
        "Make room on the disk and run the command again. The old graph still answers.",
        "",
    ),
    "StoreVersionError": (
        "Build the graph again with `kg build`; what the model read comes from the cache.",
        "",
    ),
    "QueryError": (
        "Read the message: some constructs are refused on the embedded store, and it says what to write instead "
        "([differences](cypher-differences.md)).",
        "kg query 'MATCH (m:Method) WITH *, count(m) AS n RETURN n'",
    ),
    "QuerySyntaxError": (
        "Mend the query; `kg schema` has the names of labels, edge types and properties.",
        "kg query 'MATCH (m:Method RETURN m.name'",
    ),
    "QueryForbiddenError": (
        "Ask without writing: queries only read, and the graph changes by `kg build` and `kg curate` alone.",
        "kg query 'MATCH (n) DETACH DELETE n'",
    ),
    "QueryTimeoutError": (
        "Start from an indexed property ([schema](schema.md)), bound the length of paths, or give it more time with "
        "`--timeout`.",
        "",
    ),
}

_HEAD = """<!-- Written by `python -m tests.docs` from schemas/errors.py and tests/docs/errors_page.py. -->
# Exit codes and errors

An error that is expected is one line on standard error, `Error: …`, and an exit code. Standard output then holds
nothing, or what was good.

| code | meaning |
| --- | --- |
"""

_AFTER_CODES = """
- A broken paper, line or file does not stop the work. What is good is read; the first 20 errors are listed with file,
  line and field, then their number, and the command ends with 2. Where no paper could be read at all, the graph stays
  as it was.
- An option that does not exist ends with 2 as well, with a hint at `--help`.
- What the operating system refuses (a full disk, no right to read a file) is one line with the path, and code 1.
- A Python traceback with code 1 is a mistake of ours; please report it.
- A program that reads our output and stops early, as in `kg query … | head`, is no error.

In a script:

```bash
kg build papers.jsonl || case $? in
  2) echo "some papers were left out; see above" ;;
  *) exit 1 ;;
esac
```

## Classes

In Python, the same errors are classes of `schemas.errors`; each has its `exit_code`. `InputError` has `file`, `line`
and `field`, `NotFoundError` has `close`.

```text
"""


def page(graph: Graph) -> str:
    """The whole page; its examples are run on ``graph``, a folder with the golden papers."""
    classes = {c.__name__: c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, MethodGraphError)}
    if unlike := set(classes) ^ set(ADVICE):
        raise ValueError(f"tests/docs/errors_page.py and schemas/errors.py differ in {', '.join(sorted(unlike))}")
    _files(graph)
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES)
    tree = re.search(r"^ {4}MethodGraphError.*", errors.__doc__ or "", re.M | re.S)
    drawn = inspect.cleandoc(tree[0]) if tree else ""
    parts = [_HEAD, codes, _AFTER_CODES, drawn, "\n```\n\n", *(_class(graph, classes[name]) for name in ADVICE)]
    return "".join(parts).rstrip() + "\n"


def _files(graph: Graph) -> None:
    (graph.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (graph.folder / "papers.txt").write_text("A title\nAn abstract of one sentence.\n", "utf-8")


def _class(graph: Graph, error: type[MethodGraphError]) -> str:
    advice, command = ADVICE[error.__name__]
    is_a = "" if error is MethodGraphError else f", a kind of `{error.__mro__[1].__name__}`"
    meaning = " ".join((error.__doc__ or "").split()).replace("``", "`")
    return f"### {error.__name__}\n\nExit code {error.exit_code}{is_a}. {meaning}\n\n{advice}\n\n" + "".join(
        _shown(graph, error, command)
    )


def _shown(graph: Graph, error: type[MethodGraphError], command: str) -> Iterator[str]:
    if not command:
        return
    done = graph.run(command)
    if done.code != error.exit_code:
        raise ValueError(f"{command} ended with {done.code}, not {error.exit_code}: {done.text}")
    yield f"```bash\n{command}\n```\n\n```text\n{done.text}\n```\n\n"
