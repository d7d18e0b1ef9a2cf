"""Colours of the types, in notebooks and in the dashboard: one type, one colour.

They are Okabe and Ito's, darkened on light ground and lightened on dark, so that they differ for colour-blind eyes and
text on them is legible.
"""

from __future__ import annotations

LIGHT: dict[str, str] = {
    "Method": "#0072B2",
    "Task": "#B87400",
    "Dataset": "#00805C",
    "Metric": "#B0568F",
    "SymmetryGroup": "#C44E00",
    "Paper": "#6B7280",
}
"""Colour of a type on light ground."""

DARK: dict[str, str] = {
    "Method": "#56B4E9",
    "Task": "#E69F00",
    "Dataset": "#2FC79A",
    "Metric": "#CC79A7",
    "SymmetryGroup": "#F28E4B",
    "Paper": "#9CA3AF",
}
"""Colour of a type on dark ground."""

SINGULAR: dict[str, str] = {
    "Method": "method",
    "Task": "task",
    "Dataset": "data set",
    "Metric": "metric",
    "SymmetryGroup": "symmetry group",
    "Paper": "paper",
}
"""What one of a type is called."""
