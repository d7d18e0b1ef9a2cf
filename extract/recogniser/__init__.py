"""Finding mentions: units and their shapes, windows over word pieces, labels, and the spaCy component that runs them."""
