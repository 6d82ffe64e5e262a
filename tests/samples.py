"""A small dialect of our own, with a field of every kind that `fields` knows.

The tests of the base stand on it, so that they say what they mean in few words and do not
change when a vendor's type does.
"""

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from msgspec import Meta

from realtime_builder import UNSET, Config
from realtime_builder._core.values import StringMap
from realtime_builder.fields import (
    EMPTY_LIST,
    EMPTY_TEXT,
    NULL,
    SECRET,
    Array,
    Audio,
    ByRole,
    Clearable,
    Finite,
    Json,
    Open,
    Pairs,
    Secret,
    Settable,
    Speed,
    Strings,
    UnitInterval,
)

MaxTokens: TypeAlias = Annotated[int, Meta(ge=1, le=4096)] | Literal["inf"]
"""A number with bounds beside a word."""

if TYPE_CHECKING:
    Labels: TypeAlias = Pairs
else:

    class Labels(StringMap):
        """A map with bounds: at most 16 pairs, keys up to 64 characters, values up to 512."""

        __slots__ = ()

        accepts = Annotated[
            dict[Annotated[str, Meta(max_length=64)], Annotated[str, Meta(max_length=512)]], Meta(max_length=16)
        ]


class Function(Config, tag="function"):
    """A tool that the application runs."""

    name: str
    parameters: Settable[Json] = UNSET


class Remote(Config, tag="mcp"):
    """A tool server, with secrets of both kinds."""

    server_label: str
    authorization: Settable[Secret] = UNSET
    headers: Clearable[Annotated[Strings, SECRET]] = UNSET


class Loudness(Config, tag="server_vad"):
    """Turn detection with bounds and a nullable integer."""

    threshold: Settable[UnitInterval] = UNSET
    silence_ms: Clearable[Annotated[int, Meta(ge=0, lt=10_000)]] = UNSET
    interrupt: Settable[bool] = UNSET


class Meaning(Config, tag="semantic_vad"):
    """Turn detection with a closed enum."""

    eagerness: Settable[Literal["low", "medium", "high"]] = UNSET


class Output(Config, container=True):
    """A container without a tag."""

    voice: Settable[Open[Literal["marin", "cedar"]]] = UNSET
    speed: Settable[Speed] = UNSET
    gain: Settable[Finite] = UNSET


class Sound(Config, container=True):
    """A container in a container."""

    output: Settable[Output] = UNSET
    clip: Settable[Audio] = UNSET


class Prompt(Config):
    """A struct without a tag and without a default."""

    id: Annotated[str, Meta(pattern="^pmpt_[a-z0-9]+$", max_length=20)]
    variables: Clearable[Json] = UNSET


class UserMessage(Config, tag="message"):
    """One of two messages that differ by role."""

    role: Literal["user"] = "user"
    text: str


class AssistantMessage(Config, tag="message"):
    """The other one."""

    role: Literal["assistant"] = "assistant"
    text: str
    final: Settable[bool] = UNSET


class Call(Config, tag="function_call"):
    """An item that is told by its type alone."""

    name: str
    arguments: str


Item: TypeAlias = ByRole[UserMessage | AssistantMessage | Call]


class Session(Config, tag="realtime", root=True):
    """A root: every optional field can be null."""

    model: Clearable[Open[Literal["gpt-realtime"]]] = UNSET
    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    modalities: Clearable[Array[Literal["text", "audio"]]] = UNSET
    audio: Clearable[Sound] = UNSET
    turn_detection: Annotated[Clearable[Loudness | Meaning], NULL] = UNSET
    tools: Annotated[Clearable[Array[Function | Remote]], EMPTY_LIST] = UNSET
    tool_choice: Clearable[Literal["auto", "none"] | Function] = UNSET
    stop: Clearable[Annotated[Array[str], Meta(max_length=4)]] = UNSET
    input: Clearable[Array[Item]] = UNSET
    temperature: Clearable[Finite] = UNSET
    max_tokens: Clearable[MaxTokens] = UNSET
    tracing: Clearable[Json] = UNSET
    prompt: Clearable[Prompt] = UNSET
    metadata: Clearable[Labels] = UNSET


class OwnSession(Session):
    """A subclass, as an application may have one."""

    tenant: Clearable[str] = UNSET


class SessionUpdate(Config, tag="session.update"):
    """An event: what it carries is required."""

    event_id: Settable[Annotated[str, Meta(max_length=512)]] = UNSET
    session: Session


class Nothing(Config):
    """A struct without fields."""
