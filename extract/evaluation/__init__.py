"""How good extractions are: figures against gold, calibration of confidence, frequent errors, and a page of them."""

from extract.evaluation.alignment import align, surface_key
from extract.evaluation.calibration import Calibration, ReliabilityBin, reliability
from extract.evaluation.page import error_page
from extract.evaluation.report import ErrorCount, Figures, Report, evaluate

__all__ = [
    "Calibration",
    "ErrorCount",
    "Figures",
    "ReliabilityBin",
    "Report",
    "align",
    "error_page",
    "evaluate",
    "reliability",
    "surface_key",
]
