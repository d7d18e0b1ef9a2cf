"""Words that decide whether a longer name is a kind of a shorter one."""

from __future__ import annotations

from schemas import EntityType

PREPOSITIONS = frozenset(
    {
        "about", "across", "against", "along", "among", "around", "as", "at", "before", "behind", "between",
        "beyond", "by", "during", "for", "from", "given", "in", "inside", "into", "of", "off", "on", "onto",
        "out", "outside", "over", "per", "subject", "than", "through", "throughout", "to", "toward", "towards",
        "under", "up", "upon", "using", "versus", "via", "vs", "with", "within", "without",
    }
)  # fmt: skip
"""The head of a name stands before the first of them: "attention over sets" is attention."""

HEAD_BEFORE = frozenset(
    {
        "across", "by", "for", "from", "in", "on", "over", "through", "under", "using", "via", "with", "within",
        "without",
    }
)  # fmt: skip
"""Prepositions behind which a name only says where or with what; "of" and "to" may belong to the term."""

COORDINATING = frozenset(
    {
        "&", "+", "/", "and", "or", "plus", "then", "versus", "vs",
    }
)  # fmt: skip
"""A name with one of them names two things."""

EMPTY_HEADS = frozenset(
    {
        "agent", "algorithm", "alignment", "analysis", "approach", "architecture", "artificial", "baseline",
        "benchmark", "block", "capability", "challenge", "class", "collection", "component", "computing",
        "control", "corpus", "criterion", "data", "database", "dataset", "decision", "design", "development",
        "diffusion", "effect", "embedding", "environment", "evaluation", "evidence", "experiment", "factor",
        "feature", "field", "flow", "force", "formulation", "framework", "function", "game", "gap", "grounding",
        "head", "image", "index", "inference", "information", "intelligence", "judge", "knowledge", "layer",
        "learning", "level", "library", "machine", "mapping", "measure", "mechanism", "memory", "method",
        "methodology", "metric", "model", "modeling", "modelling", "module", "motion", "network", "number",
        "objective", "operation", "operator", "output", "paradigm", "parameter", "performance", "pipeline",
        "policy", "principle", "problem", "procedure", "process", "processing", "program", "protocol",
        "quality", "question", "ranking", "rate", "ratio", "representation", "research", "resource", "result",
        "rule", "sampling", "scheme", "science", "score", "search", "selection", "sequence", "service", "set",
        "setting", "setup", "signal", "simulation", "size", "software", "solution", "space", "speed", "stage",
        "state", "statistic", "step", "strategy", "structure", "study", "suite", "support", "survey", "system",
        "task", "technique", "technology", "term", "test", "testing", "text", "theory", "time", "token", "tool",
        "training", "transfer", "transform", "transformation", "translation", "understanding", "unit", "update",
        "value", "variant", "vision", "work", "workflow", "world",
    }
)  # fmt: skip
"""Last words that alone say nothing of what a thing is, or mean several things."""

SHIFTING = frozenset(
    {
        "adversarially", "anti", "auto", "average", "averaged", "beyond", "bi", "bottleneck", "co", "corrupted",
        "counter", "cross", "de", "dis", "embedding", "ex", "extra", "fake", "free", "hyper", "in", "inter",
        "intra", "inverse", "like", "macro", "median", "meta", "micro", "mini", "multi", "mutual", "near",
        "neo", "neuro", "no", "non", "not", "omni", "over", "pan", "para", "partially", "partly", "permuted",
        "post", "pre", "proto", "pseudo", "quasi", "re", "root", "rotated", "self", "semi", "small", "sub",
        "super", "tiny", "toy", "trans", "tri", "ultra", "un", "under", "uni", "unlike", "weak", "weakly",
        "without", "zero",
    }
)  # fmt: skip
"""Words that make another thing of the very word behind them: semi + supervised learning, root + mean squared error."""

SETTINGS = frozenset(
    {
        "1d", "2d", "3d", "4d", "amortized", "automated", "automatic", "autonomous",
        "autoregressive", "bayesian", "biomedical", "causal", "clinical", "conditional", "constrained",
        "continual", "contrastive", "controllable", "convex", "cross", "decentralized", "deep", "dense",
        "deterministic", "discriminative", "distributed", "efficient", "egocentric", "equivariant",
        "explainable", "federated", "few", "fully", "generative", "geometric", "hierarchical", "high",
        "hyperbolic", "incremental", "interactive", "interpretable", "invariant", "k", "large", "lifelong",
        "long", "low", "medical", "monocular", "multi", "multilingual", "multimodal", "n",
        "offline", "one", "online", "open", "panoramic", "personalized", "private",
        "probabilistic", "quantum", "real", "robust", "self", "semi", "short", "small", "sparse", "spatial",
        "spatiotemporal", "stereo", "stochastic", "streaming", "supervised", "temporal", "unconditional",
        "unified", "unsupervised", "variational", "weakly", "zero",
    }
)  # fmt: skip
"""First words of a name that say in what setting, never of what: what stands between them and the head may go."""

NO_SETTINGS = frozenset({"cross-entropy", "one-class", "multi-head", "multi-layer", "k-means", "n-gram"})
"""First words that begin as those do and are a part of a term."""

DOING = frozenset(
    {
        "accelerating", "achieving", "adapting", "addressing", "advancing", "aligning", "analysing",
        "analyzing", "assessing", "automating", "avoiding", "benchmarking", "boosting", "bridging", "building",
        "characterizing", "combining", "comparing", "controlling", "converting", "counting", "creating",
        "debugging", "decoding", "defending", "designing", "detecting", "determining", "developing",
        "discovering", "distilling", "distinguishing", "editing", "eliminating", "empowering", "enabling",
        "encoding", "enforcing", "enhancing", "ensuring", "establishing", "estimating", "evaluating",
        "examining", "explaining", "exploiting", "exploring", "extending", "extracting", "finding", "fitting",
        "forecasting", "generating", "guiding", "handling", "identifying", "improving", "incorporating",
        "increasing", "inferring", "injecting", "integrating", "interpreting", "introducing", "investigating",
        "judging", "leveraging", "locating", "making", "manipulating", "maximizing", "measuring", "minimizing",
        "mitigating", "modeling", "modelling", "monitoring", "optimizing", "personalizing", "predicting",
        "preventing", "probing", "producing", "protecting", "pruning", "quantifying", "quantizing",
        "recognizing", "reconstructing", "recovering", "reducing", "refining", "removing", "repairing",
        "replacing", "repurposing", "rethinking", "retrieving", "scaling", "securing", "selecting",
        "simulating", "solving", "steering", "studying", "summarizing", "supporting", "synthesizing",
        "tackling", "teaching", "towards", "tracking", "training", "transferring", "translating", "tuning",
        "understanding", "unifying", "unlearning", "unlocking", "unveiling", "updating", "using", "utilizing",
        "verifying", "watermarking", "writing",
    }
)  # fmt: skip
"""First words of a name that do something to what follows: "detecting hallucinations" is no hallucination."""

ACTIVITIES = ("ing", "tion", "sion", "ment", "sis")
"""Endings of words for something done: of a task "X of Y" is X, and "an X method" does X."""

DOERS = frozenset(
    {
        "algorithm", "approach", "framework", "method", "methodology", "paradigm", "procedure", "scheme",
        "strategy", "technique",
    }
)  # fmt: skip
"""Behind a word for something done they name the doer: "a contrastive learning method"."""

LOOSE_DOERS = frozenset({"framework", "paradigm"})
"""Of these the ones that may be of much more than what stands before them."""

OTHER_SENSES: dict[str, frozenset[str]] = {
    "manipulation": frozenset(
        {
            "audio",
            "data",
            "expression",
            "face",
            "facial",
            "image",
            "latent",
            "media",
            "speech",
            "symbol",
            "symbolic",
            "text",
            "video",
        }
    ),
    "localization": frozenset({"anomaly", "error", "forgery", "moment", "temporal"}),
    "attention": frozenset({"visual", "joint", "human", "overt", "selective"}),
    "navigation": frozenset({"web", "page", "gui"}),
    "registration": frozenset({"camera"}),
    "distillation": frozenset({"dataset", "data"}),
}
"""Last words that mean another thing behind some words than they mostly mean."""

PROPER = frozenset({EntityType.DATASET.value})
"""Labels whose names are proper: no kind is read from their words."""

NO_ADJECTIVES = frozenset(
    {
        "alternative", "and", "are", "as", "but", "can", "combination", "component", "hardly", "has", "have",
        "if", "instead", "is", "mixture", "model", "network", "never", "no", "non", "nor", "not", "of", "or",
        "part", "pipeline", "precursor", "replacement", "substitute", "system", "that", "to", "variant", "was",
        "were", "when", "where", "which", "who", "whose",
    }
)  # fmt: skip
"""What ends a row of adjectives before a noun, and nouns that would be the head instead."""

BEHIND_HEADS = frozenset(
    {
        "achieve", "achieves", "also", "are", "because", "but", "called", "can", "combining", "comprising",
        "consisting", "could", "demonstrate", "did", "do", "does", "enabling", "excel", "exhibit", "fail",
        "fails", "featuring", "generate", "had", "has", "have", "integrating", "is", "lack", "leveraging",
        "may", "might", "named", "not", "offer", "often", "only", "operating", "perform", "produce", "provide",
        "rely", "remain", "require", "should", "show", "shows", "since", "so", "still", "struggle", "struggles",
        "suffer", "tend", "that", "typically", "was", "were", "when", "where", "which", "while", "who", "whose",
        "will", "would",
    }
)  # fmt: skip
"""Besides prepositions and adverbs, words that show that the noun before them ends its phrase."""

DONE = frozenset(
    {
        "based", "built", "capable", "conditioned", "designed", "developed", "equipped", "equivariant", "fine-tuned",
        "finetuned", "inspired", "introduced", "invariant", "learned", "parameterized", "pre-trained", "pretrained",
        "proposed", "tailored", "trained",
    }
)  # fmt: skip
"""Words that end a noun's phrase as those do, where a preposition follows: a head "trained on", no "trained model"."""
