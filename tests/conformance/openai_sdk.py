"""Compares the types of the installed openai package with a dialect of ours.

The package says what a request may hold in TypedDicts, and once more in pydantic models. A
`Pairing` finds all of them by itself and gives each the struct of ours that stands for it: by
name where it has one, else by the field that it is the type of. So a type or a field that a newer
package brings turns up without anybody naming it.

What differs is said in short sentences, such as ``Session.voice: knows also 'cedar'``. Each is
either a mistake or stands in a table of intended differences, with its reason.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

from msgspec import UNSET, Struct
from pydantic import BaseModel
from typing_extensions import get_type_hints, is_typeddict

from realtime_builder._core.shape import Field, Type, fields_of, read_type, tag_of
from realtime_builder._core.values import JsonObject, Objects, StringMap

# What the SDK says


@dataclass(frozen=True)
class Arms:
    """A type of the SDK's, its union taken apart by JSON kind, as `realtime_builder.shape.Type` is."""

    nullable: bool = False
    structs: tuple[type, ...] = ()
    items: "Arms | None" = None
    values: "Arms | None" = None
    """What a map with free keys holds."""
    literals: tuple[Any, ...] = ()
    scalars: tuple[type, ...] = ()
    anything: bool = False


@dataclass(frozen=True)
class Member:
    arms: Arms
    required: bool


def read_arms(hint: Any) -> Arms:
    found: dict[str, Any] = {"structs": [], "literals": [], "scalars": []}
    _collect(hint, found)
    return Arms(**{name: tuple(value) if isinstance(value, list) else value for name, value in found.items()})


def _collect(hint: Any, found: dict[str, Any]) -> None:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Annotated, Required, NotRequired):
        _collect(args[0], found)
    elif origin in (Union, UnionType):
        for arm in args:
            _collect(arm, found)
    elif origin is Literal:
        found["literals"] += args
    elif hint in (None, NoneType):
        found["nullable"] = True
    elif hint in (object, Any):
        found["anything"] = True
    elif is_typeddict(hint) or (isinstance(hint, type) and origin is None and issubclass(hint, BaseModel)):
        found["structs"].append(hint)
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        found["values"] = read_arms(args[1])
    elif isinstance(origin, type) and issubclass(origin, Iterable):
        found["items"] = read_arms(args[0])
    elif hint in (str, int, float, bool):
        found["scalars"].append(hint)
    else:
        raise TypeError(f"a kind of type that the SDK did not have when this was written: {hint!r}")


def members_of(sdk: type) -> dict[str, Member]:
    """The members of a TypedDict or a model, by wire name."""
    if not is_typeddict(sdk):
        return {
            info.alias or name: Member(read_arms(info.annotation), info.is_required())
            for name, info in sdk.model_fields.items()
        }
    # Not by __required_keys__, which knows nothing of annotations that are strings.
    usual = Required if sdk.__total__ else NotRequired
    hints = get_type_hints(sdk, include_extras=True)
    return {
        _alias(hint) or name: Member(read_arms(hint), _says(hint, usual) is Required) for name, hint in hints.items()
    }


def _says(hint: Any, usual: Any) -> Any:
    """Which of ``Required`` and ``NotRequired`` stands around a type."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _says(get_args(hint)[0], usual)
    return origin if origin in (Required, NotRequired) else usual


def _alias(hint: Any) -> str | None:
    if get_origin(hint) in (Required, NotRequired):
        return _alias(get_args(hint)[0])
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((mark.alias for mark in marks if getattr(mark, "alias", None)), None)


def label_of(sdk: type) -> str:
    """How a type is called in tests and tables: its class, with as much of the path as tells it apart."""
    path = sdk.__module__.partition(".types.")[2]
    for prefix in ("beta.realtime.", "realtime."):
        path = path.removeprefix(prefix)
    return f"{path}.{sdk.__qualname__}"


def request_types(package: ModuleType) -> Iterator[type]:
    """Every TypedDict of a package, and the models in modules that stand beside one with TypedDicts."""
    names = [info.name for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for name in names:
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == name:
                is_twin = f"{name}_param" in names and issubclass(value, BaseModel)
                if is_typeddict(value) or is_twin:
                    yield value


# Ours beside the SDK's


@dataclass
class Pairing:
    """The SDK's types beside ours.

    ``named`` pairs types whose names differ, ``unions`` gives the SDK's union types that ours
    answer to, ``out_of_scope`` says which types have no counterpart, and why.
    """

    package: ModuleType
    dialect: ModuleType
    named: Mapping[str, str] = field(default_factory=dict)
    unions: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    models: tuple[type, ...] = ()
    out_of_scope: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.enumerated = {label_of(sdk): sdk for sdk in [*request_types(self.package), *self.models]}
        self.partners: dict[type, dict[type[Struct], None]] = {}
        self.found: dict[str, list[str]] = {}
        for label, sdk in self.enumerated.items():
            ours = self._by_name(label, sdk)
            if ours is not None:
                self._pair(sdk, ours)
        for name, (theirs, ours) in self.unions.items():
            self.found[name] = list(self._compare(name, read_arms(theirs), read_type(ours)))
        self.types = self.enumerated | {label_of(sdk): sdk for sdk in self.partners}

    @property
    def pairs(self) -> list[tuple[type, type[Struct]]]:
        return [(sdk, ours) for sdk, partners in self.partners.items() for ours in partners]

    @property
    def structs(self) -> list[type[Struct]]:
        """Every struct that a request may hold; what servers say is compared in tests/test_events.py."""
        exported = [getattr(self.dialect, name) for name in self.dialect.__all__]
        structs = [value for value in exported if isinstance(value, type) and issubclass(value, Struct)]
        return [struct for struct in structs if not struct.__module__.endswith(".server_events")]

    @property
    def sentences(self) -> set[str]:
        """All that differs."""
        of_types = {sentence for sentences in self.found.values() for sentence in sentences}
        return of_types | {sentence for struct in self.structs for sentence in self.unknown_to_sdk(struct)}

    def unknown_to_sdk(self, ours: type[Struct]) -> list[str]:
        """What the SDK has in no type that ``ours`` stands for."""
        twins = [members_of(sdk) for sdk, partner in self.pairs if partner is ours]
        if not twins:
            return [f"{ours.__name__}: unknown to the SDK"]
        names = [*(tag_of(ours) or ())[:1], *fields_of(ours)]
        return [
            f"{ours.__name__}.{name}: unknown to the SDK" for name in names if not any(name in twin for twin in twins)
        ]

    def _by_name(self, label: str, sdk: type) -> type[Struct] | None:
        if label in self.named:
            return getattr(self.dialect, self.named[label])
        module = sdk.__module__.rpartition(".")[2].replace("_", "")
        is_main = sdk.__name__.lower() == module
        ours = getattr(self.dialect, sdk.__name__.removesuffix("Param"), None)
        return ours if is_main and label not in self.out_of_scope else None

    def _pair(self, sdk: type, ours: type[Struct]) -> None:
        partners = self.partners.setdefault(sdk, {})
        if ours not in partners:
            partners[ours] = None
            self.found.setdefault(label_of(sdk), []).extend(self._compare_structs(sdk, ours))

    def _compare_structs(self, sdk: type, ours: type[Struct]) -> Iterator[str]:
        fields, tag = fields_of(ours), tag_of(ours)
        for name, member in members_of(sdk).items():
            where = f"{ours.__name__}.{name}"
            if tag is not None and name == tag[0]:
                yield from _compare_values(where, member.arms.literals, (tag[1],))
            elif name not in fields:
                yield f"{where}: missing"
            else:
                yield from _compare_presence(where, member, fields[name], sdk, ours)
                yield from self._compare(where, member.arms, fields[name].type)

    def _compare(self, where: str, arms: Arms, type_: Type) -> Iterator[str]:
        """What differs between two types, null apart. Pairs the objects in them."""
        literals = (*type_.literals, *type_.known)
        kinds = [str if kind is bytes else kind for kind in type_.scalars]  # audio is base64 on the wire
        if arms.literals:
            yield from _compare_values(where, arms.literals, literals)
        elif literals:
            yield f"{where}: names values, the SDK's is any string"
        for kind in sorted({*arms.scalars} ^ {*kinds}, key=str):
            verb = "takes no" if kind in arms.scalars else "takes any"
            yield f"{where}: {verb} {kind.__name__}"
        yield from self._compare_objects(where, arms, type_)
        if (arms.items is None) != (type_.items is None):
            yield f"{where}: takes {'no' if type_.items is None else 'a'} list"
        if arms.items is not None and type_.items is not None:
            yield from self._compare(where, arms.items, type_.items)
        yield from self._compare_maps(where, arms, type_)

    def _compare_objects(self, where: str, arms: Arms, type_: Type) -> Iterator[str]:
        left = {*type_.variants}
        if arms.structs and not left and type_.holder is not None:
            yield f"{where}: is free JSON, the SDK names objects"
            return
        for sdk in arms.structs:
            ours = counterpart(sdk, type_.variants)
            if ours is None:
                yield f"{where}: takes no {sdk.__name__}"
            else:
                self._pair(sdk, ours)
                left.discard(ours)
        for ours in left:
            yield f"{where}: takes also {ours.__name__}"

    def _compare_maps(self, where: str, arms: Arms, type_: Type) -> Iterator[str]:
        accepts = map_values(type_)
        if arms.anything or (arms.values is not None and arms.values.anything):
            if type_.holder is None or not issubclass(type_.holder, JsonObject | Objects) or accepts is not None:
                yield f"{where}: takes no free JSON"
        elif arms.values is None:
            if type_.holder is not None and not arms.structs:
                yield f"{where}: takes a map"
        elif accepts is None:
            yield f"{where}: takes {'no map' if type_.holder is None else 'free JSON'}"
        else:
            yield from self._compare(where, arms.values, accepts)


def map_values(type_: Type) -> Type | None:
    """What the values of a map of ours may be; None for free JSON and where there is no map."""
    accepts = None if type_.holder is None else type_.holder.accepts
    if accepts is None:
        return None
    assert issubclass(type_.holder, JsonObject | StringMap)
    while get_origin(accepts) is Annotated:
        accepts = get_args(accepts)[0]
    return read_type(get_args(accepts)[1])


def counterpart(sdk: type, variants: Iterable[type[Struct]]) -> type[Struct] | None:
    """The variant of ours that says of itself what ``sdk`` does: by the tag, by the role, or as the only one."""
    members = members_of(sdk)
    for ours in variants:
        tag, role = tag_of(ours), fields_of(ours).get("role")
        if tag is not None and tag[0] not in members:
            continue
        if tag is not None and tag[1] not in members[tag[0]].arms.literals:
            continue
        if tag is None and "type" in members and "type" not in fields_of(ours):
            continue
        roles = {*members["role"].arms.literals} if "role" in members else set()
        if roles and role is not None and roles.isdisjoint(role.type.literals):
            continue
        return ours
    return None


def _compare_values(where: str, theirs: Iterable[Any], ours: Iterable[Any]) -> Iterator[str]:
    for verb, values in (("lacks", {*theirs} - {*ours}), ("knows also", {*ours} - {*theirs})):
        if values:
            yield f"{where}: {verb} {', '.join(sorted(map(repr, values)))}"


def _compare_presence(where: str, member: Member, ours: Field, sdk: type, struct: type[Struct]) -> Iterator[str]:
    is_filled_in = not ours.required and ours.default is not UNSET
    if member.required != ours.required and not is_filled_in:
        yield f"{where}: {'required' if ours.required else 'optional'}, unlike in the SDK"
    if not is_typeddict(sdk):
        return  # None is a model's way to say that a member is absent
    means_null = ours.cleared_by is not None and ours.cleared_by.token is None
    if member.arms.nullable and not means_null:
        yield f"{where}: null not documented"
    if means_null and not member.arms.nullable:
        yield f"{where}: takes null"
