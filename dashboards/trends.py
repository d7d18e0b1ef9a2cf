"""How things go over time: papers by year or month of many entities at once, for sparklines and timelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from dashboards.look import counted
from kg.lookup import ClaimGroup, ClaimLine, YearCount
from kg.stores import GraphStore

FEW_YEARS = 2
"""Up to so many years, months say more."""
Periods = tuple[str, ...]


def by_period(store: GraphStore, label: str, ids: Sequence[str], months: bool) -> dict[str, dict[str, int]]:
    """Papers that mention each entity by year ("2024") or month ("2024-05"); papers without a date do not count.

    Args:
        store: the graph; stays open.
        label: of the entities.
        ids: of the entities.
        months: by month instead of by year.
    """
    rows = store.query(
        f"MATCH (p:Paper)-[:MENTIONS]->(n:{label}) WHERE n.id IN $ids AND p.date > '' "
        f"RETURN n.id AS id, substring(p.date, 0, {7 if months else 4}) AS period, count(p) AS papers",
        {"ids": list(ids)},
    ).rows
    out: dict[str, dict[str, int]] = {}
    for id, period, papers in rows:
        out.setdefault(id, {})[str(period)] = int(papers)
    return out


def by_month(store: GraphStore) -> dict[str, int]:
    """All papers by month, those with a date."""
    rows = store.query(
        "MATCH (p:Paper) WHERE p.date > '' RETURN substring(p.date, 0, 7) AS month, count(p) AS papers ORDER BY month"
    ).rows
    return {str(month): int(papers) for month, papers in rows}


def few_years(years: Iterable[YearCount]) -> bool:
    """Whether the papers lie in so few years that months say more."""
    return 0 < len({y.year for y in years if y.year is not None}) <= FEW_YEARS


def periods(found: Iterable[str]) -> Periods:
    """All years, or all months, from the first to the last of those found; those without papers keep their place."""
    known = sorted(set(found))
    if not known:
        return ()
    if len(known[0]) == 4:
        return tuple(str(y) for y in range(int(known[0]), int(known[-1]) + 1))
    (y, m), (last_y, last_m) = (tuple(map(int, known[i].split("-"))) for i in (0, -1))
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(12 * y + m - 1, 12 * last_y + last_m))


def growth(counts: Mapping[str, int]) -> str:
    """The last two periods in words: "1,204 papers in 2025, after 920 in 2024"; empty where there is one alone."""
    spans = periods(counts)
    for before, last in list(pairwise(spans))[-1:]:
        return f"{counted(counts.get(last, 0), 'paper')} in {last}, after {counts.get(before, 0):,} in {before}"
    return ""


def first_said(groups: Iterable[ClaimGroup]) -> dict[int, list[tuple[str, ClaimLine]]]:
    """Claims by the year in which a paper first states them, the best supported first; the words of each beside it."""
    out: dict[int, list[tuple[str, ClaimLine]]] = {}
    for group in groups:
        for claim in group.claims:
            if claim.first_year is not None:
                out.setdefault(claim.first_year, []).append((group.words, claim))
    return {year: sorted(out[year], key=lambda pair: -pair[1].support) for year in sorted(out)}
