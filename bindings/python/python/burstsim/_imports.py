"""What users have, metrics, logs, traces and templates, turned into scenarios."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import _native
from ._progress import Progress, listening
from ._scenario import Scenario

if TYPE_CHECKING:
    from pathlib import Path


class Imported:
    """Scenarios that were made of files, with where each value comes from."""

    def __init__(self, native: _native.Imported) -> None:
        self._native = native

    @property
    def scenarios(self) -> list[Scenario]:
        """A scenario for each Region, the one with the most requests first; `run` and the others take them."""
        all = self._native.scenarios()
        return [Scenario(text, name=file.removesuffix(".toml"), files=files) for file, text, files in all]

    @property
    def summary(self) -> dict[str, Any]:
        """``import.json``: what became of each file, what is known of each function, where each value is from."""
        summary: dict[str, Any] = json.loads(self._native.summary)
        return summary

    @property
    def text(self) -> str:
        """The same in words."""
        return self._native.text

    def files(self) -> dict[str, bytes]:
        """All files as the program writes them into a folder called like the scenario, byte for byte, by their names."""
        return self._native.files()

    def write(self, folder: str | os.PathLike[str], *, force: bool = False) -> list[Path]:
        """Writes the scenarios, their data and ``import.json`` into a folder: all of them, or none.

        :param force: replace files that are already there.
        :raises FileExistsError: if one is there.
        :raises OSError: if one cannot be written.
        """
        from pathlib import Path

        return [Path(path) for path in self._native.write(os.fspath(folder), force)]

    def __repr__(self) -> str:
        return f"<burstsim.Imported: {', '.join(file for file, _, _ in self._native.scenarios())}>"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(self.text)}</pre>"


def import_(
    files: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    region: str | None = None,
    function: str | None = None,
    utc_offset: str | datetime.timedelta | None = None,
    from_: str | int | datetime.datetime | None = None,
    to: str | int | datetime.datetime | None = None,
    scale: float | None = None,
    name: str | None = None,
    progress: Progress = None,
    lang: str = "en",
) -> Imported:
    """Turns CloudWatch exports, logs, load tests, traces and templates into scenarios. Nothing is written.

    >>> imported = burstsim.import_(["metrics.json", "queries.json"])
    >>> burstsim.run(imported.scenarios[0], scale=2)

    :param files: of any of the formats; what they say of the same function is put together.
    :param region: Region of what names none (a code in the file's path, else us-east-1).
    :param function: function of a file that names none (the file's name).
    :param utc_offset: zone of times that name none, such as ``"+09:00"`` (UTC).
    :param from_: leave out what came earlier, such as ``"2026-11-26T08:00:00Z"``.
    :param to: leave out what came then or later.
    :param scale: so many times the traffic, written into the scenario.
    :param name: what the scenario is called (as the file that most rows are of; the program calls it after its folder).
    :param progress: ``True`` for a bar, or a function of (share, words).
    :param lang: language of the text, ``"en"`` or ``"ko"``.
    :raises ValueError: if a file is of no known format, or says nothing.
    :raises OSError: if a file cannot be read.
    """
    if scale is not None and not 0 < scale <= 1e6:
        raise ValueError(f"scale is a number above 0, at most 1,000,000, and not {scale!r}")
    options = given(region=region, function=function, utc_offset=utc_offset, from_=from_, to=to)
    with listening(progress) as callback:
        attention = {"threads": None, "progress": callback, "workers": None}
        return Imported(_native.import_files(paths("files", files), options, scale, name, attention, lang))


def paths(name: str, files: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[str]:
    """One path or several."""
    several = [files] if isinstance(files, (str, os.PathLike)) else list(files)
    if not several:
        raise ValueError(f"{name} names no file")
    return [os.fspath(file) for file in several]


def given(*, region: Any, function: Any, utc_offset: Any, from_: Any, to: Any) -> dict[str, Any]:
    """What somebody says of files that do not say it themselves."""
    if isinstance(utc_offset, datetime.timedelta):
        minutes = int(utc_offset.total_seconds() // 60)
        utc_offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return {
        "region": region,
        "function": function,
        "utc_offset": utc_offset,
        "from_": _time("from_", from_),
        "to": _time("to", to),
    }


def _time(name: str, time: Any) -> str | None:
    if time is None or isinstance(time, str):
        return time
    if isinstance(time, datetime.datetime):
        return time.isoformat() + ("Z" if time.tzinfo is None else "")
    if isinstance(time, int) and not isinstance(time, bool):
        return str(time)
    raise TypeError(f"{name} is a datetime, text or a Unix time, and not {type(time).__name__}")
