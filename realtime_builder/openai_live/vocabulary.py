"""The fluent methods of this dialect: see `realtime_builder.vocabulary`.

A Live session has no tools of its own: those, and the reasoning, are the backend's. So the methods
for them change ``delegation.responses``, and raise an error if the session has no such delegation.
"""

from collections.abc import Callable
from typing import Any, Literal, Self

from .._verbs import ToolVerbs, Verbs, format_among, given
from ..errors import ValidationError
from ..fields import UNSET, Array, Clearable, Open, Settable
from ..vocabulary import AudioFormat
from .audio import AudioPCM, AudioPCMA, AudioPCMU, BuiltInVoice, CustomVoice
from .decisions import DecisionQuestion, DecisionTrigger, TriggerDecisions
from .delegation import (
    ClientDelegation,
    Delegation,
    DelegationResponses,
    DelegationResponsesUpdate,
    DelegationSettings,
    ForkDelegationSettings,
    ResponsesDelegationConfig,
)
from .tools import FunctionTool, LiveFunctionToolChoice, Tool, ToolChoice

__all__ = ["BackendVerbs", "StartVerbs", "TriggerVerbs", "format_named"]


class BackendVerbs(ToolVerbs):
    """Methods for the backend model that does the work."""

    __slots__ = ()

    _place = "delegation.responses"
    _tools_at = "delegation.responses.tools"

    # How it works

    def with_reasoning_effort(
        self, effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None, /
    ) -> Self:
        """Set how much the backend thinks before it answers; ``None`` leaves it to the server."""
        return self._put_backend("reasoning.effort", effort)

    def with_max_output_tokens(self, limit: int | None, /) -> Self:
        """Limit one delegated response, in tokens; ``None`` removes the limit."""
        return self._put_backend("max_output_tokens", limit)

    # Tools

    def with_tools(self, *tools: Tool | Callable[..., Any]) -> Self:
        """Replace all tools of the backend. Functions are turned into tools.

        Raises:
            ValidationError: for two tools of the same name, a function that can't be described, and
                if no backend does the work.
        """
        return self._put_tools(tools, FunctionTool.from_function)

    def add_tool(self, tool: Tool | Callable[..., Any], /) -> Self:
        """Add a tool at the end of the backend's. A function is turned into a tool.

        Raises:
            ValidationError: if there is a tool of that name already, the function can't be described, or
                no backend does the work.
        """
        return self._add_tool(tool, FunctionTool.from_function)

    def with_tool_choice(self, choice: Settable[ToolChoice] = UNSET, /, *, function: Settable[str] = UNSET) -> Self:
        """Set whether the backend calls tools, or name the ``function`` that it must call."""
        return self._put_tool_choice(choice, function, lambda name: LiveFunctionToolChoice(name=name))

    def _put(self, path: str, value: Any) -> Self:
        if value is UNSET:
            return self
        owner = self._with_backend(path) if path.startswith(self._place) else self
        return super(BackendVerbs, owner)._put(path, value)

    def _put_backend(self, name: str, value: Any) -> Self:
        return self._put(f"{self._place}.{name}", value)

    def _with_backend(self, path: str) -> Self:
        """What has a backend: an update and a fork change the one there is, a start has to name it."""
        session: Any = self
        if isinstance(
            session.delegation,
            DelegationResponses | DelegationResponsesUpdate | DelegationSettings | ForkDelegationSettings,
        ):
            return self
        if session.delegation is UNSET and not _needs_model(session):
            return session.copy_with(delegation=DelegationResponsesUpdate())  # type: ignore[no-any-return]
        message = 'No backend does the work: name its model first, with_delegation("gpt-5.5")'
        raise ValidationError(message, f"$.{path}")


def _needs_model(session: Any) -> bool:
    return "model" in type(session).__struct_fields__


class TriggerVerbs(Verbs):
    """Methods for questions about the transcripts."""

    __slots__ = ()

    def with_trigger(
        self,
        event_type: Settable[Literal["session.input_transcript.delta", "session.output_transcript.delta"]],
        /,
        *questions: DecisionQuestion,
    ) -> Self:
        """Ask ``questions`` whenever a transcript grows: the user's (input) or the model's (output).

        They replace the earlier questions about this transcript.
        """
        asked = given(questions)
        if event_type is UNSET or asked is UNSET:
            return self
        trigger = DecisionTrigger(event_type=event_type, decisions=TriggerDecisions(questions=asked))
        session: Any = self
        others = [other for other in session.triggers or () if other["event_type"] != event_type]
        return self._put("triggers", [*others, trigger])


class StartVerbs(BackendVerbs, TriggerVerbs):
    """Methods for the settings at the start."""

    __slots__ = ()

    def with_model(self, model: Open[Literal["gpt-live-1", "gpt-live-1.1"]], /) -> Self:
        """Set the Live model."""
        return self._put("model", model)

    def with_instructions(self, instructions: str | None, /) -> Self:
        """Set how to talk and when to delegate. The backend has instructions of its own."""
        return self._put("instructions", instructions)

    def with_voice(self, voice: Open[BuiltInVoice] | CustomVoice, /) -> Self:
        """Set the voice, by name or a custom one."""
        return self._put("audio.output.voice", voice)

    def with_delegation(
        self,
        delegation: Clearable[Delegation | str],
        /,
        *,
        acknowledgement_delay_ms: Settable[int] = UNSET,
        instructions: Clearable[str] = UNSET,
        tools: Settable[Array[Tool]] = UNSET,
    ) -> Self:
        """Set who does the work: a backend, by the name of its model, or a delegation; ``None`` is your application.

        ``instructions`` and ``tools`` are the backend's. With `UNSET`, the keywords change the
        present delegation.

        Raises:
            ValidationError: for instructions or tools if no backend does the work.
        """
        changed = self._put_named(
            "delegation",
            delegation,
            lambda model, settings: (
                ClientDelegation(**settings)
                if model is UNSET
                else DelegationResponses(responses=ResponsesDelegationConfig(model=model), **settings)
            ),
            acknowledgement_delay_ms=acknowledgement_delay_ms,
        )
        for name, value in (("instructions", instructions), ("tools", tools)):
            if value is not UNSET:
                changed = changed._put_backend(name, value)
        return changed


_FORMATS = {"pcm16": AudioPCM(rate=24000), "g711_ulaw": AudioPCMU(rate=8000), "g711_alaw": AudioPCMA(rate=8000)}


def format_named(name: Settable[AudioFormat], path: str) -> Any:
    """The format that the vocabulary calls ``name``. Validation deals with anything but text.

    Raises:
        ValidationError: for another name.
    """
    return format_among(_FORMATS, name, path)
