"""What is no scenario and no argument is refused with a clear exception; and every form of a scenario is read."""

from __future__ import annotations

import copy
import datetime
import math
import os
import pathlib
import pickle
import sys
import tomllib

import burstsim
import pytest
from conftest import SMALL

DICT = tomllib.loads(SMALL)
MEMORY_IS_KNOWN = sys.platform == "linux"


def changed(path: list, value: object) -> dict:
    scenario = copy.deepcopy(DICT)
    inner = scenario
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return scenario


def test_all_forms_are_the_same_scenario(scenario):
    expected = burstsim.run(scenario, set={"name": "x"}).summary
    for form in (SMALL, str(scenario), DICT, burstsim.Scenario(SMALL), burstsim.Scenario(DICT, name="y")):
        assert burstsim.run(form, set={"name": "x"}).summary == expected


def test_a_duration_is_a_timedelta():
    run = burstsim.run(changed(["duration"], datetime.timedelta(seconds=90)))
    assert run.summary["simulated_s"] == 90
    short = changed(["functions", 0, "service_time"], datetime.timedelta(microseconds=1500))
    assert 'service_time = "1500us"' in burstsim.check(short).scenario or "1.5ms" in burstsim.check(short).scenario


def test_set_is_that_of_the_program():
    for value in (500, "500"):
        assert "burst = 500" in burstsim.check(SMALL, set={"region.burst": value}).scenario
    checked = burstsim.check(SMALL, set={"functions.shop.traffic": [{"even": {"rate": 5.5}}]})
    assert "rate = 5.5" in checked.scenario
    checked = burstsim.check(SMALL, set={"billing.monthly": True, "functions.shop.memory": "512 MB"})
    assert "monthly = true" in checked.scenario


@pytest.mark.parametrize(
    ("path", "value", "error", "words"),
    [
        (["functions", 0, "service_time"], math.nan, ValueError, r"functions\[0\].service_time: nan"),
        (["functions", 0, "service_time"], -math.inf, ValueError, r"functions\[0\].service_time: -inf"),
        (["seed"], 2**63, ValueError, "seed: .* beyond the 64 bits"),
        (["region", "burst"], None, TypeError, "region.burst: None is no value"),
        (["region", "burst"], object(), TypeError, "region.burst: object is no value"),
        (["region", "burst"], b"500", TypeError, "region.burst: bytes is no value"),
        (["region", 5], 500, TypeError, "region: the key 5 is int"),
        (["name"], "\ud800", ValueError, "name: .* not valid Unicode"),
        (["duration"], datetime.timedelta(-1), ValueError, "duration: .* negative"),
        (["region", "burst"], True, burstsim.ScenarioError, "burst"),
        (["bogus"], 1, burstsim.ScenarioError, "bogus"),
    ],
)
def test_values_that_are_none(path, value, error, words):
    with pytest.raises(error, match=words):
        burstsim.run(changed(path, value))


def test_a_circle_and_a_pit():
    circle = copy.deepcopy(DICT)
    circle["functions"].append(circle)
    with pytest.raises(ValueError, match=r"functions\[1\]: the value contains itself"):
        burstsim.run(circle)
    pit: list = []
    for _ in range(10_000):
        pit = [pit]
    with pytest.raises(ValueError, match="nested more than"):
        burstsim.run({"duration": pit})


@pytest.mark.parametrize("scenario", [None, 5, b"ten-requests", ["ten-requests"], object()])
def test_what_is_no_scenario(scenario):
    with pytest.raises(TypeError, match="a scenario is TOML text"):
        burstsim.run(scenario)


def test_files_that_are_none(tmp_path):
    with pytest.raises(FileNotFoundError) as missing:
        burstsim.run(tmp_path / "missing.toml")
    assert missing.value.filename.endswith("missing.toml")
    with pytest.raises(FileNotFoundError):
        burstsim.run(str(tmp_path / "missing.toml"))
    with pytest.raises(ValueError, match=r"Did you mean `flash-sale`\? burstsim.shipped\(\)"):
        burstsim.run("flash-sail")
    with pytest.raises(OSError):
        burstsim.run(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"a = 1\n\xff\xfe\n")
    with pytest.raises(ValueError, match="line 2: byte 7 is not valid UTF-8"):
        burstsim.run(binary)
    with pytest.raises((OSError, ValueError), match="(?i)nul"):
        burstsim.run(tmp_path / "a\0b.toml")


def test_a_path_that_is_no_text(tmp_path):
    path = bytes(tmp_path) + b"/\xff.toml"
    try:
        with open(path, "w") as file:
            file.write(SMALL)
    except OSError:
        pytest.skip("this file system takes no such name")
    assert burstsim.run(pathlib.Path(os.fsdecode(path))).summary["simulated_s"] == 120


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"replications": 1}, ValueError, "replications must be from 2 to 100,000, not 1"),
        ({"replications": 10**30}, ValueError, "replications must be from 2"),
        ({"replications": 2.5}, TypeError, "replications must be a whole number"),
        ({"replications": True}, TypeError, "replications must be a whole number"),
        ({"threads": 0}, ValueError, "threads must be from 1 to 1,024"),
        ({"precision": 0}, ValueError, "precision must be a share above 0"),
        ({"precision": "x%"}, ValueError, "precision must be a share above 0"),
        ({"precision": 0.5, "precision_of": ["nothing"]}, ValueError, "`nothing` is no metric"),
        ({"precision": 0.5, "replications": 5}, ValueError, "exclude each other"),
        ({"steady_state": True, "explain": True}, ValueError, "exclude each other"),
        ({"steady_state": True, "settled": ["open"]}, ValueError, "`open` is no metric: metrics: open_mean"),
        ({"explain": 1}, TypeError, "explain must be True or False"),
        ({"lang": "fr"}, ValueError, 'lang must be "en" or "ko"'),
        ({"progress": 5}, TypeError, "progress is True or a function"),
        ({"set": ["seed=5"]}, TypeError, "set is a mapping"),
        ({"set": {5: 5}}, TypeError, "the key 5 is int"),
        ({"set": {"seed": math.nan}}, ValueError, "seed: nan"),
        ({"set": {"region.bursts": 5}}, burstsim.ScenarioError, "did you mean|burst"),
        ({"seed": -1}, burstsim.ScenarioError, "seed"),
        ({"seed": 2**70}, ValueError, "seed: .* beyond the 64 bits"),
        ({"scale": 0}, burstsim.ScenarioError, "scale"),
        ({"max_replications": 5}, ValueError, "belong to precision"),
    ],
)
def test_options_of_run(options, error, words):
    with pytest.raises(error, match=words):
        burstsim.run("ten-requests", **options)


def test_options_of_studies(scenario):
    for study, options, words in (
        (burstsim.compare, {"platforms": ["lambda"], "regions": ["us-east-1"]}, "platforms excludes"),
        (burstsim.compare, {"vary": {"seed": [1]}, "regions": ["us-east-1"]}, "vary excludes"),
        (burstsim.compare, {"platforms": ["moon"]}, "`moon` is no platform: lambda"),
        (burstsim.size, {"function": "shopp"}, "no function called `shopp`: did you mean `shop`"),
        (burstsim.size, {"slo": "x", "quantity": "moons"}, "slo|`moons` is no quantity"),
        (burstsim.size, {"quantity": "shards", "slo": "oldest_age < 5s"}, "a stream, invoked_by.stream"),
        (burstsim.size, {"quantity": "minimum_tasks", "slo": "throttle_rate < 5%"}, 'platform": "fargate"'),
        (burstsim.size, {"schedule": "daily"}, "schedule is None or"),
        (burstsim.size, {"schedule": "hourly", "target": True}, "exclude each other"),
        (burstsim.sweep, {"over": {}}, "over names no key"),
        (burstsim.sweep, {"over": {"seed": [5]}}, "this is one point|seed"),
        (burstsim.sweep, {"over": {"region.burst": [5, 6]}, "metric": "latency"}, "`latency` is no metric"),
        (burstsim.sweep, {"over": {"region.burst": "5..1000"}}, "step|STEP"),
        (burstsim.backtest, {"measured": []}, "measured names no file"),
        (burstsim.backtest, {"measured": str(scenario), "from_": "tomorrow"}, "from_: .* is not a time"),
        (burstsim.backtest, {"measured": str(scenario), "utc_offset": "x"}, "utc_offset: .* is not an offset"),
    ):
        with pytest.raises(ValueError, match=words):
            study(scenario, **options)
    with pytest.raises(ValueError, match="`moon` is no reference: erlang"):
        burstsim.validate(only="moon")
    with pytest.raises(ValueError, match="is of no format that burstsim knows"):
        burstsim.import_(scenario)
    with pytest.raises(FileNotFoundError):
        burstsim.import_("missing.json")


def test_a_wrong_scenario_has_its_problems():
    with pytest.raises(burstsim.ScenarioError) as wrong:
        burstsim.run('duration = "5m"\nbogus = 1\n')
    error = wrong.value
    assert isinstance(error, ValueError)
    assert "--> <scenario>:2" in str(error) and "bogus = 1" in str(error)
    bogus = next(problem for problem in error.problems if "bogus" in problem.title)
    assert (bogus.source, bogus.line, bogus.column, bogus.severity) == ("<scenario>", 2, 1, "error")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and again.problems == error.problems


def test_warnings_are_told():
    run = burstsim.run(SMALL, set={"region.scaling": "per-function", "region.burst": 2000})
    (warning,) = run.warnings
    assert warning.severity == "warning" and "per-function" in warning.label
    assert not burstsim.run(SMALL).warnings
    alike = burstsim.compare(SMALL, set={"region.scaling": "per-function"}, replications=2)
    assert "every Region has the same quotas" in str(alike.warnings[-1])


def test_what_cannot_end_or_does_not_fit_is_refused():
    endless = {"functions.shop.traffic": [{"poisson": {"rate": 1e9}}], "duration": "200h"}
    batch = [{"batch": {"at": ["0s"], "requests": 1_000_000_000}}]
    large = {"functions.shop.traffic": batch, "functions.shop.client.retry": "standard"}
    for study, options in (
        (burstsim.run, {}),
        (burstsim.check, {}),
        (burstsim.explain, {}),
        (burstsim.size, {"slo": "throttle_rate < 1%"}),
        (burstsim.compare, {"vary": {"region.account_concurrency": [1000, 2000]}}),
        (burstsim.sweep, {"over": {"region.account_concurrency": [1000, 2000]}}),
    ):
        with pytest.raises(ValueError, match="trillion requests.* is not begun"):
            study(SMALL, set=endless, **options)
        if MEMORY_IS_KNOWN:
            with pytest.raises(MemoryError, match="needs at least .* of memory.* callers of source 0"):
                study(SMALL, set=large, **options)


def test_data_files_in_memory():
    text = SMALL.replace("traffic = [{ poisson = { rate = 150 } }]", 'traffic = [{ trace.file = "log.csv" }]')
    mine = burstsim.Scenario(text, name="mine", files={"log.csv": "arrival_s\n1\n2\n3\n"})
    assert burstsim.run(mine).summary["functions"][0]["requests"] == 3
    assert pickle.loads(pickle.dumps(mine)).files == mine.files
    with pytest.raises(burstsim.ScenarioError, match="is not among the files"):
        burstsim.run(burstsim.Scenario(text, files={}))
