"""Frozen attrs classes, cattrs and orjson."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from attrs import evolve, frozen
from cattrs.preconf.orjson import OrjsonConverter, make_converter
from cattrs.strategies import configure_tagged_union

if TYPE_CHECKING:
    from cattrs import Converter

TITLE = "attrs + cattrs"
PACKAGES = ("attrs", "cattrs", "orjson")
IMPORT = "import attrs, cattrs.preconf.orjson"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "edit_one_field", "edit_three_levels_down", "encode"]


class Omitted(Enum):
    UNSET = "UNSET"


UNSET: Any = Omitted.UNSET


@frozen(kw_only=True)
class AudioPCM:
    rate: Literal[24000] | Omitted = UNSET


@frozen(kw_only=True)
class AudioPCMU:
    pass


@frozen(kw_only=True)
class NoiseReduction:
    type: Literal["near_field", "far_field"] | Omitted = UNSET


@frozen(kw_only=True)
class Transcription:
    language: str | Omitted = UNSET
    model: str | Omitted = UNSET
    prompt: str | Omitted = UNSET


@frozen(kw_only=True)
class ServerVad:
    create_response: bool | Omitted = UNSET
    idle_timeout_ms: int | Omitted | None = UNSET
    interrupt_response: bool | Omitted = UNSET
    prefix_padding_ms: int | Omitted = UNSET
    silence_duration_ms: int | Omitted = UNSET
    threshold: float | Omitted = UNSET


@frozen(kw_only=True)
class SemanticVad:
    create_response: bool | Omitted = UNSET
    eagerness: Literal["low", "medium", "high", "auto"] | Omitted = UNSET
    interrupt_response: bool | Omitted = UNSET


Format = AudioPCM | AudioPCMU
TurnDetection = ServerVad | SemanticVad


@frozen(kw_only=True)
class AudioInput:
    format: Format | Omitted = UNSET
    noise_reduction: NoiseReduction | Omitted | None = UNSET
    transcription: Transcription | Omitted | None = UNSET
    turn_detection: TurnDetection | Omitted | None = UNSET


@frozen(kw_only=True)
class AudioOutput:
    format: Format | Omitted = UNSET
    speed: float | Omitted = UNSET
    voice: str | Omitted = UNSET


@frozen(kw_only=True)
class Audio:
    input: AudioInput | Omitted = UNSET
    output: AudioOutput | Omitted = UNSET


@frozen(kw_only=True)
class FunctionTool:
    description: str | Omitted = UNSET
    name: str | Omitted = UNSET
    parameters: dict[str, Any] | Omitted = UNSET


@frozen(kw_only=True)
class Mcp:
    server_label: str
    server_url: str | Omitted = UNSET


Tool = FunctionTool | Mcp


@frozen(kw_only=True)
class Session:
    type: Literal["realtime"]
    audio: Audio | Omitted | None = UNSET
    instructions: str | Omitted | None = UNSET
    max_output_tokens: int | Omitted | None = UNSET
    model: str | Omitted | None = UNSET
    output_modalities: tuple[Literal["text", "audio"], ...] | Omitted | None = UNSET
    tool_choice: Literal["none", "auto", "required"] | Omitted | None = UNSET
    tools: tuple[Tool, ...] | Omitted | None = UNSET
    tracing: Literal["auto"] | Omitted | None = UNSET


@frozen(kw_only=True)
class Event:
    type: Literal["session.update"]
    session: Session
    event_id: str | Omitted = UNSET


def _make_converter() -> OrjsonConverter:
    converter = make_converter(omit_if_default=True, forbid_extra_keys=True, detailed_validation=False)
    for scalar in (str, bool, int):  # cattrs would call str(5), int("5")
        converter.register_structure_hook(scalar, _checked(scalar))
    converter.register_structure_hook(float, _checked((float, int)))
    converter.register_structure_hook_factory(_may_be_omitted, _structure_present)
    converter.register_unstructure_hook_factory(_may_be_omitted, _unstructure_present)
    for union, tags in [
        (Format, {AudioPCM: "audio/pcm", AudioPCMU: "audio/pcmu"}),
        (TurnDetection, {ServerVad: "server_vad", SemanticVad: "semantic_vad"}),
        (Tool, {FunctionTool: "function", Mcp: "mcp"}),
    ]:
        configure_tagged_union(union, converter, tag_generator=tags.__getitem__, tag_name="type")
    return converter


def _checked(kinds: Any) -> Any:
    def check(value: Any, _: Any) -> Any:
        if not isinstance(value, kinds):
            raise TypeError(f"Expected {kinds}, got {value!r}")
        return value

    return check


def _may_be_omitted(hint: Any) -> bool:
    return Omitted in get_args(hint)


def _present(hint: Any) -> tuple[Any, bool]:
    """What the hint allows besides being omitted or null, and whether it allows null."""
    arms = [arm for arm in get_args(hint) if arm not in (Omitted, type(None))]
    return Union[tuple(arms)], type(None) in get_args(hint)  # noqa: UP007 - made from a list


def _structure_present(hint: Any, converter: Converter) -> Any:
    present, nullable = _present(hint)
    structure = converter.get_structure_hook(present)

    def read(value: Any, _: Any) -> Any:
        return None if nullable and value is None else structure(value, present)

    return read


def _unstructure_present(hint: Any, converter: Converter) -> Any:
    present, _ = _present(hint)
    if present in (str, int, float, bool) or get_origin(present) is Literal:
        return lambda value: value
    unstructure = converter.get_unstructure_hook(present)

    def write(value: Any) -> Any:
        return value if value is None or value is UNSET else unstructure(value)

    return write


_converter = _make_converter()


def construct(content: dict[str, Any]) -> Event:
    return _converter.structure(content, Event)


def decode_and_validate(data: bytes) -> Event:
    return _converter.loads(data, Event)


def encode(event: Event) -> bytes:
    return _converter.dumps(event, Event)


def edit_one_field(event: Event, model: str) -> Event:
    return evolve(event, session=evolve(event.session, model=model))


def edit_three_levels_down(event: Event, voice: str) -> Event:
    session = event.session
    output = evolve(session.audio.output, voice=voice)
    return evolve(event, session=evolve(session, audio=evolve(session.audio, output=output)))
