"""Papers through an extractor that may fail on some of them; light to import, since ``kg extract`` needs no graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from schemas import Extraction, Paper
from schemas.errors import RecordError

Extract = Callable[[Iterable[Paper]], Iterator[Extraction]]
"""Papers to their extractions, in order; the command line gives it, since ``kg`` does not know ``extract``."""


def extracted(papers: list[Paper], extract: Extract, skipped: list[RecordError]) -> Iterator[Extraction]:
    """What ``extract`` finds, in order, without the papers that it fails on.

    One that it fails on is tried alone; when it fails again, its error goes to ``skipped``.
    """
    start, alone = 0, False
    while start < len(papers):
        batch = papers[start : start + 1] if alone else papers[start:]
        end, failure = start + len(batch), "the extractor gave no answer"
        try:
            for x in extract(iter(batch)):
                paper = papers[start]
                start += 1
                if (x.id, x.digest) == (paper.id, paper.digest):
                    yield x
                else:
                    skipped.append(_error(paper, f"the extractor answered for {x.id!r} or for another text"))
        except (ValueError, RecordError) as error:
            failure = str(error)
        if start < end and alone:
            skipped.append(_error(papers[start], failure))
            start += 1
            alone = False
        else:
            alone = start < end


def _error(paper: Paper, message: str) -> RecordError:
    return RecordError(" ".join(message.split()), file=", ".join(paper.sources) or None, field=paper.id)
