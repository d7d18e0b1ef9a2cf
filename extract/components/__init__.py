"""Components of the spaCy pipeline, one file each."""
