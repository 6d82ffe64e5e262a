"""From the vendors' own objects to ours: their pydantic models, Azure models and TypedDict dicts.

Nothing of a vendor's is imported: an object's class and members say what it is. So this works with
any version of their packages, and costs nobody an import.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from .._core.depth import too_deep
from .._core.plain import copied_json, fresh_json, plain
from .._core.reading import decode_bytes, decode_plain
from .._core.shape import fields_of, tag_of
from ..config import Config
from ..dialects import VENDORS, Dialect, module_of
from ..errors import ValidationError
from ..record import record_of, records
from .received import read_received

if TYPE_CHECKING:
    from ..encoding import Unknown

__all__ = ["from_sdk"]

C = TypeVar("C")


@overload
def from_sdk(obj: Any, /, *, type: type[C], unknown: Unknown = ...) -> C: ...
@overload
def from_sdk(obj: Any, /, *, type: Any = ..., unknown: Unknown = ...) -> Any: ...
def from_sdk(obj: Any, /, *, type: Any = None, unknown: Unknown = "error") -> Any:
    """A vendor's object as the value of ours that says the same, explicit nulls included.

    ``obj`` is a model of ``openai.types.realtime``, ``openai.types.beta.realtime`` or
    ``azure.ai.voicelive``, or a dict such as their TypedDicts describe. A null is kept where ``obj``
    still knows it: OpenAI's models know which fields were set; Azure's `RequestSession` knows the
    arguments of its constructor and what was set by key, but forgets ``session.voice = None``.

    Without ``type`` the class of ``obj`` decides. A dict has none: its members have to fit one type
    and no other, which those of a small one seldom do.

    ``unknown`` is as for `decode`. What a server sent is always read whole.

    Raises:
        ValidationError: where no type fits or several do, and for members that are wrong.
    """
    if isinstance(obj, Config) and type is None:
        return obj
    encoded = copied_json(obj) if obj.__class__ is dict and type is not None else _encoded(obj)
    if encoded is not None:
        target, received = (type, False) if type is not None else _counterpart(obj.__class__)
        return decode_bytes(encoded, target, "keep" if received else unknown, whole=received)
    try:
        members = fresh_json(plain(_members(obj)))
    except RecursionError:
        raise too_deep() from None
    if not isinstance(members, dict):
        raise ValidationError(f"Expected an object of a vendor's SDK, got `{obj.__class__.__name__}`")
    if type is None and isinstance(obj, dict):
        type = _shape_of(members)  # noqa: A001 - what the caller could have said
    if type is not None:
        return decode_plain(members, type, unknown)
    target, received = _counterpart(obj.__class__)
    return read_received(members, target) if received else decode_plain(members, target, unknown)


# What the object holds


def _encoded(obj: Any) -> bytes | None:
    """What a pydantic model says, by its own serializer; None where only looking at each member tells."""
    serializer = getattr(obj, "__pydantic_serializer__", None)
    if serializer is None or not hasattr(obj, "model_fields_set"):
        return None
    try:
        data: bytes = serializer.to_json(obj, by_alias=True, exclude_unset=True, warnings="error")
        # A number that is not finite is written as null, too. These are the nulls, and perhaps words in texts.
        nulls = data.count(b"null") - data.count(b'"null"')
        if nulls and nulls != sum(getattr(obj, name) is None for name in obj.model_fields_set):
            members = serializer.to_python(obj, exclude_unset=True, warnings="error")
            if copied_json(members) is None and not _is_finite(members):
                return None
    except Exception:  # noqa: BLE001 - theirs may raise anything, of a value of another type than declared too
        return None
    return None if b"NaN" in data or b"Infinity" in data else data


def _is_finite(data: Any) -> bool:
    """Whether each number in what a model holds is finite."""
    if data.__class__ is float:
        return math.isfinite(data)
    members = data.values() if data.__class__ is dict else data if data.__class__ is list else ()
    return all(_is_finite(each) for each in members if each.__class__ in _LOOKED_INTO)


_LOOKED_INTO = frozenset({dict, float, list})


def _members(value: Any) -> Any:
    """Models as dicts of what was set in them, at any depth."""
    if isinstance(value, Config):
        return value.as_dict()
    if hasattr(value, "model_fields_set"):
        return dict(_of_pydantic(value))
    if isinstance(value, Mapping):
        members = {name: _members(value[name]) for name in value if not _is_left_out(value[name])}
        return dict.fromkeys(_nulls_of_azure(value)) | members
    if isinstance(value, list | tuple):
        return [_members(item) for item in value]
    return value


def _of_pydantic(model: Any) -> Iterator[tuple[str, Any]]:
    for name, field in model.__class__.model_fields.items():
        if name in model.model_fields_set:
            yield _wire_name(name, field), _members(getattr(model, name))
    for name, value in (model.model_extra or {}).items():
        yield name, _members(value)


def _wire_name(name: str, field: Any) -> str:
    return field.serialization_alias or field.alias or name


def _nulls_of_azure(model: Any) -> Iterator[str]:
    """The nulls that Azure's `RequestSession` keeps beside its data.

    It would send them also where a value was set afterwards; here the value counts.
    """
    fields = getattr(model, "_attr_to_rest_field", {})
    for name in getattr(model, "_explicit_none_fields", ()):
        yield fields[name]._rest_name


def _is_left_out(value: Any) -> bool:
    """Whether it is the openai package's way to say that a parameter was not given."""
    kind = value.__class__
    return kind.__module__.partition(".")[0] == "openai" and kind.__name__ in ("NotGiven", "Omit")


# Which type it is


@cache
def _counterpart(vendors: type) -> tuple[type[Config], bool]:
    """The class of ours, and whether a server sends it."""
    path = f"{vendors.__module__}.{vendors.__qualname__}"
    dialect: Dialect | None = next((ours for package, ours in VENDORS.items() if path.startswith(package)), None)
    if dialect is not None:
        record, requests = record_of(dialect), module_of(dialect)
        if path in record.sdk_replies:
            return getattr(requests, record.sdk_replies[path]), True
        found = getattr(requests, record.sdk_names.get(path, vendors.__name__), None)
        if isinstance(found, type) and issubclass(found, Config):
            return found, found in record.replies
        alike = _alike(vendors, requests)
        if alike is not None:
            return alike, False
    raise ValidationError(f"No type here is named after `{path}`; pass its `type`")


def _alike(vendors: Any, requests: ModuleType) -> type[Config] | None:
    """The one class with the members that a vendor's has; of several the one that it is also named after.

    Ours may have more, where the name says so too: vendors leave newer members out of some copies of a class.
    """
    members = {_wire_name(name, field) for name, field in getattr(vendors, "model_fields", {}).items()}
    known: dict[type[Config], set[str]] = {
        each: {*fields_of(each), *(tag_of(each) or ())[:1]}
        for each in vars(requests).values()
        if isinstance(each, type) and issubclass(each, Config)
    }
    same = [each for each in known if known[each] == members]
    named = [each for each in known if each.__name__ in vendors.__name__ and known[each] >= members]
    for fitting in (same, [each for each in same if each in named], named):
        if len(fitting) == 1 and members:
            return fitting[0]
    return None


def _shape_of(members: dict[str, Any]) -> Any:
    """The one type that the members fit."""
    fitting = {}
    for record in records():
        for name in record.shapes:
            type_ = getattr(module_of(record.name), name)
            try:
                decode_plain(members, type_)
            except ValidationError:
                continue
            fitting[f"{record.name}.{name}"] = type_
    if len(fitting) == 1:
        return fitting.popitem()[1]
    *most, last = fitting or ["nothing here"]
    found = f"a dict that fits {', '.join(most)}{' and ' if most else ''}{last}"
    raise ValidationError(f"Expected members of one type, got {found}; pass its `type`")
