"""How much of two threads' speed two workers of Dask have, on the same sweep.

    python bindings/python/tests/efficiency.py [--at-least 0.9]

Both make the same points on two cores, in turn, and the fastest of each counts. Starting the workers is not part of it:
a cluster is there before a sweep, and docs/clusters.md says from when on that pays. A machine that is busy with
something else tells little, so that only what is far off fails unless a bound is given.
"""

import argparse
import sys
import time

import burstsim
from distributed import Client, LocalCluster

SWEEP = {
    "scenario": "flash-sale",
    "over": {"functions.shop.provisioned_concurrency": range(0, 1001, 50)},
    "replications": 3,
}


def seconds(**by: object) -> float:
    started = time.perf_counter()
    burstsim.sweep(**SWEEP, **by)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--at-least", type=float, default=0.6)
    at_least = parser.parse_args().at_least
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1") as cluster,
        Client(cluster) as client,
    ):
        seconds(client=client)  # workers have imported burstsim
        pairs = [(seconds(threads=2), seconds(client=client)) for _ in range(3)]
    threads, workers = (min(times) for times in zip(*pairs))
    efficiency = threads / workers
    print(f"two threads {threads:.2f} s, two workers {workers:.2f} s: {efficiency:.2f}")
    if efficiency < at_least:
        sys.exit(f"less than {at_least} of the program's speed")


if __name__ == "__main__":
    main()
