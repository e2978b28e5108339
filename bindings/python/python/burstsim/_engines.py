"""Somebody else's processes: a Dask client, or anything with the interface of ``concurrent.futures``.

An engine starts calls and says which have ended. It knows nothing of what is called. Dask moves calls of a lost worker
to another; of an executor whose process was killed everything fails, and the study says what it has kept.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import itertools
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from ._errors import WorkersLost


class Engine:
    """What a study needs of whoever has workers. Calls are futures: they have ``result`` and ``add_done_callback``."""

    def workers(self) -> int:
        """Calls that can be under way at once."""
        raise NotImplementedError

    def shared(self, data: bytes) -> Any:
        """Something that many calls need, sent once where that can be."""
        raise NotImplementedError

    def start(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Starts a call."""
        raise NotImplementedError

    def result(self, ended: Any, seconds: float) -> Any:
        """What a call that has ended gave, which is not kept; ``TimeoutError`` if it has not come by then."""
        raise NotImplementedError

    def forget(self, started: Any) -> None:
        """What a call gives is not needed any more: it need not be made if it has not begun."""
        raise NotImplementedError

    def look(self) -> None:
        """Raises `WorkersLost` where calls under way will never end."""


def engine(client: Any = None, executor: Any = None) -> Engine:
    """The engine behind one of the two."""
    if client is not None and executor is not None:
        raise ValueError("client and executor exclude each other")
    if client is not None:
        if not (hasattr(client, "submit") and hasattr(client, "nthreads")):
            raise TypeError(f"client must be a dask.distributed.Client, not {type(client).__name__}")
        return _Dask(client)
    if not (hasattr(executor, "submit") and hasattr(executor, "shutdown")):
        kind = type(executor).__name__
        raise TypeError(f"executor must have the interface of concurrent.futures.Executor, which {kind} has not")
    return _Executor(executor)


class _Dask(Engine):
    """A ``dask.distributed.Client``, whose scheduler moves the calls of a lost worker to others."""

    #: An error of a call that is made again so often is its own.
    _RETRIES = 2
    #: Scenarios that workers keep, of those that a study has sent.
    _KEPT = 8
    #: Seconds for which the number of workers is believed.
    _BELIEVED = 2.0

    def __init__(self, client: Any) -> None:
        if getattr(client, "asynchronous", False):
            raise TypeError("client is asynchronous: give a dask.distributed.Client made without asynchronous=True")
        self._client = client
        self._sent: dict[str, Any] = {}
        self._counted = (float("-inf"), 0)
        self.look()

    def workers(self) -> int:
        asked, count = self._counted
        now = time.monotonic()
        if now - asked > self._BELIEVED:
            count = sum(self._asked(self._client.nthreads).values())
            self._counted = (now, count)
        return max(1, count)

    def shared(self, data: bytes) -> Any:
        key = hashlib.sha256(data).hexdigest()
        if key not in self._sent:
            while len(self._sent) >= self._KEPT:
                self._sent.pop(next(iter(self._sent))).release()
            # Not `scatter`: what is scattered is gone with the worker that has it, and a call is made again.
            self._sent[key] = self._asked(self._client.submit, _same, data, key=f"burstsim-{key}")
        return self._sent[key]

    def start(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return self._asked(self._client.submit, call, *arguments, pure=False, retries=self._RETRIES)

    def result(self, ended: Any, seconds: float) -> Any:
        if ended.status == "error":
            error = ended.exception()
            if type(error).__name__ == "KilledWorker":
                raise WorkersLost(f"a call has killed the workers that it was given: {error}")
            raise error
        try:
            given = ended.result(timeout=seconds)
        except (TimeoutError, concurrent.futures.TimeoutError, UnboundLocalError):
            # The worker that has it may be gone, and it is made again. What the client raises where a timeout and an
            # answer meet is the last of these.
            self.look()
            raise TimeoutError from None
        except concurrent.futures.CancelledError as error:
            raise WorkersLost(f"the Dask client is {self._client.status}: {error}") from error
        # Kept, it would be computed again when the worker that has it is lost.
        ended.release()
        return given

    def forget(self, started: Any) -> None:
        if not started.done():
            started.cancel()
        started.release()

    def look(self) -> None:
        if self._client.status not in ("running", "connecting"):
            raise WorkersLost(f"the Dask client is {self._client.status}")

    def _asked(self, ask: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        try:
            return ask(*arguments, **options)
        except (concurrent.futures.CancelledError, OSError) as error:
            raise WorkersLost(f"the Dask client is {self._client.status}: {error}") from error
        except Exception:
            # What it fails with once it is closed is none of the above.
            self.look()
            raise


def _same(data: bytes) -> bytes:
    return data


class _Executor(Engine):
    """A ``concurrent.futures.Executor``, or what has its interface."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    def workers(self) -> int:
        known = getattr(self._executor, "_max_workers", None)
        return known if isinstance(known, int) and known > 0 else os.cpu_count() or 1

    def shared(self, data: bytes) -> Any:
        return data

    def start(self, call: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return self._executor.submit(call, *arguments)
        except RuntimeError as error:
            # It was shut down, or is broken, which is a RuntimeError, too.
            raise WorkersLost(f"the executor takes no more calls: {error}") from error

    def result(self, ended: Any, seconds: float) -> Any:
        try:
            return ended.result()
        except (concurrent.futures.BrokenExecutor, concurrent.futures.CancelledError) as error:
            raise WorkersLost(f"the executor has lost a process: {error}") from error

    def forget(self, started: Any) -> None:
        started.cancel()


class Ended:
    """Whether a call has ended, for whoever waits for it."""

    def __init__(self, engine: Engine, started: Any) -> None:
        self._engine = engine
        self._started = started
        self._has_ended = threading.Event()
        started.add_done_callback(lambda _: self._has_ended.set())

    def wait(self, seconds: float) -> bool:
        """Waits for up to so long; whether it has ended."""
        if not self._has_ended.wait(seconds):
            self._engine.look()
        return self._has_ended.is_set()

    def result(self, seconds: float) -> Any:
        """What it gave; ``None`` if that has not come after so long."""
        try:
            return self._engine.result(self._started, seconds)
        except TimeoutError:
            return None

    def forget(self) -> None:
        """Nobody waits any more."""
        self._engine.forget(self._started)


#: Seconds for what a call gave to come from the worker that has it, before somebody looks whether it is still there.
FETCH = 5.0


def in_turn(
    engine: Engine, calls: Iterator[tuple[Any, ...]], most: Callable[[], int], seconds: float
) -> Iterator[Any]:
    """What calls give, in the order in which they end, and ``None`` whenever none has ended for so many seconds.

    At most so many calls are under way, so that neither memory nor a scheduler has to hold all of them; how many is asked
    again and again, because workers come and go. Whoever stops asking lets those that have not begun go.
    """
    under_way: dict[int, Any] = {}
    ended: queue.SimpleQueue[int] = queue.SimpleQueue()
    numbers = itertools.count()
    try:
        while True:
            while len(under_way) < most() and (call := next(calls, None)) is not None:
                number = next(numbers)
                under_way[number] = started = engine.start(*call)
                started.add_done_callback(lambda _, number=number: ended.put(number))
            if not under_way:
                return
            try:
                number = ended.get(timeout=seconds)
                given = engine.result(under_way[number], FETCH)
            except queue.Empty:
                engine.look()
                yield None
            except TimeoutError:
                ended.put(number)
                yield None
            else:
                del under_way[number]
                yield given
    finally:
        for started in under_way.values():
            engine.forget(started)
