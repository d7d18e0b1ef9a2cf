"""Finding mentions: units and their shapes, windows of word pieces, labels, and the spaCy component."""
