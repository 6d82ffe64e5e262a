"""The tests that the two OpenAI dialects have in common; each dialect's module fills in a `Pairing`."""

import json
from collections.abc import Iterable
from functools import cache
from types import UnionType
from typing import Annotated, Any, NotRequired, Required, Union, get_args, get_origin

import pydantic
import pytest
from conformance.openai_samples import least, samples
from conformance.openai_sdk import Pairing, label_of, members_of
from msgspec import Struct
from pydantic import BaseModel
from typing_extensions import TypedDict, get_type_hints, is_typeddict

from realtime_builder import decode, encode
from realtime_builder._core.shape import fields_of


def checks(pairing: Pairing, intended: dict[str, str]) -> type:
    """A class of tests. Their ids are the SDK's names and ours."""
    pairs = pairing.pairs
    nulls = [
        pytest.param(sdk, ours, name, id=f"{label_of(sdk)}.{name}")
        for sdk, ours in pairs
        for name, field in fields_of(ours).items()
        if not issubclass(sdk, BaseModel) and name in members_of(sdk)
        if field.cleared_by is not None and field.cleared_by.token is None
    ]

    class Conformance:
        @pytest.mark.parametrize("label", pairing.types)
        def test_type(self, label: str) -> None:
            """What the SDK has, we have, and alike."""
            if label in pairing.out_of_scope:
                assert label not in pairing.found, "has a counterpart, so it need not be out of scope"
            else:
                assert label in pairing.found, "has no counterpart"
                assert [sentence for sentence in pairing.found[label] if sentence not in intended] == []

        @pytest.mark.parametrize("name", pairing.unions)
        def test_union(self, name: str) -> None:
            assert [sentence for sentence in pairing.found[name] if sentence not in intended] == []

        @pytest.mark.parametrize("ours", pairing.structs, ids=lambda ours: ours.__name__)
        def test_struct(self, ours: type[Struct]) -> None:
            """What we have, the SDK has."""
            assert [sentence for sentence in pairing.unknown_to_sdk(ours) if sentence not in intended] == []

        @pytest.mark.parametrize("sentence", intended)
        def test_intended_difference_is_still_there(self, sentence: str) -> None:
            assert sentence in pairing.sentences

        @pytest.mark.parametrize("label", pairing.out_of_scope)
        def test_out_of_scope_is_still_there(self, label: str) -> None:
            assert label in pairing.enumerated

        @pytest.mark.parametrize(
            ("sdk", "ours"), [pytest.param(sdk, ours, id=f"{label_of(sdk)}-{ours.__name__}") for sdk, ours in pairs]
        )
        def test_wire(self, sdk: type, ours: type[Struct]) -> None:
            """The SDK takes what we encode, whole, and gives the same JSON back; so do we."""
            for config in samples(sdk, ours):
                wire = encode(config)
                assert exact(through_sdk(sdk, wire)) == exact(wire)
                assert decode(wire, type=ours) == config

        @pytest.mark.parametrize(("sdk", "ours", "name"), nulls)
        def test_null(self, sdk: type, ours: type[Struct], name: str) -> None:
            """A null that the vendor documents gets through the SDK's type, or the table says that it does not."""
            wire = encode(least(sdk, ours, **{name: None}))
            assert json.loads(wire)[name] is None
            if f"{ours.__name__}.{name}: takes null" in intended:
                with pytest.raises(pydantic.ValidationError):
                    through_sdk(sdk, wire)
            else:
                assert exact(through_sdk(sdk, wire)) == exact(wire)

    return Conformance


def through_sdk(sdk: type, wire: bytes) -> bytes:
    """JSON as the SDK's type reads and writes it. A TypedDict leaves out what it does not know."""
    adapter = _adapter(sdk)
    value = adapter.validate_json(wire)
    if isinstance(value, BaseModel):
        assert _strangers(value) == {}
        return adapter.dump_json(value, exclude_unset=True, by_alias=True)
    return json.dumps(value).encode()


@cache
def _adapter(sdk: type) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(_with_lists(sdk))


@cache
def _with_lists(hint: Any) -> Any:
    """A type of the SDK with lists for its iterables, which pydantic would take a text or an object for."""
    if is_typeddict(hint):
        members = get_type_hints(hint, include_extras=True)
        return TypedDict(  # type: ignore[operator]  # made of what is only known at run time
            hint.__name__, {name: _with_lists(member) for name, member in members.items()}, total=hint.__total__
        )
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return Union[tuple(map(_with_lists, args))]  # noqa: UP007 - arms that are only known at run time
    if origin is Iterable:
        return list[_with_lists(args[0])]  # type: ignore[misc]
    if origin is Annotated:
        return Annotated[_with_lists(args[0]), *args[1:]]
    return origin[_with_lists(args[0])] if origin in (Required, NotRequired) else hint


def _strangers(value: Any) -> dict[str, Any]:
    """The members that a model does not know, which it keeps without a word."""
    if isinstance(value, BaseModel):
        found = dict(value.model_extra or {})
        for name in value.model_fields_set:
            found |= _strangers(getattr(value, name))
        return found
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return {name: extra for member in members for name, extra in _strangers(member).items()}


def exact(wire: bytes) -> str:
    """JSON apart from the order of members: 1 is not 1.0 here, and not true."""
    return json.dumps(json.loads(wire), sort_keys=True)
