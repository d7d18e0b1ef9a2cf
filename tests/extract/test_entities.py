"""Mentions of one paper grouped into entities."""

from spacy.tokens import Doc

from extract.components.abbreviations import Abbreviations
from extract.components.entities import Entities, choose_name
from extract.components.entities_variants import variant_words
from tests.extract.papers import doc_of, grouped_forms


def _grouped(marked: str) -> Doc:
    return Entities()(Abbreviations()(doc_of(marked)))


def test_spelling_variants_are_one_entity() -> None:
    """Case, plural, hyphens and LaTeX make no difference."""
    doc = _grouped("T\n[M Graph Neural Networks], [M graph-neural network], [G $\\mathrm{SO}(3)$] and [G SO(3)].")
    assert [forms for _, forms in grouped_forms(doc)] == [
        {"Graph Neural Networks", "graph-neural network"},
        {"$\\mathrm{SO}(3)$", "SO(3)"},
    ]


def test_short_and_long_form_are_one_entity_named_by_the_long_form() -> None:
    """All plural and singular short forms join the long form, also one before the definition."""
    doc = _grouped("[M GNN] Study\n[M graph neural networks] ([M GNNs]) are great. A [M GNN] is fast.")
    assert grouped_forms(doc) == [("graph neural networks", {"GNN", "GNNs", "graph neural networks"})]


def test_short_forms_inside_terms_are_written_out() -> None:
    """The term "OOD detection" is "out-of-distribution detection" where the paper defines OOD."""
    doc = _grouped(
        "T\n[T Out-of-distribution (OOD) detection] is hard. [T OOD detection] and [T out-of-distribution detection]."
    )
    assert len(doc._.entities) == 1


def test_initials_join_one_candidate_only() -> None:
    """A short form without definition joins the only term with its initials, and none of two."""
    assert len(_grouped("T\n[M large language models] and [M LLMs].")._.entities) == 1
    assert len(_grouped("T\n[M mean absolute encoder], [M masked auto encoders] and [M MAE].")._.entities) == 3


def test_types_keep_entities_apart() -> None:
    """The same words with another type are another entity."""
    assert len(_grouped("T\n[M translation] and [G translation].")._.entities) == 2


def test_the_halves_of_a_title_are_one_entity() -> None:
    """A long descriptive half joins the name before the colon; a common term that comes back does not."""
    one = _grouped("[M EqMo]: [M Equivariant Motion Prediction Network] for Robots\nWe test [M EqMo].")
    assert grouped_forms(one) == [("EqMo", {"EqMo", "Equivariant Motion Prediction Network"})]
    two = _grouped("[M EqMo]: [M Motion Network] for Robots\nA [M motion network] is not [M EqMo].")
    assert len(two._.entities) == 2


def test_a_head_noun_makes_no_difference_beside_the_bare_name() -> None:
    """The name "QM9 benchmark" is "QM9" where both stand in the paper."""
    assert len(_grouped("T\n[D QM9] and the [D QM9 benchmark].")._.entities) == 1


def test_ids_follow_first_appearance_and_cover_every_mention() -> None:
    """Ids are e1, e2 … and every mention has one of them."""
    doc = _grouped("[M EGNN] on [D QM9]\n[M EGNN] is tested on [D QM9] and [D MD17].")
    assert [(e.id, e.name, e.type.value) for e in doc._.entities] == [
        ("e1", "EGNN", "Method"),
        ("e2", "QM9", "Dataset"),
        ("e3", "MD17", "Dataset"),
    ]
    assert set(doc._.mention_entity) == {(e.start_char, e.end_char) for e in doc.ents}


def test_a_paper_without_mentions_has_no_entities() -> None:
    """Nothing marked gives nothing."""
    doc = _grouped("Title\nNothing here.")
    assert (doc._.entities, doc._.mention_entity) == ([], {})


def test_the_name_is_the_most_complete_form() -> None:
    """A long form wins over frequency; without one the frequent form, then the one that is not a title's."""
    assert choose_name(["GNN", "GNN", "graph neural network"], ["graph neural network"]) == "graph neural network"
    assert choose_name(["QM9 data", "QM9", "QM9"], []) == "QM9"
    assert choose_name(["Motion Prediction", "motion prediction"], []) == "motion prediction"


def test_words_of_variants() -> None:
    """Irregular and regular plurals, possessives and ligatures."""
    assert variant_words("Adjacency matrices") == ("adjacency", "matrix")
    assert variant_words("strategies' classes") == ("strategy", "class")
    assert variant_words("bias") == ("bias",)
    assert variant_words("Fisher's classiﬁer") == ("fisher", "classifier")


def test_forms_of_one_symmetry_group_are_one_entity() -> None:
    """Words and symbols that mean one group in their sentences join, and the entity says which group it is."""
    doc = _grouped(
        "T\n[G permutation]-equivariant under [G S_n]. Invariant to [G 3D rotations] and [G SE(3)], not [G SO(3)]."
    )
    assert [forms for _, forms in grouped_forms(doc)] == [{"permutation", "S_n"}, {"3D rotations", "SO(3)"}, {"SE(3)"}]
    assert [entity.model_dump().get("group") for entity in doc._.entities] == ["S_n", "SO(3)", "SE(3)"]


def test_a_dimension_said_once_holds_for_the_paper() -> None:
    """Bare "rotations" are those of the sentence that says how many dimensions; other types have no group."""
    doc = _grouped(
        "T\n[M EqMotion] keeps [G rotation] equivariance. It is invariant to [G rotations] of 3D point clouds."
    )
    assert [entity.model_dump().get("group") for entity in doc._.entities] == [None, "SO(3)"]
