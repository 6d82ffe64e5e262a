"""`Layers`: configurations laid over one another that remember which of them set what.

A chain of nodes, the lowest layer first; each has the value that comes of it and of all below. A new
top layer is one more node, and what lies below is not worked out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any, Generic, Literal, NamedTuple, Self, TypeAlias, TypeVar, final, overload

from msgspec import UNSET, Struct, UnsetType

from .._core.paths import Path, Steps, parse_path
from .._core.plain import fresh_json
from .._core.read_plans import read_at
from .._core.reading import decode_plain
from .._core.shape import declared_class, read_type
from .._core.showing import lines_of
from .._core.values import JsonObject
from ..errors import ValidationError, nearest, quote
from .origins import Origin, differences, leads_to_secret, said_at, shown
from .overlay import members_of, overlay_alike, overlay_plain
from .overlay import overlay as lay_over

__all__ = ["Layers"]

C = TypeVar("C", bound=Struct)

Members: TypeAlias = "dict[str, Any] | JsonObject"
"""For checkers a configuration is a mapping too, and would hide which type it is. At run time any mapping will do."""


class _Node(NamedTuple):
    """A layer on top of others."""

    below: _Node | None
    name: str
    layer: Any
    """A configuration, or a `JsonObject` of a mapping."""
    given: Any
    """What is laid over: the configuration, or the mapping as plain members."""
    config: Any
    """What comes of it."""


@final
class Layers(Generic[C]):
    """Configurations combined with `Config.overlay`, the lowest first, each under a name.

    >>> layers = Layers(default=base, tenant={"audio": {"output": {"voice": "marin"}}})
    >>> call = layers.with_layer(call=patch)
    >>> call.config
    >>> print(call.origin("audio.output.voice"))

    A layer is a configuration or a mapping, which may leave out what a layer below has. The first
    configuration says the type, or ``type`` does. Immutable, hashable, picklable; ``layers["tenant"]``
    is a layer as it was given, and iteration gives the names.

    Raises:
        ValidationError: for a layer that does not fit what lies below, with its name; where no layer
            is a configuration and there is no ``type``.
    """

    __slots__ = ("_top", "config")

    config: C
    """What comes of all layers."""

    _top: _Node

    @overload
    def __init__(self, /, *, type: type[C], **layers: Struct | Members | UnsetType) -> None: ...
    @overload
    def __init__(self, /, **layers: C | Members | UnsetType) -> None: ...
    def __init__(self, /, *, type: Any = None, **layers: Any) -> None:
        given = {name: layer for name, layer in layers.items() if layer is not UNSET}
        if not given:
            raise ValidationError("Expected at least one layer, as in Layers(default=session)")
        if type is not None and not isinstance(type, _CLASS):
            raise ValidationError(f"Expected `type` to be the class of a configuration, got {quote(type)}")
        _set_top(self, top := _stacked(type, given))
        _set_config(self, top.config)

    # Read

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the layers, the lowest first."""
        return tuple(self)

    def __getitem__(self, name: str, /) -> Any:
        return self._node(name).layer

    def __iter__(self) -> Iterator[str]:
        return iter([node.name for node in self._nodes()][::-1])

    def __len__(self) -> int:
        return sum(1 for _ in self._nodes())

    def __contains__(self, name: object, /) -> bool:
        return any(node.name == name for node in self._nodes())

    def origin(self, path: Path, /) -> Origin:
        """The origin of the value at ``path``: the layer that set it, and the values of the layers below.

        >>> layers.origin("audio.output.voice").layer
        'tenant'

        Raises:
            ValidationError: for a path that does not exist in any layer, with the nearest name.
        """
        return _origin(self._top, parse_path(path))

    def hidden(self, name: str | None = None, /) -> tuple[Origin, ...]:
        """The values below that a layer hides by other values; without a name, those that each layer hides.

        Raises:
            ValidationError: for a name that no layer has.
        """
        nodes = [self._node(name)] if name is not None else [*self._nodes()][::-1]
        return tuple(
            _origin(node, steps)
            for node in nodes
            if node.below is not None
            for steps in differences(node.below.config, node.config)
        )

    def explain(self) -> str:
        """One line for each value, for people: its path, its layer, the value, and the lower values that it hides.

        Long values are cut, and secrets masked.
        """
        rows = []
        for line in lines_of(self.config):
            if line.state == "omitted":
                continue
            origin = _origin(self._top, line.steps)
            over = next((each for each in origin.below if each[1] is not UNSET and each[1] != origin.value), None)
            hides = "" if over is None else f"  (over {over[0]}: {shown(over[1], secret=origin.secret)})"
            rows.append((line.path, origin.layer or "", line.value + hides))
        wide = max((len(path) for path, _, _ in rows), default=0)
        names = max((len(layer) for _, layer, _ in rows), default=0)
        return "\n".join(f"{path:{wide}}  {layer:{names}}  {value}".rstrip() for path, layer, value in rows)

    # Edit

    def with_layer(self, /, **layers: C | Members | UnsetType) -> Self:
        """Layers with others on top; one whose name is there already is replaced in its place.

        What lies below a replaced layer is not worked out again. `UNSET` leaves things as they are.

        Raises:
            ValidationError: for a layer that does not fit what lies below it.
        """
        top = self._top
        for name, layer in layers.items():
            if layer is not UNSET:
                top = _with(top, name, layer)
        return self if top is self._top else _made(top)

    def without_layer(self, /, *names: str) -> Self:
        """Layers without some of them.

        Raises:
            ValidationError: for a name that no layer has, for the last layer, and where a layer above
                does not fit what is left.
        """
        dropped = {self._node(name).name for name in names}
        left = [node for node in self._nodes() if node.name not in dropped]
        if not left:
            raise ValidationError("At least one layer must remain")
        return self if not dropped else _made(_stacked(type(self.config), {n.name: n.given for n in left[::-1]}))

    def _nodes(self) -> Iterator[_Node]:
        """The top one first."""
        node: _Node | None = self._top
        while node is not None:
            yield node
            node = node.below

    def _node(self, name: str) -> _Node:
        for node in self._nodes():
            if node.name == name:
                return node
        raise ValidationError(f"No layer is named {quote(name)}{nearest(name, self)}")

    # Value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Layers is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Layers is immutable")

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Layers) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        layers = tuple((node.name, isinstance(node.layer, JsonObject), node.layer) for node in self._nodes())
        return declared_class(type(self.config)), layers

    def __repr__(self) -> str:
        return f"Layers({type(self.config).__name__}: {', '.join(self)})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object, /) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (declared_class(type(self.config)), {node.name: node.given for node in [*self._nodes()][::-1]})


_CLASS = type(Struct)
_slots: Any = Layers.__dict__
_set_top, _set_config = _slots["_top"].__set__, _slots["config"].__set__
_new: Any = object.__new__
_new_node: Any = tuple.__new__  # for the everyday case: a call of the class costs three times as much


def _revive(type_: type[Struct], layers: dict[str, Any]) -> Any:
    return _made(_stacked(type_, layers))


def _made(top: _Node) -> Any:
    layers = _new(Layers)
    _set_top(layers, top)
    _set_config(layers, top[4])
    return layers


# Laying over


def _with(top: _Node, name: str, layer: Any) -> _Node:
    """A chain with one layer on top, or replaced in its place."""
    node: _Node | None = top
    while node is not None and node[1] != name:  # by position, as most of what a new top layer costs is here
        node = node[0]
    if node is None:
        return _over(top, name, layer)
    above: list[_Node] = []
    while top is not node:
        above.append(top)
        top = top.below  # type: ignore[assignment]
    if node.below is None:
        others = {each.name: each.given for each in above[::-1]}
        return _stacked(declared_class(type(top.config)), {name: layer, **others})
    made = _over(node.below, name, layer)
    for each in above[::-1]:
        made = _over(made, each.name, each.given)
    return made


def _over(below: _Node, name: str, layer: Any) -> _Node:
    config = below[4]
    try:
        if type(layer) is type(config) and not config._is_extended:
            return _new_node(_Node, (below, name, layer, layer, overlay_alike(config, layer)))  # type: ignore[no-any-return]
        if isinstance(layer, Struct):
            return _Node(below, name, layer, layer, lay_over(config, layer))
        given = members_of(layer)
        return _Node(below, name, JsonObject(given), given, lay_over(config, given))
    except ValidationError as error:
        raise _told(name, error) from None


def _told(name: str, error: ValidationError) -> ValidationError:
    return ValidationError(f"Layer `{name}`: {error.message}", error.path)


def _stacked(type_: Any, layers: Mapping[str, Any]) -> _Node:
    """A chain from the ground up."""
    items = list(layers.items())
    mappings = list(takewhile(lambda item: not isinstance(item[1], Struct), items))
    if type_ is None and len(mappings) == len(items):
        raise ValidationError("No layer is a configuration: pass their type, `Layers(type=..., ...)`")
    core = declared_class(type(items[len(mappings)][1]) if type_ is None else type_)
    top: _Node
    if mappings:
        top = _ground(core, mappings)
    else:
        (name, layer), *items = items
        if declared_class(type(layer)) is not core:
            raise _told(name, ValidationError(f"Expected `{core.__name__}`, got `{type(layer).__name__}`"))
        top = _Node(None, name, layer, layer, layer)
    for name, layer in items[len(mappings) :]:
        top = _over(top, name, layer)
    return top


def _ground(core: type[Struct], layers: list[tuple[str, Any]]) -> Any:
    """The mappings at the bottom. Each may lack what one above it has, so only what comes of them all is checked."""
    top: _Node | None = None
    members: Any = {}
    for position, (name, layer) in enumerate(layers, 1):
        try:
            given = members_of(layer)
            members = overlay_plain(members, fresh_json(given), read_type(core))
            unknown: Literal["keep", "error"] = "keep" if position < len(layers) else "error"
            top = _Node(
                top, name, JsonObject(given), given, decode_plain(fresh_json(members), core, unknown, whole=True)
            )
        except ValidationError as error:
            raise _told(_sayer(layers[:position], error), error) from None
    return top


def _sayer(layers: list[tuple[str, Any]], error: ValidationError) -> str:
    """The highest of some mappings that has something at the place of an error, or else the last one."""
    steps = parse_path(error.path) if error.path else ()
    says = [name for name, layer in layers if steps and said_at(layer, UNSET, UNSET, steps)[0] is not UNSET]
    return (says or [name for name, _ in layers])[-1]


def _origin(top: _Node, steps: Steps) -> Origin:
    try:
        value, refused = read_at(top.config, steps), None
    except ValidationError as error:
        value, refused = UNSET, error
    setter: str | None = None
    below: list[tuple[str, Any]] = []
    node: _Node | None = top
    while node is not None:
        under = UNSET if node.below is None else node.below.config
        said, speaks = said_at(node.layer, under, node.config, steps)
        if setter is not None:
            below.append((node.name, said))
        elif speaks:
            setter = node.name
        node = node.below
    if refused is not None and all(said is UNSET for _, said in below):
        raise refused
    return Origin(steps, value, setter, tuple(below), leads_to_secret(top.config, steps))
