"""Lines of a listing page that are no paper: its header, its buttons, dates and counts."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_INVITATION = r"get trending papers in your email inbox(?: once a day)?\s*[!.]?"
_COMMUNITY = r"by\s*ak and the research community"

_WHOLE = re.compile(
    rf"new|subscribe|daily papers|trending papers|{_INVITATION}|{_COMMUNITY}"
    rf"|{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s*\d{{4}})?|\d{{1,2}}\.?\s*{_MONTH}(?:,?\s*\d{{4}})?"
    r"|\d{4}-\d\d-\d\d|today|yesterday|[-+·•]?\s*\d[\d.,]*k?(?:\s+(?:more\s+)?(?:authors?|upvotes?|comments?))?",
    re.IGNORECASE,
)
_GLUED = re.compile(
    rf"(?:new(?=Get trending|Subscribe|Daily Papers|by\s?AK)|[Ss]ubscribe(?=[A-Z0-9$]|by\s?AK)"
    rf"|Daily Papers(?=[A-Z0-9$]|by\s?AK)|(?i:{_INVITATION})|(?i:{_COMMUNITY}(?:{_MONTH}\s\d{{1,2}})?))(?=\S)"
)


def is_boilerplate(text: str) -> bool:
    """Whether a whole line or block belongs to the page and not to a paper."""
    return _WHOLE.fullmatch(text.strip()) is not None


def unglued(text: str) -> str:
    """A title without the page's header where that is glued to its front ("SubscribeOn the …").

    For the first block behind a header only: "Subscribe" with a space behind it is a word of the title.
    """
    while (match := _GLUED.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return text
