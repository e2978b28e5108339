"""Studies by other processes: the same bytes as on one machine, whoever dies meanwhile."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import burstsim
import pytest

distributed = pytest.importorskip("distributed")

SMALL = """
duration = "2m"
interval = "10s"
seed = 7
[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 150
[[functions]]
name = "api"
service_time.lognormal = { median = "300ms", p99 = "2s" }
cold_start = "400ms"
traffic = [{ poisson.rate = 300 }]
"""
OVER = {"functions.api.provisioned_concurrency": range(0, 41, 4)}


@pytest.fixture(scope="module")
def alone() -> dict[str, bytes]:
    return burstsim.sweep(SMALL, over=OVER, replications=3).files()


@pytest.fixture(scope="module")
def client():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def executor():
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        yield executor


def test_a_sweep_by_dask_is_the_sweep_of_one_machine(client, alone):
    seen = []
    swept = burstsim.sweep(SMALL, over=OVER, replications=3, client=client, progress=lambda *told: seen.append(told))
    assert swept.files() == alone
    assert seen[-1][0] == 1.0


def test_a_sweep_by_an_executor_is_the_sweep_of_one_machine(executor, alone):
    assert burstsim.sweep(SMALL, over=OVER, replications=3, executor=executor).files() == alone


class Counting(concurrent.futures.ThreadPoolExecutor):
    """Counts calls, and what they gave that was not nothing; may give something else instead."""

    def __init__(self, instead: object = None) -> None:
        super().__init__(2)
        self.instead = instead
        self.calls = 0
        self.answers = 0

    def submit(self, call, /, *arguments, **options):
        self.calls += 1
        return super().submit(self._count, call, *arguments)

    def _count(self, call, *arguments):
        given = call(*arguments)
        self.answers += bool(given)
        return given if self.instead is None else self.instead


def test_workers_make_every_run_and_nothing_is_made_here():
    with Counting() as executor:
        burstsim.run(SMALL, replications=12, executor=executor)
        assert executor.answers == 12
    with Counting() as executor:
        seen = []
        burstsim.sweep(SMALL, over=OVER, replications=3, executor=executor, progress=lambda *told: seen.append(told[1]))
        assert 1 < executor.answers <= 33
        assert seen[-1] == "runs 33 of 33"


def test_small_points_go_together_and_large_ones_in_parts(monkeypatch):
    from burstsim import _cluster

    over = {"functions.api.provisioned_concurrency": range(0, 41)}
    with Counting() as executor:
        burstsim.sweep(SMALL.replace("2m", "1s"), over=over, replications=3, executor=executor)
        assert executor.calls < 41, "points of milliseconds go together"
    monkeypatch.setattr(_cluster, "SECONDS_PER_CALL", 1e-6)
    with Counting() as executor:
        burstsim.sweep(SMALL, over={"region.account_concurrency": [150, 200]}, replications=6, executor=executor)
        assert executor.calls == 12, "each run is a call"


def test_what_is_no_record_of_the_sweep_is_refused():
    for wrong in ["garbage\n", "x" * 70 + "\n"]:
        with Counting((wrong, 1, 0.1)) as executor, pytest.raises(RuntimeError, match="not of this sweep, or not whole"):
            burstsim.sweep(SMALL, over=OVER, replications=3, executor=executor)


def test_arguments_are_checked_before_any_call():
    with Counting() as executor:
        for wrong in [{"lang": "fr"}, {"threads": 2}, {"metric": "moons"}]:
            with pytest.raises(ValueError):
                burstsim.sweep(SMALL, over=OVER, executor=executor, **wrong)
        with pytest.raises(ValueError, match="a single run has none"):
            burstsim.run(SMALL, executor=executor)
        assert executor.calls == 0


def test_workers_that_come_later_are_used(alone):
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster, distributed.Client(cluster) as client:
        threading.Timer(0.5, cluster.scale, [2]).start()
        worked = set()
        over = OVER | {"functions.api.memory": ["512 MB", "1 GB"]}

        def tell(share: float, words: str) -> None:
            worked.update(client.who_has())
            worked.add(len(client.nthreads()))

        swept = burstsim.sweep(SMALL, over=over, replications=3, client=client, progress=tell)
        assert len(swept.summary["points"]) == 22 and 2 in worked


def test_a_sweep_with_records_alone_is_the_sweep_and_goes_on(tmp_path, alone):
    records = tmp_path / "sweep.records"
    assert burstsim.sweep(SMALL, over=OVER, replications=3, records=records).files() == alone
    lines = records.read_text().splitlines(keepends=True)
    assert len(lines) == 12
    records.write_text("".join(lines[:5]))
    assert burstsim.sweep(SMALL, over=OVER, replications=3, records=records).files() == alone
    assert len(records.read_text().splitlines()) == 12


def test_a_sweep_by_threads_is_the_sweep_of_one_machine(alone):
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        assert burstsim.sweep(SMALL, over=OVER, replications=3, executor=threads).files() == alone


def test_a_point_that_takes_long_is_split_by_replication(client, monkeypatch):
    from burstsim import _cluster

    monkeypatch.setattr(_cluster, "SECONDS_PER_CALL", 1e-6)  # every run is a call of its own
    over = {"functions.api.provisioned_concurrency": [0, 10]}
    swept = burstsim.sweep(SMALL, over=over, replications=6, client=client)
    assert swept.files() == burstsim.sweep(SMALL, over=over, replications=6).files()


@pytest.mark.parametrize("study", ["run", "compare", "size"])
def test_other_studies_by_dask_are_those_of_one_machine(client, study):
    studies = {
        "run": lambda **by: burstsim.run(SMALL, replications=12, **by),
        "compare": lambda **by: burstsim.compare(
            SMALL, vary={"functions.api.provisioned_concurrency": [0, 20]}, replications=6, **by
        ),
        "size": lambda **by: burstsim.size(SMALL, slo="cold_start_rate < 1%", max_replications=10, **by),
    }
    assert studies[study](client=client).files() == studies[study]().files()


def test_validate_by_an_executor_is_that_of_one_machine(executor):
    alone = burstsim.validate(only="erlang-b", quick=True)
    assert burstsim.validate(only="erlang-b", quick=True, executor=executor).summary == alone.summary


def test_data_files_go_with_the_scenario(executor, tmp_path):
    (tmp_path / "log.csv").write_text("arrival_s,service_ms\n" + "".join(f"{n / 10},500\n" for n in range(100)))
    text = SMALL.replace("traffic = [{ poisson.rate = 300 }]", 'traffic = [{ trace.file = "log.csv" }]')
    (tmp_path / "traced.toml").write_text(text)
    over = {"region.account_concurrency": [103, 150]}
    swept = burstsim.sweep(tmp_path / "traced.toml", over=over, replications=1, executor=executor)
    assert swept.files() == burstsim.sweep(tmp_path / "traced.toml", over=over, replications=1).files()


def test_a_killed_worker_costs_time_and_nothing_else(alone):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster, distributed.Client(cluster) as client:
        killed = []

        def kill(share: float, words: str) -> None:
            if share > 0.1 and not killed:
                pid = next(iter(client.run(os.getpid).values()))
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        assert burstsim.sweep(SMALL, over=OVER, replications=3, client=client, progress=kill).files() == alone
        assert killed, "the sweep ended before a worker was killed: make it longer"


def test_a_killed_process_of_an_executor_ends_the_sweep_and_its_records_go_on(tmp_path, alone):
    records = tmp_path / "sweep.records"
    killed = []
    with concurrent.futures.ProcessPoolExecutor(2) as executor:

        def kill(share: float, words: str) -> None:
            if share > 0.1 and not killed:
                killed.append(next(iter(executor._processes)))
                os.kill(killed[0], signal.SIGKILL)

        with pytest.raises(burstsim.WorkersLost, match="sweep.records"):
            burstsim.sweep(SMALL, over=OVER, replications=3, executor=executor, records=records, progress=kill)
    kept = records.read_text().count("\n") - 1
    assert kept > 0
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        first = []
        swept = burstsim.sweep(
            SMALL,
            over=OVER,
            replications=3,
            executor=executor,
            records=records,
            progress=lambda share, words: first.append(share),
        )
    assert first[0] > 0, "what was recorded is not made again"
    assert swept.files() == alone


KILLED = """
import os, sys, concurrent.futures, burstsim
from test_cluster import SMALL, OVER
def die(share, words):
    if share > 0.2:
        os._exit(9)
with concurrent.futures.ThreadPoolExecutor(2) as executor:
    burstsim.sweep(SMALL, over=OVER, replications=3, executor=executor, records=sys.argv[1], progress=die)
"""


def test_a_killed_coordinator_goes_on_from_its_records(tmp_path, alone):
    records = tmp_path / "sweep.records"
    died = subprocess.run([sys.executable, "-c", KILLED, str(records)], cwd=Path(__file__).parent)
    assert died.returncode == 9
    text = records.read_text()
    # Cut within its last line, as a write that was under way may be.
    records.write_text(text[:-7])
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        swept = burstsim.sweep(SMALL, over=OVER, replications=3, executor=executor, records=records)
    assert swept.files() == alone


def test_the_program_reads_the_records_of_python(tmp_path, alone, program):
    records = tmp_path / "sweep.records"
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL)
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        swept = burstsim.sweep(scenario, over=OVER, replications=3, executor=executor, records=records)
    folder = tmp_path / "result"
    subprocess.run(
        [
            *(program.path, "sweep", scenario, "--over", "functions.api.provisioned_concurrency=0..40:4"),
            *("--replications", "3", "--from", records, "--output", folder, "--quiet"),
        ],
        check=True,
    )
    written = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert written == swept.files()


def test_a_closed_client_is_said_and_nothing_hangs(alone):
    cluster = distributed.LocalCluster(n_workers=1, dashboard_address=":0", host="127.0.0.1")
    client = distributed.Client(cluster)
    client.close()
    cluster.close()
    for study in (
        lambda: burstsim.sweep(SMALL, over=OVER, replications=2, client=client),
        lambda: burstsim.run(SMALL, replications=2, client=client),
    ):
        with pytest.raises(burstsim.WorkersLost, match="closed"):
            study()


def test_an_executor_that_was_shut_down_is_said():
    executor = concurrent.futures.ThreadPoolExecutor(1)
    executor.shutdown()
    for study in (
        lambda: burstsim.sweep(SMALL, over=OVER, replications=2, executor=executor),
        lambda: burstsim.run(SMALL, replications=2, executor=executor),
    ):
        with pytest.raises(burstsim.WorkersLost, match="shutdown"):
            study()


def test_what_is_no_client_is_refused():
    with pytest.raises(TypeError, match="client must be a dask.distributed.Client, not int"):
        burstsim.sweep(SMALL, over=OVER, client=3)
    with pytest.raises(TypeError, match="executor"):
        burstsim.run(SMALL, replications=2, executor="two")
    with pytest.raises(ValueError, match="exclude"):
        burstsim.run(SMALL, replications=2, client=object(), executor=object())


def test_another_version_is_refused(monkeypatch):
    # Processes that begin anew, and not as copies of this one.
    fresh = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=fresh) as executor:
        monkeypatch.setattr(burstsim._native, "engine_version", lambda: "0.0.9 of 2020-01-01")
        with pytest.raises(RuntimeError, match="0.0.9.*both need the same version"):
            burstsim.sweep(SMALL, over=OVER, replications=2, executor=executor)


def test_an_error_of_a_callback_stops_a_study_by_workers(executor):
    def refuse(share: float, words: str) -> None:
        raise ZeroDivisionError("enough")

    before = threading.active_count()
    for study in (
        lambda: burstsim.sweep(SMALL, over=OVER, replications=30, executor=executor, progress=refuse),
        lambda: burstsim.run(SMALL, replications=300, executor=executor, progress=refuse),
    ):
        with pytest.raises(ZeroDivisionError, match="enough"):
            study()
    assert threading.active_count() <= before + 2
