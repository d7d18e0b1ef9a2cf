"""``kg stats``: what a graph holds, in numbers."""

from __future__ import annotations

from kg.cli.command import ASK, Command, Database, Example, Json, Password, Store, User, open_graph


def stats(
    json: Json = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Count the nodes and edges of the graph, and say what it was made from."""
    from kg.cli.output import heading, print_json, print_table
    from kg.cli.text import plural
    from schemas.errors import StoreUnavailableError

    with open_graph(store, user, password, database) as graph:
        meta, counts, url = graph.meta(), graph.counts(), graph.url
    if meta is None:
        raise StoreUnavailableError(f"{url} holds no graph; fill it with: kg build FILE...")
    if json:
        print_json(
            {
                "store": url,
                "version": meta.version,
                "schema": meta.schema,
                "extractor": meta.extractor,
                "papers": meta.papers,
                "sources": meta.sources,
                "counts": counts,
            }
        )
        return
    sources = ", ".join(meta.sources[:6]) + (f" and {len(meta.sources) - 6} more" if len(meta.sources) > 6 else "")
    heading(f"{url}: {plural(meta.papers, 'paper')} from {sources or 'nowhere'}")
    print_table(("nodes and edges", "number"), counts.items(), bars="number")
    heading(f"\nRead by {meta.extractor or 'nobody'}; version {meta.version}")


COMMAND = Command(
    "stats",
    ASK,
    stats,
    (
        Example("kg stats", "the graph in the folder graph"),
        Example("kg stats --json -s neo4j://localhost:7687", "of a server, for a program"),
    ),
)
