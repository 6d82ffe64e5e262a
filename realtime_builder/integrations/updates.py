"""What goes out when a framework sends an update: one place for the rules of all frameworks.

A `SessionUpdates` belongs to one session of a framework. It knows the settings that the framework has
sent so far, the configuration that lies over them, and what the server was sent. So an update
holds only what is new to the server: a voice that is fixed by now is not sent again, and a field
that the framework has no place for is not lost when the framework fills in its own defaults.
"""

from __future__ import annotations

import warnings
from itertools import count
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_args

import msgspec

from ..config import Config
from ..edits import diff
from ..errors import ValidationError
from ..fields import UNSET
from ..interop import from_sdk
from ..voicelive import RequestSession

__all__ = [
    "InstructionsRule",
    "SessionUpdates",
    "ToolsRule",
    "Update",
    "plain",
    "require",
    "setting",
    "warn_of_telephone",
    "without_model",
]

C = TypeVar("C", bound=Config)
R = TypeVar("R", bound=RequestSession)

InstructionsRule: TypeAlias = Literal["agent", "config", "both"]
"""Whose instructions are sent: the active agent's if it has any, the configuration's if it says
anything about them, or both, the configuration's first. Where one side has none, the other's are sent."""

ToolsRule: TypeAlias = Literal["add", "config"]
"""Whether the framework's tools are added to the configuration's, or replaced by them."""

_REMEMBERED = 64
"""How many updates can still be taken back because the server refuses them."""


class Update:
    """One ``session.update``. A framework serialises it as if it were an event of its own."""

    type = "session.update"

    def __init__(self, session: Config, event_id: str) -> None:
        self.session = session
        self.event_id = event_id

    def model_dump(self, **_: Any) -> dict[str, Any]:
        """The message, every null included, whatever the framework leaves out of its own."""
        return {"type": self.type, "event_id": self.event_id, "session": self.session.as_dict()}

    def model_dump_json(self, **_: Any) -> str:
        """The message as JSON text."""
        return msgspec.json.encode(self.model_dump()).decode()


class SessionUpdates(Generic[C]):
    """One session's configuration over its framework's settings.

    For a framework that has no module here: keep one for each session, call `connect` where a
    connection begins, and send what `update` gives in the place of each update.
    """

    def __init__(
        self, config: C, root: type[C], instructions: InstructionsRule = "agent", tools: ToolsRule = "add"
    ) -> None:
        """``root`` is the class of configuration that the framework's updates can carry.

        Raises:
            ValidationError: for a configuration of another class, or an unknown rule.
        """
        require(config, root, instructions, tools)
        self.config = config
        self._root = root
        self._instructions = instructions
        self._tools = tools
        self._numbers = count(1)
        self._theirs = root()
        self._sent = root()
        self._recent: dict[str, C] = {}
        self._refused = root()
        self._whole = True

    def connect(self, *, anew: bool = False) -> None:
        """The next update goes over a new connection, so it holds everything again.

        ``anew`` also forgets the framework's settings: another conversation begins.
        """
        if anew:
            self._theirs = self._sent = self._root()
            self._recent = {}
        self._refused = self._root()
        self._whole = True

    def update(self, theirs: Any, event_id: str | None = None) -> Update:
        """What to send where the framework wants to send ``theirs``, a whole session or a part of one.

        Raises:
            ValidationError: for settings that are none of this dialect.
        """
        self._theirs = self._theirs.merge(from_sdk(theirs, type=self._root, unknown="keep"))
        return self._next(event_id)

    def replace(self, config: C) -> None:
        """Lay another configuration over the updates to come.

        Raises:
            ValidationError: for a configuration of another class.
        """
        require(config, self._root, self._instructions, self._tools)
        self.config = config
        self._refused = self._root()

    def reconfigure(self, config: C) -> Update | None:
        """What to send for another configuration; nothing where it changes nothing.

        Raises:
            ValidationError: for a configuration of another class.
        """
        self.replace(config)
        update = self._next(None)
        return update if update.session != self._root() else None

    def refused(self, event_id: object) -> None:
        """The server refused this update, so nothing in it holds.

        A framework's next update does not send it again, or one mistake would have all of them
        refused. `reconfigure` does, and so does the next connection.
        """
        if isinstance(event_id, str) and event_id in self._recent:
            self._refused = self._refused.merge(self._recent.pop(event_id))

    @property
    def instructions(self) -> str:
        """The instructions, as they are sent; empty where there are none."""
        return self._wanted().get("instructions") or ""

    @property
    def tools(self) -> tuple[Any, ...]:
        """All tools, as they are sent."""
        return self._wanted().get("tools") or ()

    def _next(self, event_id: str | None) -> Update:
        known = self._sent
        for patch in (*self._recent.values(), self._refused):
            known = known.merge(patch)
        wanted = self._wanted()  # what nobody mentions any more stays as it is, also after a reconnect
        patch = known.merge(wanted) if self._whole else diff(known, wanted, omitted="keep")
        self._whole = False
        event_id = event_id or f"realtime_builder_{next(self._numbers)}"
        self._recent[event_id] = patch
        if len(self._recent) > _REMEMBERED:
            self._sent = self._sent.merge(self._recent.pop(next(iter(self._recent))))
        return Update(patch, event_id)

    def _wanted(self) -> C:
        theirs: Any = self._theirs
        ours: Any = self.config
        return theirs.merge(ours).copy_with(  # type: ignore[no-any-return]
            instructions=self._both_instructions(theirs.instructions, ours.instructions),
            tools=self._both_tools(theirs.tools, ours.tools),
        )

    def _both_instructions(self, theirs: Any, ours: Any) -> Any:
        if not theirs or theirs is UNSET or self._instructions == "config":
            return UNSET  # ours lie over theirs already
        if self._instructions == "both" and ours and ours is not UNSET:
            return f"{ours}\n\n{theirs}"
        return theirs

    def _both_tools(self, theirs: Any, ours: Any) -> Any:
        if not theirs or theirs is UNSET or not ours or ours is UNSET or self._tools == "config":
            return UNSET
        taken = {_name(tool) for tool in ours}
        return (*ours, *(tool for tool in theirs if _name(tool) not in taken))


def require(config: Config, root: type[Config], instructions: str = "agent", tools: str = "add") -> None:
    """Raise a `ValidationError` unless `SessionUpdates` can be made of these."""
    if not isinstance(config, root):
        given = type(config).__name__
        way = "`convert`" if isinstance(config, Config) else f"`{root.__name__}.from_dict`"
        raise ValidationError(f"Expected a `{root.__name__}` of `{root.__module__}`, got `{given}`; {way} makes one")
    root().merge(config)
    for name, rule, known in (("instructions", instructions, InstructionsRule), ("tools", tools, ToolsRule)):
        if rule not in get_args(known):
            words = ", ".join(f"`{word}`" for word in get_args(known))
            raise ValidationError(f"Expected one of {words} as `{name}`, got `{rule}`")


def without_model(config: R, connected: str) -> R:
    """A Voice Live session without the model that it is connected to, which its server does not take twice.

    Another model stays, so that the server says that it can't be changed.
    """
    return config.without("model") if config.model in (UNSET, connected) else config


def warn_of_telephone(config: Config, framework: str) -> None:
    """Warn where a configuration names a telephone's format in a framework that converts audio itself."""
    places = (
        ("audio", "input", "format", "type"),
        ("audio", "output", "format", "type"),
        ("input_audio_format",),
        ("output_audio_format",),
    )
    for place in places:
        if setting(config, *place) in ("audio/pcmu", "audio/pcma", "g711_ulaw", "g711_alaw"):
            path = ".".join(place).removesuffix(".type")
            message = (
                f"{framework} sends and plays PCM, whatever `{path}` says: leave it out, or the caller hears noise"
            )
            warnings.warn(message, stacklevel=3)


def setting(config: Any, *path: str) -> Any:
    """A field at depth, `UNSET` where it or anything on the way is omitted."""
    for name in path:
        config = config.get(name, UNSET) if isinstance(config, Config) else UNSET
    return config


def plain(value: Any) -> Any:
    """A value of a field as plain JSON, for a framework's own types."""
    return value.as_dict() if isinstance(value, Config) else value


def _name(tool: Any) -> Any:
    return tool.get("type"), tool.get("name", tool.get("server_label"))
