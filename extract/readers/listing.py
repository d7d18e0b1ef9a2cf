"""Titles and abstracts told apart: what the two shapes of a listing share.

A listing is a sequence of blocks, each a title, a paragraph of an abstract, or the page's own boilerplate. Position
decides (a title, then its abstract), but position alone would shift by one for the rest of the file behind one missing
abstract, and would make papers of the further paragraphs of an abstract. So each block is also looked at:

- *long*: more than 300 characters, or several sentences: a paragraph of an abstract;
- *sentence*: ends like a sentence: an abstract where one is due, else a further paragraph unless it is in title case;
- *short*: everything else: a title, or, where it holds an address or nothing else can be meant, an abstract's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.readers.base import Head, Source
from extract.readers.boilerplate import is_boilerplate, unglued
from schemas import Paper, paper_id
from schemas.errors import InputError

LONG = 300
"""Characters that no title has. The longest of the shipped listings has 144, the shortest abstract 383."""

_ENDS = re.compile(r"(?:\.|…)[\"'”’)\]]*$")
_BOUNDARY = re.compile(r"[a-z0-9)\]%]\.[\"'”’)\]]*\s+[\"'“(\[]?[A-Z0-9]")
_ADDRESS = re.compile(r"https?://|www\.|\b(?:github|huggingface)\.(?:com|co|io)/", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:<|\{|@\w+\s*[{(]|\[\s*[\[{\"])")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or line, stripped; ``line`` is where it begins, ``problem`` says why it is broken."""

    line: int
    text: str
    problem: str | None = None

    @property
    def is_long(self) -> bool:
        """Too long for a title, or several sentences."""
        return len(self.text) > LONG or (len(self.text) > 120 and _BOUNDARY.search(self.text) is not None)

    @property
    def is_sentence(self) -> bool:
        """Ends like a sentence, or is long."""
        return self.is_long or _ENDS.search(self.text) is not None

    @property
    def in_title_case(self) -> bool:
        """Most of its longer words have a capital."""
        words: list[str] = [w for w in _WORD.findall(self.text) if len(w) > 3]
        return sum(w[0].isupper() for w in words) > 0.6 * len(words)


@dataclass(slots=True)
class _Draft:
    """A paper that is being collected: its title, then the paragraphs of its abstract."""

    title: Block
    paragraphs: list[Block] = field(default_factory=list)


def papers_of(blocks: Iterable[Block], source: Source) -> Iterator[Paper]:
    """The papers that a sequence of blocks tells, and an error for each title or abstract that is left alone."""
    draft: _Draft | None = None
    orphaned = False
    for block, following in _with_next(_content(blocks)):
        if draft is not None and _belongs_to(draft, block, following):
            draft.paragraphs.append(block)
            continue
        if draft is None and _is_orphan(block, following):
            if not orphaned and not block.problem:
                source.broken("is an abstract without a title", block.line, "title")
            elif block.problem:
                source.broken(block.problem, block.line)
            orphaned = True
            continue
        if draft is not None:
            yield from _finished(draft, source)
        draft = _Draft(block)
    if draft is not None:
        yield from _finished(draft, source)


def _content(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without boilerplate; the first one behind a header gives up what is glued to it."""
    behind_header = True
    for block in blocks:
        if is_boilerplate(block.text):
            behind_header = True
            continue
        yield Block(block.line, unglued(block.text), block.problem) if behind_header else block
        behind_header = False


def _belongs_to(draft: _Draft, block: Block, following: Block | None) -> bool:
    """Whether the block is a paragraph of the abstract of the draft, rather than the next title."""
    if block.is_long:
        return True
    more_to_come = following is not None and following.is_sentence
    if not draft.paragraphs:
        return block.is_sentence or not (more_to_come or block.in_title_case)
    if _ADDRESS.search(block.text):
        return True
    return block.is_sentence and not (block.in_title_case and more_to_come)


def _is_orphan(block: Block, following: Block | None) -> bool:
    if block.is_long:
        return True
    return block.is_sentence and not (following is not None and following.is_sentence)


def _finished(draft: _Draft, source: Source) -> Iterator[Paper]:
    broken = next((b for b in (draft.title, *draft.paragraphs) if b.problem), None)
    if broken is not None:
        source.broken(broken.problem or "", broken.line)
    elif not draft.paragraphs:
        source.broken(f"has no abstract: {_cut(draft.title.text)}", draft.title.line, "abstract")
    else:
        title = draft.title.text
        abstract = "\n\n".join(b.text for b in draft.paragraphs)
        yield Paper(id=paper_id(title), title=title, abstract=abstract, sources=(source.name,))


def _with_next(blocks: Iterator[Block]) -> Iterator[tuple[Block, Block | None]]:
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        yield block, following
        block = following


def _cut(text: str, size: int = 80) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def likeness(head: Head, blocks: Iterable[Block]) -> float:
    """How much a head looks like a listing: the share of its titles that have an abstract.

    A single line may be the first of a listing whose next line is out of sight; it fits a little.
    """
    if _MARKUP.match(head.text):
        return 0.0
    errors: list[InputError] = []
    papers = sum(1 for _ in papers_of(blocks, Source("", "", head, iter(()), errors.append)))
    if papers:
        return papers / (papers + len(errors))
    one_line = sum(1 for line in head.lines if line.strip() and not is_boilerplate(line)) == 1
    return 0.05 if one_line else 0.0
