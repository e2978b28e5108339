"""What results say, show and keep."""

from __future__ import annotations

import json
import pickle

import burstsim
import pytest
from conftest import files_below, same


@pytest.fixture(scope="module")
def run():
    return burstsim.run("flash-sale")


def test_words_and_numbers(run):
    files = run.files()
    assert run.summary == json.loads(files["summary.json"])
    assert run.html == files["report.html"].decode()
    assert run.scenario == files["scenario.toml"].decode()
    assert "flash" in run.text.lower() and "|" in run.markdown
    assert repr(run).startswith("<burstsim.Run 'flash-sale'")
    assert isinstance(run.meets_objectives, bool)


def test_openmetrics_where_they_are_asked_for(run):
    assert run.openmetrics is None and "openmetrics.txt" not in run.files(charts=False)
    measured = burstsim.run("ten-requests", openmetrics=True)
    text = measured.openmetrics
    assert text.encode() == measured.files(charts=False)["openmetrics.txt"]
    assert text.startswith("#") and text.endswith("# EOF\n")
    assert pickle.loads(pickle.dumps(measured)).openmetrics == text


def test_charts_are_the_files(run):
    drawn = {name: text for name, text in run.files().items() if name.endswith(".svg")}
    assert {f"{name}.svg": chart.encode() for name, chart in run.charts.items()} == drawn
    chart = next(iter(run.charts.values()))
    assert chart._repr_svg_().startswith("<svg") or chart._repr_svg_().startswith("<?xml")


def test_a_notebook_shows_a_small_page(run):
    shown = run._repr_html_()
    assert shown.startswith("<iframe sandbox") and "srcdoc=" in shown
    assert len(shown) < 1_500_000
    assert "data:image/png" not in shown


@pytest.mark.parametrize(
    "study",
    [
        lambda: burstsim.run("ten-requests"),
        lambda: burstsim.compare("ten-requests", regions=["us-east-1", "sa-east-1"], replications=2),
        lambda: burstsim.sweep("ten-requests", over={"region.burst": [500, 600]}, replications=2),
    ],
)
def test_a_pickle_has_all_of_it(study, tmp_path):
    result = study()
    again = pickle.loads(pickle.dumps(result))
    assert type(again) is type(result)
    same(again.files(), result.files())
    same(again.files(charts=False), result.files(charts=False))
    for name in ("name", "text", "markdown", "html", "summary", "scenario", "warnings", "meets_objectives", "charts"):
        ours, theirs = getattr(again, name), getattr(result, name)
        assert (dict(ours) == dict(theirs)) if name == "charts" else (ours == theirs), name
    for name, table in result.tables.items():
        assert again.tables[name].to_arrow().equals(table.to_arrow())
    for charts in (True, False):
        again.write(tmp_path / "ours", charts=charts)
        same(files_below(tmp_path / "ours"), result.files(charts=charts))
    assert pickle.loads(pickle.dumps(again)).text == result.text


def test_a_folder_that_cannot_be(run, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError, match="cannot use the result folder"):
        run.write(tmp_path / "file" / "below")
    (tmp_path / "bill.csv").write_text("mine")
    with pytest.raises(OSError, match="holds files, but no result of burstsim"):
        run.write(tmp_path)
    assert (tmp_path / "bill.csv").read_text() == "mine"
    assert not (tmp_path / "summary.json").exists()


def test_what_is_there_is_named():
    assert burstsim.__version__.count(".") == 2
    assert set(burstsim.__all__) <= set(dir(burstsim))
    for name in ("run", "compare", "size", "sweep", "explain", "backtest", "import_", "validate", "check"):
        assert getattr(burstsim, name).__doc__, name
