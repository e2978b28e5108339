"""What a study is about: scenarios, and changes of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypeAlias

from . import _toml
from ._native import Source

ScenarioLike: TypeAlias = "str | os.PathLike[str] | Mapping[str, Any] | Scenario"
"""A scenario: TOML text (with a line break or ``=``), a path, the name of a shipped one, a dict, or a `Scenario`."""


class Scenario:
    """The text of a scenario with the data files that it names.

    >>> Scenario({"duration": "5m", "region": {...}, "functions": [...]}, name="mine")
    """

    __slots__ = ("files", "name", "text")

    def __init__(
        self,
        scenario: str | Mapping[str, Any],
        *,
        name: str = "scenario",
        files: Mapping[str, bytes | str] | None = None,
    ) -> None:
        """
        :param scenario: TOML text, or the same as a dict.
        :param name: what results call it unless it has a key ``name``.
        :param files: the contents of data files by the paths that the scenario names; without it they are looked for
            below the current folder.
        """
        if isinstance(scenario, str):
            text = scenario
        elif isinstance(scenario, Mapping):
            text = _toml.document(scenario)
        else:
            raise TypeError(f"a scenario is TOML text or a mapping, and not {type(scenario).__name__}")
        self.text: str = text
        self.name: str = name
        self.files: dict[str, bytes] | None = (
            None
            if files is None
            else {
                path: contents.encode() if isinstance(contents, str) else bytes(contents)
                for path, contents in files.items()
            }
        )

    def __repr__(self) -> str:
        files = f" with {len(self.files)} files" if self.files else ""
        return f"<burstsim.Scenario {self.name!r}{files}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _scenario, (self.text, self.name, self.files)


def _scenario(text: str, name: str, files: Mapping[str, bytes] | None) -> Scenario:
    return Scenario(text, name=name, files=files)


def source(scenario: ScenarioLike) -> Source:
    """Where the text of a scenario comes from."""
    if isinstance(scenario, Scenario):
        return Source.of_text(scenario.text, scenario.name, f"<{scenario.name}>", scenario.files)
    if isinstance(scenario, str):
        if "\n" in scenario or "=" in scenario:
            return Source.of_text(scenario, "scenario", "<scenario>")
        return Source.find(scenario)
    if isinstance(scenario, os.PathLike):
        return Source.open(os.fspath(scenario))
    if isinstance(scenario, Mapping):
        return Source.of_text(_toml.document(scenario), "scenario", "<dict>")
    raise TypeError(
        "a scenario is TOML text, a path, the name of a shipped one, a dict or a Scenario, and not "
        f"{type(scenario).__name__}"
    )


def called(scenario: ScenarioLike, number: int) -> str:
    """How a comparison calls a scenario."""
    if isinstance(scenario, Scenario):
        return scenario.name
    if isinstance(scenario, os.PathLike):
        return str(scenario)
    if isinstance(scenario, str) and "\n" not in scenario and "=" not in scenario:
        return scenario
    name = scenario.get("name") if isinstance(scenario, Mapping) else None
    return name if isinstance(name, str) else f"scenario {number}"


def changes(
    set: Mapping[str, Any] | None,
    *,
    seed: int | None = None,
    scale: float | None = None,
) -> list[str]:
    """Changes of a scenario, each ``KEY=VALUE`` as ``--set`` reads it."""
    if set is not None and not isinstance(set, Mapping):
        raise TypeError(f"set is a mapping of keys to values, and not {type(set).__name__}")
    all = [assigned(key, value) for key, value in (set or {}).items()]
    for key, value in (("seed", seed), ("scale", scale)):
        if value is not None:
            all.append(assigned(key, value))
    return all


def assigned(key: Any, value: Any) -> str:
    """``KEY=VALUE``; text goes as it is, so that ``"512 MB"``, ``"true"`` and ``"{ even.rate = 5 }"`` work as typed."""
    if not isinstance(key, str):
        raise TypeError(f'the key {key!r} is {type(key).__name__}, and keys are text such as "region.burst"')
    return f"{key}={written(value, key)}"


def written(value: Any, place: str) -> str:
    """A value as ``--set`` reads it."""
    if isinstance(value, str):
        return _toml._text(str.__str__(value), place)
    return _toml.value(value, place)
