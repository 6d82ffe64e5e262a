"""A configuration as a field of a pydantic model, and so as the body of a FastAPI request.

Pydantic asks a class for its schema the first time a model names it; only then is this module
imported, and with it nothing but what pydantic has loaded already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError
from pydantic_core import ValidationError as PydanticError
from pydantic_core.core_schema import no_info_plain_validator_function, plain_serializer_function_ser_schema

from .. import schema as json_schema
from .._core.paths import parse_path
from ..errors import ValidationError

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["core_schema", "expanded_json_schema"]


def core_schema(cls: type[Config]) -> CoreSchema:
    """How pydantic validates ``cls``, out of a value or a mapping, and serialises it, to plain dicts."""

    def validate(value: Any) -> Config:
        if isinstance(value, cls):
            return value
        try:
            if isinstance(value, Struct) or not isinstance(value, Mapping):
                raise ValidationError(f"Expected `{cls.__name__}`, got `{type(value).__name__}`")  # noqa: TRY301
            return cls.from_dict(value)
        except ValidationError as error:
            raise _at_its_place(error, cls, value) from None

    return no_info_plain_validator_function(
        validate, serialization=plain_serializer_function_ser_schema(cls.as_dict, when_used="always")
    )


def _at_its_place(error: ValidationError, cls: type[Config], value: Any) -> PydanticError:
    """The error as pydantic's own: its path goes on from that of the field."""
    kind = PydanticCustomError("realtime_builder", "{message}", {"message": error.message})
    steps = parse_path(error.path) if error.path else ()
    details = InitErrorDetails(type=kind, loc=steps, input=_shown(value, steps))
    return PydanticError.from_exception_data(cls.__name__, [details])


def _shown(value: Any, steps: tuple[str | int, ...]) -> Any:
    """The wrong value, or just its kind: text may be a secret, and the message says what may be said."""
    for step in steps:
        try:
            value = value[step]
        except (TypeError, LookupError):
            break
    return value if value is None or isinstance(value, int | float) else type(value).__name__


def expanded_json_schema(cls: type[Config]) -> dict[str, Any]:
    """The JSON Schema of ``cls`` with every definition in its place.

    Pydantic and FastAPI put schemas into documents of their own, where references into ours would
    lead nowhere. No type contains itself, so this comes to an end.
    """
    schema = json_schema.json_schema(cls)
    definitions = schema.pop("$defs")
    schema.pop("$schema")
    expanded: dict[str, Any] = _expand(schema, definitions)
    return expanded


def _expand(schema: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_expand(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: _expand(value, definitions) for key, value in schema.items() if key not in ("$ref", "discriminator")}
    if "$ref" in schema:
        return _expand(definitions[schema["$ref"].rpartition("/")[2]], definitions) | rest
    return rest
