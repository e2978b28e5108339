"""Values of Python as TOML, for scenarios that are built as a dict.

A value that TOML, or a scenario, cannot hold is refused with its place, such as ``functions[0].service_time``.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

#: No scenario nests deeper; what does is a mistake.
_DEEPEST = 40

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')


def document(scenario: Mapping[str, Any]) -> str:
    """A scenario as TOML text: a section for each table, inline what is nested in it."""
    plain = _plain(scenario, "", ())
    if not isinstance(plain, dict):
        raise TypeError(f"a scenario is a mapping, and not {type(scenario).__name__}")
    lines: list[str] = []
    _section(plain, "", lines)
    return "\n".join(lines) + "\n"


def value(what: Any, place: str) -> str:
    """A value as TOML on one line; ``place`` names it where it is refused."""
    return _inline(_plain(what, place, ()))


def _section(table: dict[str, Any], prefix: str, lines: list[str]) -> None:
    later: list[tuple[str, str, dict[str, Any]]] = []
    for key, item in table.items():
        path = prefix + _key(key)
        if isinstance(item, list) and item and all(isinstance(one, dict) for one in item):
            later.extend((f"[[{path}]]", path, one) for one in item)
        elif isinstance(item, dict) and not prefix:
            later.append((f"[{path}]", path, item))
        else:
            lines.append(f"{_key(key)} = {_inline(item)}")
    for head, path, item in later:
        lines.extend(("", head))
        _section(item, path + ".", lines)


def _inline(item: Any) -> str:
    if isinstance(item, dict):
        pairs = ", ".join(f"{_key(key)} = {_inline(one)}" for key, one in item.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(item, list):
        return f"[{', '.join(map(_inline, item))}]"
    if isinstance(item, str):
        return _quoted(item)
    if isinstance(item, bool):
        return "true" if item else "false"
    return repr(item)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"

    return f'"{_SPECIAL.sub(escape, text)}"'


def _plain(what: Any, place: str, around: tuple[int, ...]) -> Any:
    """A value made of nothing but dict, list, str, int, float and bool."""
    if hasattr(what, "tolist") and hasattr(what, "dtype"):
        what = what.tolist()  # a number or an array of NumPy
    if isinstance(what, bool):
        return what
    if isinstance(what, str):
        return _text(str.__str__(what), place)
    if isinstance(what, int):
        if not -(2**63) <= what < 2**63:
            raise ValueError(f"{place}: {what} is beyond the 64 bits of an integer")
        return int(what)
    if isinstance(what, float):
        if not math.isfinite(what):
            raise ValueError(f"{place}: {what} is not a finite number")
        return float(what)
    if isinstance(what, datetime.timedelta):
        return _duration(what, place)
    if isinstance(what, (Mapping, Sequence)) and not isinstance(what, (bytes, bytearray, memoryview)):
        if id(what) in around:
            raise ValueError(f"{place or 'the scenario'}: the value contains itself")
        if len(around) >= _DEEPEST:
            raise ValueError(f"{place}: nested more than {_DEEPEST} deep")
        around = (*around, id(what))
        if isinstance(what, Mapping):
            return {_name(key, place): _plain(item, _below(place, key), around) for key, item in what.items()}
        return [_plain(item, f"{place}[{index}]", around) for index, item in enumerate(what)]
    if what is None:
        raise TypeError(f"{place}: None is no value of a scenario; leave the key out")
    raise TypeError(f"{place}: {type(what).__name__} is no value of a scenario")


def _text(text: str, place: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{place}: {text!r} is not valid Unicode") from None
    return text


def _name(key: Any, place: str) -> str:
    if not isinstance(key, str):
        where = place or "the scenario"
        raise TypeError(f"{where}: the key {key!r} is {type(key).__name__}, and keys are text")
    return _text(str.__str__(key), place)


def _below(place: str, key: Any) -> str:
    return f"{place}.{key}" if place else str(key)


def _duration(duration: datetime.timedelta, place: str) -> str:
    micros = duration // datetime.timedelta(microseconds=1)
    if micros < 0:
        raise ValueError(f"{place}: a duration of {duration} is negative")
    for unit, size in (("s", 1_000_000), ("ms", 1_000)):
        if micros % size == 0:
            return f"{micros // size}{unit}"
    return f"{micros}us"
