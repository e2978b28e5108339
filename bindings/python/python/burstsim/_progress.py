"""Who is told how far a study has come."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Union

Progress = Union[bool, Callable[[float, str], object], None]
"""``True`` for a bar, or a function that is called with the share that is done (0 to 1) and words."""

#: Seconds; what ends sooner shows no bar.
_PATIENCE = 0.5


class listening:
    """The function to be told, for as long as a study takes."""

    def __init__(self, progress: Progress) -> None:
        if not (progress is None or isinstance(progress, bool) or callable(progress)):
            raise TypeError(f"progress is True or a function of (share, words), and not {type(progress).__name__}")
        self._progress = progress
        self._bar: Any = None

    def __enter__(self) -> Callable[[float, str], object] | None:
        if self._progress is True:
            self._bar = _bar()
            tell: Callable[[float, str], object] = self._bar.tell
            return tell
        return self._progress or None

    def __exit__(self, *why: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _bar() -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Line()
    return _Tqdm(tqdm)


class _Tqdm:
    def __init__(self, tqdm: Any) -> None:
        shape = "{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
        self._bar = tqdm(total=1.0, bar_format=shape, delay=_PATIENCE, leave=False)

    def tell(self, share: float, words: str) -> None:
        self._bar.set_description_str(words, refresh=False)
        # What is planned can grow, and the share shrink with it: a step back is one, too.
        self._bar.update(share - self._bar.n)

    def close(self) -> None:
        self._bar.close()


class _Line:
    """One line of standard error, written over and over."""

    def __init__(self) -> None:
        import time

        self._clock = time.monotonic
        self._begin = self._clock()
        self._width = 0

    def tell(self, share: float, words: str) -> None:
        if self._clock() - self._begin < _PATIENCE:
            return
        line = f"{words} {share:.0%}"
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = len(line)

    def close(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
