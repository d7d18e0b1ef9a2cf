"""One spelling per word: singular for plural, American for British.

The results are keys to compare by, never shown: ``supervised`` may become ``supervized``, since no other word does.
"""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "analyses": "analysis", "appendices": "appendix", "atlases": "atlas", "axes": "axis", "bases": "basis",
    "biases": "bias", "buses": "bus", "caches": "cache", "children": "child", "cookies": "cookie",
    "corpora": "corpus", "criteria": "criterion", "focuses": "focus", "gases": "gas", "headaches": "headache",
    "hypotheses": "hypothesis", "indices": "index", "leaves": "leaf", "lenses": "lens", "matrices": "matrix",
    "men": "man", "mice": "mouse", "movies": "movie", "niches": "niche", "phenomena": "phenomenon",
    "series": "series", "species": "species", "syntheses": "synthesis", "theses": "thesis", "vertices": "vertex",
    "viruses": "virus", "women": "woman", "zombies": "zombie",
}  # fmt: skip

_NO_PLURAL = frozenset(
    {
        "acoustics", "aerodynamics", "alias", "always", "analytics", "asbestos", "athletics", "atlas", "bayes",
        "bias", "bioinformatics", "canvas", "chaos", "cosmos", "cybernetics", "dallas", "diagnostics", "dynamics",
        "economics", "electronics", "ethics", "forensics", "gas", "genomics", "graphics", "haptics", "hydrodynamics",
        "informatics", "keras", "kinematics", "kinetics", "kubernetes", "lagos", "lens", "linguistics", "logistics",
        "mars", "mathematics", "mechanics", "metabolomics", "news", "omics", "optics", "pancreas", "pandas",
        "pathos", "phonetics", "photonics", "physics", "politics", "pragmatics", "prognostics", "proteomics",
        "radiomics", "robotics", "semantics", "stokes", "texas", "thermodynamics", "transcriptomics",
    }
)  # fmt: skip

_BRITISH = {
    "grey": "gray", "greyscale": "grayscale", "artefact": "artifact", "catalogue": "catalog", "dialogue": "dialog",
    "analogue": "analog", "defence": "defense", "offence": "offense", "licence": "license", "programme": "program",
    "practise": "practice", "ageing": "aging", "mould": "mold", "plough": "plow", "aeroplane": "airplane",
    "tyre": "tire", "aluminium": "aluminum", "sulphur": "sulfur", "judgement": "judgment", "enrolment": "enrollment",
    "fulfilment": "fulfillment", "manoeuvre": "maneuver", "oedema": "edema", "learnt": "learned", "disc": "disk",
    "math": "mathematical", "maths": "mathematical", "mathematics": "mathematical",
}  # fmt: skip

_OUR = re.compile(
    r"^((?:multi|tri|neuro|mis|non)?(?:col|behavi|neighb|fav|flav|lab|hum|tum|vap|harb|hon|rum|arm|endeav|vig|sav|od))"
    r"our"
)
_ISE = re.compile(r"(?<=[a-z]{3})([iy])s(?=(?:e|ed|er|ing|able|ation|ational)$)")
_DOUBLE_L = re.compile(r"([aeiou][a-z]+[aeiou])ll(?=(?:ing|ed|er)$)")
_CENTRE = re.compile(r"(cent|fib|met|lit|theat|calib)re(?=d?$)")
_DIGRAPH = re.compile(
    r"(?<=an)ae(?=m|sth)|(?<=leuk)ae|(?<=isch)ae|(?<=h)ae(?=m)|(?<=p)ae(?=di)|(?<=gyn)ae|^o(?=esoph)|(?<=f)o(?=et[au])"
    r"|(?<=diarrh)o(?=ea)"
)


def singular(word: str) -> str:
    """The singular of a lower-case English word; words that only look like a plural (loss, analysis, atlas) stay."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word in _NO_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


def american(word: str) -> str:
    """The American spelling of a lower-case singular word, as a key (see the module)."""
    if word in _BRITISH:
        return _BRITISH[word]
    word = _OUR.sub(r"\1or", word)
    word = _ISE.sub(r"\1z", word)
    word = _DOUBLE_L.sub(r"\1l", word)
    word = _CENTRE.sub(r"\1er", word)
    if "ae" in word or "oe" in word:
        word = _DIGRAPH.sub(lambda m: "e" if m.group(0) == "ae" else "", word)
    return word


@lru_cache(maxsize=100_000)
def word_key(word: str) -> str:
    """One key for a lower-case word in all its spellings: singular, then American."""
    return american(singular(word))
