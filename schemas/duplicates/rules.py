"""Whether two records are one paper, and by which rule.

An id decides where there is one; a title where the abstracts don't speak against it; an abstract where the titles
don't. Different arXiv numbers, DOIs or PubMed numbers speak for two papers, and only title and abstract together
outweigh them. The thresholds were chosen on ``tests/data/duplicates.jsonl``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from schemas.duplicates.keys import TITLE_MADE, told_apart
from schemas.duplicates.words import content_words, jaccard, overlap, shingles, spelled, title_key, words

SAME_ABSTRACT = 0.8
"""Jaccard of the shingles of two abstracts from which on they are one paper's, under titles that have to do."""
SAME_UNDER_NEAR_TITLE = 0.6
"""The same where the titles have most words in common."""
WHATEVER_TITLE = 0.9
"""The same where the titles have hardly a word in common."""
AGREES = 0.5
"""The same where the titles are equal but something speaks against them."""
SAME_SUBJECT = 0.35
"""Part of the smaller abstract's content words in the other, below which two abstracts are of different papers."""
ENOUGH_WORDS = 25
"""Words below which an abstract says nothing about which paper it is."""
_TITLE_WORDS = 0.25
"""Part of the shorter title's content words in the other, below which titles have hardly a word in common."""
_FITTING = 0.3
"""Part of a title's content words that its own abstract has at least."""
_NEAR_TITLE = 0.6
"""Jaccard of the content words of two titles from which on they have most words in common."""
_LEAST_TITLE = 4
"""Words of a title that can be one paper's alone."""
_COMMON = re.compile(
    r"\W*(?:editorial|guest editorial|introduction|preface|foreword|abstracts?|conclusions?|summary|news|obituary"
    r"|in memoriam|book reviews?|letters? to the editor|table of contents|front matter|back matter|proceedings"
    r"|preliminary report|technical report|(?:special|this) issue)\b"
)
"""Beginnings of titles that many papers have."""
_NOTICE = re.compile(
    r"\W*(?:(?:publisher|author)s?'?\s+)?(erratum|errata|corrigend\w+|correction|addendum|retraction|retracted"
    r"|withdrawn|withdrawal|expression of concern|reply|response to|comments? on|a comment on|discussion of|rejoinder"
    r"|review of)\b"
)
_WITHDRAWN = re.compile(r"\b(?:withdrawn|retracted)\b")
_ROMAN = re.compile(r"\b(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})\b")
_MARK = re.compile(r"\w*\d\w*|\w+\++|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b")
_LETTERED = re.compile(r"\b(?:part|task|track|paper|subtask|volume)\s+(\w|one|two|three|four|five)\b")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?-?){1,3}")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NAME = re.compile(r"^[^:]{1,40}:\s+")


Text = tuple[str, str]
"""Title and abstract."""


class Rule(StrEnum):
    """What made two records one paper."""

    ARXIV = "arxiv"
    DOI = "doi"
    ID = "id"
    TITLE = "title"
    ABSTRACT = "abstract"
    BOTH = "title and abstract"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one paper: its ids (see ``known_ids``), its texts as (title, abstract), and its authors."""

    ids: frozenset[str]
    titles: frozenset[str]
    texts: tuple[Text, ...]
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that makes two records one paper, None where they are two; the Jaccard of their nearest abstracts."""

    rule: Rule | None
    jaccard: float


def compare(one: Known, other: Known) -> Verdict:
    """Whether ``one`` and ``other`` are one paper."""
    apart = told_apart(one.ids, other.ids)
    if apart and one.titles.isdisjoint(other.titles) and _all_unnamed(one).isdisjoint(_all_unnamed(other)):
        return Verdict(None, 0.0)
    alike, nearest = _nearest(one, other)
    return Verdict(_rule(one, other, apart, alike, nearest), alike)


def _rule(one: Known, other: Known, apart: bool, alike: float, nearest: tuple[Text, Text]) -> Rule | None:
    shared = {id for id in one.ids & other.ids if not id.startswith(TITLE_MADE)}
    if any(id.startswith("arxiv:") for id in shared):
        return Rule.ARXIV
    (title, abstract), (title2, abstract2) = nearest
    same_title = not one.titles.isdisjoint(other.titles)
    if apart:
        agree = same_title or (alike >= WHATEVER_TITLE and _unnamed(title) == _unnamed(title2))
        agree = agree and alike >= AGREES and _tells(abstract) and not _COMMON.match(spelled(title))
        return Rule.BOTH if agree and not _parted(title, title2) else None
    relatives = _relatives(one.authors, other.authors)
    if shared and (relatives or same_title or not _unlike(title, title2, abstract, abstract2)):
        return Rule.DOI if any(id.startswith("doi:") for id in shared) else Rule.ID
    if _parted(title, title2):
        return None
    if same_title and _title_decides(title, abstract, abstract2, alike, relatives):
        return Rule.TITLE
    if relatives is not False and _abstract_decides(title, title2, abstract, abstract2, alike):
        return Rule.ABSTRACT
    return None


def _nearest(one: Known, other: Known) -> tuple[float, tuple[Text, Text]]:
    """The highest Jaccard among the texts of two papers, and the two texts that have it."""
    best = -1.0, (one.texts[0], other.texts[0])
    for text in one.texts:
        for text2 in other.texts:
            same = text[1] == text2[1]
            alike = 1.0 if same else jaccard(shingles(text[1]), shingles(text2[1]))
            if alike > best[0]:
                best = alike, (text, text2)
    return best


def _title_decides(title: str, abstract: str, abstract2: str, alike: float, relatives: bool | None) -> bool:
    """Whether one title is enough, with what the abstracts say."""
    told = len(words(title)) >= _LEAST_TITLE and not _COMMON.match(spelled(title))
    if relatives is False or not told:
        return alike >= AGREES or (relatives is True and not _differ(abstract, abstract2))
    return relatives is True or not (_tells(abstract) and _tells(abstract2) and _differ(abstract, abstract2))


def _abstract_decides(title: str, title2: str, abstract: str, abstract2: str, alike: float) -> bool:
    """Whether one abstract is enough, under two titles: the less they have in common, the more alike it must be."""
    if alike < SAME_UNDER_NEAR_TITLE or not (_tells(abstract) and _tells(abstract2)):
        return False
    named, named2 = content_words(title), content_words(title2)
    if _swapped(named, named2, abstract, abstract2):
        return False
    if overlap(named, named2) < _TITLE_WORDS:
        return alike >= WHATEVER_TITLE and _fits(title, abstract) and _fits(title2, abstract)
    return alike >= (SAME_UNDER_NEAR_TITLE if jaccard(named, named2) >= _NEAR_TITLE else SAME_ABSTRACT)


def _swapped(named: frozenset[str], named2: frozenset[str], abstract: str, abstract2: str) -> bool:
    """Whether each abstract speaks of what its own title alone names: one template for two subjects."""
    said, said2 = content_words(abstract), content_words(abstract2)
    own, own2 = (named - named2) & (said - said2), (named2 - named) & (said2 - said)
    # A word that is only spelled otherwise is no other subject: tumour, tumor.
    return any(not get_close_matches(w, own2, n=1, cutoff=0.75) for w in own) and bool(own2)


def _fits(title: str, abstract: str) -> bool:
    """Whether an abstract speaks of what the title names: words that a publisher prints under any title don't."""
    named = content_words(title)
    return len(named & content_words(abstract)) >= _FITTING * len(named)


def _unlike(title: str, title2: str, abstract: str, abstract2: str) -> bool:
    """Whether neither the titles nor the abstracts have to do with each other."""
    apart = overlap(content_words(title), content_words(title2)) < _TITLE_WORDS
    return apart and _tells(abstract) and _tells(abstract2) and _differ(abstract, abstract2)


def _differ(abstract: str, abstract2: str) -> bool:
    return overlap(content_words(abstract), content_words(abstract2)) < SAME_SUBJECT


@lru_cache(maxsize=512)
def _tells(abstract: str) -> bool:
    """Whether an abstract is long enough, and not the notice of a withdrawal."""
    found = words(abstract)
    return len(found) >= ENOUGH_WORDS and not (len(found) < 4 * ENOUGH_WORDS and _WITHDRAWN.search(abstract.lower()))


def _parted(title: str, title2: str) -> bool:
    """Whether the titles are of two parts, years or versions of one thing, or one is a notice about the other."""
    if title == title2:
        return False
    one, other = spelled(title), spelled(title2)
    if _notice(one) != _notice(other):
        return True
    if _marks(one) == _marks(other):
        return False
    return overlap(content_words(title), content_words(title2)) >= 0.5


def _notice(title: str) -> str | None:
    match = _NOTICE.match(title)
    return match[1] if match else None


def _marks(title: str) -> frozenset[str]:
    """Numbers, years, parts and pluses of a title in small letters."""
    found = {*_MARK.findall(title), *_ROMAN.findall(title), *_LETTERED.findall(title)}
    return frozenset(found)


def _unnamed(title: str) -> str:
    """The title's key without a name and a colon in front."""
    return title_key(_NAME.sub("", title))


def _all_unnamed(known: Known) -> set[str]:
    return {_unnamed(title) for title, _ in known.texts}


def _relatives(one: Iterable[str], other: Iterable[str]) -> bool | None:
    """Whether two lists of authors have family names in common; False where no name at all, None where it is open."""
    here, there = [_names(a) for a in one], [_names(a) for a in other]
    family, family2 = {n[-1] for n in here if n}, {n[-1] for n in there if n}
    common = len(family & family2)
    if common and common * 3 >= min(len(family), len(family2)):
        return True
    all, all2 = {w for n in here for w in n}, {w for n in there for w in n}
    return False if all and all2 and not all & all2 else None


def _names(author: str) -> list[str]:
    """The names of an author in small letters, the family name last, without initials."""
    family, comma, given = author.partition(",")
    parts = f"{given} {family}".split() if comma else author.split()
    written = [p for p in parts if not _INITIALS.fullmatch(p)]
    return [w for p in written for w in words(p) if len(w) > 1 and w not in _SUFFIXES]
