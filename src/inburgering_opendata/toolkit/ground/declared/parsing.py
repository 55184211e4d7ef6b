"""JSON, YAML and TOML, parsed more strictly than their libraries do.

A property that stands twice, of which one would be dropped, is refused in each of them; so are a
number that is none, a byte-order mark and bytes that are not UTF-8.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

FORMATS = (".json", ".toml", ".yaml")
"""The suffixes of files that are declared."""


def parse(data: bytes, suffix: str, all_texts: bool = False) -> Any:
    """What stands in `data`.

    Args:
        suffix: one of `FORMATS`.
        all_texts: whether every value in YAML is a text.

    Raises:
        ValueError: saying in which line it is not what its suffix says.
    """
    text = _decoded(data)
    try:
        value = _PARSERS[suffix](text, all_texts)
        _refuse_what_is_not_plain(value, "")
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def _decoded(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise ValueError("it begins with a byte-order mark; save it as UTF-8 without one")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise ValueError(
            f"line {line}: byte 0x{byte:02x} is not UTF-8; save it as UTF-8"
        ) from error


def _json(text: str, _: bool) -> Any:
    return json.loads(text, object_pairs_hook=_without_doubles)


def _toml(text: str, _: bool) -> Any:
    return tomllib.loads(text)


def _yaml(text: str, all_texts: bool) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=_strict_loader(all_texts))  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


_PARSERS: Mapping[str, Callable[[str, bool], Any]] = {
    ".json": _json,
    ".toml": _toml,
    ".yaml": _yaml,
}


def _without_doubles(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the property '{name}' stands there twice")
        found[name] = value
    return found


@cache
def _strict_loader(all_texts: bool) -> type[yaml.SafeLoader] | type[yaml.BaseLoader]:
    """A loader that lets no property stand twice."""
    import yaml

    base: Any = yaml.BaseLoader if all_texts else yaml.SafeLoader

    class Strict(base):  # type: ignore[misc]
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            named: set[str] = set()
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    where = f"line {key.start_mark.line + 1}"
                    raise ValueError(f"{where}: a property has a name, and this is none")
                if key.value in named:
                    where = f"line {key.start_mark.line + 1}"
                    raise ValueError(f"{where}: the property '{key.value}' stands there twice")
                named.add(str(key.value))
            found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
            return found

    return Strict


def _refuse_what_is_not_plain(value: Any, within: str) -> None:
    """Let only a value pass that JSON could have: properties with a name, numbers that are some."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"'{within}' is {value}, which is no number")
    if isinstance(value, dict):
        for name, each in value.items():
            if not isinstance(name, str):
                raise ValueError(f"'{within}' has a property {name!r}, which is no text; quote it")
            _refuse_what_is_not_plain(each, f"{within}.{name}".strip("."))
    elif isinstance(value, list):
        for each in value:
            _refuse_what_is_not_plain(each, within)
