#!/usr/bin/env python3
"""What a large sweep needs: core hours, memory, data moved, and from how many points on a cluster pays.

    python scripts/cluster/plan.py --points 100000 --replications 30 --requests 200e6

It measures here what a request, a run and a record cost, with the package `burstsim`, and scales: work is points x
replications x requests, memory is that of a run in each process, data is a record for each point or, where one takes
longer than half a second, for each run. The law of scaling is linear, because runs share nothing; docs/clusters.md says
where it was checked and where it ends.
"""

from __future__ import annotations

import argparse
import math
import resource
import time

import burstsim

#: A day of ten functions, such as a shop has, cut to what is quick to measure.
SCENARIO = """
duration = "{hours}h"
interval = "1m"
seed = 1
[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 20000
"""
FUNCTION = """
[[functions]]
name = "function-{number}"
service_time.lognormal = {{ median = "80ms", p99 = "600ms" }}
cold_start = "300ms"
client.retry = "standard"
traffic = [{{ poisson.rate = {rate} }}]
"""
FUNCTIONS = 10


def scenario(requests: float, hours: float) -> str:
    rate = requests / FUNCTIONS / (hours * 3600)
    functions = (FUNCTION.format(number=number, rate=f"{rate:.6f}") for number in range(1, FUNCTIONS + 1))
    return SCENARIO.format(hours=hours) + "".join(functions)


def seconds_of(requests: float, hours: float = 24.0) -> float:
    """CPU seconds of one run."""
    before = time.process_time()
    burstsim.run(scenario(requests, hours), threads=1)
    return time.process_time() - before


def line() -> float:
    """Bytes of a point's record."""
    import tempfile
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as executor:
        records = Path(folder) / "sweep.records"
        burstsim.sweep(
            scenario(1000, 1),
            over={"region.account_concurrency": [100, 200]},
            replications=2,
            executor=executor,
            records=records,
        )
        return max(len(text) for text in records.read_text().splitlines())


def short(number: float) -> str:
    """Two digits at least, and all before the point."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=float, default=1e5)
    parser.add_argument("--replications", type=float, default=30)
    parser.add_argument("--requests", type=float, default=2e8, help="of one run")
    parser.add_argument("--cores", type=int, nargs="+", default=[2, 16, 64, 1000, 10_000])
    parser.add_argument("--efficiency", type=float, default=0.9, help="of the cores, parallel")
    parser.add_argument("--start-up", type=float, default=60.0, help="seconds until a cluster's workers are there")
    parser.add_argument("--measure", type=float, default=2e7, help="requests of the run that is measured")
    asked = parser.parse_args()

    empty = min(seconds_of(0.01) for _ in range(3))
    small = seconds_of(asked.measure / 4)
    large = seconds_of(asked.measure)
    per_request = (large - empty) / asked.measure
    linear = (small - empty) / (asked.measure / 4) / per_request
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    record = line()

    run = empty + per_request * asked.requests
    runs = asked.points * asked.replications
    hours = run * runs / 3600
    print(f"measured here, on one core: {1 / per_request / 1e6:.1f} million requests a second of CPU; a quarter of the")
    print(f"requests costs {linear:.2f} times as much each; a run without requests {empty * 1e3:.0f} ms;")
    print(f"{memory:.0f} MB of memory; a record of {FUNCTIONS} functions {record / 1e3:.1f} kB\n")
    print(f"{asked.points:,.0f} points x {asked.replications:,.0f} replications x {asked.requests:,.0f} requests")
    print(f"  runs             {runs:,.0f} of {short(run)} s each")
    print(f"  core hours       {short(hours)}")
    print(f"  memory           {memory:,.0f} MB for each core")
    by_runs = run > 0.5
    calls = f"{runs:,.0f} of one run each" if by_runs else f"{runs * run / 0.5:,.0f} of 0.5 s"
    print(f"  calls            {calls}")
    lines = runs if by_runs and asked.replications > 1 else asked.points
    print(f"  data to gather   {short(lines * record / 1e6)} MB of records\n")
    print("| cores | hours | days |\n|---|---|---|")
    for cores in asked.cores:
        took = hours / cores / asked.efficiency + asked.start_up / 3600
        print(f"| {cores:,} | {short(took)} | {short(took / 24)} |")
    point = run * asked.replications
    here, there = asked.cores[0], asked.cores[-1]
    pays = asked.start_up / (point * (1 / here - 1 / (there * asked.efficiency)))
    words = f"{max(2, math.ceil(pays)):,}"
    print(f"\nWith {asked.start_up:.0f} s to start, {there:,} cores beat {here} cores here from {words} points on.")


if __name__ == "__main__":
    main()
