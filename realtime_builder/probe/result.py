"""What a probe found, as data: dated, in JSON, to be compared with another."""

from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import UNSET, Struct

from .._core.masking import masked
from ..dialects import Dialect
from ..errors import ValidationError, shorten
from .cases import Kind
from .matrix import markdown_of
from .verdict import Outcome

__all__ = ["Disagreement", "Observed", "ProbeResult"]

_LONGEST = 60


class Observed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case, and how it ended."""

    path: str
    """The setting, as edits take it; of an object where the case is about one; empty for the session."""
    kind: Kind
    outcome: Outcome
    session: str = ""
    """The event that carried it."""
    variant: str = ""
    """The kind of object that the setting is in, where there are several."""
    detail: str = ""
    """Which word, limit or variant."""
    sent: Any = UNSET
    echoed: Any = UNSET
    """What the session has there now; absent where it has nothing."""
    said: str = ""
    """The server's words."""
    others: tuple[str, ...] = ()
    """What else changed, though it was not sent."""
    seconds: float = 0.0
    """Until the answer came."""
    types: str = ""
    """Why our types refuse it; empty where they take it."""
    checks: tuple[str, ...] = ()
    """What our checks find, each as severity and rule."""

    @property
    def key(self) -> tuple[str, ...]:
        """What is the same in another run."""
        return (self.session, self.path, self.variant, self.kind, self.detail)

    @property
    def place(self) -> str:
        """The setting for people, with the kind of object that it is in."""
        path = self.path or "the session"
        return f"{path} ({self.variant})" if self.variant else path

    @property
    def ending(self) -> str:
        """The outcome for people, with what makes it plain."""
        if self.outcome == "changed":
            return f"changed to {shown(self.echoed)}"
        if self.outcome == "reset":
            return f"reset {', '.join(self.others)}"
        return f"{self.outcome}: {self.said}" if self.outcome in ("refused", "closed") and self.said else self.outcome


class Disagreement(Struct, frozen=True, kw_only=True):
    """Where the server does otherwise than this library says. ``str()`` gives a line for people."""

    name: str
    """What kind of disagreement: see docs/servers.md."""
    path: str
    message: str
    kind: Kind
    """What was tried."""
    variant: str = ""
    """The kind of object that the setting is in, where there are several."""
    detail: str = ""
    """Which word, limit or variant."""

    def __str__(self) -> str:
        place = self.path or "the session"
        inside = f" ({self.variant})" if self.variant else ""
        return f"{self.name}: {self.message} - at `{place}`{inside}"


class ProbeResult(Struct, frozen=True, kw_only=True):
    """What a server did with each case, on one day."""

    date: str
    """When the probe began, in UTC."""
    url: str
    """The address, without secrets."""
    dialect: Dialect
    model: str
    """The model, as the session says it."""
    server: str
    """What the server calls itself."""
    library: str
    """The version of realtime_builder."""
    complete: bool
    """Whether all cases were tried; a budget that ran out, or an interruption, leaves some."""
    cases: int
    """How many there are."""
    updates: int
    """How many updates were sent."""
    seconds: float
    observed: tuple[Observed, ...]
    disagreements: tuple[Disagreement, ...]

    def to_json(self) -> bytes:
        """The result as JSON, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1)

    @classmethod
    def from_json(cls, data: bytes | str, /) -> Self:
        """A result that `to_json` wrote.

        Raises:
            ValidationError: for anything else.
        """
        try:
            return msgspec.json.decode(data, type=cls)
        except msgspec.DecodeError as error:
            raise ValidationError(f"Expected the JSON of a probe: {error}") from None

    def to_markdown(self) -> str:
        """The result as a page: the disagreements, and the matrix of settings and cases."""
        return markdown_of(self)

    def save(self, path: str | Path, /) -> None:
        """Write it into a file."""
        Path(path).write_bytes(self.to_json())

    def compare(self, old: Self, /) -> tuple[str, ...]:
        """What has changed since an older result, a line for each case that both tried.

        Raises:
            ValidationError: for the result of another dialect.
        """
        if old.dialect != self.dialect:
            raise ValidationError(f"Expected a result of {self.dialect}, got one of {old.dialect}")
        before = {each.key: each for each in old.observed}
        lines = []
        for each in self.observed:
            was = before.get(each.key)
            if was is not None and (was.outcome, was.others) != (each.outcome, each.others):
                what = f"{each.kind} {each.detail}".strip()
                lines.append(f"{each.place}, {what}: was {was.ending}, is {each.ending}")
            elif was is not None and each.outcome == "changed" and was.echoed != each.echoed:
                lines.append(f"{each.place}, {each.kind}: was {was.ending}, is {each.ending}")
        return tuple(lines)


def shown(value: Any) -> str:
    """A value for people, without secrets."""
    return "nothing" if value is UNSET else shorten(msgspec.json.encode(masked(value)).decode(), _LONGEST)
