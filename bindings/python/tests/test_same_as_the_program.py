"""Every study gives the files that the program writes, byte for byte."""

from __future__ import annotations

import json

import burstsim
import pytest
from conftest import files_below, same

SLO = "cold_start_rate < 20%"
KEY = "functions.shop.provisioned_concurrency"


def test_run(program):
    run = burstsim.run("ten-requests", seed=7)
    same(run.files(), program.result("run", "ten-requests", "--seed", 7))
    same(run.files(charts=False), program.result("run", "ten-requests", "--seed", 7, "--no-charts"))


def test_run_of_a_file(program, scenario):
    options = {"set": {"region.burst": 50, "name": "mine"}, "scale": 1.5, "lang": "ko", "metric_data": True}
    run = burstsim.run(scenario, **options)
    arguments = ["--set", "region.burst=50", "--set", "name=mine", "--scale", 1.5, "--lang", "ko", "--metric-data"]
    same(run.files(), program.result("run", scenario, *arguments))
    assert run.name == "mine"
    printed = program.run("run", scenario, *arguments, "--output", "text")
    assert run.text.rstrip() == printed.stdout.rstrip()


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({"replications": 3}, ["--replications", 3]),
        (
            {"precision": "50%", "precision_of": ["throttle_rate"], "max_replications": 12},
            ["--precision", "50%", "--precision-of", "throttle_rate", "--max-replications", 12],
        ),
        ({"steady_state": True, "openmetrics": True}, ["--steady-state", "--openmetrics"]),
        ({"explain": True}, ["--explain"]),
    ],
)
def test_studies_of_one_scenario(program, scenario, options, arguments):
    same(burstsim.run(scenario, **options).files(), program.result("run", scenario, *arguments))


@pytest.mark.parametrize("name", ["measured-aws-2020", "order-queue", "api-three-ways"])
def test_scenarios_with_data_queues_and_services(program, name):
    short = {"duration": "2m"} if name == "api-three-ways" else {}
    arguments = [part for key, value in short.items() for part in ("--set", f"{key}={value}")]
    run = burstsim.run(name, set=short)
    same(run.files(charts=False), program.result("run", name, "--no-charts", *arguments))


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({}, []),
        ({"regions": ["us-east-1", "sa-east-1"]}, ["--regions", "us-east-1,sa-east-1"]),
        ({"scaling": ["regional-burst", "per-function"]}, ["--scaling", "regional-burst,per-function"]),
        ({"vary": {KEY: [0, 20]}, "monthly": True}, ["--vary", f"{KEY}=0,20", "--monthly"]),
        ({"vary": {"functions.shop.memory": ["512 MB", "1 GB"]}}, ["--vary", "functions.shop.memory=512 MB,1 GB"]),
    ],
)
def test_compare(program, scenario, options, arguments):
    ours = burstsim.compare(str(scenario), **options, replications=3)
    same(ours.files(), program.result("compare", scenario, *arguments, "--replications", 3))
    assert list(ours.variants) == [variant["name"] for variant in ours.summary["variants"]]


def test_compare_scenarios(program, scenario):
    other = scenario.with_name("other.toml")
    other.write_text(scenario.read_text().replace("150", "100"))
    ours = burstsim.compare([scenario, other], events_per_month=2, max_replications=10)
    arguments = ["--events-per-month", 2, "--max-replications", 10]
    same(ours.files(), program.result("compare", scenario, other, *arguments))


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({"slo": SLO}, ["--slo", SLO]),
        ({"slo": [SLO], "curve": False}, ["--slo", SLO, "--no-curve"]),
        ({"slo": SLO, "target": True}, ["--slo", SLO, "--target"]),
        ({"slo": SLO, "schedule": "hourly"}, ["--slo", SLO, "--schedule", "hourly"]),
        (
            {"slo": "throttle_rate < 20%", "quantity": "account_concurrency"},
            ["--slo", "throttle_rate < 20%", "--quantity", "account_concurrency"],
        ),
    ],
)
def test_size(program, scenario, options, arguments):
    ours = burstsim.size(scenario, max_replications=10, **options)
    same(ours.files(), program.result("size", scenario, "--max-replications", 10, *arguments))


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({"over": {KEY: range(0, 21, 10)}}, ["--over", f"{KEY}=0,10,20"]),
        ({"over": {KEY: "0..20:10", "seed": [1]}}, None),
        (
            {"over": {KEY: "0..20:10"}, "metric": "latency_p99_ms"},
            ["--over", f"{KEY}=0..20:10", "--metric", "latency_p99_ms"],
        ),
        (
            {"over": {KEY: "0..20", "region.burst": "10..50"}, "sample": 4},
            ["--over", f"{KEY}=0..20", "--over", "region.burst=10..50", "--sample", 4],
        ),
        (
            {"over": {"functions.shop.memory": ["512 MB", "1 GB"]}},
            ["--over", "functions.shop.memory=512 MB,1 GB"],
        ),
    ],
)
def test_sweep(program, scenario, options, arguments):
    ours = burstsim.sweep(scenario, **options, replications=2)
    if arguments is not None:
        same(ours.files(), program.result("sweep", scenario, *arguments, "--replications", 2))


def test_explain(program, scenario):
    ours = burstsim.explain(scenario, function="shop", periods=1)
    same(ours.files(), program.result("explain", scenario, "--function", "shop", "--periods", 1))


def test_backtest_and_import(program, scenario):
    measured = program.folder / "metrics.json"
    burstsim.run(scenario, metric_data=True, set={"name": "x"}).write(program.folder / "measured", charts=False)
    measured.write_bytes((program.folder / "measured" / "cloudwatch.json").read_bytes())

    imported = burstsim.import_(measured, region="ap-northeast-2", name="imported")
    done = program.run("import", measured, "--region", "ap-northeast-2", "--output", "imported", "--quiet")
    assert done.returncode == 0, done.stderr
    theirs = files_below(program.folder / "imported")
    same(imported.files(), theirs)
    assert imported.summary == json.loads(theirs["import.json"])
    imported.write(program.folder / "ours")
    same(files_below(program.folder / "ours"), theirs)
    with pytest.raises(FileExistsError, match="already exists"):
        imported.write(program.folder / "ours")

    file = program.folder / "imported" / "scenario.toml"
    ours = burstsim.backtest(file, measured, replications=3)
    same(ours.files(), program.result("backtest", file, "--measured", measured, "--replications", 3))
    assert isinstance(ours.is_good_enough, bool)
    # What was imported runs without a disk, and gives the same.
    alone = burstsim.run(imported.scenarios[0])
    assert alone.summary == burstsim.run(file).summary


def test_validate(program):
    ours = burstsim.validate(only="token-bucket", quick=True)
    theirs = program.run("validate", "--quick", "--only", "token-bucket", "--format", "json")
    assert ours.summary == json.loads(theirs.stdout)
    assert ours.passed
    broken = burstsim.validate(only="token-bucket", quick=True, set={"region.ramp_per_minute": 505})
    assert not broken.passed


def test_check_and_schema(program, scenario):
    assert burstsim.check(scenario).scenario == program.run("check", scenario, "--resolved").stdout
    assert burstsim.schema() == json.loads(program.run("schema").stdout)
    listed = program.run("run", "--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(burstsim.shipped())


def test_write(program, scenario):
    theirs = program.result("run", scenario)
    written = burstsim.run(scenario).write(program.folder / "ours")
    same(files_below(program.folder / "ours"), theirs)
    assert len(written) == len(theirs)
    (program.folder / "ours" / "mine.txt").write_text("stays")
    burstsim.run(scenario).write(program.folder / "ours", charts=False)
    assert (program.folder / "ours" / "mine.txt").read_text() == "stays"
    assert not (program.folder / "ours" / "report.html").exists()
