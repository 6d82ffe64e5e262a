"""Pydantic models written with care: frozen, unknown members refused, unions told apart by a tag."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

TITLE = "pydantic models"
PACKAGES = ("pydantic", "pydantic-core")
# `import pydantic` alone imports next to nothing: its names come when they are asked for.
IMPORT = "from pydantic import BaseModel, ConfigDict, Field"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "decode_echo", "edit_one_field", "edit_three_levels_down", "encode"]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())


class AudioPCM(Model):
    type: Literal["audio/pcm"]
    rate: Literal[24000] | None = None


class AudioPCMU(Model):
    type: Literal["audio/pcmu"]


class NoiseReduction(Model):
    type: Literal["near_field", "far_field"] | None = None


class Transcription(Model):
    language: str | None = None
    model: str | None = None
    prompt: str | None = None


class ServerVad(Model):
    type: Literal["server_vad"]
    create_response: bool | None = None
    idle_timeout_ms: Annotated[int, Field(ge=5000, le=30000)] | None = None
    interrupt_response: bool | None = None
    prefix_padding_ms: int | None = None
    silence_duration_ms: int | None = None
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None


class SemanticVad(Model):
    type: Literal["semantic_vad"]
    create_response: bool | None = None
    eagerness: Literal["low", "medium", "high", "auto"] | None = None
    interrupt_response: bool | None = None


Format = Annotated[AudioPCM | AudioPCMU, Field(discriminator="type")]


class AudioInput(Model):
    format: Format | None = None
    noise_reduction: NoiseReduction | None = None
    transcription: Transcription | None = None
    turn_detection: Annotated[ServerVad | SemanticVad, Field(discriminator="type")] | None = None


class AudioOutput(Model):
    format: Format | None = None
    speed: Annotated[float, Field(ge=0.25, le=1.5)] | None = None
    voice: str | None = None


class Audio(Model):
    input: AudioInput | None = None
    output: AudioOutput | None = None


class FunctionTool(Model):
    type: Literal["function"]
    description: str | None = None
    name: str | None = None
    parameters: dict[str, Any] | None = None


class Mcp(Model):
    type: Literal["mcp"]
    server_label: str
    server_url: str | None = None


class Session(Model):
    type: Literal["realtime"]
    audio: Audio | None = None
    instructions: str | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=4096)] | Literal["inf"] | None = None
    model: str | None = None
    output_modalities: list[Literal["text", "audio"]] | None = None
    tool_choice: Literal["none", "auto", "required"] | dict[str, Any] | None = None
    tools: list[Annotated[FunctionTool | Mcp, Field(discriminator="type")]] | None = None
    tracing: Literal["auto"] | dict[str, Any] | None = None


class Event(Model):
    type: Literal["session.update"]
    session: Session
    event_id: str | None = None


class EchoSession(Session):
    id: str | None = None
    object: str | None = None
    expires_at: int | None = None


class Echo(Model):
    type: Literal["session.updated"]
    session: EchoSession
    event_id: str | None = None


construct = Event.model_validate
decode_echo = Echo.model_validate_json
decode_and_validate = Event.model_validate_json
_write = Event.__pydantic_serializer__.to_json


def encode(event: Event) -> bytes:
    # `model_dump_json` does this and decodes the bytes into text. What was not set is omitted.
    return _write(event, exclude_unset=True)


def edit_one_field(event: Event, model: str) -> Event:
    return event.model_copy(update={"session": event.session.model_copy(update={"model": model})})


def edit_three_levels_down(event: Event, voice: str) -> Event:
    session = event.session
    output = session.audio.output.model_copy(update={"voice": voice})
    audio = session.audio.model_copy(update={"output": output})
    return event.model_copy(update={"session": session.model_copy(update={"audio": audio})})
