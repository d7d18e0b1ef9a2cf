"""Other models behind ``--model``: a spaCy pipeline, a GLiNER checkpoint, a server that speaks OpenAI's protocol.

The first two find mentions, and our own components do the rest; a server answers with entities, what the paper
proposes and relations, each with the words that say so. Each module is imported only when its kind of model is asked
for, and so is what an optional extra brings.
"""

from extract.models.options import ModelOptions, PaperExtractor
from extract.models.usage import Usage

__all__ = ["ModelOptions", "PaperExtractor", "Usage"]
