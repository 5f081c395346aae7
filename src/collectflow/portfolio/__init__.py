"""The same policies on data frames: the second reading of the guard language.

`sweep` evaluates an engine's rules on the host's own frames (Polars, DuckDB, pandas, PyArrow, PySpark),
natively and without a loop over rows. It needs the extra `portfolio`.
"""

from collectflow._extras import explain_missing

try:
    from collectflow.portfolio._back import frames_to_cases
    from collectflow.portfolio._cases import cases_to_frames
    from collectflow.portfolio._errors import BadColumn, MissingColumn, MissingFrame, MixedFrames, NotInFrames
    from collectflow.portfolio._sweep import needs, sweep
except ImportError as error:
    explain_missing(error, __name__)
    raise

__all__ = [
    "BadColumn",
    "MissingColumn",
    "MissingFrame",
    "MixedFrames",
    "NotInFrames",
    "cases_to_frames",
    "frames_to_cases",
    "needs",
    "sweep",
]
