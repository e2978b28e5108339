"""The comparison's work on SimPy: `model.py RATE DURATION_S SEED` prints a line of JSON.

Fair means here: the fastest idiom that SimPy documents. A request is no process but a `timeout`
event with a callback: a process would be two events and a generator more for each request.
Random numbers are drawn from numpy in blocks, the fastest way in Python. The idle timeout is checked lazily, as burstsim does, so that warm environments cost no timer events.
Only the run is timed, not the start of Python or the imports.
"""

import json
import math
import sys
import time
from collections import deque

import numpy as np
import simpy

MEDIAN_S = 0.8
P99_S = 2.8
COLD_START_S = 0.35
IDLE_TIMEOUT_S = 640.0

MU = math.log(MEDIAN_S)
SIGMA = math.log(P99_S / MEDIAN_S) / 2.3263478740408408  # the normal's 99 % quantile
BLOCK = 10_000


def blocks(draw):
    """Endless numbers from a function that draws many at once."""
    while True:
        yield from draw(BLOCK).tolist()


class Function:
    def __init__(self, env, rate, duration, seed):
        self.env = env
        self.duration = duration
        gaps, services = np.random.SeedSequence(seed).spawn(2)
        gaps, services = np.random.default_rng(gaps), np.random.default_rng(services)
        self.gaps = blocks(lambda n: gaps.exponential(1 / rate, n))
        self.services = blocks(lambda n: services.lognormal(MU, SIGMA, n))
        # When each idle environment fell idle, in that order: the last is reused first, and the
        # first is the first to time out.
        self.idle = deque()
        self.requests = 0
        self.cold_starts = 0
        self.time_in_flight = 0.0
        env.process(self.arrivals())

    def arrivals(self):
        env, idle, gaps, services = self.env, self.idle, self.gaps, self.services
        timeout, completion = env.timeout, self.completion
        while True:
            yield timeout(next(gaps))
            now = env.now
            self.requests += 1
            while idle and idle[0] <= now - IDLE_TIMEOUT_S:
                idle.popleft()
            service = next(services)
            if idle:
                idle.pop()
            else:
                self.cold_starts += 1
                service += COLD_START_S
            self.time_in_flight += min(service, self.duration - now)
            timeout(service).callbacks.append(completion)

    def completion(self, _event):
        self.idle.append(self.env.now)


def main():
    rate, duration, seed = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    env = simpy.Environment()
    function = Function(env, rate, duration, seed)
    started = time.perf_counter()
    env.run(until=duration)
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "requests": function.requests,
                "seconds": seconds,
                "cold_starts": function.cold_starts,
                "in_flight": function.time_in_flight / duration,
            }
        )
    )


main()
