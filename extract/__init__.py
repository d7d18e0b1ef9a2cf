"""From text to extractions: readers, the spaCy pipeline, training and evaluation."""
