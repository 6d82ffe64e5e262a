"""From the JSON that a model gives as arguments to what a function takes."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from .._core.paths import parse_path, place_of
from .._core.plain import plain
from .._core.reader import EXACT
from .._core.shape import Type
from .._core.values import JsonObject
from .._core.walk_json import update_json
from .._core.wording import put_into_words
from .._core.writing import encode_any
from ..encoding import decode
from ..errors import ValidationError, nearest, quote, shorten

if TYPE_CHECKING:
    from .._core.paths import Steps
    from .functions import Signature

__all__ = ["ArgumentReader"]


_preparing = Lock()
"""Msgspec reads a class's annotations when it first needs them, and crashes where two threads are the first at once."""


class ArgumentReader:
    """Reads the arguments of one function: all that it needs, none that it does not know, each of its type."""

    def __init__(self, name: str, signature: Signature) -> None:
        self._name = name
        self._schema = signature.parameters
        self._known = [argument.name for argument in signature.arguments]
        self._adapters = {each.name: each.adapter for each in signature.arguments if each.adapter is not None}
        fields: list[tuple[str, Any, Any]] = []
        for argument in signature.arguments:
            hint = msgspec.Raw if argument.adapter is not None else argument.hint
            fields.append((argument.name, hint, msgspec.NODEFAULT if argument.required else UNSET))
        struct = msgspec.defstruct("Arguments", fields, kw_only=True, forbid_unknown_fields=True)
        with _preparing:
            self._decoder = msgspec.json.Decoder(struct)

    def read(self, arguments: str | bytes | bytearray | memoryview | Mapping[str, Any]) -> dict[str, Any]:
        """The arguments by name, without those that were not given. Empty text is no arguments.

        Raises:
            DecodeError: for text that is not JSON.
            ValidationError: for arguments that the function does not take, with the path.
        """
        data = encode_any(plain(arguments)) if isinstance(arguments, Mapping) else arguments
        if isinstance(data, str) and not data.strip():  # what some models send for a function without arguments
            data = "{}"
        if not isinstance(data, str | bytes | bytearray | memoryview):
            raise ValidationError(f"Expected the arguments as JSON text or a mapping, got `{type(arguments).__name__}`")
        try:
            read = self._decode(data)
        except RecursionError:
            raise ValidationError("Nested too deeply") from None
        except (msgspec.DecodeError, UnicodeError) as error:
            raise self._explained(error, data) from None
        if "$defs" in self._schema:
            self._require_known_members(data)
        given = {name: getattr(read, name) for name in self._known}
        given = {name: value for name, value in given.items() if value is not UNSET}
        for name, adapter in self._adapters.items():
            if name in given:
                given[name] = _read_by_pydantic(adapter, bytes(given[name]), name)
        return given

    def _decode(self, data: str | bytes | bytearray | memoryview) -> Any:
        try:
            return self._decoder.decode(data)
        except msgspec.ValidationError:  # 5.0 for an integer?
            return self._decoder.decode(_with_whole_numbers(data))

    @functools.cached_property
    def _root(self) -> dict[str, Any]:
        """The JSON Schema as plain dicts and lists."""
        return self._schema.as_dict()

    def _require_known_members(self, data: str | bytes | bytearray | memoryview) -> None:
        """Refuse what a dataclass or the like in the arguments has no member for; msgspec passes over it."""
        root = self._root
        for name, value in decode(data, type=JsonObject).as_dict().items():
            if name not in self._adapters:  # a model of pydantic's says itself what it ignores
                _require_members(value, [root["properties"].get(name, {})], root, (name,))

    def _explained(self, error: Exception, data: Any) -> ValidationError:
        content = decode(data, type=Any)  # which says what is wrong with JSON that is none
        if not isinstance(error, msgspec.ValidationError):
            return ValidationError(shorten(str(error)))
        said = put_into_words(error, Type(), content)
        match = _UNKNOWN.fullmatch(said.message)
        if match and not said.path:
            name = match[1]
            return ValidationError(f"`{self._name}` has no argument `{shorten(name)}`{nearest(name, self._known)}")
        if match:
            self._require_known_members(data)  # which knows the nearest name
        if (match := _MISSING.fullmatch(said.message)) and not said.path:
            return ValidationError(f"`{self._name}` needs the argument `{match[1]}`")
        if said.message.startswith("Invalid value") and (choices := _choices(self._root, said.path)):
            came = said.message.removeprefix("Invalid value ")
            said = ValidationError(
                f"Expected one of {', '.join(f'`{each}`' for each in choices)}, got {came}", said.path
            )
        return ValidationError(said.message, self._whole_path(said.path, str(error), content))

    def _whole_path(self, path: str, error: str, content: Any) -> str:
        """The path with the names of members of maps, which msgspec leaves out: each is the first that fails alike."""
        steps = parse_path(path) if path else ()
        for i, step in enumerate(steps):
            if step == "...":
                map_: Any = functools.reduce(operator.getitem, steps[:i], content)
                name = next(
                    (name for name in islice(map_, _MOST_TRIED) if self._fails(content, steps[:i], name) == error), None
                )
                if name is None:
                    break
                steps = (*steps[:i], name, *steps[i + 1 :])
        return place_of(steps)

    def _fails(self, content: Any, at: Steps, name: str) -> str:
        """The error of the arguments with one member only in the map at ``at``; empty where there is none."""
        alone = update_json(content, at, lambda map_, _: {name: map_[name]})
        try:
            self._decode(encode_any(alone))
        except msgspec.ValidationError as error:
            return str(error)
        return ""


def _with_whole_numbers(data: str | bytes | bytearray | memoryview) -> bytes:
    """The same JSON with 5 for 5.0, which JSON Schema calls an integer and msgspec a float."""
    return _whole_numbers.encode(_any_json.decode(data))


def _whole(text: str) -> int | msgspec.Raw:
    number = float(text)
    is_exact = number.is_integer() and abs(number) < EXACT
    return int(number) if is_exact else msgspec.Raw(text.encode())  # as it is, so that 1e999 becomes no null


_MOST_TRIED = 100  # members of a map, as each trial reads all arguments

_any_json = msgspec.json.Decoder(float_hook=_whole)
_whole_numbers = msgspec.json.Encoder()

_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Missing `(.*)`", re.DOTALL)


def _require_members(value: Any, schemas: list[dict[str, Any]], root: dict[str, Any], at: Steps) -> None:
    """Raise a `ValidationError` for a member that no class has which a schema allows at ``at``."""
    allowed = [inner for each in schemas for inner in _unfolded(each, root)]
    if isinstance(value, list):
        for i, item in enumerate(value):
            inside = [each["items"] for each in allowed if isinstance(each.get("items"), dict)]
            inside += [each["prefixItems"][i] for each in allowed if i < len(each.get("prefixItems", ()))]
            _require_members(item, inside, root, (*at, i))
    elif isinstance(value, dict):
        classes = [
            each["properties"] for each in allowed if "properties" in each and _may_be(value, each["properties"])
        ]
        maps = [each for each in allowed if each.get("type") == "object" and "properties" not in each]
        known = dict.fromkeys(name for each in classes for name in each)
        for name, member in value.items():
            if classes and name not in known:
                raise ValidationError(f"No member is named `{shorten(name)}`{nearest(name, known)}", place_of(at))
            inside = [each[name] for each in classes if name in each]
            inside += [each["additionalProperties"] for each in maps if "additionalProperties" in each]
            _require_members(member, inside, root, (*at, name))


def _may_be(value: dict[str, Any], members: dict[str, Any]) -> bool:
    """Whether an object can be of the class with these members, by the words that tell classes apart."""
    return all(value[name] in each["enum"] for name, each in members.items() if name in value and "enum" in each)


def _choices(root: dict[str, Any], path: str) -> list[Any]:
    """The values that the JSON Schema allows at ``path``; empty where it is not read as far as there."""
    level = [root]
    for step in (*parse_path(path), None):
        known = [inner for each in level for inner in _unfolded(each, root)]
        if step is None:
            return [choice for each in known for choice in each.get("enum", ())]
        if isinstance(step, int) or step == "...":  # msgspec writes the latter for a member of any name
            member = "items" if isinstance(step, int) else "additionalProperties"
            level = [each[member] for each in known if isinstance(each.get(member), dict)]
        else:
            level = [each["properties"][step] for each in known if step in each.get("properties", ())]
    return []


def _unfolded(schema: dict[str, Any], root: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema, and those that it refers to or chooses among."""
    several = [root["$defs"][schema["$ref"].rpartition("/")[2]]] if "$ref" in schema else schema.get("anyOf", ())
    return [schema, *(inner for each in several for inner in _unfolded(each, root))]


def _read_by_pydantic(adapter: Any, data: bytes, name: str) -> Any:
    from pydantic import ValidationError as PydanticError  # noqa: PLC0415 - imported by whoever annotated with it

    try:
        msgspec.json.decode(data)  # which knows no number that a float can't hold
    except msgspec.ValidationError as error:
        raise ValidationError(str(error).partition(" - at `")[0], f"$.{name}") from None
    try:
        with suppress(PydanticError):
            return adapter.validate_json(data, strict=True)
        return adapter.validate_json(_with_whole_numbers(data), strict=True)  # 5.0 for an integer?
    except PydanticError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        message = f"{first['msg']}, got {quote(first['input'])}"
        raise ValidationError(message, f"$.{name}{steps}") from None
