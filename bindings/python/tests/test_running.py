"""Progress, Ctrl-C, other threads, and what it costs to call from Python."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import burstsim
import pytest

#: It takes half a second or more.
LONG = {"scenario": "scaling-with-concurrency-limit", "replications": 2}


def test_progress_rises_to_one():
    told = []
    burstsim.run(**LONG, progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert len(shares) > 1 and shares == sorted(shares) and shares[-1] == 1
    assert any(words.startswith("runs ") for _, words in told)


def test_a_callback_is_called_where_the_study_was_asked_for():
    threads = set()
    burstsim.run(**LONG, progress=lambda *_: threads.add(threading.get_ident()))
    assert threads == {threading.get_ident()}


def test_a_callback_stops_a_study_with_its_own_exception():
    class Enough(Exception):
        pass

    def stop(share, words):
        raise Enough

    began = time.perf_counter()
    with pytest.raises(Enough):
        burstsim.run("scaling-with-concurrency-limit", replications=1000, progress=stop)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("module", ["tqdm", "a line"])
def test_a_bar(module, capsys, monkeypatch):
    if module == "tqdm":
        pytest.importorskip("tqdm")
    else:
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
        monkeypatch.setattr("burstsim._progress._PATIENCE", 0)
    burstsim.run(**LONG, progress=True)
    if module == "a line":
        assert "runs " in capsys.readouterr().err


def test_others_go_on_meanwhile():
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.perf_counter()
    burstsim.run(**LONG)
    took = time.perf_counter() - began
    done.set()
    thread.join()
    assert len(ticks) > took / 0.005 / 10, f"{len(ticks)} ticks in {took} s"


@pytest.mark.parametrize(
    "study",
    [
        "run('scaling-with-concurrency-limit', replications=1000)",
        "sweep('flash-sale', over={'region.burst': range(500, 1500)})",
        "validate()",
    ],
)
def test_ctrl_c_within_a_second(study):
    code = f"import burstsim\nprint('go', flush=True)\nburstsim.{study}"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "go\n"
    time.sleep(0.5)
    assert process.poll() is None, process.stderr.read()
    began = time.perf_counter()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    took = time.perf_counter() - began
    assert errors.rstrip().endswith("KeyboardInterrupt"), errors
    assert took < 1, f"it took {took:.2f} s"


def test_studies_in_several_threads():
    results = {}

    def study(seed):
        results[seed] = burstsim.run("ten-requests", seed=seed).summary

    threads = [threading.Thread(target=study, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {seed: burstsim.run("ten-requests", seed=seed).summary for seed in range(8)}


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork")
def test_a_forked_process_goes_on():
    code = (
        "import burstsim, multiprocessing as m\n"
        "def one(seed): return burstsim.compare('ten-requests', replications=2, seed=seed).summary\n"
        "first = one(1)\n"
        "with m.get_context('fork').Pool(2) as pool: assert pool.map(one, [1, 1]) == [first] * 2\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def fastest(times: int, work) -> float:
    """Seconds: on a busy machine the least of many is what the work takes."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def test_it_is_imported_quickly():
    # The time of the processor, so that others on the machine do not count.
    code = "import time; began = time.process_time(); import burstsim; print(time.process_time() - began)"
    runs = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(10))
    took = min(float(run.stdout) for run in runs)
    assert took < 0.05, f"importing took {took * 1000:.0f} ms"


def test_a_call_costs_less_than_a_millisecond():
    # Ten requests take microseconds to simulate: what is left beside reading the scenario is what the call costs.
    checked = fastest(200, lambda: burstsim.check("ten-requests"))
    took = fastest(200, lambda: burstsim.run("ten-requests"))
    assert took - checked < 0.001, f"beside reading the scenario the run took {(took - checked) * 1000:.2f} ms"
    assert took < 0.005, f"the run took {took * 1000:.2f} ms"
