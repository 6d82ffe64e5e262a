"""What holds of every conversion, whatever the tables say.

The accounts are checked against the configurations themselves: the leaves of the source and of
the result are found here, by walking them, and each has to turn up in the report.
"""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import reduce
from operator import or_
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ROOTS, UNKNOWN, as_plain, configs, name_of, with_unknown

from realtime_builder import UNSET, Config, decode, dialect_of, encode, openai_beta, openai_ga, openai_live, voicelive
from realtime_builder._core.paths import parse_path
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder.convert import Conversion, ConversionError, Loss, convert
from realtime_builder.convert.api import tables


def _ways() -> Iterator[Any]:
    """Each struct that has a counterpart, with all of its counterparts in one other dialect."""
    found: dict[tuple[Any, str], list[Any]] = {}
    for source, target in tables().directions:
        found.setdefault((source, str(dialect_of(target))), []).append(target)
    for (source, dialect), targets in sorted(found.items(), key=lambda way: (name_of(way[0][0]), way[0][1])):
        yield pytest.param(source, reduce(or_, targets), id=f"{name_of(source)}-{dialect}")


WAYS = list(_ways())
ROOT_WAYS = [way for way in WAYS if way.values[0] in ROOTS]
PART_WAYS = [way for way in WAYS if way.values[0] not in ROOTS]
WITHOUT_COUNTERPART = {
    # OpenAI Live converts to and from OpenAI GA, and through it to the others.
    "openai_live.SessionConfig",
    "openai_live.SessionUpdateConfig",
    "openai_live.MediaSessionConfig",
    "openai_live.AcceptSession",
    # There is nothing to fork elsewhere.
    "openai_live.ForkSessionConfig",
    "openai_live.MediaSessionForkConfig",
    # The other dialects have no sessions that translate.
    "openai_ga.RealtimeTranslationSessionCreateRequest",
    "openai_ga.RealtimeTranslationSessionUpdateRequest",
    # A kind of session create request, which is converted as what it is.
    "openai_ga.CallAcceptParams",
}


# Leaves: the values that a configuration consists of


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The set and cleared leaf fields below ``value``; an empty object or list is a leaf, a tag is none."""
    below = list(_below(value))
    if not below and path:
        yield path, value
    for step, member in below:
        yield from leaves(member, f"{path}{step}".removeprefix("."))


def _below(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Config):
        tag = tag_of(type(value))
        for name in value:
            if tag is None or name != tag[0]:
                yield f".{name}", value[name]
    elif isinstance(value, tuple) and any(isinstance(member, Config) for member in value):
        for i, member in enumerate(value):
            yield f"[{i}]", member


def at(value: Any, path: str) -> Any:
    """What is at a path that a report gives; `UNSET` where there is nothing."""
    for step in parse_path(path):
        try:
            value = value[step]
        except (KeyError, TypeError):
            return UNSET
    return value


def covers(path: str, leaf: str) -> bool:
    return leaf == path or leaf.startswith((f"{path}.", f"{path}["))


def covered(leaf: str, paths: Iterable[str]) -> bool:
    return any(covers(path, leaf) for path in paths if path)


def accounted(leaf: str, paths: Iterable[str]) -> bool:
    """Whether an entry is about a leaf: about what it is in, or for an empty object its tag."""
    paths = [path for path in paths if path]
    return covered(leaf, paths) or any(covers(leaf, path) for path in paths)


def equal(one: Any, other: Any) -> bool:
    return type(as_plain(one)) is type(as_plain(other)) and bool(as_plain(one) == as_plain(other))


# The laws


def check_accounts(config: Any, conversion: Conversion[Any]) -> None:
    """Every leaf of the source is in the report, and every leaf of the result comes from there."""
    entries = (*conversion.lost, *conversion.changed, *conversion.carried)
    for leaf, _ in leaves(config):
        assert accounted(leaf, [entry.path for entry in entries]), leaf
    for leaf, _ in leaves(conversion.config):
        assert accounted(leaf, [entry.to for entry in entries if not isinstance(entry, Loss)]), leaf


def is_kind(loss: Loss) -> bool:
    """Whether what is lost is no field, but that it was a transcription session."""
    return loss.path.endswith("type") and bool(loss.value == "transcription")


def detects_nothing(before: Any) -> bool:
    """Whether it is a kind of turn detection that says in words what null says elsewhere."""
    plain = as_plain(before)
    return isinstance(plain, dict) and plain.get("type") in ("none", "client_vad")


def check_entries(config: Any, conversion: Conversion[Any]) -> None:
    """The report says what is there, before and after."""
    result = conversion.config
    for loss in conversion.lost:
        assert is_kind(loss) or equal(at(config, loss.path), loss.value), loss
        assert loss.reason
    for change in conversion.changed:
        was = at(config, change.path)  # null leaves open what the other dialect has to say
        assert equal(was, change.before) or (was is None and change.before is UNSET), change
        assert change.after is UNSET if not change.to else equal(at(result, change.to), change.after), change
        assert change.before is not None
        assert change.after is not None or detects_nothing(change.before)
        assert change.why
    for entry in conversion.carried:
        assert at(config, entry.path) is not UNSET, entry
        assert at(result, entry.to) is not UNSET if entry.to else entry.path.endswith("type"), entry
        assert not entry.to or (at(config, entry.path) is None) is (at(result, entry.to) is None), entry


def check_fates(conversion: Conversion[Any]) -> None:
    """No field is carried twice, or carried and something else."""
    carried = [entry.path for entry in conversion.carried]
    others = [loss.path for loss in conversion.lost if not is_kind(loss)]
    others += [change.path for change in conversion.changed]
    assert len(carried) == len(set(carried))
    assert not [(path, other) for path in carried for other in others if covers(other, path) or covers(path, other)]


def check_back(config: Any, there: Conversion[Any], back: Conversion[Any]) -> None:
    """What was carried both ways is what it was, and where it was but for items left out of a list."""
    ways_back = {entry.path: entry.to for entry in back.carried}
    noted = {entry.path for entry in back.carried if entry.note}
    not_back = [entry.path for entry in (*back.lost, *back.changed)]
    for entry in there.carried:
        if entry.note or entry.to in noted:
            continue  # it means the same, and is not what it was: a second name, another order
        if entry.to in ways_back:
            end = ways_back[entry.to]
            assert _without_positions(end) == _without_positions(entry.path)
            assert equal(at(back.config, end), at(config, entry.path)), entry
        elif entry.to:
            assert accounted(entry.to, not_back) or is_parted(entry.to, ways_back), entry
    notes = [entry for entry in (*there.carried, *back.carried) if entry.note]
    if not (*there.lost, *there.changed, *back.lost, *back.changed, *notes):
        assert back.config == config


def is_parted(path: str, ways_back: dict[str, str]) -> bool:
    """Whether an object goes back in parts: the type of an audio format, and its rate."""
    return any(covers(path, part) for part in ways_back)


@pytest.mark.parametrize(("source", "to"), ROOT_WAYS)
@given(data=st.data())
def test_laws_of_sessions_and_responses(source, to, data):
    assert check_laws(data.draw(configs(source)), source, to).config is not None


@pytest.mark.parametrize(("source", "to"), PART_WAYS)
@settings(max_examples=6)
@given(data=st.data())
def test_laws_of_parts_and_events(source, to, data):
    check_laws(data.draw(configs(source)), source, to)


THROUGH_GA = [
    pytest.param(source, to, id=f"{name_of(source)}-{name_of(to)}")
    for one, other in [
        (openai_beta.Session, openai_live.SessionConfig),
        (openai_beta.Session, openai_live.SessionUpdateConfig),
        (voicelive.RequestSession, openai_live.MediaSessionConfig),
    ]
    for source, to in [(one, other), (other, one)]
]
"""Sessions of dialects that have no tables of their own."""


@pytest.mark.parametrize(("source", "to"), THROUGH_GA)
@given(data=st.data())
def test_laws_of_what_goes_through_ga(source, to, data):
    config = data.draw(configs(source))
    conversion = convert(config, to=to)
    check_accounts(config, conversion)
    check_entries(config, conversion)
    check_fates(conversion)
    assert decode(encode(conversion.config), type=type(conversion.config)) == conversion.config
    for loss in conversion.lost:
        assert loss.reason


def check_laws(config: Any, source: Any, to: Any) -> Conversion[Any]:
    conversion = convert(config, to=to)
    if conversion.config is None:
        assert [(loss.path, loss.value) for loss in conversion.lost] == [("", config)]
        assert (conversion.changed, conversion.carried) == ((), ())
        return conversion
    check_accounts(config, conversion)
    check_entries(config, conversion)
    check_fates(conversion)
    assert decode(encode(conversion.config), type=type(conversion.config)) == conversion.config
    if tables().know(type(conversion.config), (source,)):
        back = convert(conversion.config, to=source)
        if back.config is not None:
            check_back(config, conversion, back)
    return conversion


@pytest.mark.parametrize(("source", "to"), ROOT_WAYS)
@given(data=st.data())
def test_strict_raises_where_anything_is_lost(source, to, data):
    config = data.draw(configs(source))
    conversion = convert(config, to=to)
    if conversion.lost:
        with pytest.raises(ConversionError) as error:
            convert(config, to=to, strict=True)
        assert error.value.lost == conversion.lost
    else:
        assert convert(config, to=to, strict=True) == conversion


@pytest.mark.parametrize(("source", "to"), ROOT_WAYS)
@given(data=st.data())
def test_what_the_library_does_not_know_is_lost(source, to, data):
    config = source.from_dict(data.draw(with_unknown(source))[1], unknown="keep")
    conversion = convert(config, to=to)
    for leaf, _ in leaves(config):
        if leaf.endswith(UNKNOWN):
            assert covered(leaf, [loss.path for loss in conversion.lost]), leaf
    check_accounts(config, conversion)


# Copies, as `put_somewhere` may put one into another.
ODD = st.sampled_from([None, True, -1, 16000, 0.25, "odd", "critic", [], ["odd"], {}, {"odd": 1}, {"type": "odd"}]).map(
    deepcopy
)


@pytest.mark.parametrize(("source", "to"), ROOT_WAYS)
@given(data=st.data())
def test_what_does_not_fit_is_accounted_for(source, to, data):
    """Whatever lies at a leaf, at any depth, it is carried, changed or lost, and each loss counts."""
    members = data.draw(configs(source)).as_dict()
    for _ in range(data.draw(st.integers(1, 3))):
        put_somewhere(members, data)
    config = decode(msgspec.json.encode(members), type=source, unknown="keep")
    conversion = convert(config, to=to)
    if conversion.config is None:
        return
    check_accounts(config, conversion)
    for change in conversion.changed:
        assert not equal(change.before, change.after), change
    if conversion.lost:
        with pytest.raises(ConversionError):
            convert(config, to=to, strict=True)


def put_somewhere(value: Any, data: st.DataObject) -> None:
    """Put an odd value in place of some member at some depth."""
    while isinstance(value, (dict, list)) and value:
        step = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
        if step == "type" and isinstance(value, dict):
            return
        if not isinstance(value[step], (dict, list)) or not value[step] or data.draw(st.booleans()):
            value[step] = data.draw(ODD)
            return
        value = value[step]


@pytest.mark.parametrize("to", [openai_beta.Session, voicelive.RequestSession])
def test_an_unfit_member_of_a_nested_struct_is_not_dropped(to):
    wire = b'{"type":"realtime","audio":{"output":{"format":{"type":"audio/pcm","rate":16000},"voice":"marin"}}}'
    session = decode(wire, type=openai_ga.RealtimeSessionCreateRequest, unknown="keep")
    conversion = convert(session, to=to)
    assert ("audio.output.format.rate", 16000) in [(loss.path, loss.value) for loss in conversion.lost]
    with pytest.raises(ConversionError, match="rate"):
        convert(session, to=to, strict=True)


def test_an_unfit_role_is_not_dropped():
    item = openai_ga.user_text("Hi").with_extra("role", "critic")
    conversion = convert(item, to=openai_beta.ConversationItem)
    assert [(loss.path, loss.value) for loss in conversion.lost] == [("role", "critic")]


def test_a_retired_model_is_mentioned():
    session = openai_beta.Session(model="gpt-4o-realtime-preview")
    for to in (openai_ga.RealtimeSessionCreateRequest, voicelive.RequestSession):
        [entry] = [entry for entry in convert(session, to=to).carried if entry.path == "model"]
        assert str(entry) == ("model: OpenAI shut gpt-4o-realtime-preview down on 2026-05-07, use gpt-realtime-2.1")


def _without_positions(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@given(data=st.data())
def test_a_configuration_of_the_type_asked_for_is_kept(cls, data):
    config = data.draw(configs(cls))
    assert convert(config, to=cls).config is config


def test_every_session_and_response_has_a_counterpart_in_both_other_dialects():
    dialects: dict[str, set[str]] = {}
    for way in ROOT_WAYS:
        source, dialect = way.id.split("-")
        dialects.setdefault(source, set()).add(dialect)
    dialects["openai_ga.RealtimeSessionCreateRequest"].discard("openai_live")
    roots = {name_of(root) for root in ROOTS if root.__module__ != "samples"}
    assert {root for root in roots if len(dialects.get(root, ())) != 2} == WITHOUT_COUNTERPART


def test_leaves_are_found():
    """The laws stand on this walk, so that it finds every field is a law as well."""
    for cls in ROOTS:
        example = {name: None for name, field in fields_of(cls).items() if field.type.nullable}
        if not any(field.required for field in fields_of(cls).values()):
            assert dict(leaves(cls(**example))) == example
