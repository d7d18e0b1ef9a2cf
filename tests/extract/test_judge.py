"""The judge: candidates, the lexicon, features, and the choice among candidates."""

import json
import random
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from extract import pipeline
from extract.recogniser.candidates import Reading, candidates_of, surface_of
from extract.recogniser.features import Own, features_of
from extract.recogniser.judge import FOREST, LEXICON, Judge, choose
from extract.recogniser.labels import LABELS, TYPES, LabelledSpan, encode
from extract.recogniser.lexicon import COVERED, FIRST, FREE, INSIDE, LAST, OUTSIDE, Lexicon
from extract.recogniser.units import units_of
from extract.training.judge import rows_of
from extract.training.readings import AnnotatedText
from schemas.errors import ModelError

TEXT = "Fast graph neural networks\nGraph neural networks (GNNs) beat light-weight GNNs on QM9."
METHOD, DATASET = TYPES.index("Method"), TYPES.index("Dataset")


def reading_of(text: str, *marked: tuple[int, int, str], sure: float = 0.9) -> Reading:
    """A text read by a network that is ``sure`` of the mentions given as (first unit, last unit, type)."""
    units = units_of(text)
    ids = encode([LabelledSpan(*m) for m in marked], len(units))
    p = np.full((len(units), len(LABELS)), (1 - sure) / (len(LABELS) - 1), np.float32)
    p[np.arange(len(ids)), ids] = sure
    return Reading(text, units, np.log(p))


def test_what_the_network_reads_is_a_candidate_of_every_reading() -> None:
    """A mention that the network is sure of comes from all readings, whatever is added to no mention."""
    found = candidates_of(reading_of(TEXT, (1, 3, "Method"), sure=0.999))
    assert found[1, 3, METHOD] == 0b11111


def test_words_of_a_mention_are_candidates_elsewhere() -> None:
    """The second place of a form that was found once is a candidate; plural and capitals make no difference."""
    found = candidates_of(reading_of(TEXT, (1, 3, "Method")))
    assert found[4, 6, METHOD] == 0


def test_spans_are_cut_and_stretched_by_a_word() -> None:
    """A word less and a word more at both ends are candidates; nothing crosses the end of the title."""
    found = {(f, last) for f, last, _ in candidates_of(reading_of(TEXT, (1, 3, "Method")))}
    assert {(0, 3), (2, 3), (1, 2)} <= found
    assert all(not (f <= 3 < last) for f, last in found)


def test_a_span_is_taken_to_the_ends_of_its_compound() -> None:
    """Of "light-weight GNNs" with "light" marked, the compound is a candidate."""
    light = TEXT.split("\n")[0].count(" ") + 1 + 7
    reading = reading_of(TEXT, (light, light, "Method"))
    assert reading.words[light : light + 3] == ["light", "-", "weight"]
    assert (light, light + 2, METHOD) in candidates_of(reading)


def test_surfaces_meet_over_hyphens_and_plural() -> None:
    """Hyphens and the last word's plural make no difference; a lone hyphen stays one."""
    assert surface_of(["multi", "-", "tasks"]) == surface_of(["multi", "task"])
    assert surface_of(["gans"]) == "gan"
    assert surface_of(["bias"]) != surface_of(["biass"])
    assert surface_of(["-"]) == "-"


def test_the_lexicon_counts_marked_covered_and_free() -> None:
    """A phrase is counted by what each place of it is: a mention, a part of a longer one, or nothing."""
    words = ["graph", "attention", "beats", "attention", "and", "attention"]
    lexicon = Lexicon.count([(words, [(0, 1, METHOD), (3, 3, METHOD)])])
    counts = lexicon.phrase("attention")
    assert (counts[METHOD], counts[COVERED], counts[FREE]) == (1, 1, 1)
    word = lexicon.word("attention")
    assert (word[FIRST], word[LAST], word[INSIDE], word[OUTSIDE]) == (1, 2, 2, 1)
    assert sum(lexicon.phrase("unknown")) == sum(lexicon.word("unknown")) == 0


def test_a_paper_does_not_see_its_own_counts() -> None:
    """Features of a training paper are those of a lexicon without it."""
    here, other = reading_of(TEXT, (1, 3, "Method")), reading_of("Deep sets\nWe use graph neural networks.")
    spans = [(1, 3, METHOD), (4, 6, METHOD)]
    both = Lexicon.count([(here.words, spans), (other.words, [(4, 6, METHOD)])])
    alone = Lexicon.count([(other.words, [(4, 6, METHOD)])])
    candidates = candidates_of(here)
    mine = features_of(here, candidates, both, Own.of(here.words, spans, both))
    assert np.array_equal(mine, features_of(here, candidates, alone))
    assert not np.array_equal(mine, features_of(here, candidates, both))


def _weight(spans: list[tuple[int, int]], p: list[float], chosen: set[int], threshold: float) -> float:
    ordered = sorted(spans[i] for i in chosen)
    if any(a[1] >= b[0] for a, b in pairwise(ordered)):
        return -1.0
    return sum(p[i] - threshold for i in chosen)


@pytest.mark.parametrize("seed", range(60))
def test_the_choice_is_the_best_that_does_not_overlap(seed: int) -> None:
    """No set of candidates without overlaps has a larger sum above the threshold (compared with all sets)."""
    rng = random.Random(seed)
    drawn = {(rng.randint(0, 9), rng.randint(0, 3)): rng.randint(0, 100) for _ in range(rng.randint(1, 8))}
    spans = [(first, first + more) for first, more in drawn]
    p = [percent / 100 for percent in drawn.values()]
    candidates = {(*span, 0): 0 for span in spans}
    chosen = choose(candidates, p, 0.4)
    total = sum(s.confidence - 0.4 for s in chosen)
    best = max(
        _weight(spans, p, {i for i, take in enumerate(takes) if take}, 0.4)
        for takes in product((False, True), repeat=len(spans))
    )
    assert total == pytest.approx(max(best, 0.0))
    assert all(a.last < b.first for a, b in pairwise(chosen))


def test_rows_know_which_candidates_are_right() -> None:
    """A row is right where the span and the type are annotated; papers without a reading give none."""
    reading = reading_of(TEXT, (1, 3, "Method"))
    paper = AnnotatedText("a", TEXT, reading.words, [(1, 3, METHOD), (4, 6, METHOD)])
    other = AnnotatedText("b", TEXT, reading.words, [])
    rows = rows_of([paper, other], {"a": reading.scores}, Lexicon.count([(paper.words, paper.spans)]))
    right = [key for key, yes in zip(rows.candidates[0], rows.right, strict=True) if yes]
    assert right == [(1, 3, METHOD), (4, 6, METHOD)]
    assert len(rows.papers) == 1


def test_the_shipped_judge_goes_there_and_back(tmp_path: Path) -> None:
    """What is saved is what was read, byte by byte."""
    files = [(pipeline.MODEL / name).read_bytes() for name in (FOREST, LEXICON)]
    judge = Judge.from_bytes(*files)
    judge.save(tmp_path)
    again = Judge.from_bytes(*((tmp_path / name).read_bytes() for name in (FOREST, LEXICON)))
    assert again.lexicon == judge.lexicon
    assert again.threshold == judge.threshold
    reading = reading_of(TEXT, (1, 3, "Method"))
    assert again.mentions(reading) == judge.mentions(reading)


def test_the_judge_finds_what_the_network_missed() -> None:
    """A data set that the network gives no better than a fifth is found by what papers do with its name."""
    text = "A test\nWe train on ImageNet and report accuracy on ImageNet."
    reading = reading_of(text, (5, 5, "Dataset"), sure=0.5)
    found = Judge.from_bytes(*((pipeline.MODEL / name).read_bytes() for name in (FOREST, LEXICON))).mentions(reading)
    assert [reading.words[s.first] for s in found if s.type == "Dataset"] == ["imagenet", "imagenet"]


def test_broken_files_are_a_clear_error() -> None:
    """Files that are no judge say so."""
    with pytest.raises(ModelError, match="judge cannot be read"):
        Judge.from_bytes(b"PK", b"")
    with pytest.raises(ModelError, match="judge cannot be read"):
        Judge.from_bytes((pipeline.MODEL / FOREST).read_bytes(), json.dumps({}).encode())
