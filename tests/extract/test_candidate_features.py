"""What is known of each candidate mention, column by column, against numbers worked out plainly."""

import math

import numpy as np
import pytest

from extract.recogniser import features
from extract.recogniser.candidates import SHIFTS, Candidates, Reading
from extract.recogniser.features import features_of, features_of_all
from extract.recogniser.labels import LABELS, TYPES
from extract.recogniser.lexicon import COVERED, FREE, INSIDE, LAST, OUTSIDE, Lexicon
from extract.recogniser.spans import Floats
from extract.recogniser.units import units_of

TEXT = "Deep sets\nGraph networks (GNs) and cross-attention, unlike Graph network layers and QM9."
METHOD, TASK, DATASET = (TYPES.index(name) for name in ("Method", "Task", "Dataset"))
NETWORK = 16 + len(SHIFTS) + 1
SHAPE = NETWORK + 20
ELSEWHERE = SHAPE + 9


@pytest.fixture
def reading() -> Reading:
    """A text with random scores; unit 2 is "Graph"."""
    rng = np.random.default_rng(0)
    units = units_of(TEXT)
    scores = rng.normal(size=(len(units), len(LABELS))).astype(np.float32) * 2
    scores -= np.log(np.exp(scores).sum(-1, keepdims=True))
    return Reading(TEXT, units, scores)


@pytest.fixture
def places(reading: Reading) -> dict[str, tuple[int, int]]:
    """First and last unit of some phrases."""
    words = reading.words
    graph, brackets = words.index("graph"), words.index("gns")
    again = words.index("graph", graph + 1)
    return {
        "graph networks": (graph, graph + 1),
        "graph network": (again, again + 1),
        "network layers": (again + 1, again + 2),
        "gns": (brackets, brackets),
        "gns and cross": (brackets + 1, brackets + 3),
        "attention": (words.index("attention"), words.index("attention")),
        "qm9": (words.index("qm9"), words.index("qm9")),
        "last": (len(words) - 1, len(words) - 1),
    }


@pytest.fixture
def candidates(places: dict[str, tuple[int, int]]) -> Candidates:
    """The phrases with some types; those with the first bit are the network's own reading."""
    return dict(
        sorted(
            {
                (*places["graph networks"], METHOD): 0b00011,
                (*places["graph networks"], TASK): 0b00100,
                (*places["graph network"], METHOD): 0,
                (*places["network layers"], METHOD): 0b00001,
                (*places["gns"], METHOD): 0b11111,
                (*places["gns and cross"], METHOD): 0,
                (*places["attention"], TASK): 0,
                (*places["qm9"], DATASET): 0b00001,
                (*places["last"], METHOD): 0,
            }.items()
        )
    )


def _row(rows: Floats, candidates: Candidates, span: tuple[int, int], kind: int) -> Floats:
    row: Floats = rows[list(candidates).index((*span, kind))]
    return row


def test_scores_on_and_around_a_span(reading: Reading, candidates: Candidates) -> None:
    """The columns of the network are those of the labels of the span, unit by unit, and of its neighbours."""
    rows = features_of(reading, candidates, Lexicon())
    for (first, last, kind), bits in candidates.items():
        row = _row(rows, candidates, (first, last), kind).tolist()
        log, p = reading.scores.tolist(), np.exp(reading.scores).tolist()
        picked = [log[first][2 * kind + 1], *(log[u][2 * kind + 2] for u in range(first + 1, last + 1))]
        behind = p[last + 1] if last + 1 < len(p) else None
        ends = math.log1p(-behind[2 * kind + 2]) if behind else 0.0
        begins = [sum(p[u][1::2]) for u in range(first + 1, last + 1)]
        masses = [
            float(np.mean([p[u][2 * k + 1] + p[u][2 * k + 2] for u in range(first, last + 1)]))
            for k in range(len(TYPES))
        ]
        mine = masses.pop(kind)
        none = [log[u][0] for u in range(first, last + 1)]
        expected = [
            (sum(picked) + ends) / (len(picked) + 1), picked[0], min(picked), ends, sum(picked) + ends,
            max(none), min(none), p[first - 1][0], behind[0] if behind else 1.0,
            sum(p[first][2::2]), sum(p[first][1::2]),
            sum(behind[1::2]) if behind else 0.0, sum(behind[2::2]) if behind else 0.0,
            max(begins, default=0.0), mine, max(masses), *(bits >> i & 1 for i in range(5)), bits.bit_count(),
        ]  # fmt: skip
        assert row[:NETWORK] == pytest.approx(expected, abs=1e-5)


def test_shape_and_place_of_a_span(
    reading: Reading, candidates: Candidates, places: dict[str, tuple[int, int]]
) -> None:
    """Length, place, brackets, hyphens, capitals, digits and neighbours are those of the text."""
    rows = features_of(reading, candidates, Lexicon())[:, NETWORK:SHAPE]
    p = np.exp(reading.scores)
    mass = p[:, 1::2] + p[:, 2::2]
    first, last = places["graph networks"]
    start = TEXT.index("Graph")
    assert _row(rows, candidates, (first, last), METHOD).tolist() == pytest.approx(
        [METHOD, 2, 14, 0, start / len(TEXT), 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 1, 0, mass[last + 2, METHOD]]
    )
    first, last = places["gns"]
    assert _row(rows, candidates, (first, last), METHOD).tolist() == pytest.approx(
        [METHOD, 1, 3, 0, TEXT.index("GNs") / len(TEXT), 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1,
         mass[first - 2, METHOD]]
    )  # fmt: skip
    first, last = places["gns and cross"]
    assert TEXT[reading.starts[first] : reading.ends[last]] == ") and cross"
    assert _row(rows, candidates, (first, last), METHOD).tolist() == pytest.approx(
        [METHOD, 3, 11, 0, TEXT.index(") and") / len(TEXT), -1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, -1]
    )
    first, last = places["attention"]
    assert _row(rows, candidates, (first, last), TASK).tolist() == pytest.approx(
        [TASK, 1, 9, 0, TEXT.index("attention") / len(TEXT), 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1]
    )
    first, last = places["qm9"]
    assert _row(rows, candidates, (first, last), DATASET).tolist() == pytest.approx(
        [DATASET, 1, 3, 0, TEXT.index("QM9") / len(TEXT), 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, -1]
    )


def test_the_same_words_elsewhere(reading: Reading, candidates: Candidates, places: dict[str, tuple[int, int]]) -> None:
    """Another place of the words counts once, with its types and scores; so do overlapping spans of the network."""
    rows = features_of(reading, candidates, Lexicon())
    score = {key: float(row[0]) for key, row in zip(candidates, rows, strict=True)}
    columns = rows[:, SHAPE:ELSEWHERE]
    here, again, layers = places["graph networks"], places["graph network"], places["network layers"]
    as_method = score[(*again, METHOD)]
    assert _row(columns, candidates, here, METHOD).tolist() == pytest.approx(
        [1, 0, 0, as_method, as_method, -9, -9, 0, -9]
    )
    assert _row(columns, candidates, here, TASK).tolist() == pytest.approx([1, 0, 0, -9, -9, as_method, -9, 0, -9])
    rival = score[(*layers, METHOD)]
    mine, theirs = score[(*here, METHOD)], score[(*here, TASK)]
    assert _row(columns, candidates, again, METHOD).tolist() == pytest.approx(
        [1, 1, 0, mine, mine, theirs, rival, 1, -9]
    )
    assert _row(columns, candidates, places["qm9"], DATASET).tolist() == [0, 0, 0, -9, -9, -9, -9, 0, -9]


def test_candidates_may_be_compared_in_blocks(
    reading: Reading, candidates: Candidates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many candidates are compared block by block, which changes nothing."""
    whole = features_of(reading, candidates, Lexicon())
    monkeypatch.setattr(features, "_CELLS", 2 * len(candidates))
    assert np.array_equal(features_of(reading, candidates, Lexicon()), whole)


def test_what_papers_do_with_phrase_and_words(
    reading: Reading, candidates: Candidates, places: dict[str, tuple[int, int]]
) -> None:
    """Counts of the phrase, of the words at its ends and of those beside it, as logarithms; nothing beyond the text."""
    lexicon = Lexicon({"qm9": [0] * (len(TYPES) + 2)}, {"qm9": [0] * 6, "and": [0] * 6})
    lexicon.phrases["qm9"][DATASET], lexicon.phrases["qm9"][METHOD] = 6, 2
    lexicon.phrases["qm9"][COVERED], lexicon.phrases["qm9"][FREE] = 3, 4
    lexicon.words["qm9"][LAST], lexicon.words["qm9"][INSIDE], lexicon.words["qm9"][OUTSIDE] = 8, 11, 4
    lexicon.words["and"][OUTSIDE] = 50
    rows = features_of(reading, candidates, lexicon)[:, ELSEWHERE:]
    log = np.log
    assert _row(rows, candidates, places["qm9"], DATASET).tolist() == pytest.approx(
        [
            *(log(7), log(3), log(4), log(5), log(7 / 7), log(9 / 5), log(9 / 4)),
            *(log(1 / 5), log(1 / 12), log(16)),
            *(log(9 / 5), log(9 / 4), log(16)),
            *(log(1 / 51), log(51), log(51)),
            *(0, 0, 0),
        ],
        abs=1e-6,
    )
    assert not _row(rows, candidates, places["last"], METHOD)[-3:].any()


def test_a_text_among_others_is_described_as_alone(reading: Reading, candidates: Candidates) -> None:
    """Texts that are described together do not see each other, not even where one ends and the next begins."""
    rng = np.random.default_rng(1)
    others = []
    for text in ("(GNs\nand QM9 (", "Nothing\nhere", ") attention\nGraph networks-"):
        units = units_of(text)
        others.append(Reading(text, units, rng.normal(size=(len(units), len(LABELS))).astype(np.float32) - 3))
    lexicon = Lexicon({"qm9": [1] * 7, "graph network": [2] * 7}, {"qm9": [3] * 6, "and": [5] * 6})
    texts = [others[0], reading, others[1], reading, others[2]]
    found = [
        {(0, 0, METHOD): 1, (1, 1, METHOD): 3, (len(others[0].units) - 1, len(others[0].units) - 1, TASK): 1},
        candidates,
        {},
        candidates,
        {(0, 1, TASK): 0, (2, 4, METHOD): 1, (4, 4, METHOD): 0},
    ]
    alone = [features_of(r, c, lexicon) for r, c in zip(texts, found, strict=True) if c]
    assert np.array_equal(features_of_all(texts, found, lexicon), np.concatenate(alone))
