"""The functions of the package: one for each command of the program, with the same names, defaults and checks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from . import _native
from ._arguments import MOST, flag, language, listed, share, swept, texts, values_of, whole
from ._errors import WorkersLost
from ._imports import given, paths
from ._progress import Progress, listening
from ._results import Backtest, Checked, Comparison, Explanation, Run, Size, Sweep, Validation
from ._scenario import ScenarioLike, assigned, called, changes, source

if TYPE_CHECKING:
    from ._cluster import Workers

Lang = Literal["en", "ko"]


def run(
    scenario: ScenarioLike,
    *,
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
    replications: int | None = None,
    precision: float | str | None = None,
    precision_of: Sequence[str] = (),
    max_replications: int | None = None,
    steady_state: bool = False,
    settled: Sequence[str] = ("open_mean",),
    explain: bool = False,
    metric_data: bool = False,
    openmetrics: bool = False,
    threads: int | None = None,
    client: Any = None,
    executor: Any = None,
    progress: Progress = None,
    lang: Lang = "en",
) -> Run:
    """Simulates a scenario.

    >>> run = burstsim.run("flash-sale", set={"functions.shop.provisioned_concurrency": 200}, seed=7)
    >>> run.summary["account"]["throttle_rate"], run.timeseries.to_polars()

    :param scenario: TOML text (with a line break or ``=``), a path, the name of a shipped scenario, a dict, or a
        `Scenario`. A path with ``=`` in it is given as a ``pathlib.Path``.
    :param set: keys to change, such as ``{"region.burst": 500}``. Text is read as ``--set`` of the program reads it.
    :param seed: master seed of all random streams.
    :param scale: factor of all traffic.
    :param replications: simulate so often (2 to 100,000) with other random numbers; every figure gets a mean and its
        95 % confidence interval.
    :param precision: replicate, at least 10 times, until half the width of each interval is within this share of its
        mean: ``0.05`` or ``"5%"``.
    :param precision_of: what has to be precise: metrics of objectives such as ``"throttle_rate"``.
    :param max_replications: maximum replications with ``precision``.
    :param steady_state: find the warm-up of one long run (MSER-5), and give what follows 95 % intervals by batch means.
    :param settled: series of each function that must have settled.
    :param explain: also find the smallest change that removes the worst throttles and cold starts.
    :param metric_data: also make ``cloudwatch.json``, as ``aws cloudwatch get-metric-data`` answers.
    :param openmetrics: also make ``openmetrics.txt``, the time series for Prometheus and Grafana; `Run.openmetrics` has
        its text.
    :param threads: cores to use (all); results do not depend on it.
    :param client: a ``dask.distributed.Client`` whose workers make the replications; the result is the same to the byte.
    :param executor: likewise anything with the interface of ``concurrent.futures.Executor``.
    :param progress: ``True`` for a bar (tqdm if it is installed), or a function of (share from 0 to 1, words).
    :param lang: language of texts and charts, ``"en"`` or ``"ko"``.
    :raises ScenarioError: if the scenario is wrong.
    :raises ValueError: if an argument is wrong.
    :raises OSError: if a file cannot be read.
    """
    if replications is not None and precision is not None:
        raise ValueError("replications and precision exclude each other")
    for name, value in (("replications", replications), ("precision", precision)):
        if value is not None and (steady_state or explain):
            other = "steady_state" if steady_state else "explain"
            raise ValueError(f"{name} and {other} exclude each other")
    if steady_state and explain:
        raise ValueError("steady_state and explain exclude each other")
    how = {
        "replications": whole("replications", replications, 2, MOST, optional=True),
        "precision": share("precision", precision),
        "precision_of": texts("precision_of", precision_of),
        "max_replications": whole("max_replications", max_replications, 2, MOST, optional=True),
        "steady_state": flag("steady_state", steady_state),
        "settled": texts("settled", settled),
        "explain": flag("explain", explain),
        "metric_data": flag("metric_data", metric_data),
        "openmetrics": flag("openmetrics", openmetrics),
    }
    if (client is not None or executor is not None) and replications is None and precision is None:
        raise ValueError("client and executor make replications: a single run has none")
    if precision is None and (how["precision_of"] or max_replications is not None):
        raise ValueError("precision_of and max_replications belong to precision")
    asked = source(scenario), changes(set, seed=seed, scale=scale)
    with _attention(threads, progress, client, executor, lang=lang) as attention:
        return Run(_native.run(*asked, how, attention, lang))


def compare(
    scenario: ScenarioLike | Sequence[ScenarioLike],
    *,
    regions: Sequence[str] | str | None = None,
    scaling: Sequence[str] | str | None = None,
    platforms: Sequence[str] | str | None = None,
    vary: Mapping[str, Iterable[Any]] | None = None,
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
    replications: int | None = None,
    max_replications: int = 40,
    monthly: bool = False,
    events_per_month: float | None = None,
    threads: int | None = None,
    client: Any = None,
    executor: Any = None,
    progress: Progress = None,
    lang: Lang = "en",
) -> Comparison:
    """Compares Regions, scaling rules or any other values under the same requests, or several scenarios.

    Without ``regions``, ``scaling``, ``platforms`` or ``vary`` it compares a Region of each burst class. Several
    scenarios, a list, are compared as they are. The first variant is the baseline of all differences.

    >>> burstsim.compare("flash-sale", vary={"functions.shop.provisioned_concurrency": [0, 500, 1000]})

    :param regions: Regions to compare, such as ``["us-east-1", "ap-northeast-2"]``.
    :param scaling: scaling rules to compare, in each Region: ``"regional-burst"``, ``"per-function"``.
    :param platforms: platforms to compare: ``"lambda"``, ``"fargate"``, ``"ec2"``.
    :param vary: keys with their values; all combinations.
    :param replications: simulate each variant exactly so often.
    :param max_replications: else 10, 20, 40, ... until every difference of the account is either clear or negligible.
    :param monthly: also extrapolate the bill to a month of 730 h.
    :param events_per_month: bill the scenario as an event that happens so often per month; of several scenarios the
        first is what is usual.

    The other parameters, and what is raised, are those of `run`.
    """
    scenarios: list[ScenarioLike]
    if isinstance(scenario, Sequence) and not isinstance(scenario, str):
        scenarios = list(scenario)
    else:
        scenarios = [scenario]
    if not scenarios:
        raise ValueError("which scenario? burstsim.shipped() has the shipped ones")
    has_regions = regions is not None or scaling is not None
    if platforms is not None and (has_regions or vary is not None):
        raise ValueError("platforms excludes regions, scaling and vary")
    if vary is not None and has_regions:
        raise ValueError("vary excludes regions and scaling")
    choices = [[assigned(key, value) for value in values_of("vary", values)] for key, values in (vary or {}).items()]
    for name, key, values in (("regions", "region.name", regions), ("scaling", "region.scaling", scaling)):
        if values is not None:
            choices.append([assigned(key, value) for value in listed(name, values)])
    if not choices and platforms is None and len(scenarios) == 1:
        choices = [[assigned("region.name", region) for region in _native.USUAL_REGIONS]]
    month = ["billing.monthly=true"] if monthly or events_per_month is not None else []
    events = [] if events_per_month is None else [assigned("billing.events_per_month", events_per_month)]
    own = changes(set, seed=seed, scale=scale)
    is_usual = [len(scenarios) > 1 and number == 0 for number in range(len(scenarios))]
    asked = [
        (source(one), own + month + ([] if usual else events), called(one, number))
        for number, (one, usual) in enumerate(zip(scenarios, is_usual), start=1)
    ]
    how = {
        "choices": choices,
        "platforms": None if platforms is None else listed("platforms", platforms),
        "replications": whole("replications", replications, 2, MOST, optional=True),
        "max_replications": whole("max_replications", max_replications, 2, MOST),
    }
    with _attention(threads, progress, client, executor, lang=lang) as attention:
        return Comparison(_native.compare(asked, how, attention, lang))


def size(
    scenario: ScenarioLike,
    *,
    function: str | None = None,
    slo: str | Sequence[str] = (),
    quantity: str = "provisioned_concurrency",
    source: int | None = None,
    max_replications: int = 40,
    schedule: Literal["hourly"] | None = None,
    target: bool = False,
    curve: bool = True,
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
    threads: int | None = None,
    client: Any = None,
    executor: Any = None,
    progress: Progress = None,
    lang: Lang = "en",
) -> Size:
    """Finds the lowest provisioned concurrency, or another quantity, that meets objectives with 95 % confidence.

    >>> size = burstsim.size("flash-sale", slo="given_up_rate < 0.01%")
    >>> size.summary["provisioned_concurrency"], size.meets_objectives

    :param function: the function to size (the only one).
    :param slo: what it must achieve, such as ``"cold_start_rate < 1%"``, or several (the scenario's own).
    :param quantity: what to size: ``"provisioned_concurrency"``, ``"reserved_concurrency"``,
        ``"account_concurrency"``, ``"maximum_concurrency"``, ``"provisioned_pollers"``, ``"shards"``,
        ``"minimum_tasks"``, ``"maximum_tasks"``, ``"minimum_instances"`` or ``"cpu_headroom"``.
    :param source: of which source of traffic, by its number in the function from 0, a queue is sized (the only one).
    :param max_replications: maximum replications per candidate (10, 20, 40 ... until the verdict is clear).
    :param schedule: ``"hourly"`` sizes each hour of the day by itself.
    :param target: size autoscaling instead: the target of target tracking and its minimum that cost least.
    :param curve: also run values around the answer.

    The other parameters, and what is raised, are those of `run`.
    """
    if schedule not in (None, "hourly"):
        raise ValueError(f'schedule is None or "hourly", and not {schedule!r}')
    if schedule is not None and target:
        raise ValueError("schedule and target exclude each other")
    if quantity != "provisioned_concurrency" and (schedule is not None or target):
        raise ValueError("schedule and target size provisioned concurrency: quantity excludes them")
    how = {
        "function": function,
        "slo": texts("slo", slo),
        "quantity": quantity,
        "source": whole("source", source, 0, 1_000_000, optional=True),
        "max_replications": whole("max_replications", max_replications, 2, MOST),
        "hourly": schedule is not None,
        "target": flag("target", target),
        "curve": flag("curve", curve),
    }
    asked = _source(scenario), changes(set, seed=seed, scale=scale)
    with _attention(threads, progress, client, executor, lang=lang) as attention:
        return Size(_native.size(*asked, how, attention, lang))


def sweep(
    scenario: ScenarioLike,
    *,
    over: Mapping[str, str | Iterable[Any]],
    sample: int | None = None,
    replications: int = 10,
    metric: str | Sequence[str] = (),
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
    threads: int | None = None,
    client: Any = None,
    executor: Any = None,
    records: str | os.PathLike[str] | None = None,
    progress: Progress = None,
    lang: Lang = "en",
) -> Sweep:
    """Simulates a grid of values, or a sample of what lies between. All points meet the same random numbers.

    >>> sweep = burstsim.sweep("flash-sale", over={"functions.shop.provisioned_concurrency": range(0, 1001, 100)})
    >>> sweep.sweep.to_pandas()

    :param over: keys with their values, all combinations: a list or a range, or text such as ``"0..1000:100"``
        (start, end and step) or ``"512 MB,1 GB"``.
    :param sample: draw so many points instead, a Latin hypercube; ``"500..3000"`` needs no step then.
    :param replications: simulate each point so often; from 2 on every figure has its 95 % confidence interval.
    :param metric: metrics of the text and the charts, such as ``"latency_p99_ms"``.
    :param client: a ``dask.distributed.Client`` whose workers make the points, some at a time, or a large point in parts.
        A worker that is lost costs time and nothing else; the result is the same to the byte.
    :param executor: likewise anything with the interface of ``concurrent.futures.Executor``.
    :param records: a file in which everything that is done is kept as it ends: after an interruption, a crash or lost
        workers the same call goes on from it. The program reads it, too: ``burstsim sweep --from``.
    :raises WorkersLost: if ``client`` or ``executor`` cannot be reached any more.

    The other parameters, and what is raised, are those of `run`.
    """
    if not isinstance(over, Mapping):
        raise TypeError(f"over is a mapping of keys to values, and not {type(over).__name__}")
    if not over:
        raise ValueError('over names no key: give one, such as over={"region.burst": range(500, 3001, 500)}')
    points = [assigned(key, swept(key, values)) for key, values in over.items()]
    how = {
        "over": points,
        "sample": whole("sample", sample, 2, MOST, optional=True),
        "replications": whole("replications", replications, 1, MOST),
        "metric": texts("metric", metric),
    }
    asked = _source(scenario), changes(set, seed=seed, scale=scale)
    by_others = client is not None or executor is not None
    _only_here(threads, client, executor)
    with _attention(threads, progress, lang=lang) as attention:
        if not by_others and records is None:
            return Sweep(_native.sweep(*asked, how, attention, lang))
        return Sweep(_kept(client, executor, *asked, how, records, attention, lang))


def _kept(
    client: Any,
    executor: Any,
    source: _native.Source,
    changes: list[str],
    how: dict[str, Any],
    records: str | os.PathLike[str] | None,
    attention: dict[str, Any],
    lang: str,
) -> _native.Report:
    """A sweep whose points are kept as they end, made by workers or here."""
    from . import _cluster
    from ._engines import engine

    by = None if client is None and executor is None else engine(client, executor)
    plan = _native.SweepPlan(source, changes, how, records, attention | {"progress": None})
    try:
        if by is None:
            plan.make(attention)
        else:
            _cluster.sweep(by, plan, source, changes, how["replications"], attention["progress"])
        return plan.report(attention, lang)
    except WorkersLost as lost:
        kept = f"{records} has what is done: call again with it" if records else "records=FILE would keep what is done"
        raise WorkersLost(f"{lost}; {kept}") from lost
    finally:
        plan.close()


def explain(
    scenario: ScenarioLike,
    *,
    function: str | None = None,
    periods: int = 3,
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
    threads: int | None = None,
    progress: Progress = None,
    lang: Lang = "en",
) -> Explanation:
    """Explains throttles and cold starts: the limit in force, and the smallest change that removes them.

    :param function: explain this function only.
    :param periods: how many periods to explain (1 to 1,000), the worst of throttling and as many of cold starts.

    The other parameters, and what is raised, are those of `run`.
    """
    periods = whole("periods", periods, 1, 1000)
    asked = _source(scenario), changes(set, seed=seed, scale=scale)
    with _attention(threads, progress, lang=lang) as attention:
        return Explanation(_native.explain(*asked, function, periods, attention, lang))


def backtest(
    scenario: ScenarioLike,
    measured: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    region: str | None = None,
    function: str | None = None,
    utc_offset: Any = None,
    from_: Any = None,
    to: Any = None,
    replications: int = 10,
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
    threads: int | None = None,
    client: Any = None,
    executor: Any = None,
    progress: Progress = None,
    lang: Lang = "en",
) -> Backtest:
    """Holds a scenario against what was measured: is it good enough to decide by, and if not, what is likeliest wrong?

    :param measured: files of metrics, logs or load tests, of the formats that `import_` reads.
    :param replications: simulate the scenario so often: what differs between the runs is what chance can do.

    ``region``, ``function``, ``utc_offset``, ``from_`` and ``to`` are those of `import_`; the other parameters, and
    what is raised, are those of `run`.
    """
    replications = whole("replications", replications, 2, MOST)
    options = given(region=region, function=function, utc_offset=utc_offset, from_=from_, to=to)
    asked = _source(scenario), changes(set, seed=seed, scale=scale)
    files = paths("measured", measured)
    with _attention(threads, progress, client, executor, lang=lang) as attention:
        return Backtest(_native.backtest(*asked, files, options, replications, attention, lang))


def validate(
    *,
    only: str | Sequence[str] = (),
    quick: bool = False,
    set: Mapping[str, Any] | None = None,
    threads: int | None = None,
    client: Any = None,
    executor: Any = None,
    progress: Progress = None,
) -> Validation:
    """Runs the model against theory, AWS's worked examples and measurements.

    :param only: only the references of these names, such as ``"erlang-b"``.
    :param quick: smaller cases and fewer replications: seconds instead of a minute.
    :param set: break the model on purpose: keys to change in every scenario, while the references stay.
    """
    names = texts("only", only)
    with _attention(threads, progress, client, executor) as attention:
        return Validation(_native.validate(names, flag("quick", quick), changes(set), attention))


def check(
    scenario: ScenarioLike,
    *,
    set: Mapping[str, Any] | None = None,
    seed: int | None = None,
    scale: float | None = None,
) -> Checked:
    """Reads a scenario without running it.

    :raises ScenarioError: if it is wrong.
    """
    return Checked(*_native.check(_source(scenario), changes(set, seed=seed, scale=scale)))


def shipped() -> dict[str, str]:
    """The shipped scenarios: what each is about, by its name."""
    return dict(_native.shipped())


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario, so that editors complete and check it."""
    schema: dict[str, Any] = json.loads(_native.schema())
    return schema


# `size` has a parameter of that name.
_source = source


def _attention(
    threads: int | None, progress: Progress, client: Any = None, executor: Any = None, *, lang: str = "en"
) -> _Attention:
    language(lang)
    _only_here(threads, client, executor)
    return _Attention(whole("threads", threads, 1, 1024, optional=True), progress, _workers(client, executor))


def _only_here(threads: int | None, client: Any, executor: Any) -> None:
    if threads is not None and not (client is None and executor is None):
        raise ValueError("threads are those of this process: with client or executor its workers make the runs")


def _workers(client: Any, executor: Any) -> Workers | None:
    """Who makes the runs of a study, where it is not this process."""
    if client is None and executor is None:
        return None
    from ._cluster import Workers
    from ._engines import engine

    return Workers(engine(client, executor))


class _Attention:
    """What a study is told of threads and progress, for as long as it takes."""

    def __init__(self, threads: int | None, progress: Progress, workers: Workers | None) -> None:
        self._threads = threads if workers is None else workers.threads()
        self._listening = listening(progress)
        self._workers = workers

    def __enter__(self) -> dict[str, Any]:
        return {"threads": self._threads, "progress": self._listening.__enter__(), "workers": self._workers}

    def __exit__(self, *why: Any) -> None:
        self._listening.__exit__(*why)
