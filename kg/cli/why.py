"""``kg why``: why names are one node, or are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import ASK, Command, Database, Example, Json, Password, Store, User, open_graph
from kg.cli.search import Label

if TYPE_CHECKING:
    from kg.names.why import NodeReasons, Reason, Why


def why(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="A name as somebody writes it, or a node's id.")],
    type: Annotated[Label | None, typer.Option("--type", "-t", help="Where several things have the name.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, metavar="N", help="Decisions of each kind at most.")
    ] = 8,
    papers: Annotated[int, typer.Option("--papers", min=0, metavar="N", help="Papers of each decision, up to 5.")] = 2,
    json: Json = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Say which node a written name leads to, and why: what made its names meet, and what kept others apart.

    Each decision comes with its rule, the papers behind it and their share of all papers that could have said
    otherwise. Decisions on NAME itself come first, then those on other names of its node. What a person or a table of
    aliases decided says where it stands.
    """
    from kg.cli.output import note, print_json
    from kg.cli.text import plural
    from kg.lookup import suggest
    from kg.names.why import why as reasons
    from schemas import EntityType
    from schemas.errors import NotFoundError

    text = " ".join(" ".join(name).split())
    types = (EntityType(type.value),) if type and type is not Label.PAPER else tuple(EntityType)
    with open_graph(store, user, password, database) as graph:
        found = reasons(graph, text, types)
        if not found:
            close = [s.name for s in suggest(graph, text, 5, [t.value for t in types])]
            raise NotFoundError(
                f"Nothing called ‘{text}’." + (f" Close to it: {', '.join(close)}." if close else ""), tuple(close)
            )
    if json:
        print_json(as_json(found))
        return
    _print(found, limit, papers)
    if len(found.nodes) > 1:
        note(f"‘{text}’ is {plural(len(found.nodes), 'node')}; --type shows one type.")


def as_json(found: Why) -> dict[str, Any]:
    """The answer for a program; examples are objects of id and title."""
    from dataclasses import asdict

    def plain(reason: Reason) -> dict[str, Any]:
        return {
            **asdict(reason),
            "merges": reason.rule.merges,
            "says": reason.rule.says,
            "examples": [{"id": id, "title": title} for id, title in reason.examples],
        }

    nodes = [{**asdict(n), "met": [plain(r) for r in n.met], "apart": [plain(r) for r in n.apart]} for n in found.nodes]
    return {"name": found.asked, "nodes": nodes, "without_node": [plain(r) for r in found.without_node]}


def _print(found: Why, limit: int, papers: int) -> None:
    from kg.cli.output import heading

    for n, node in enumerate(found.nodes):
        _print_node(found.asked, node, limit, papers, first=n == 0)
    if found.without_node:
        heading(f"{chr(10) if found.nodes else ''}No node now")
        _print_reasons(found.without_node, limit, papers)


def _print_node(asked: str, node: NodeReasons, limit: int, papers: int, *, first: bool) -> None:
    from kg.cli.output import heading, line
    from kg.cli.text import plural

    heading(f"{'' if first else chr(10)}{asked} → {node.name} · {node.type} · {plural(node.support, 'paper')}")
    line(f"id {node.id}")
    if node.aliases:
        line(f"also {', '.join(node.aliases)}")
    if node.met:
        heading("met in it")
        _print_reasons(node.met, limit, papers)
    if node.apart:
        heading("kept apart")
        _print_reasons(node.apart, limit, papers)
    if not node.met and not node.apart:
        line("Only this name leads to it: nothing had to be decided.")


def _print_reasons(reasons: tuple[Reason, ...], limit: int, papers: int) -> None:
    from kg.cli.output import line
    from kg.cli.text import plural

    for r in reasons[:limit]:
        types = (
            f" ({r.form_type} {'→' if r.rule.merges else '|'} {r.target_type})" if r.form_type != r.target_type else ""
        )
        share = f" ({100 * r.share:.0f} %)" if r.share < 1 else ""
        source = f" · {r.source}" if r.source else ""
        sign = "=" if r.rule.merges else "≠"
        pair = f"{r.form} {sign} {r.target}" if (r.form, r.form_type) != (r.target, r.target_type) else r.form
        line(f"  {pair}{types} · {r.rule.value}: {r.rule.says} · {plural(r.papers, 'paper')}{share}{source}")
        for id, title in r.examples[:papers]:
            line(f"      {title} · {id}", dim=True)
    if len(reasons) > limit:
        line(f"  and {len(reasons) - limit:,} more; --limit {len(reasons)} shows all", dim=True)


COMMAND = Command(
    "why",
    ASK,
    why,
    (
        Example("kg why GNNs", "the node that GNNs leads to, and what made its names meet"),
        Example("kg why SSL --type Method --papers 5", "an ambiguous abbreviation, with papers for each sense"),
        Example("kg why 'vision transformer' --json", "for a program"),
    ),
)
