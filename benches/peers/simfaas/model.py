"""The comparison's work on SimFaaS: `model.py RATE DURATION_S SEED` prints a line of JSON.

Fair means here: SimFaaS's own ServerlessSimulator as published, without a subclass, progress bar
or debug output. Its processes are an interface made to be extended, which is how a lognormal
service time comes in; drawing one number at a time from numpy is how its own processes draw.
Only the simulation is timed, not the start of Python, the imports or the evaluation.
"""

import json
import math
import sys
import time

import numpy as np
from simfaas.ServerlessSimulator import ServerlessSimulator
from simfaas.SimProcess import ExpSimProcess, SimProcess

MEDIAN_S = 0.8
P99_S = 2.8
COLD_START_S = 0.35
IDLE_TIMEOUT_S = 640.0

MU = math.log(MEDIAN_S)
SIGMA = math.log(P99_S / MEDIAN_S) / 2.3263478740408408  # the normal's 99 % quantile


class WarmService(SimProcess):
    def generate_trace(self):
        return np.random.lognormal(MU, SIGMA)


class ColdService(SimProcess):
    """The whole first response: initialisation, then the service itself."""

    def generate_trace(self):
        return COLD_START_S + np.random.lognormal(MU, SIGMA)


def main():
    rate, duration, seed = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    np.random.seed(seed)
    simulator = ServerlessSimulator(
        arrival_process=ExpSimProcess(rate),
        warm_service_process=WarmService(),
        cold_service_process=ColdService(),
        expiration_threshold=IDLE_TIMEOUT_S,
        max_time=duration,
        maximum_concurrency=1_000_000_000,
    )
    started = time.perf_counter()
    simulator.generate_trace()
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "requests": simulator.total_req_count,
                "seconds": seconds,
                "cold_starts": simulator.total_cold_count,
                "in_flight": float(simulator.get_average_server_running_count()),
            }
        )
    )


main()
