"""What can still change while a session runs.

A session goes through phases. Some settings are fixed from the start, others once the model has
spoken, or while it responds. The rules in `updates` say which; they compare a patch with the session that
it would change, and what says the same as before is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, cast, get_args

from msgspec import UNSET, Struct

from ..dialects import dialect_of
from ..errors import ValidationError, nearest, quote
from ..record import Record, Root, record_for
from .rules import Complaint, as_findings, import_rules, leave_out, member, require_config

if TYPE_CHECKING:
    from .._core.paths import Steps
    from ..config import Config
    from .findings import Finding, Severity
    from .names import RuleName

__all__ = [
    "AFTER_AUDIO",
    "PHASES",
    "RESPONSE_IN_PROGRESS",
    "SILENT_SO_FAR",
    "UNDER_WAY",
    "Phase",
    "Update",
    "UpdateRule",
    "check_update",
    "root_of",
    "same_kind",
    "update_rule",
    "update_rules",
]

Phase: TypeAlias = Literal["created", "configured", "responding", "spoken", "speaking"]
"""How far a session is.

- ``created``: it exists, nothing has happened.
- ``configured``: the settings were updated or the user has begun to speak. The model was silent so far.
- ``responding``: a response is in progress, the first audio is still to come.
- ``spoken``: the model has given audio, no response is in progress.
- ``speaking``: the model has given audio, and a response is in progress.
"""

PHASES: tuple[Phase, ...] = get_args(Phase)
UNDER_WAY: tuple[Phase, ...] = ("configured", "responding", "spoken", "speaking")
SILENT_SO_FAR: tuple[Phase, ...] = ("configured", "responding")
RESPONSE_IN_PROGRESS: tuple[Phase, ...] = ("responding", "speaking")
AFTER_AUDIO: tuple[Phase, ...] = ("spoken", "speaking")

# Declaration


class Update(NamedTuple):
    """What an update rule is given."""

    current: Config | None
    """The session as it is; None where it is not known."""

    patch: Config
    """What is to be laid over it, or the response that is to be made in it."""

    def old(self, path: str) -> Any:
        """The current value at a path, `UNSET` where it is not known."""
        return member(self.current, path)

    def new(self, path: str) -> Any:
        """The value that the patch has at a path, `UNSET` where it leaves things as they are."""
        return member(self.patch, path)

    def changes(self, path: str, there: str = "") -> bool:
        """Whether the patch sets something else than what is there, or at another path of the session."""
        new = self.new(path)
        spelt = self.record.spelt_one_way
        return new is not UNSET and spelt(new) != spelt(self.old(there or path))

    @property
    def record(self) -> Record:
        """The record of the dialect."""
        return cast("Record", record_for(type(self.patch)))


FindUpdate: TypeAlias = Callable[[Update], Iterable[Complaint]]


class UpdateRule(Struct, frozen=True):
    """A rule about time, as the table in the documentation shows it."""

    name: str
    severity: Severity
    applies: tuple[type[Config], ...]
    """The patches that it is about."""
    when: tuple[Phase, ...]
    source: str
    says: str
    find: FindUpdate


_UPDATE_RULES: dict[str, UpdateRule] = {}


def update_rule(
    name: str, severity: Severity, *applies: type[Config], source: str, when: tuple[Phase, ...] = PHASES
) -> Callable[[FindUpdate], FindUpdate]:
    """Declare a rule about time, as `rules.rule` declares others."""

    def declare(find: FindUpdate) -> FindUpdate:
        says = (find.__doc__ or "").partition("\n")[0]
        _UPDATE_RULES[name] = UpdateRule(name, severity, applies, when, source, says, find)
        return find

    return declare


@cache
def update_rules() -> Mapping[str, UpdateRule]:
    """Every rule about time, by its name."""
    import_rules()
    return _UPDATE_RULES


# Running


def check_update(
    current: Config | None, patch: Config, /, *, phase: Phase, ignore: Iterable[RuleName | str] = ()
) -> tuple[Finding, ...]:
    """What the server will refuse of ``patch`` now, in this phase of the session.

    ``patch`` is a session as `session.update` carries it, a response as `response.create` does, or
    the event itself; other events are never refused for the time at which they come. ``current``
    is the session as the server has it, or the event that said so; None where it is not known.
    Only what depends on the time is looked at: `check` looks at the rest. ``ignore`` names rules to
    leave out.

    >>> check_update(session, openai_beta.Session(voice="sage"), phase="spoken")[0].message
    'The model has spoken, so its voice can't change'

    Raises:
        ValidationError: for an unknown phase or rule, for what is no session, and for a patch of
            another dialect than the session.
    """
    if phase not in PHASES:
        raise ValidationError(f"Expected a phase of {', '.join(PHASES)}, got {quote(phase)}{nearest(phase, PHASES)}")
    require_config(patch)
    unwanted = leave_out(ignore, update_rules())
    session = None if current is None else _session_in(current)
    carried, at = _carried(patch)
    if carried is None:
        return ()
    if session is not None and dialect_of(type(session)) != dialect_of(type(carried)):
        raise ValidationError(
            f"Expected a patch for `{type(session).__name__}`, got `{type(carried).__name__}` of another dialect"
        )
    update = Update(session, carried)
    findings: list[Finding] = []
    for name, rule in update_rules().items():
        if name not in unwanted and phase in rule.when and isinstance(carried, rule.applies):
            findings += as_findings(name, rule.severity, rule.find(update), at)
    return tuple(findings)


def find_root(config: Any) -> Root | None:
    """The kind of session or response that ``config`` is, or is a subclass of; None for anything else."""
    record = record_for(type(config))
    return None if record is None else record.root_of(type(config))


def root_of(config: Config) -> Root:
    """The kind of session or response that a patch is, as a rule is given it."""
    return cast("Root", find_root(config))


def same_kind(one: Config, other: Config) -> bool:
    """Whether two sessions of a dialect are of one kind."""
    return root_of(one).kind == root_of(other).kind


def _carried(config: Config) -> tuple[Config | None, Steps]:
    """The session or response that ``config`` is or carries, and where; None where it has neither."""
    if find_root(config) is not None:
        return config, ()
    for name in ("session", "response"):
        inner = member(config, name)
        if find_root(inner) is not None:
            return inner, (name,)
    record = record_for(type(config))
    for root in () if record is None else record.responses:
        if isinstance(config, root.event):  # asks for a response also where it says nothing of it
            return root.carried(), (root.member,)
    return None, ()


def _session_in(config: Config) -> Config:
    session, _ = _carried(config)
    root = find_root(session)
    if session is None or root is None or root.member != "session":
        raise ValidationError(f"Expected a session, got `{type(config).__name__}`")
    return session
