"""Tables: the CSV files of a result as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from . import _native

#: Rows that a notebook shows.
_SHOWN = 10


class Table:
    """A CSV file of a result as columns in memory, which polars, DuckDB and pyarrow read without a copy.

    It speaks the Arrow PyCapsule protocol, so that ``polars.DataFrame(table)``, ``pyarrow.table(table)`` and, with
    ``series = run.timeseries``, ``duckdb.sql("select ... from series")`` work. Text is dictionary-encoded, counts are
    64-bit integers, all other numbers 64-bit floats; an empty cell is null. The types follow from the columns' names,
    never from the data. Names carry their units: ``_s`` seconds, ``_ms`` milliseconds, ``_usd`` US dollars.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Table) -> None:
        self._native = native

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self._native.columns

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._native)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def to_arrow(self) -> pyarrow.Table:
        """A table of pyarrow, which shares the memory of this one."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """A data frame of polars, which shares the memory of this one."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of pandas; text becomes a category."""
        import pandas

        if hasattr(pandas.DataFrame, "from_arrow"):
            return pandas.DataFrame.from_arrow(self)
        return self.to_arrow().to_pandas()

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dict for each row."""
        names = self.columns
        return [dict(zip(names, row)) for row in self._native.rows(0, len(self))]

    def __repr__(self) -> str:
        return f"<burstsim.Table {self._native.file}: {len(self):,} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = (
            "".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row)
            for row in self._native.rows(0, _SHOWN)
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        count = f"<p>{min(_SHOWN, len(self)):,} of {len(self):,} rows, {len(self.columns)} columns</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{count}"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("pickle the result, or the table as to_arrow() or to_polars()")


class Tables(Mapping[str, Table]):
    """The tables of a result by the names of their CSV files, such as ``timeseries``; each is made when asked for."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._names: list[str] | None = None
        self._made: dict[str, Table] = {}

    def _known(self) -> list[str]:
        if self._names is None:
            self._names = [name.removesuffix(".csv") for name in self._native.tables()]
        return self._names

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            if name not in self._known():
                raise KeyError(name)
            self._made[name] = Table(self._native.table(name + ".csv"))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __repr__(self) -> str:
        return f"<burstsim.Tables {', '.join(self._known())}>"
