"""Studies whose runs are made by somebody else's processes: how their work is cut into calls.

A sweep hands out points, some at a time, and gets back records, lines of text that prove themselves whole; any other
study hands out one run at a time and gets back its result. Both give what they give on one machine, byte for byte. It
knows calls and records; it must not know which engine makes the calls.
"""

from __future__ import annotations

import functools
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from . import _native
from ._engines import Ended, Engine, in_turn

#: A call should take about so long: much less, and most of the time goes into handing out calls; much more, and much is
#: lost with a worker.
SECONDS_PER_CALL = 0.5

#: Calls under way for each worker, so that none has to wait for its next.
_AHEAD = 3

#: Runs of other studies that are asked for at once at least: a study's threads are as many from its start, and workers
#: may come later.
_LEAST = 32

#: Seconds after which somebody is told that nothing has ended.
_PATIENCE = 0.2

#: Some replications of a point: what makes it of the scenario, the first of them, and the one behind the last.
Task = tuple[list[str], int, int]


class Workers:
    """Runs of any study, as the library asks for them: one at a time, on many threads, none of which computes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def threads(self) -> int:
        """As many runs are asked for at once."""
        return min(1024, max(_LEAST, self._engine.workers() * _AHEAD))

    def start(self, scenario: bytes, replication: int) -> Ended:
        """Has the run of a packed scenario made."""
        with self._lock:
            return Ended(self._engine, self._engine.start(_answer, self._engine.shared(scenario), replication))


def _answer(scenario: bytes, replication: int) -> bytes:
    return _native.answer(scenario, replication)


def sweep(
    engine: Engine,
    plan: _native.SweepPlan,
    source: _native.Source,
    changes: list[str],
    replications: int,
    tell: Callable[[float, str], None] | None,
) -> None:
    """Has made what is left of a plan.

    :raises WorkersLost: if the workers are lost; the plan has what had been done.
    """
    packed = engine.shared(pickle.dumps((_native.engine_version(), source.packed(), changes, replications)))
    pace = _Pace()
    calls = ((_make, packed, tasks) for tasks in pace.cut(plan.tasks()))
    done = plan.runs_known
    for given in in_turn(engine, calls, lambda: engine.workers() * _AHEAD, _PATIENCE):
        if given is not None:
            lines, runs, seconds = given
            plan.keep(lines)
            pace.learn(runs, seconds)
            done += runs
        if tell is not None:
            tell(done / plan.runs, f"runs {done} of {plan.runs}")


def _make(packed: bytes, tasks: list[Task]) -> tuple[str, int, float]:
    """On a worker: the records of some tasks, how many runs they took, and how long."""
    started = time.perf_counter()
    source, changes, replications = _unpacked(packed)
    lines = [_native.make_task(source, changes, replications, task) for task in tasks]
    return "".join(lines), sum(end - first for _, first, end in tasks), time.perf_counter() - started


@functools.lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> tuple[_native.Source, list[str], int]:
    version, source, changes, replications = pickle.loads(packed)
    own = _native.engine_version()
    if version != own:
        raise RuntimeError(f"the sweep is of burstsim {version}, and this worker has {own}: both need the same version")
    return _native.Source.of_text(*source), changes, replications


class _Pace:
    """How many runs make a call of about half a second, by what calls have taken so far."""

    def __init__(self) -> None:
        self._runs = 0
        self._seconds = 0.0

    def learn(self, runs: int, seconds: float) -> None:
        self._runs += runs
        self._seconds += seconds

    def _most(self) -> int:
        """Runs of a call: one until the first call has ended."""
        if self._runs == 0:
            return 1
        return max(1, round(SECONDS_PER_CALL * self._runs / max(self._seconds, 1e-9)))

    def cut(self, tasks: list[Task]) -> Iterator[list[Task]]:
        """The same runs, as many at a time as make a call; how many is decided when the next call is asked for.

        A point whose replications take longer than a call is cut into several, so that many workers share it and little
        is lost with one.
        """
        call: list[Task] = []
        runs = 0
        for settings, first, end in tasks:
            while first < end:
                room = max(1, self._most() - runs)
                last = min(end, first + room)
                call.append((settings, first, last))
                runs += last - first
                first = last
                if runs >= self._most():
                    yield call
                    call, runs = [], 0
        if call:
            yield call

