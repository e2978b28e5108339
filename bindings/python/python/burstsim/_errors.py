"""What can be wrong with a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._native import Problem


class ScenarioError(ValueError):
    """A scenario, or a change of it, is wrong.

    Its text is what the program prints: every problem with the lines it is in, and how to put it right.
    """

    problems: tuple[Problem, ...]
    """Every problem by itself, in the order of the text: title, label, help, source, line, column."""

    def __init__(self, text: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.args[0], self.problems)


class WorkersLost(RuntimeError):
    """The processes that make the runs of a study cannot be reached any more.

    The Dask client is closed or has lost its scheduler, the executor was shut down, or one of its processes was killed,
    which no executor of ``concurrent.futures`` survives. Dask survives the loss of workers.
    """
