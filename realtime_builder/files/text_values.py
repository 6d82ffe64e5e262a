"""Numbers and booleans given as text, as environment variables give them, read where the type wants them."""

from __future__ import annotations

from typing import Any

import msgspec

from .._core.shape import Type, fields_of, variant_of

__all__ = ["read_texts"]


def read_texts(value: Any, type_: Type) -> Any:
    """``value`` with each text converted whose field takes no text, but a number or a boolean that it spells.

    What spells none stays as it is, so that reading it says what was expected.
    """
    if isinstance(value, str):
        return _read(value, type_)
    if isinstance(value, list) and type_.items is not None:
        return [read_texts(item, type_.items) for item in value]
    if not isinstance(value, dict) or not type_.variants:
        return value
    struct = variant_of(type_, value)
    if struct is None:
        return value
    fields = fields_of(struct)
    return {name: read_texts(member, fields[name].type) if name in fields else member for name, member in value.items()}


def _read(text: str, type_: Type) -> Any:
    if str in type_.scalars or text in type_.literals:
        return text
    for kind in (bool, int, float):
        if kind in type_.scalars:
            try:
                return msgspec.convert(text, kind, strict=False)
            except msgspec.ValidationError:
                pass
    return text
