"""Tables hold what the CSV files hold, with types that follow from the columns' names alone."""

from __future__ import annotations

import csv
import io

import burstsim
import duckdb
import pandas
import polars
import pyarrow
import pytest

KEY = "functions.shop.provisioned_concurrency"


def assert_tables_are_the_files(result) -> None:
    files = result.files(charts=False)
    assert result.tables, "a result has tables"
    for name, table in result.tables.items():
        rows = list(csv.reader(io.StringIO(files[name + ".csv"].decode())))
        head, rows = rows[0], rows[1:]
        assert table.columns == head
        assert len(table) == len(rows)
        columns = zip(*rows, strict=True) if rows else [()] * len(head)
        arrow = table.to_arrow()
        for column, kind, cells in zip(head, table._native.kinds, columns, strict=True):
            read = {"text": str, "count": int, "number": float, "flag": lambda cell: cell == "true"}[kind]
            expected = [None if cell == "" else read(cell) for cell in cells]
            assert arrow.column(column).to_pylist() == expected, f"{name}: {column}"


@pytest.mark.parametrize("name", list(burstsim.shipped()))
def test_every_shipped_scenario(name):
    assert_tables_are_the_files(burstsim.run(name))


def test_every_study(scenario):
    slo = "cold_start_rate < 20%"
    for result in (
        burstsim.run(scenario, replications=3),
        burstsim.run(scenario, explain=True),
        burstsim.run("order-queue", replications=2),
        burstsim.compare(scenario, replications=2),
        burstsim.compare("api-three-ways", platforms=["lambda", "fargate"], set={"duration": "2m"}, replications=2),
        burstsim.size(scenario, slo=slo, max_replications=10),
        burstsim.size(scenario, slo=slo, max_replications=10, target=True),
        burstsim.size(scenario, slo=slo, max_replications=10, schedule="hourly"),
        burstsim.sweep(scenario, over={KEY: [0, 10]}, replications=2),
        burstsim.explain(scenario),
    ):
        assert_tables_are_the_files(result)


def test_attributes_are_the_tables():
    run = burstsim.run("ten-requests")
    assert run.timeseries is run.tables["timeseries"]
    assert "bill" in dir(run)
    with pytest.raises(AttributeError, match="no `sources`; its tables are timeseries, account"):
        _ = run.sources
    with pytest.raises(KeyError):
        _ = run.tables["sources"]


def test_types_do_not_depend_on_the_data():
    # Latency is empty in some intervals of the one and in none of the other.
    one, other = burstsim.run("ten-requests").timeseries, burstsim.run("flash-sale").timeseries
    assert one.to_arrow().schema == other.to_arrow().schema


def test_others_read_them():
    series = burstsim.run("ten-requests").timeseries
    total = sum(row["arrivals"] for row in series.to_dicts())
    assert total == 10
    assert series.to_pandas()["arrivals"].sum() == total
    assert isinstance(series.to_pandas()["function"].dtype, pandas.CategoricalDtype)
    assert series.to_polars()["arrivals"].sum() == total
    assert duckdb.sql("select sum(arrivals) from series").fetchall()[0][0] == total
    assert pyarrow.table(series).num_rows == len(series)
    assert "<td>" in series._repr_html_()


def test_nothing_is_copied():
    table = burstsim.run("flash-sale").timeseries
    one, other = pyarrow.table(table), pyarrow.table(table)
    frame = polars.DataFrame(table).to_arrow()
    for column in ("arrivals", "time_s", "latency_p99_ms"):
        addresses = {read.column(column).chunk(0).buffers()[1].address for read in (one, other, frame)}
        assert len(addresses) == 1, f"{column} was copied"
