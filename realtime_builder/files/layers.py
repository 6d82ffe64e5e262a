"""Layers from files: `load_layers`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._core.paths import place_of
from .._core.shape import declared_class, read_type
from ..edits.layers import Layers
from ..edits.overlay import overlay_plain
from ..encoding import validate
from ..errors import ValidationError
from .loading import load, source_of
from .parse import parse_mapping
from .references import Resolver
from .stack import Layer, Stack
from .text_values import read_texts

__all__ = ["load_layers"]


def load_layers(
    files: Mapping[str, str | Path],
    /,
    *,
    type: Any = None,
    root: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    text_values: bool = False,
) -> Layers[Any]:
    """`Layers` from YAML, JSON and TOML files, each under its name, the lowest first.

    The lowest file is a whole configuration, read as `load` does. The others say only what they change, by the
    rule of `Config.overlay`: what they leave out, a ``type`` included, is taken from below. The rest is as for `load`.

    >>> layers = load_layers({"default": "base.yaml", "tenant": "acme.yaml"}, root="prompts")

    Raises:
        FileError: for the mistakes in the lowest file that has any, each with its line and column.
        ValidationError: where there is no file.
    """
    if not isinstance(files, Mapping) or not files:
        raise ValidationError("Expected at least one file under its name, as in load_layers({'default': 'base.yaml'})")
    (lowest, path), *others = files.items()
    config = load(path, type=type, root=root, env=env, text_values=text_values)
    declared = read_type(declared_class(config.__class__))
    layers: Layers[Any] = Layers(type=declared_class(config.__class__), **{lowest: config})
    for name, above in others:
        source = source_of(above)
        resolver = Resolver(source, None if root is None else Path(root), env)
        members = parse_mapping(source.name, source.text, source.form)
        stack = Stack([Layer(resolver, members)])
        members = resolver.resolve(members, declared, below=layers.config.as_dict())
        if resolver.problems:
            problems = resolver.problems
            raise stack.failed(ValidationError(said, place_of(at)) for at, said in problems)
        if text_values:
            members = read_texts(members, declared)
        try:
            layers = layers.with_layer(**{name: members})
        except ValidationError as error:
            first = ValidationError(error.message.removeprefix(f"Layer `{name}`: "), error.path)
            laid = overlay_plain(layers.config.as_dict(), members, declared)
            raise stack.failed(_with_others(first, validate(laid, type=declared_class(config.__class__)))) from None
    return layers


def _with_others(first: ValidationError, found: tuple[ValidationError, ...]) -> list[ValidationError]:
    """All mistakes of a layer: ``first``, in the words of `Config.overlay`, and those that were found besides."""
    if any(str(error) == str(first) for error in found):
        return list(found)
    return [first, *(error for error in found if error.path != first.path)]
