"""From extractions to a graph, and from a graph to answers."""
