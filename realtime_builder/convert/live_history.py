"""Messages of OpenAI GA (left) as the history that a session of OpenAI Live (right) starts with.

A message of the history has one part, a text. So the texts of several parts are joined, what was said
aloud is its transcript, and what has no text is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from .. import openai_ga as ga
from .. import openai_live as live
from ..config import Config
from .parts import UNKNOWN
from .table import Codec, How, Near, NoForm, Place, Table, both, left, renamed

__all__ = ["MESSAGES"]

_ONE_PART = "a message of OpenAI Live's history has one part, so the texts are joined"
_SPOKEN = "OpenAI Live's history is text, so what was said is its transcript"
_SERVERS = "a server says it of an item, and no client has to"
_NO_TEXT = "OpenAI Live's history is text"
_IN_WORDS = "a description of it in words"


def _text_of(part: Any) -> Any:
    """The text of a part: what was written, or said; `UNSET` where it has none, or was kept in the place of a part."""
    if not isinstance(part, Config):
        return UNSET
    text: Any = getattr(part, "text", UNSET)
    return text if isinstance(text, str) else getattr(part, "transcript", UNSET)


def _with_text(parts: Any, place: Place) -> list[Any]:
    """The parts that have a text; the others are lost.

    Raises:
        NoForm: where that is all of them.
    """
    said: list[Any] = []
    failure: NoForm | None = None
    for i, part in enumerate(parts):
        if isinstance(_text_of(part), str):
            said.append(part)
        else:
            failure = NoForm(_NO_TEXT, _IN_WORDS) if isinstance(part, Config) else NoForm(UNKNOWN)
            place.lose((i,), part, failure.reason, failure.nearest)
    if failure is not None and not said:
        raise failure
    return said


def _to_history(make: Callable[[str, Any], Any]) -> How:
    def to_history(parts: Any, place: Place) -> Any:
        said = _with_text(parts, place)
        if not said:
            raise NoForm(_NO_TEXT, _IN_WORDS)
        kind = said[0].get("type", UNSET)
        made = make("\n".join(map(_text_of, said)), kind)
        spoken = any(not isinstance(part.text, str) for part in said)
        why = "; ".join([_SPOKEN] * spoken + [_ONE_PART] * (len(parts) > 1))
        return _reported((made,), parts, why)

    return to_history


def _from_history(make: Callable[[str, Any], Any]) -> How:
    def from_history(parts: Any, place: Place) -> Any:
        said = _with_text(parts, place)
        return _reported(tuple(make(part.text, part.type) for part in said), said, "")

    return from_history


def _reported(made: tuple[Any, ...], parts: Any, why: str) -> Any:
    """The new parts as they are carried where they say the same, else as they were changed."""
    if not why and [dict(part) for part in made] == [dict(part) for part in parts]:
        return made
    return Near(made, why or "parts say what they are in the other dialect's words")


def _messages(here: Any, there: Any, to_part: Callable[[str, Any], Any], from_part: Callable[[str, Any], Any]) -> Table:
    return Table(
        left=here,
        right=there,
        rows=(
            *both("id", "status"),
            renamed("content", "content", Codec(_to_history(to_part), _from_history(from_part)), vital=True),
            *left(_SERVERS, "object", by=lambda _, __: Near(UNSET, _SERVERS)),
        ),
    )


def _typed(part: Any, word: str) -> Callable[[str, Any], Any]:
    """Makes a part of a text; where the one that it comes from leaves its type out, so does this."""
    return lambda text, kind: part(text=text, type=UNSET if kind is UNSET else word)


MESSAGES = (
    _messages(
        ga.RealtimeConversationItemSystemMessage,
        live.InitialItemDeveloper,
        _typed(live.InitialInputText, "input_text"),
        lambda text, _: ga.SystemMessageContent(text=text),
    ),
    _messages(
        ga.RealtimeConversationItemUserMessage,
        live.InitialItemUser,
        _typed(live.InitialInputText, "input_text"),
        lambda text, _: ga.UserMessageContent(text=text, type="input_text"),
    ),
    _messages(
        ga.RealtimeConversationItemAssistantMessage,
        live.InitialItemAssistant,
        _typed(live.InitialAssistantText, "output_text"),
        lambda text, _: ga.AssistantMessageContent(text=text, type="output_text"),
    ),
)
