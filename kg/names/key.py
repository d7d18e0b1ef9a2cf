"""The canonical key of a name: equal for two ways of writing one name, different for two names.

What the key takes away: LaTeX, case, accents, hyphens and spaces, articles, the plural, British spelling, Greek
letters, the zero of version 2.0, and a head noun behind a name that stands without it (``BERT model``, ``QM9 dataset``,
``F1 score``).
What it keeps: digits and their order (GPT-3 / GPT-4, CIFAR-10 / CIFAR-100, Llama 2 7B / Llama 27B), every other word
(attention / linear attention), and the signs ``+ * # @`` (MiniWoB / MiniWoB++, A / A*).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.names.groups import group_key
from kg.names.spelling import word_key
from schemas import EntityType
from schemas.latex import GREEK, plain

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad_/\\"), "-")
_TOKEN = re.compile(r"[^\W_]+(?:\.\d+)*[+*#@]*|[+*#@&=<>%]+")
_ACRONYM_PLURAL = re.compile(r"^([A-Z0-9][A-Za-z0-9]*[A-Z0-9])s$")
_LETTER_AND_LETTER = re.compile(r"(?<=\b\w)&(?=\w\b)")
_ARTICLE = re.compile(r"^(?:the|The|an|An|a)\s+(?=\S)")
_BRACKETED = re.compile(r"\s+\(([^()\s]*[A-Z0-9][^()\s]*[A-Z0-9][^()\s]*)\)")
_HEAD_NOUNS: dict[EntityType, frozenset[str]] = {
    EntityType.METHOD: frozenset({"model", "framework", "algorithm", "method", "architecture", "approach"}),
    EntityType.TASK: frozenset({"task", "problem"}),
    EntityType.DATASET: frozenset({"dataset", "benchmark", "corpus"}),
    EntityType.METRIC: frozenset({"score", "metric", "measure"}),
}
_ZEROS = re.compile(r"(?<=\d)(?:\.0)+$")
_SCORE = re.compile(r"(?<=[A-Za-z0-9]{2})Score\b")
_THRESHOLD = re.compile(r"0\.(\d)(\d?)$")
_NAME_LIKE = re.compile(r"(?!\d[A-Za-z]$)(?:.*[A-Z].*[A-Z]|.*[a-z][A-Z]|.*\d)")


def _acronym(token: str) -> bool:
    """Written in capitals to its end, so that a last S belongs to it (DARTS, not GNNs)."""
    return token.isupper() and len(token) > 1


def _words(name: str, type: EntityType) -> list[str]:
    name = unicodedata.normalize("NFKC", plain(name)).translate(_DASHES)
    name = _ARTICLE.sub("", name.strip())
    shouted = name.isupper() and sum(len(t) > 3 for t in name.split()) > 1
    if shouted:
        name = name.lower()
    name = _LETTER_AND_LETTER.sub("", name)
    if type is EntityType.METRIC:
        name = _SCORE.sub(" Score", name)
    tokens = [_ZEROS.sub("", t) for t in _TOKEN.findall(name.replace("'s ", " ").replace("\u2019s ", " "))]
    if type is EntityType.METRIC:
        tokens = _without_at(tokens)
    heads = _HEAD_NOUNS.get(type, frozenset())
    words: list[str] = []
    for token in tokens:
        if token == "&":
            words.append("and")
            continue
        plural = _ACRONYM_PLURAL.match(token)
        if plural:
            words.append(plural.group(1).casefold())
        elif _acronym(token) or token.endswith("S"):
            words.append(token.casefold())
        else:
            words.append(word_key(token.casefold()))
    if words[-2:] == ["data", "set"]:
        words[-2:], tokens[-2:] = ["dataset"], ["dataset"]
    if len(words) > 1 and words[-1] in heads:
        rest = tokens[:-1]
        if len(rest) > 1 if type is EntityType.TASK else len(rest) <= 2 and _ends_like_a_name(name, rest):
            words.pop()
    for i in range(1, len(words)):
        if words[i] == "net" and words[i - 1] == "neural":
            words[i] = "network"
        if words[i - 1] == "multiple":
            words[i - 1] = "multi"
        if words[i] == "squared" and len(words[i - 1]) == 1:
            words[i] = "2"
    return [_ascii(w) for w in words]


def _ends_like_a_name(name: str, rest: list[str]) -> bool:
    """Whether what stands before a head noun is a proper name; Human3.6M is one word, though two tokens."""
    first, *others = name.split()
    return bool(_NAME_LIKE.match(rest[-1]) or (len(others) == 1 and "-" not in first and _NAME_LIKE.match(first)))


def _without_at(tokens: list[str]) -> list[str]:
    """mAP@50, mAP@0.5 and mAP50 are one metric."""
    out = []
    for i, token in enumerate(tokens):
        threshold = _THRESHOLD.match(token) if i and tokens[i - 1].endswith("@") else None
        out.append(f"{threshold[1]}{threshold[2] or 0}" if threshold else token.rstrip("@") or token)
    return out


def _ascii(word: str) -> str:
    """Accents off and Greek letters by name; other scripts stay."""
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return "".join(GREEK.get(c, c) for c in bare)


def without_bracket(name: str) -> tuple[str, str | None]:
    """``name`` without a short form in brackets, and that short form: "large language models (LLMs)".

    Brackets that belong to a name, as in ``SE(3)-Transformer`` or ``E(n)``, have no space before them and stay.
    """
    match = _BRACKETED.search(name)
    if match is None:
        return name, None
    return name[: match.start()] + name[match.end() :], match.group(1)


@lru_cache(maxsize=400_000)
def canonical_words(name: str, type: EntityType) -> tuple[str, ...]:
    """The words of the canonical key, in order; a symmetry group is one word, its id."""
    if type is EntityType.SYMMETRY_GROUP and (known := group_key(name)) is not None:
        return (known,)
    words = _words(without_bracket(name)[0], type) or _words(name, type)
    return tuple(words) or (unicodedata.normalize("NFKC", name).strip().casefold(),)


@lru_cache(maxsize=400_000)
def canonical_key(name: str, type: EntityType) -> str:
    """Equal for two ways of writing one name of a type; never empty.

    Words are joined without a space, so that ``multi-task``, ``multi task`` and ``multitask`` are one; between two
    digits a space stays.
    """
    return join_words(canonical_words(name, type))


def join_words(words: tuple[str, ...]) -> str:
    """The key of canonical words."""
    key = ""
    for word in words:
        key += f" {word}" if key[-1:].isdigit() and word[:1].isdigit() else word
    return key
