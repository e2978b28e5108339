"""What studies give: words, tables, charts and files of a result, each made when it is asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import _native
from ._native import Problem
from ._tables import Table, Tables

if TYPE_CHECKING:
    from pathlib import Path

_PAGE = "report.html"
_MANIFEST = "manifest.json"
_OPENMETRICS = "openmetrics.txt"


class Chart(str):
    """A chart as SVG text, which a notebook draws."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


class Charts(Mapping[str, Chart]):
    """The charts of a result by their names."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._drawn: dict[str, Chart] | None = None

    def _all(self) -> dict[str, Chart]:
        if self._drawn is None:
            files = self._native.files(charts=True, endings=[".svg"])
            self._drawn = {name.removesuffix(".svg"): Chart(text.decode()) for name, text in files.items()}
        return self._drawn

    def __getitem__(self, name: str) -> Chart:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return f"<burstsim.Charts {', '.join(self._all())}>"


class Result:
    """What a study gave. It has the tables of its CSV files as attributes: ``result.timeseries``, ``result.bill``."""

    def __init__(self, native: _native.Report | _Kept) -> None:
        self._native = native
        self._tables = Tables(native)
        self._charts = Charts(native)
        self._summary: Any = None

    @property
    def name(self) -> str:
        """What it is called, such as ``flash-sale-size``."""
        return self._native.name

    @property
    def summary(self) -> dict[str, Any]:
        """Its JSON file as a dict: every total, rate, percentile, cost and verdict."""
        if self._summary is None:
            self._summary = json.loads(self._native.json)
        summary: dict[str, Any] = self._summary
        return summary

    @property
    def meets_objectives(self) -> bool:
        """Whether no objective (``[slo]``, ``slo=``) is missed; true where there is none."""
        return not self._native.is_missed

    @property
    def warnings(self) -> list[Problem]:
        """What is suspicious in the scenario."""
        return self._native.warnings

    @property
    def tables(self) -> Tables:
        """Its tables by the names of their CSV files."""
        return self._tables

    @property
    def charts(self) -> Charts:
        """Its charts as SVG."""
        return self._charts

    @property
    def text(self) -> str:
        """Words and tables in 80 columns, as the program prints them."""
        return self._native.text

    @property
    def markdown(self) -> str:
        """The same as Markdown, to paste into a review."""
        return self._native.markdown or self._native.text

    @property
    def html(self) -> str | None:
        """``report.html``, one page that loads nothing else; ``None`` where a study has none."""
        if _PAGE not in self._native.names(charts=True):
            return None
        return self._native.file(_PAGE, charts=True).decode()

    @property
    def scenario(self) -> str:
        """The scenario as TOML with every default filled in: the answer's, the first point's or the baseline's."""
        names = self._native.names(charts=False)
        for name in ("scenario.toml", "first-point/scenario.toml"):
            if name in names:
                return self._native.file(name, charts=False).decode()
        first = next(name for name in names if name.startswith("variants/") and name.endswith(".toml"))
        return self._native.file(first, charts=False).decode()

    def files(self, *, charts: bool = True) -> dict[str, bytes]:
        """All files as the program writes them, byte for byte, by their names."""
        return self._native.files(charts=charts)

    def write(self, folder: str | os.PathLike[str], *, charts: bool = True) -> list[Path]:
        """Writes all files into a folder, in the place of an earlier result: whole, or not at all.

        The folder is made if need be, and files that are not burstsim's stay.

        :raises OSError: if that is not possible; the earlier result is unchanged then.
        """
        from pathlib import Path

        return [Path(path) for path in self._native.write(os.fspath(folder), charts=charts)]

    def __getattr__(self, name: str) -> Table:
        if not name.startswith("_"):
            tables: Tables | dict[str, Table] = self.__dict__.get("_tables", {})
            for stem in tables:
                if stem.replace("-", "_") == name:
                    return tables[stem]
            known = f"; its tables are {', '.join(tables)}" if tables else ""
            raise AttributeError(f"{type(self).__name__} has no `{name}`{known}", name=name, obj=self)
        raise AttributeError(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(stem.replace("-", "_") for stem in self._tables)]

    def __repr__(self) -> str:
        missed = "" if self.meets_objectives else ": objectives missed"
        return f"<burstsim.{type(self).__name__} {self.name!r}{missed}>"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from html import escape

        page = self.html
        if page is None:
            return f"<pre>{escape(self.text)}</pre>"
        # Scripts of the page draw its charts, and reach nothing of the notebook.
        return (
            f'<iframe sandbox="allow-scripts" srcdoc="{escape(page)}" '
            'style="width:100%;height:40em;border:0" loading="lazy"></iframe>'
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (_Kept.of(self._native),)


class _Kept:
    """A result by its files, as it comes out of a pickle: it has all that the one that went in had."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._state = state
        self._files: dict[str, bytes] = state["files"]
        self._plain: dict[str, bytes | None] = state["plain"]
        self.name: str = state["name"]
        self.text: str = state["text"]
        self.markdown: str | None = state["markdown"]
        self.json: str = state["json"]
        self.is_missed: bool = state["is_missed"]
        self.warnings: list[Problem] = state["warnings"]

    @classmethod
    def of(cls, native: _native.Report | _Kept) -> _Kept:
        if isinstance(native, _Kept):
            return native
        drawn, plain = native.files(charts=True), native.files(charts=False)
        return cls(
            {
                "name": native.name,
                "text": native.text,
                "markdown": native.markdown,
                "json": native.json,
                "is_missed": native.is_missed,
                "warnings": native.warnings,
                "files": drawn,
                "names": native.names(charts=True),
                # Of those without charts, what differs: `None` if a file is the same.
                "plain": {
                    name: None if drawn.get(name) == contents else contents
                    for name, contents in ((name, plain[name]) for name in native.names(charts=False))
                },
                "tables": native.tables(),
            }
        )

    def names(self, *, charts: bool) -> list[str]:
        return list(self._state["names"] if charts else self._plain)

    def file(self, name: str, *, charts: bool) -> bytes:
        contents = None if charts else self._plain[name]
        return self._files[name] if contents is None else contents

    def files(self, *, charts: bool, endings: list[str] | None = None) -> dict[str, bytes]:
        wanted = tuple(endings) if endings is not None else ("",)
        names = sorted(self.names(charts=charts))
        return {name: self.file(name, charts=charts) for name in names if name.endswith(wanted)}

    def tables(self) -> list[str]:
        return list(self._state["tables"])

    def table(self, name: str) -> _native.Table:
        return _native.table_of_csv(name, self.file(name, charts=False))

    def write(self, folder: str, *, charts: bool) -> list[str | os.PathLike[str]]:
        names = self.names(charts=charts)
        return _native.write_files(folder, [(name, self.file(name, charts=charts)) for name in names])

    def __reduce__(self) -> tuple[Any, ...]:
        return _Kept, (self._state,)


class Run(Result):
    """A scenario that was run once, once for long (``steady_state``), or many times (``replications``)."""

    timeseries: Table
    """A row for each interval and function: requests, throttles, cold starts, concurrency, latency."""
    account: Table
    """A row for each interval: concurrency of the account and its burst quota."""
    bill: Table
    """A row for each price: quantity, price and amount in USD."""
    cloudwatch: Table
    """CloudWatch's metrics by minute."""
    sources: Table
    """A row for each interval and queue, stream or API; only where there are some."""
    services: Table
    """A row for each interval and ECS service; only where there are some."""
    environments: Table
    """What each execution environment did; only of small runs."""
    replications: Table
    """A row for each replication, function and metric; only with ``replications`` or ``precision``."""
    bands: Table
    """Confidence bands over time; only with ``replications`` or ``precision``."""
    explanation: Table
    """Periods of trouble and what would have prevented them; only with ``explain``."""

    @property
    def openmetrics(self) -> str | None:
        """``openmetrics.txt``, the time series as OpenMetrics text; only with ``openmetrics=True``, else ``None``."""
        if _OPENMETRICS not in self._native.names(charts=False):
            return None
        return self._native.file(_OPENMETRICS, charts=False).decode()


class Comparison(Result):
    """Variants of a scenario, or scenarios, that met the same requests."""

    comparison: Table
    """A row for each variant, function and metric, with its difference from the first variant."""
    timeseries: Table
    """A row for each variant, interval and function."""
    capacity: Table
    """Paid and used capacity over time; only of platforms."""
    break_even: Table
    """The monthly cost of each platform by load; only of platforms."""

    @property
    def variants(self) -> dict[str, str]:
        """The scenario of each variant by its name, as TOML with every default filled in."""
        names = [variant["name"] for variant in self.summary["variants"]]
        files = [name for name in self._native.names(charts=False) if _is_variant(name)]
        return {name: self._native.file(file, charts=False).decode() for name, file in zip(names, files, strict=True)}


def _is_variant(file: str) -> bool:
    return file.startswith("variants/") and file.endswith(".toml")


class Size(Result):
    """The least of a quantity that meets objectives, and what more or less of it does."""

    size: Table
    """A row for each value: verdict, and its figures with 95 % confidence intervals."""


class Sweep(Result):
    """What each point of a grid, or of a sample, gave."""

    sweep: Table
    """A row for each point, function and metric; the swept keys are text as it was given."""


class Explanation(Result):
    """Why a run throttled or started cold, and the least change that prevents it."""

    explanation: Table
    """A row for each period and setting: the limit in force, the value needed, and what it would leave."""


class Backtest(Result):
    """A scenario held against what was measured."""

    backtest: Table
    """A row for each interval, function and quantity: measured, simulated, and the interval of a new observation."""

    @property
    def is_good_enough(self) -> bool:
        """Whether every total is within the tolerance: whether one can decide by the scenario."""
        return bool(self.summary["good_enough"])


class Validation:
    """The model against theory, AWS's worked examples and measurements."""

    def __init__(self, native: _native.Validation) -> None:
        self._native = native

    @property
    def passed(self) -> bool:
        """Whether every case agrees with its reference."""
        return self._native.passed

    @property
    def summary(self) -> list[dict[str, Any]]:
        """A dict for each case."""
        cases: list[dict[str, Any]] = json.loads(self._native.json)
        return cases

    @property
    def table(self) -> Table:
        """A row for each case."""
        return Table(self._native.table)

    @property
    def text(self) -> str:
        """A table for each reference."""
        return self._native.text

    @property
    def markdown(self) -> str:
        """The same as Markdown."""
        return self._native.markdown

    def __repr__(self) -> str:
        return f"<burstsim.Validation: {'passed' if self.passed else 'failed'}>"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(self.text)}</pre>"


class Checked:
    """A scenario that is valid."""

    def __init__(self, name: str, scenario: str, warnings: list[Problem]) -> None:
        self.name: str = name
        self.scenario: str = scenario
        """The scenario as TOML with every default filled in."""
        self.warnings: list[Problem] = warnings
        """What is suspicious in it."""

    def __repr__(self) -> str:
        count = len(self.warnings)
        warnings = f", {count} warning{'' if count == 1 else 's'}" if count else ""
        return f"<burstsim.Checked {self.name!r}: valid{warnings}>"
