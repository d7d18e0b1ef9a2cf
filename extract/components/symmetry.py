"""The component ``methodgraph_symmetry``: mentions of symmetry groups by rules and a small trained model.

It reads ``doc.ents`` (after the recogniser), adds or corrects spans of type SymmetryGroup with their probability as
``span._.confidence``, and sets ``span._.group``: the id of the group in the ontology (``SO(3)``), or None.
"""

from __future__ import annotations

import re
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract import tokens
from extract.symmetry import find_groups, parse_around
from extract.symmetry.judge import Judge
from extract.symmetry.mentions import is_trap
from schemas import EntityType

LABEL = EntityType.SYMMETRY_GROUP.value
METHOD = EntityType.METHOD.value
Mode = Literal["add", "replace"]
_MODIFIES = re.compile(r"[\s$}]*-?\s?(?:(?:equi|in)-?variant|symmetric)\s+(?=\S)", re.I)
"""From a group to what it modifies: ``SE(3)`` -equivariant ``network``."""
_HEAD = re.compile(r"(?<=transformer)\s(?:network|model|architecture|framework)s?$", re.I)
"""A head noun that its term does without."""
_NAMED = re.compile(r"\s*\((?=\w*[A-Z])")
"""A short form in brackets: what stands before it is a name."""


def register_extensions() -> None:
    """Declare ``span._.group``; calling it again changes nothing."""
    if not Span.has_extension("confidence"):
        tokens.register_extensions()
    if not Span.has_extension("group"):
        Span.set_extension("group", default=None)


register_extensions()


@Language.factory("methodgraph_symmetry", default_config={"mode": "add", "weight": 0.0})
def create_symmetry(nlp: Language, name: str, mode: Mode, weight: float) -> SymmetryMentions:
    """Make the component. ``weight``: see ``find_groups``; 0 leaves the recogniser's opinion of groups aside."""
    return SymmetryMentions(mode, weight)


class SymmetryMentions:
    """Adds mentions of symmetry groups to a document.

    ``mode`` ``add`` keeps the recogniser's mentions of this type, except those that are traps (O(n) as complexity), and
    adds what the rules find; ``replace`` keeps only what the rules find. Mentions of other types stay; where a mention
    of a group overlaps one, the longer stays. But a modifier gives up its group: an "SE(3)-equivariant policy" is SE(3)
    and a policy, unless it is part of a name, as in titles, in capitals and before a short form. And in front of a name
    that goes on in capitals, notation is part of it: "E(3) Equivariant Networks" (so in 5 of 5 training papers).
    """

    def __init__(self, mode: Mode = "add", weight: float = 0.0, judge: Judge | None = None) -> None:
        """``judge``: another model than the one that ships, for training on papers that that one has seen."""
        if mode not in ("add", "replace"):
            raise ValueError(f"mode is {mode!r}, not 'add' or 'replace'")
        self.judge = judge
        self.mode = mode
        self.weight = weight

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents`` and ``span._.group`` of its groups."""
        sentences = [(sent.start_char, sent.end_char) for sent in doc.sents] if doc.has_annotation("SENT_START") else []
        kept = [span for span in doc.ents if span.label_ != LABEL or self._stays(doc, span)]
        rules = []
        support = [(e.start_char, e.end_char, float(e._.confidence)) for e in doc.ents if e.label_ == LABEL]
        text, groups = tokens.text_of(doc), {}
        for found in find_groups(text, sentences or [(0, len(text))], support, self.weight, self.judge):
            groups[found.start, found.end] = found.group.id if found.group else None
            span = doc.char_span(found.start, found.end, label=LABEL)
            if span is None:
                span = doc.char_span(found.start, found.end, label=LABEL, alignment_mode="expand")
            if span is not None:
                span._.confidence = round(found.confidence, 4)
                rules.append(span)
        chosen: list[Span] = list(kept)
        for span in rules:
            others = [other for other in chosen if other.start < span.end and span.start < other.end]
            if not others:
                rest = next((other for other in chosen if _begins_with_its_group(span, other)), None)
                if rest is None:
                    chosen.append(span)
                    continue
                name = Span(doc, span.start, rest.end, METHOD)
                name._.confidence = rest._.confidence
                chosen = [*(other for other in chosen if other is not rest), name]
            elif any(other.start == span.start and other.end == span.end for other in others):
                continue
            elif len(others) == 1 and (rest := _modified(span, others[0])) is not None:
                chosen = [*(other for other in chosen if other is not others[0]), span, rest]
            elif all(len(other) < len(span) or _unbalanced(other) for other in others):
                chosen = [other for other in chosen if other not in others]
                chosen.append(span)
        doc.set_ents(sorted(chosen, key=lambda span: span.start))
        for span in doc.ents:
            if span.label_ == LABEL:
                at = span.start_char, span.end_char
                span._.group = groups[at] if at in groups else group_of(span)
        return doc

    def _stays(self, doc: Doc, span: Span) -> bool:
        return self.mode == "add" and not is_trap(span.text, *_around(span))


def _begins_with_its_group(group: Span, method: Span) -> bool:
    """Whether a group in notation is the beginning of a name that the recogniser cut: E(3) "Equivariant Networks"."""
    between = method.doc[group.end : method.start].text
    return (
        method.label_ == METHOD
        and 0 <= method.start - group.end <= 1
        and between in ("", "-")
        and method.text.startswith(("Equivariant ", "Invariant "))
        and not group.text.isalpha()
    )


def _unbalanced(span: Span) -> bool:
    return span.label_ == LABEL and span.text.count("(") != span.text.count(")")


def _modified(group: Span, whole: Span) -> Span | None:
    """What is left of a method's mention whose group is but a modifier; None where the whole is a name."""
    doc, text = whole.doc, tokens.text_of(whole.doc)
    title_ends = text.find("\n")
    if whole.label_ != METHOD or whole.start_char <= title_ends or group.end_char >= whole.end_char:
        return None
    match = _MODIFIES.match(text, group.end_char, whole.end_char)
    if match is None or match[0].lstrip("$}- ")[0].isupper() or group.text[:2].istitle():
        return None
    if _NAMED.match(text, whole.end_char) or whole.text.lower() in text[: max(title_ends, 0)].lower():
        return None
    head = _HEAD.search(text, match.end(), whole.end_char)
    rest = doc.char_span(match.end(), head.start() if head else whole.end_char, label=METHOD)
    if rest is not None:
        rest._.confidence = whole._.confidence
    return rest


def _around(span: Span) -> tuple[str, str]:
    doc, text = span.doc, tokens.text_of(span.doc)
    if doc.has_annotation("SENT_START"):
        sent = span.sent
        start, end = sent.start_char, sent.end_char
    else:
        start, end = 0, len(text)
    return text[start : span.start_char], text[span.end_char : end]


def group_of(span: Span) -> str | None:
    """The id of the group that a mention names, by its words and its sentence; None where the ontology has none."""
    left, right = _around(span)
    found = parse_around(span.text, left, right) or parse_around(span.text, "", "", contextual=False)
    return found.id if found else None


__all__ = ["LABEL", "Mode", "SymmetryMentions", "create_symmetry", "group_of", "register_extensions"]
