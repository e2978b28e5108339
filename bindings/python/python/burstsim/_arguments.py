"""Arguments, checked: what is wrong is named with its bounds, before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import _toml
from ._scenario import written

#: More replications than anybody needs.
MOST = 100_000


def whole(name: str, value: Any, least: int, most: int, *, optional: bool = False) -> Any:
    """A whole number within bounds; None only where it may be left open."""
    if value is None and optional:
        return None
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}")
    whole = value.__index__()
    if not least <= whole <= most:
        raise ValueError(f"{name} must be from {least:,} to {most:,}, not {whole}")
    return whole


def language(lang: str) -> str:
    """A language by its code."""
    if lang not in ("en", "ko"):
        raise ValueError(f'lang must be "en" or "ko", not {lang!r}')
    return lang


def share(name: str, value: float | str | None) -> float | None:
    """A share above 0: ``0.05`` or ``"5%"``."""
    if value is None:
        return None
    wrong = f'{name} must be a share above 0, such as 0.05 or "5%", not {value!r}'
    try:
        if isinstance(value, str):
            number, unit = (value.strip()[:-1], 0.01) if value.strip().endswith("%") else (value, 1.0)
            share = float(number) * unit
        else:
            share = float(value)
    except (TypeError, ValueError):
        raise ValueError(wrong) from None
    if not 0 < share < float("inf"):
        raise ValueError(wrong)
    return share


def flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {type(value).__name__}")
    return value


def texts(name: str, values: str | Iterable[str]) -> list[str]:
    """One text or several."""
    texts = [values] if isinstance(values, str) else list(values)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{name} must be text, not {type(text).__name__}")
    return texts


def listed(name: str, values: str | Iterable[str]) -> list[str]:
    """Several texts, or one with commas between them, as the program takes it."""
    several = values.split(",") if isinstance(values, str) else texts(name, values)
    return [text.strip() for text in several]


def values_of(name: str, values: Any) -> list[Any]:
    """Several values of a key."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must have a list of values for each key, not {type(values).__name__}")
    return list(values)


def swept(key: str, values: Any) -> str:
    """Values of a key as ``--over`` reads them."""
    if isinstance(values, str):
        return values
    return ",".join(_apart(value, key) for value in values_of("over", values))


def _apart(value: Any, key: str) -> str:
    """One of several values: text with a comma is quoted, so that it stays one."""
    text = written(value, key)
    return _toml.value(text, key) if isinstance(value, str) and "," in text else text
