"""The forms in which one paper writes one entity: which of them is its name, and which abbreviates which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.names.groups import group_of
from kg.names.key import canonical_key, without_bracket
from schemas import EntityType

_PLURAL = re.compile(r"(?<=[A-Z0-9])s$|(?<=[A-Z])'s$")
_ALNUM = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W_]+")


def bare(form: str) -> str:
    """An abbreviation without the plural: GNNs, GNN."""
    return _PLURAL.sub("", form)


@lru_cache(maxsize=200_000)
def looks_short(form: str) -> bool:
    """Whether a form may be an abbreviation: 2 to 14 letters and digits in at most two words, two of them capitals."""
    form = bare(form)
    letters = sum(map(str.isalnum, form))
    capitals = sum(c.isupper() or c.isdigit() for c in form)
    return 2 <= letters <= 14 and capitals >= 2 and any(map(str.isupper, form)) and form.count(" ") <= 1


def _matches(short: str, long: str) -> bool:
    """Schwartz and Hearst's match, right to left; the first character of both must be the same."""
    i = len(long) - 1
    for n in range(len(short) - 1, -1, -1):
        wanted = short[n]
        while i >= 0 and (long[i] != wanted or (n == 0 and i > 0)):
            i -= 1
        if i < 0:
            return False
        i -= 1
    return True


def _letters(short: str) -> str:
    return "".join(_ALNUM.findall(bare(short))).casefold()


@lru_cache(maxsize=200_000)
def abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` can stand for the whole of ``long`` (Schwartz and Hearst 2003, with a stricter start).

    Its first letter must open the first word, so that VAE does not stand for "point map variational autoencoder",
    and ``long`` must have more letters and no more words than the letters of ``short`` allow.
    """
    if not looks_short(short) or short in long.split():
        return False
    letters = _letters(short)
    words = [w.casefold() for w in _WORD.findall(long)]
    text = "".join(words)
    if not letters or len(text) < len(letters) + 3 or len(words) > min(len(letters) + 5, 2 * len(letters)):
        return False
    initials = sum(any(w.startswith(c) for w in words) for c in letters)
    return 2 * initials >= len(letters) and _matches(letters, text)


@lru_cache(maxsize=200_000)
def abbreviates_end(short: str, long: str) -> bool:
    """Whether ``short`` stands for the last words of ``long`` only: a general word that refers back to it."""
    words = long.replace("-", " ").split()
    return any(abbreviates(short, " ".join(words[i:])) for i in range(1, len(words) - 1)) or short in words


@lru_cache(maxsize=200_000)
def looks_proper(form: str) -> bool:
    """Whether a form is a proper name by its letters: one word with a capital inside, or with a capital and a digit."""
    if " " in form or len(form) < 3 or not any(map(str.isupper, form)):
        return False
    return any(map(str.isdigit, form)) or any(
        c.isupper() and form[i - 1 : i].isalnum() for i, c in enumerate(form) if i
    )


@dataclass(frozen=True, slots=True)
class PaperForms:
    """What one paper says of one entity's name.

    ``key`` is the canonical key of its name there, ``surface`` a form with that key; ``pairs`` are (short, long) forms
    that the paper uses for it.
    """

    key: str
    surface: str
    pairs: tuple[tuple[str, str], ...] = ()


def read_forms(name: str, type: EntityType, counts: Mapping[str, int], group: object = None) -> PaperForms:
    """Decide under which of its forms a paper's entity is known.

    Args:
        name: the entity's name in the extraction, its most complete form.
        type: its type.
        counts: the surface forms of its mentions with how often each occurs.
        group: for a symmetry group, the id that the extractor read from the context, where it did.

    A long form that comes with its abbreviation is the name; without one, a proper name (one word with an inner
    capital or a digit) is preferred to a description of it; else it is the most complete form.
    """
    if type is EntityType.SYMMETRY_GROUP:
        return PaperForms(group_of(name, counts, group) or canonical_key(name, type), name)
    if len(counts) == 1 and name in counts and "(" not in name:
        return PaperForms(canonical_key(name, type), name)
    forms = {name: 0, **counts}
    bracketed = [(s, long) for f in forms for long, s in (without_bracket(f),) if s and abbreviates(s, long)]
    if len({canonical_key(f, type) for f in forms}) == 1 and not bracketed:
        return PaperForms(canonical_key(name, type), name)
    pairs = _pairs([*forms, *(s for s, _ in bracketed), *(long for _, long in bracketed)])
    if pairs:
        long = min((long for _, long in pairs), key=lambda f: (-forms.get(f, 0), -len(f), f))
        key = canonical_key(long, type)
        kept = {(s, f) for s, f in pairs if canonical_key(f, type) == key}
        return PaperForms(key, long, tuple(sorted(kept)))
    if type in {EntityType.METHOD, EntityType.DATASET}:
        proper = [f for f in counts if looks_proper(f) and not any(abbreviates_end(f, g) for g in forms if g != f)]
        if proper:
            best = min(proper, key=lambda f: (-counts[f], len(f), f))
            return PaperForms(canonical_key(best, type), best)
    return PaperForms(canonical_key(name, type), name)


def _pairs(forms: Iterable[str]) -> list[tuple[str, str]]:
    ordered = sorted(set(forms))
    shorts = [f for f in ordered if looks_short(f)]
    return [(s, f) for s in shorts for f in ordered if len(f) > len(s) and abbreviates(s, without_bracket(f)[0])]
