"""Writes ``docs/cli.md`` from the commands: ``python -m kg.cli.reference``; ``--check`` says when it is stale."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from kg.cli.command import Command
from kg.cli.program import EXIT_CODES, commands, help_of

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"

_HEAD = """<!-- Written by `python -m kg.cli.reference`; change the commands in kg/cli/, not this page. -->
# The command line

`kg COMMAND --help` says the same in the terminal. Answers go to standard output; progress, notes and errors go to
standard error, so that a pipe carries the answer alone.
"""

_ENVIRONMENT = (
    ("METHODGRAPH_STORE", "the graph, where `--store` is not given"),
    ("METHODGRAPH_USER, METHODGRAPH_PASSWORD, METHODGRAPH_DATABASE", "of a server"),
    ("METHODGRAPH_CACHE", "file that keeps what was extracted before"),
    ("METHODGRAPH_LLM_KEY", "key of a server for `--model URL#MODEL`; without it, `OPENAI_API_KEY`, for OpenAI alone"),
    ("METHODGRAPH_LLM_CONCURRENCY, METHODGRAPH_LLM_TIMEOUT", "papers at once (4), seconds for one answer (120)"),
    ("METHODGRAPH_PRICE_IN, METHODGRAPH_PRICE_OUT", "price of a million tokens that such a server reads and writes"),
    ("METHODGRAPH_HEAP", "most memory of the embedded engine, such as `2g`"),
)

_ERRORS = """A broken paper, line or file does not stop the work: what is good is read; then the first 20 errors are
listed with file, line and field, and their number, and the command ends with 2. Where no paper could be read at all,
the graph stays as it was. Every other error is one line.
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or an option, as the page shows it."""

    names: tuple[str, ...]
    value: str
    help: str
    default: str
    environment: str
    is_argument: bool
    required: bool
    repeats: bool


def parameters_of(command: Command) -> list[Parameter]:
    """The arguments of a command, then its options."""
    hints = get_type_hints(command.run, include_extras=True)
    found = [_parameter(p, hints[p.name]) for p in inspect.signature(command.run).parameters.values()]
    return sorted(found, key=lambda p: not p.is_argument)


def _parameter(parameter: inspect.Parameter, hint: Any) -> Parameter:
    base, *extras = get_args(hint)
    info: ArgumentInfo | OptionInfo = next(e for e in extras if isinstance(e, ArgumentInfo | OptionInfo))
    kinds = [k for k in _parts(base) if k is not type(None)]
    is_argument = isinstance(info, ArgumentInfo)
    given = parameter.default
    default = info.show_default if isinstance(info.show_default, str) else _written(given)
    return Parameter(
        names=_names(info, parameter),
        value="" if is_argument or bool in kinds else (info.metavar or _choices(kinds)),
        help=info.help or "",
        default=default,
        environment=str(info.envvar or ""),
        is_argument=is_argument,
        required=given is inspect.Parameter.empty,
        repeats=get_origin(base) is list,
    )


def _parts(hint: Any) -> tuple[Any, ...]:
    """The types in a hint: of a union its members, of a list its elements."""
    if get_origin(hint) is Annotated:
        return _parts(get_args(hint)[0])
    inner = get_args(hint)
    return tuple(part for argument in inner for part in _parts(argument)) if inner else (hint,)


def _names(info: ArgumentInfo | OptionInfo, parameter: inspect.Parameter) -> tuple[str, ...]:
    if isinstance(info, ArgumentInfo):
        return (info.metavar or parameter.name.upper(),)
    # Typer takes the first name of an option for a default until it looks closer.
    declared = (info.default, *(info.param_decls or ()))
    return tuple(d for d in declared if isinstance(d, str) and d.startswith("-")) or (f"--{parameter.name}",)


def _choices(kinds: list[Any]) -> str:
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return "|".join(str(c.value) for c in kind)
    return {int: "NUMBER", float: "NUMBER"}.get(kinds[0], "TEXT")


def _written(value: Any) -> str:
    if value is None or value is False or value is inspect.Parameter.empty:
        return ""
    return "yes" if value is True else str(getattr(value, "value", value))


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_commands(), *_exit_codes(), *_environment()]).rstrip() + "\n"


def _commands() -> Iterator[str]:
    group = ""
    for command in commands():
        if command.group != group:
            group = command.group
            yield f"## {group}\n"
        yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    parameters = parameters_of(command)
    usage = " ".join(("kg", command.name, *(_usage(p) for p in parameters if p.is_argument), "[OPTIONS]"))
    yield f"### kg {command.name}\n\n```text\n{usage}\n```\n\n{help_of(command)}\n\n```bash"
    for example in command.examples:
        yield f"# {example.says}\n{example.line}"
    yield "```\n\n| argument or option | what it is | default |\n| --- | --- | --- |"
    for p in parameters:
        names = ", ".join(f"`{name}`" for name in p.names) + (f" `{p.value}`" if p.value else "")
        environment = f" (`{p.environment}`)" if p.environment else ""
        default = "" if not p.default else f"`{p.default}`" if " " not in p.default else p.default
        yield "| " + " | ".join(text.replace("|", "\\|") for text in (names, p.help + environment, default)) + " |"
    yield ""


def _usage(parameter: Parameter) -> str:
    name = parameter.names[0] + ("..." if parameter.repeats else "")
    return name if parameter.required else f"[{name}]"


def _exit_codes() -> Iterator[str]:
    yield f"## Exit codes and errors\n\n{_ERRORS}\n| code | meaning |\n| --- | --- |"
    yield from (f"| {code} | {meaning} |" for code, meaning in EXIT_CODES)
    yield ""


def _environment() -> Iterator[str]:
    yield "## Environment\n\n| variable | what it is |\n| --- | --- |"
    for names, meaning in _ENVIRONMENT:
        yield f"| {', '.join(f'`{name}`' for name in names.split(', '))} | {meaning} |"


def main() -> None:
    """Write the page, or with ``--check`` end with 1 where it is stale."""
    if "--check" in sys.argv[1:]:
        if not PAGE.is_file() or PAGE.read_text("utf-8") != page():
            sys.exit(f"docs/{PAGE.name} is stale; write it anew: python -m kg.cli.reference")
        return
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
