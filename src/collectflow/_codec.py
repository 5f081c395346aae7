"""Values to plain JSON data and back, driven by their attrs fields; every `to_dict` goes through here.

A class registered with `@tagged("name")` may stand where a union or a base class is expected: its dict
carries its name under `"type"`. Everything else follows from the annotations. There is one codec, so a
new event, window or primitive needs no code of its own to be stored.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

import attrs

from collectflow.errors import BadValue, UnknownName

_C = TypeVar("_C", bound=type)

#: What `json.dumps` takes as it is. Recursive aliases are no help to a caller here.
Json = typing.Any

_tags: dict[type, str] = {}
_by_tag: dict[str, type] = {}
_MICROS = timedelta(microseconds=1)


def tagged(name: str) -> Callable[[_C], _C]:
    """Register a class under the name by which its dicts are recognised."""

    def register(cls: _C) -> _C:
        _tags[cls] = name
        _by_tag[name] = cls
        return cls

    return register


def tag_of(cls: type) -> str:
    """The name a class is registered under."""
    return _tags[cls]


def tagged_classes(base: type) -> tuple[type, ...]:
    """Every registered class that derives from `base`, in the order of registration."""
    return tuple(cls for cls in _tags if issubclass(cls, base))


@lru_cache(maxsize=512)
def _fields(cls: type) -> tuple[tuple[str, object, object], ...]:
    hints = typing.get_type_hints(cls)
    return tuple(
        (field.alias or field.name, hints[field.name], field.default)
        for field in attrs.fields(cls)
        if field.init and not field.metadata.get("transient")
    )


def _dated(hint: object) -> bool:
    """Whether a value may be a text or a date, which in JSON look the same."""
    found = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else ()
    return str in found and date in found


def _item_hints(hint: object, count: int) -> tuple[object, ...]:
    """The annotations of the items of a tuple."""
    found = typing.get_args(hint) if typing.get_origin(hint) is tuple else ()
    if len(found) == count and Ellipsis not in found:
        return found
    return (found[0] if found else None,) * count


def dump(value: object, hint: object = None) -> Json:
    """Plain data for `json.dumps`; fields that have their default are left out.

    A date where a text may stand as well (`hint` says so) becomes `{"date": ...}`.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value if type(value) in (bool, int, type(None)) else _plain(value)
    if isinstance(value, (datetime, date, time)):
        return {"date": value.isoformat()} if _dated(hint) else value.isoformat()
    if isinstance(value, timedelta):
        return value // _MICROS
    if isinstance(value, (tuple, list)):
        hints = _item_hints(hint, len(value))
        return [dump(each, item) for each, item in zip(value, hints, strict=True)]
    if isinstance(value, (frozenset, set)):
        return sorted((dump(each) for each in value), key=repr)
    if isinstance(value, Mapping):
        return {str(key): dump(each) for key, each in value.items()}
    cls: type = type(value)
    out: dict[str, Json] = {"type": _tags[cls]} if cls in _tags else {}
    for name, expected, default in _fields(cls):
        held = getattr(value, name)
        if default is attrs.NOTHING or isinstance(default, attrs.Factory) or held != default:  # type: ignore[arg-type] # Factory is a class
            out[name] = dump(held, expected)
    return out


def _plain(value: object) -> Json:
    # StrEnum and IntEnum members go out as what they are equal to.
    return str(value) if isinstance(value, str) else int(typing.cast("int", value))


def load(hint: object, data: Json, where: str) -> Json:
    """A value of the annotated type from plain data.

    Raises:
        BadValue: when the data does not have the shape of the type; `where` names the place.
        UnknownName: when a `"type"` is not known, or a field is not one of the class's.
    """
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _load_union(arguments, data, where)
    if origin is tuple:
        if not isinstance(data, (list, tuple)):
            raise BadValue(where, data, "a list belongs here")
        if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
            return tuple(load(arguments[0], each, f"{where}[{i}]") for i, each in enumerate(data))
        if len(arguments) != len(data):
            raise BadValue(where, data, f"a list of {len(arguments)} belongs here")
        return tuple(
            load(each, item, f"{where}[{i}]")
            for i, (each, item) in enumerate(zip(arguments, data, strict=True))
        )
    if origin is frozenset:
        if not isinstance(data, (list, tuple)):
            raise BadValue(where, data, "a list belongs here")
        return frozenset(load(arguments[0], each, where) for each in data)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(data, Mapping):
            raise BadValue(where, data, "an object belongs here")
        return {str(key): load(arguments[1], each, f"{where}.{key}") for key, each in data.items()}
    return _load_scalar(hint, data, where)


def _load_union(arguments: tuple[object, ...], data: Json, where: str) -> Json:
    if data is None and type(None) in arguments:
        return None
    rest = [each for each in arguments if each is not type(None)]
    if len(rest) == 1:
        return load(rest[0], data, where)
    if date in rest and isinstance(data, Mapping) and set(data) == {"date"}:
        return load(date, data["date"], where)
    for each in rest:
        # bool before int and exact types first: a union of scalars is told by the data's own type.
        if isinstance(each, type) and type(data) is each:
            return data
    failures: list[str] = []
    for each in rest:
        try:
            return load(each, data, where)
        except (BadValue, UnknownName) as error:
            failures.append(str(error))
    raise BadValue(where, data, "; or ".join(failures))


_FROM_ISO: dict[object, Callable[[str], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def _load_scalar(hint: object, data: Json, where: str) -> Json:
    if hint is object or hint is typing.Any:
        return data
    if hint in (str, int, bool):
        if type(data) is not hint:
            raise BadValue(where, data, f"a value of type {typing.cast('type', hint).__name__} belongs here")
        return data
    if hint in _FROM_ISO:
        if not isinstance(data, str):
            raise BadValue(where, data, "a text in ISO 8601 belongs here")
        try:
            return _FROM_ISO[hint](data)
        except ValueError:
            raise BadValue(where, data, "not a valid ISO 8601 value") from None
    if hint is timedelta:
        if type(data) is not int:
            raise BadValue(where, data, "a number of microseconds belongs here")
        return timedelta(microseconds=data)
    if isinstance(hint, type):
        return load_class(hint, data, where)
    raise BadValue(where, data, f"cannot load a {hint!r}")  # pragma: no cover - a missing annotation


def load_class(base: type, data: Json, where: str) -> Json:
    """A value of `base`, or of the registered class below it that the data's type names."""
    if not isinstance(data, Mapping):
        raise BadValue(where, data, f"an object belongs here: a stored {base.__name__}")
    cls = base
    tag = data.get("type")
    if tag is not None or getattr(base, "__abstract__", False):
        cls = _by_tag.get(tag, base) if isinstance(tag, str) else base
        if cls not in _tags or not issubclass(cls, base):
            known = tuple(_tags[each] for each in tagged_classes(base))
            if tag is None:
                named = ", ".join(sorted(known))
                raise BadValue(where, dict(data), f"the field 'type' is missing; it is one of: {named}")
            raise UnknownName("type", str(tag), known, where)
    given = {key: value for key, value in data.items() if key != "type"}
    values: dict[str, object] = {}
    for name, hint, default in _fields(cls):
        if name in given:
            values[name] = load(hint, given.pop(name), f"{where}.{name}")
        elif default is attrs.NOTHING:
            raise BadValue(where, dict(data), f"the field {name!r} is missing")
    for name in given:
        raise UnknownName("field", name, tuple(each for each, _, _ in _fields(cls)), where)
    return cls(**values)
