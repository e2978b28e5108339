"""What the largest result needs in memory: the run, its table, and what reading the table adds.

One run may have 5 million rows with those of CloudWatch, of which 4.4 million are in ``timeseries``.

    python bindings/python/tests/memory.py [ROWS]

The table is made of the rows as they are written, so that the CSV text is never in memory. polars and pyarrow share the
table's memory; pandas copies it.
"""

import sys

import burstsim
import pyarrow

FUNCTIONS = 10


def resident(kind: str) -> int:
    """Megabytes of this process: ``VmRSS`` now, ``VmHWM`` at most so far."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(kind))
    return int(line.split()[1]) // 1024


def main() -> None:
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 4_400_000
    functions = "".join(
        f'[[functions]]\nname = "f{number}"\nservice_time = "100ms"\ntraffic = [{{ poisson.rate = 0.01 }}]\n'
        for number in range(FUNCTIONS)
    )
    region = '[region]\nname = "us-east-1"\nscaling = "per-function"\n'
    before = resident("VmRSS")
    run = burstsim.run(f'duration = "{rows // FUNCTIONS}s"\ninterval = "1s"\n{region}{functions}')
    simulated = resident("VmRSS")
    table = run.timeseries
    made, most = resident("VmRSS"), resident("VmHWM")
    arrow = pyarrow.table(table)
    read = resident("VmRSS")
    print(f"{len(table):,} rows of {len(table.columns)} columns, {arrow.nbytes / 2**20:,.0f} MB as Arrow counts them")
    print(f"the run {simulated - before:,} MB; its table {made - simulated:,} MB, at most {most - simulated:,} MB while made")
    print(f"pyarrow {read - made:,} MB more")
    if read - made > arrow.nbytes / 2**20 / 4:
        sys.exit("reading the table has copied it")


if __name__ == "__main__":
    main()
