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
FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "by", "for", "from", "in", "of", "on", "the", "to", "using", "via", "with"}
)
_WORD = re.compile(r"[^\W_]+")


def bare(form: str) -> str:
    """An abbreviation without the plural: GNNs, GNN."""
    return _PLURAL.sub("", form)


@lru_cache(maxsize=200_000)
def looks_short(form: str) -> bool:
    """Whether a form may be an abbreviation.

    It has 2 to 14 letters and digits in one word or two, and one word is mostly made of capitals and digits: LoRA,
    KL divergence, 3DGS, but not SE(3)-Transformer.
    """
    words = bare(form).split(" ")
    return len(words) <= 2 and sum(map(str.isalnum, form)) <= 15 and any(map(_is_acronym, words))


def _is_acronym(word: str) -> bool:
    letters = sum(map(str.isalnum, word))
    capitals = sum(map(str.isupper, word))
    return capitals > 0 and capitals + sum(map(str.isdigit, word)) >= max(2, 0.4 * letters)


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
    and ``long`` must have more letters and, function words aside, few more words than ``short`` has letters.
    """
    if not looks_short(short) or not long.strip() or short in long.split():
        return False
    if " " in short:
        return _abbreviates_in_part(short, long)
    letters = _letters(short)
    words = [w.casefold() for w in _WORD.findall(long)]
    text = "".join(words)
    content = sum(w not in FUNCTION_WORDS for w in words)
    if len(letters) < 2 or len(text) < len(letters) + 3 or content > len(letters) + (2 if len(letters) > 2 else 0):
        return False
    initials = sum(any(w.startswith(c) for w in words) for c in letters)
    return 2 * initials >= len(letters) and _matches(letters, text)


def _abbreviates_in_part(short: str, long: str) -> bool:
    """Whether one of two words is shared and the other abbreviates the rest: KL divergence."""
    one, other = short.split(" ")
    words = long.split()
    if other.casefold() == words[-1].casefold():
        return abbreviates(one, " ".join(words[:-1]))
    return one.casefold() == words[0].casefold() and abbreviates(other, " ".join(words[1:]))


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
