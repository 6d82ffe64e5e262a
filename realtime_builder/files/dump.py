"""A configuration as a file's text: YAML, JSON or TOML that `loads` reads back as the same value."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from .._core.paths import Steps, place_of, render_path
from .._core.shape import declared_class, read_type
from ..encoding import encode
from ..errors import ValidationError
from .parse import Format, named_format
from .references import escaped

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["dump_toml", "dumps"]


def dumps(config: Config, /, format: str = "yaml") -> str:
    """The text of a file that holds ``config``: ``"yaml"``, ``"json"`` or ``"toml"``.

    `loads` gives the same configuration back. Secrets are written as they are. YAML needs the extra
    ``files``, and so does TOML.

    Raises:
        ValidationError: for a null in TOML, which has none, and for an integer beyond its 64 bits, with
            the path; for another format; and where the extra is missing.
    """
    form = named_format(format)
    # Of repeated names in JSON that was never looked at, the last one is what the configuration has.
    members = escaped(msgspec.json.decode(encode(config)), read_type(declared_class(type(config))))
    if form is Format.JSON:
        return msgspec.json.format(msgspec.json.encode(members)).decode() + "\n"
    return _dump_yaml(members) if form is Format.YAML else dump_toml(members)


def _dump_yaml(members: Any) -> str:
    _needed("yaml", "PyYAML")
    from .yaml_text import write_yaml  # noqa: PLC0415 - it needs PyYAML, of an extra

    return write_yaml(members)


def dump_toml(members: dict[str, Any]) -> str:
    """Plain JSON as TOML.

    Raises:
        ValidationError: for a null, with its path, and for an integer beyond 64 bits.
    """
    tomli_w = _needed("tomli_w", "tomli-w")
    _require_toml(members, ())
    text: str = tomli_w.dumps(members, multiline_strings=False)
    return text


def _require_toml(value: Any, at: Steps) -> None:
    if value is None:
        raise ValidationError(f"TOML has no null; omit `{render_path(at)}`, or write YAML or JSON", place_of(at))
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        message = f"TOML has integers of 64 bits; write `{render_path(at)}` in YAML or JSON"
        raise ValidationError(message, place_of(at))
    if isinstance(value, dict):
        for name, member in value.items():
            _require_toml(member, (*at, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            _require_toml(item, (*at, i))


def _needed(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise ValidationError(f"This needs {package}; run: pip install 'realtime-builder[files]'") from None
