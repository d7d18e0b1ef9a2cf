"""Rules of a person and of tables of aliases, laid over what papers say: a person before a table before papers.

A rule says what one form is, so it replaces what papers say of that form: its other meaning goes, and the forms that
papers join to it come along. Where a longer name stood for the same term (``_SAME_TERM``), that name comes along too.
Of the joins that would bring together two keys that a person keeps apart, those that papers make for the two keys
themselves give way first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.names.abbreviations import follow
from kg.names.decisions import EXAMPLES, Decision, NameKey, Rule
from kg.names.display import Said
from kg.names.rules import NameRules

_SAME_TERM = frozenset({Rule.NEAR_EXPANSION, Rule.EMBEDDED})


class _Circles:
    """Keys that meet (union-find), and whether two circles hold keys that are kept apart."""

    def __init__(self, apart: Mapping[tuple[NameKey, NameKey], str]) -> None:
        self._up: dict[NameKey, NameKey] = {}
        self.enemies: defaultdict[NameKey, dict[NameKey, str]] = defaultdict(dict)
        for (one, other), source in apart.items():
            self.enemies[one][other] = self.enemies[other][one] = source
        self._marked = {key: {key} for key in self.enemies}

    def find(self, key: NameKey) -> NameKey:
        root = key
        while (above := self._up.get(root)) is not None:
            root = above
        while key != root:
            self._up[key], key = root, self._up[key]
        return root

    def against(self, one: NameKey, other: NameKey) -> str | None:
        """Where the rule stands that keeps the circles of two keys apart; None where they may meet."""
        left, right = self._marked.get(self.find(one)), self._marked.get(self.find(other))
        if not left or not right:
            return None
        found = ((a, b) for a in left for b in self.enemies[a].keys() & right)
        pair = min(found, default=None)
        return self.enemies[pair[0]][pair[1]] if pair else None

    def meet(self, one: NameKey, other: NameKey) -> None:
        below, above = self.find(one), self.find(other)
        self._up[below] = above
        if marked := self._marked.pop(below, None):
            self._marked.setdefault(above, set()).update(marked)


def join_by_rules(
    joined: Mapping[NameKey, NameKey],
    decisions: Sequence[Decision],
    papers: Mapping[NameKey, Sequence[str]],
    rules: NameRules,
) -> tuple[dict[NameKey, NameKey], list[Decision]]:
    """The joins and decisions of papers, under ``rules``.

    Args:
        joined: form to what papers say that it is.
        decisions: why.
        papers: ids of the papers that name each key.
        rules: what wins over them.
    """
    circles = _Circles(rules.apart)
    out: dict[NameKey, NameKey] = {}
    said: list[Decision] = []

    def decide(rule: Rule, form: NameKey, target: NameKey, source: str) -> None:
        found = papers.get(form, ())
        said.append(Decision(rule, form, target, len(found), 1.0, tuple(sorted(found)[:EXAMPLES]), source))

    def join(form: NameKey, target: NameKey) -> bool:
        if form in out or circles.find(form) == circles.find(target):
            return False
        source = circles.against(form, target)
        if source is not None:
            decide(Rule.SPLIT, form, target, source)
            return False
        out[form] = target
        circles.meet(form, target)
        return True

    for (form, target), source in sorted(rules.met.items()):
        if (kept_apart := circles.against(form, target)) is not None:
            decide(Rule.SPLIT, form, target, kept_apart)
        elif circles.find(form) != circles.find(target):
            circles.meet(form, target)
            if form in papers:
                decide(Rule.CURATED, form, target, source)
    for rule, table in ((Rule.CURATED, rules.joined), (Rule.TABLE, rules.known)):
        for form, (target, source) in sorted(table.items()):
            if join(form, target) and form in papers:
                decide(rule, form, target, source)
    ruled = set(out)
    same_term = {d.form for d in decisions if d.rule in _SAME_TERM}
    without_circles = {form: target for form, target in joined.items() if follow(joined, form) != form}

    def last_for_those_apart(form: NameKey) -> tuple[bool, int, NameKey]:
        return form in rules.apart_keys, -len(papers.get(form, ())), form

    lost: set[NameKey] = set()
    for form in sorted(without_circles, key=last_for_those_apart):
        target = without_circles[form]
        if form not in ruled:
            if not join(form, target) and form not in out:
                lost.add(form)
        elif form in same_term:
            join(target, form)
    _let_meet(rules, circles, out)
    lost = {form for form in lost if follow(out, form) != follow(out, without_circles[form])}
    kept = [d for d in decisions if _holds(d, out, ruled, lost, rules)]
    for key, (name, source) in sorted(rules.shown.items()):
        if key in papers or key in out:
            decide(Rule.RENAMED, key, follow(out, key), f"{name!r}, {source}")
    for key, (forms, source) in sorted(rules.hidden.items()):
        if key in papers or key in out:
            decide(Rule.HIDDEN, key, follow(out, key), f"{', '.join(sorted(forms))}: {source}")
    for key, source in sorted(rules.forbidden.items()):
        if key in papers or key in out:
            decide(Rule.FORBIDDEN, key, key, source)
    return out, [*kept, *said]


def _let_meet(rules: NameRules, circles: _Circles, out: dict[NameKey, NameKey]) -> None:
    """Join whole nodes, after what papers join is known; the type that a person gives stands against papers."""
    for form, target in sorted(rules.met):
        if circles.find(form) == circles.find(target):
            if form.label != target.label and follow(out, target).label != target.label:
                out.pop(target, None)
            one, other = follow(out, form), follow(out, target)
            if one != other:
                out[one] = other


def _holds(
    decision: Decision, out: Mapping[NameKey, NameKey], ruled: set[NameKey], lost: set[NameKey], rules: NameRules
) -> bool:
    """Whether a decision of papers still says something: no rule speaks of its form."""
    form, target = decision.form, decision.target
    if decision.rule.merges:
        if form in ruled:
            return decision.rule in _SAME_TERM and out.get(target) == form
        return form not in lost
    pair = (min(form, target), max(form, target))
    return form not in ruled and pair not in rules.apart


def told(rules: NameRules, joined: Mapping[NameKey, NameKey]) -> dict[NameKey, Said]:
    """By node, what rules say of its name and aliases; of two names for one node the smaller key's wins."""
    out: defaultdict[NameKey, Said] = defaultdict(Said)
    for key, (name, _) in sorted(rules.shown.items(), reverse=True):
        out[follow(joined, key)].name = name
    for key, (forms, _) in rules.hidden.items():
        out[follow(joined, key)].hidden |= {form.casefold() for form in forms}
    for node, foreign in _foreign(rules, joined):
        out[node].foreign.add(foreign)
    return dict(out)


def _foreign(rules: NameRules, joined: Mapping[NameKey, NameKey]) -> Iterator[tuple[NameKey, NameKey]]:
    for one, other in rules.apart:
        yield follow(joined, one), other
        yield follow(joined, other), one
