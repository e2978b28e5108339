"""A discrete-event simulator of AWS Lambda concurrency scaling.

Burst quotas, ramp, reserved and provisioned concurrency, throttling: `run` simulates a scenario, `compare`, `size`,
`sweep` and `explain` study it, `backtest` holds it against what was measured, and `import_` makes one of metrics, logs
and templates. Results are those of the program ``burstsim``, to the byte.

>>> import burstsim
>>> run = burstsim.run("flash-sale")
>>> run.summary["functions"][0]["throttle_rate"]
>>> run.timeseries.to_pandas()
"""

from ._errors import ScenarioError, WorkersLost
from ._imports import Imported, import_
from ._native import VERSION as __version__
from ._native import Problem
from ._results import (
    Backtest,
    Chart,
    Charts,
    Checked,
    Comparison,
    Explanation,
    Result,
    Run,
    Size,
    Sweep,
    Validation,
)
from ._scenario import Scenario
from ._studies import backtest, check, compare, explain, run, schema, shipped, size, sweep, validate
from ._tables import Table, Tables

__all__ = [
    "Backtest",
    "Chart",
    "Charts",
    "Checked",
    "Comparison",
    "Explanation",
    "Imported",
    "Problem",
    "Result",
    "Run",
    "Scenario",
    "ScenarioError",
    "Size",
    "Sweep",
    "Table",
    "Tables",
    "Validation",
    "WorkersLost",
    "__version__",
    "backtest",
    "check",
    "compare",
    "explain",
    "import_",
    "run",
    "schema",
    "shipped",
    "size",
    "sweep",
    "validate",
]
