"""agon: what is argued about in threads, with quotes and numbers that can be checked.

`Case` is a case folder: import, analyse, report, verify, and its tables. `Engine` runs single stages on Arrow tables.
Errors are `AgonError`, with the sentence that the command line would print.
"""

from agon._library import AgonError, Status, abi_version, library_path, version
from agon.case import Case, ImportResult, ReportResult, StageResult, Verdict
from agon.debate import Camp, Debate, Quote
from agon.stages import Engine, write_table

__version__ = version()

__all__ = [
    "AgonError", "Camp", "Case", "Debate", "Engine", "ImportResult", "Quote", "ReportResult", "StageResult", "Status",
    "Verdict", "abi_version", "library_path", "version", "write_table",
]
