"""The program ``kg``: its commands in the order of its help, and what happens when one of them fails."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg.cli.command import Command, Example

MODULES = (
    "build",
    "curate",
    "fetch",
    "extract",
    "evaluate",
    "query",
    "queries",
    "export",
    "search",
    "show",
    "path",
    "why",
    "review",
    "stats",
    "diff",
    "explore",
    "doctor",
    "schema",
)
"""The commands: each a module of this package with a ``COMMAND``."""

EXIT_CODES = (
    (0, "all is done"),
    (1, "something else went wrong; of `kg path`, there is no way; of `kg diff`, the two differ"),
    (2, "an option, an argument or a part of the input does not fit; what was good is done"),
    (3, "the trained model is missing or does not fit"),
    (4, "the graph cannot be opened, read or written"),
    (5, "the query does not parse, is not allowed or took too long"),
    (130, "stopped by Ctrl-C"),
)


class Program(TyperGroup):
    """The group of all commands; errors that are expected end in one line and an exit code, here and nowhere else."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (typer.Exit, typer.Abort, SystemExit):
            raise
        except KeyboardInterrupt:
            print("\nStopped.", file=sys.stderr)
            raise typer.Exit(130) from None
        except BrokenPipeError:
            silence_stdout()
            raise typer.Exit(0) from None
        except Exception as error:
            from kg.cli.faults import explained

            line, code = explained(error)
            if line is None:
                raise
            print(line, file=sys.stderr)
            raise typer.Exit(code) from None


def commands() -> list[Command]:
    """All commands, in the order of the help."""
    return [importlib.import_module(f"kg.cli.{name}").COMMAND for name in MODULES]


def epilog(examples: tuple[Example, ...]) -> str:
    """The examples as the help shows them; brackets of Cypher are no markup."""
    lines = [f"  {_escaped(e.line)}\n      [dim]{_escaped(e.says)}[/dim]" for e in examples]
    return "\n".join(("[bold]Examples[/bold]", *lines))


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")


def help_of(command: Command) -> str:
    """The docstring of a command, its paragraphs unwrapped, so that the terminal wraps them."""
    paragraphs = (command.run.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(p.split()) for p in paragraphs)


app = typer.Typer(
    name="kg",
    cls=Program,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\n".join(("[bold]Exit codes[/bold]", *(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES))),
    help="MethodGraph: from abstracts of papers to a graph of methods, tasks, data sets, metrics and symmetry groups.",
)
for _command in commands():
    app.command(
        _command.name, help=help_of(_command), rich_help_panel=_command.group, epilog=epilog(_command.examples)
    )(_command.run)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("methodgraph"))
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


def silence_stdout() -> None:
    """Send what is still to be written nowhere: whoever read our output has had enough of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Entry point of ``kg``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="kg")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            silence_stdout()
