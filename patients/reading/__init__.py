"""Reading somebody else's list of patients, CSV or XLSX, to what we keep of them and no more."""

from .checking import Checked, Checker
from .lists import LIST, MAX_BYTES, MAX_LINES, PatientList, open_list
from .reduced import read_reduced, reduce
from .sorting import Double, Pair, Sorted, sort_out

__all__ = [
    "LIST",
    "MAX_BYTES",
    "MAX_LINES",
    "Checked",
    "Checker",
    "Double",
    "Pair",
    "PatientList",
    "Sorted",
    "open_list",
    "read_reduced",
    "reduce",
    "sort_out",
]
