"""Probing: every case is tried, one update at a time, and what the server does is noted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from msgspec import UNSET

from .._core.masking import SHOWN, is_secret, masked
from ..dialects import DIALECTS, Dialect, require_dialect
from ..errors import ValidationError, nearest, quote
from ..record import Record, Root, record_of
from .cases import Case, cases_of, every_case, is_in
from .choosing import another_member, given_in, roughly, start_for
from .claims import Phase, said_by_checks, said_by_types
from .disagreements import disagreements_of
from .link import Answer, Budget, Link, ProbeError, SpentError
from .result import Disagreement, Observed, ProbeResult
from .samples import Json, minimal
from .verdict import Outcome, at, changed_beside, equal, is_off, judged

__all__ = ["Budget", "Observed", "OnCase", "ProbeError", "ProbeResult", "Run", "probe"]

_AT_START = ("word", "variant", "limit", "unknown_word")
"""What is tried of a field that is fixed later in the first update of a session."""

OnCase: TypeAlias = Callable[[Observed, int, int], None]
"""Told of each case as it ends, with how many have ended and how many there are."""


async def probe(  # noqa: PLR0913 - an option each
    url: str,
    *,
    dialect: Dialect = DIALECTS[0],
    key_from: str | None = None,
    headers: Mapping[str, str] = {},
    only: Iterable[str] = (),
    updates: int = 2000,
    seconds: float = 900.0,
    interval: float = 0.05,
    timeout: float = 10.0,  # noqa: ASYNC109 - of each answer
    late: float = 2.0,
    speak: bool = False,
    on_case: OnCase | None = None,
) -> ProbeResult:
    """Ask a server, field by field, what it makes of each setting of a session.

    It opens sessions and sends small updates, one at a time. No audio and no response is asked for unless ``speak``
    says so, which has the model speak once, and costs money. Times are in seconds.

    >>> result = await probe("wss://api.openai.com/v1/realtime?model=gpt-realtime", key_from="OPENAI_API_KEY")
    >>> for disagreement in result.disagreements:
    ...     print(disagreement)

    Args:
        url: Where clients connect, the query included.
        dialect: The dialect that the server speaks.
        key_from: The environment variable with the key. The key is neither shown nor kept.
        headers: What else to send when connecting.
        only: Paths, such as ``audio.input``, of the settings to try. Default: all.
        updates: How many updates to send at most.
        seconds: How long to go on at most.
        interval: The least time from one update to the next.
        timeout: How long to wait for an answer.
        late: From when on an answer counts as late; 0 for never.
        speak: Have the model speak, and try every setting once more after that. Not for OpenAI Live, whose clients ask
            for no response: its model speaks when it has heard somebody.
        on_case: Called after each case.

    Raises:
        ProbeError: where the server can't be reached, lets nobody in, or starts no session.
        ValidationError: for an unknown dialect, a path that leads nowhere, or ``speak`` where no client
            asks for responses.
    """
    run = Run(url, dialect, Budget(updates, seconds, interval), only=only, late=late, speak=speak, on_case=on_case)
    await run.go(key_from=key_from, headers=headers, timeout=timeout)
    return run.result()


class Run:
    """One probing. It gives a result at any time, also after an interruption."""

    def __init__(
        self,
        url: str,
        dialect: Dialect,
        budget: Budget,
        *,
        only: Iterable[str] = (),
        late: float = 2.0,
        speak: bool = False,
        on_case: OnCase | None = None,
    ) -> None:
        self._url = url
        self._record: Record = record_of(require_dialect(dialect))
        self._budget = budget
        self._only = tuple(only)
        self._late = late
        if speak and not self._record.responses:
            raise ValidationError(
                f"`speak` asks for a response, and no client of {self._record.title} does; leave it out"
            )
        self._speak = speak
        self._on_case = on_case
        self._link: Link | None = None
        self._observed: list[Observed] = []
        self._disagreements: list[Disagreement] = []
        self._good: dict[tuple[str, str], Any] = {}
        self._fixed: set[str] = set()
        """The paths of what a session takes at its start alone."""
        self._said_of_all: dict[type, list[str]] = {}
        self._plan: list[tuple[Root, list[Case]]] = []
        self._base: Json | None = None
        self._tried = 0
        self._total = 0
        self._model = ""
        self._began = datetime.now(UTC)
        self.complete = False

    def result(self) -> ProbeResult:
        """What was found so far."""
        result = ProbeResult(
            date=self._began.isoformat(timespec="seconds"),
            url=str(masked(self._url)),
            dialect=self._record.name,
            model=self._model,
            server="" if self._link is None else self._link.server,
            library=sys.modules[__name__.partition(".")[0]].__version__,  # of the face, which lies above
            complete=self.complete,
            cases=self._total,
            updates=self._budget.updates,
            seconds=round(self._budget.seconds, 1),
            observed=tuple(self._observed),
            disagreements=tuple(self._disagreements),
        )
        return result if self._link is None else self._link.without_secrets(result)

    async def go(self, *, key_from: str | None, headers: Mapping[str, str], timeout: float) -> None:  # noqa: ASYNC109 - of each answer
        """Try all cases, until there are none left or the budget is used up."""
        link = self._link = Link(
            self._url, self._record, self._budget, headers=headers, key_from=key_from, timeout=timeout
        )
        try:
            with suppress(SpentError):
                await self._arrive(link)
                for root, cases in self._plan:
                    attempt = self._at_start if root.tag in self._record.events.start else self._in_session
                    for case in cases:
                        await attempt(link, root, case)
                        self._tried += 1
                if self._speak:
                    await self._after_speech(link)
                self.complete = True
        finally:
            await link.close()

    # What there is to try

    async def _arrive(self, link: Link) -> None:
        """Connect, see which kind of session it is, and make the plan."""
        events = self._record.events
        starting = self._starting()
        if starting is None:
            await link.open()
            type_ = self._record.recognise(link.created, link.session, None)
            roots = [root for root in self._record.sessions if type_ in root.types][:1]
        else:
            await self._begin(link, starting, minimal(starting.carried))
            updated = next(root for root in self._record.sessions if root.tag in events.update)
            roots = [starting, updated]
        self._model = str(link.session.get("model") or dict(parse_qsl(urlsplit(self._url).query)).get("model", ""))
        self._require_paths(roots)
        for root in roots:
            cases = cases_of(root.carried, starts=root.tag in events.start, only=self._only)
            self._plan.append((root, list(cases)))
        self._total = sum(len(cases) for _, cases in self._plan)

    def _starting(self) -> Root | None:
        """The session that the client starts; None where the server does."""
        path = urlsplit(self._url).path.rstrip("/")
        starting = [root for root in self._record.sessions if root.tag in self._record.events.start and root.served]
        return next((root for root in reversed(starting) if root.served and path.endswith(root.served.path)), None)

    async def _begin(self, link: Link, root: Root, start: Json) -> None:
        answer = await link.open(root, start)
        if answer.verdict != "taken":
            raise ProbeError(f"The server started no session: {answer.said or answer.verdict}")

    def _require_paths(self, roots: list[Root]) -> None:
        known = {case.path for root in roots for case in every_case(root.carried)} if self._only else ()
        for path in self._only:
            if not any(is_in(each, path) for each in known):
                raise ValidationError(f"No setting is at {quote(path)}{nearest(path, known)}")

    # Trying a case in a session

    async def _in_session(self, link: Link, root: Root, case: Case) -> None:
        if case.kind in _AT_START and any(is_in(case.path, path) for path in self._fixed) and not link.fresh:
            await link.close()  # later it would be refused whatever it is
        await self._ready(link, case.put(roughly(case)))
        if case.kind == "partial":
            await self._partially(link, root, case)
            return
        if case.kind in ("null", "clear", "omitted") and is_off(at(link.session, case.steps)):
            good = self._good.get(case.spot)
            if good is not None:
                await link.update(root, case.put(good))
                await self._ready(link, case.put(good))
        given = given_in(link.session, root, case)
        await self._send(link, root, case, given)

    async def _ready(self, link: Link, patch: Json) -> None:
        """See to it that there is a connection, with a session that the patch can be one of."""
        starting = self._starting()
        start = None if starting is None else start_for(starting, patch)
        if link.is_open and link.started == start:
            return
        if starting is None or start is None:
            await link.open()
        else:
            await self._begin(link, starting, start)

    async def _send(self, link: Link, root: Root, case: Case, given: Any, *, phase: Phase | None = None) -> None:
        """Send one case, note it, and where a valid value was not taken try it first in a new session."""
        patch, before = case.put(given), link.session
        phase = phase or ("created" if link.fresh else "configured")
        was_fresh = link.fresh
        answer = await link.update(root, patch)
        seen = self._noted(root, case, given, patch, before, answer, phase)
        if seen.outcome == "honoured" and case.kind in ("value", "first", "variant"):
            self._good.setdefault(case.spot, given)
            if case.kind == "first":
                self._fixed.add(case.path)
        not_taken = seen.outcome in ("refused", "ignored", "changed") and not seen.types
        if case.kind in ("value", "variant") and not_taken and not was_fresh:
            await link.close()
            await self._ready(link, patch)
            await self._send(link, root, case._replace(kind="first"), given)

    async def _partially(self, link: Link, root: Root, case: Case) -> None:
        """Set all of an object that is known to work, then send one member of it, and see what becomes of the others.

        Of an object that updates are said to change member by member, each is sent; of others one tells it.
        """
        members = self._members(case)
        if len(members) < 2:  # noqa: PLR2004 - one to send, one to watch
            return
        is_set = False
        for name, value in members.items():
            if not is_set and not await self._set(link, root, case, members):
                return
            seen = await self._send_part(link, root, case, name, value)
            is_set = seen.outcome == "kept"
            if not case.grouping:
                return

    async def _set(self, link: Link, root: Root, case: Case, members: Json) -> bool:
        """Set the members of an object, one at a time where the server does not take all at once."""
        whole = case.put({**case.given, **members})
        await self._ready(link, whole)
        if (await link.update(root, whole)).verdict == "taken":
            return True
        if case.grouping:
            for name, value in members.items():
                await self._ready(link, whole)
                await link.update(root, case.put({**case.given, name: value}))
        return case.grouping and link.is_open

    async def _send_part(self, link: Link, root: Root, case: Case, name: str, value: Any) -> Observed:
        if isinstance(value, dict) and value:  # of an object in it a part will do
            value = dict(list(value.items())[:1])
        elif other := another_member(root, case, name, value):
            value = other[0]
        patch, before = case.put({**case.given, name: value}), link.session
        answer = await link.update(root, patch)
        steps = (*case.steps, name)
        part = case._replace(steps=steps, replaced=steps)
        return self._noted(root, part, value, patch, before, answer, "configured", object_=case)

    def _members(self, case: Case) -> Json:
        """The members of an object that were honoured, each with its value."""
        found: Json = {}
        for (path, variant), value in self._good.items():
            above, _, name = path.rpartition(".")
            if above == case.path and variant == case.variant:
                inner = self._members(case._replace(steps=(*case.steps, name))) if isinstance(value, dict) else {}
                found[name] = {**value, **inner} if inner else value
        return found

    # At the start of a session

    async def _at_start(self, link: Link, root: Root, case: Case) -> None:
        if self._base is None:
            await self._begin(link, root, minimal(root.carried))
            self._base = link.session
        given = given_in(self._base, root, case)
        patch = case.put(given)
        answer = await link.open(root, patch)
        self._noted(root, case, given, patch, self._base, answer, "created")
        await link.close()

    # After the model has spoken

    async def _after_speech(self, link: Link) -> None:
        for root, cases in self._plan:
            await link.close()
            await self._ready(link, {})
            if not await link.speak():
                return
            for case in cases:
                if case.kind == "value":
                    if not link.is_open:
                        await self._ready(link, {})
                        await link.speak()
                    spoken = case._replace(kind="spoken")
                    given = given_in(link.session, root, spoken)
                    await self._send(link, root, spoken, given, phase="spoken")

    # Noting

    def _noted(
        self,
        root: Root,
        case: Case,
        given: Any,
        patch: Json,
        before: Json,
        answer: Answer,
        phase: Phase,
        *,
        object_: Case | None = None,
    ) -> Observed:
        after, about = answer.session or {}, object_ or case
        others = changed_beside(before, after, case.replaced or case.steps) if answer.verdict == "taken" else ()
        if object_ is not None:  # what lies in the member that was sent is its own matter
            others = tuple(path for path in others if not is_in(path, case.path))
        outcome: Outcome = answer.verdict if answer.verdict != "taken" else _outcome(case, given, before, after)
        if object_ is not None and answer.verdict == "taken":
            outcome = "reset" if any(is_in(path, object_.path) for path in others) else "kept"
        secret = (case.field is not None and case.field.secret) or (case.steps and is_secret(case.steps[-1]))
        if secret and outcome in ("ignored", "changed"):
            outcome = "hidden"
        starts = root.tag in self._record.events.start
        seen = Observed(
            path=about.path,
            session=root.tag,
            kind=about.kind,
            outcome=outcome,
            variant=about.variant,
            detail=about.detail or (str(case.steps[-1]) if object_ is not None else ""),
            sent=SHOWN if secret and given not in (UNSET, None) else masked(given),
            echoed=SHOWN if secret else masked(at(after, case.steps)),
            said=answer.said,
            others=others,
            seconds=round(answer.seconds, 3),
            types=said_by_types(root.carried, patch),
            checks=self._checks(root, patch, None if starts else before, phase),
        )
        self._observed.append(seen)
        self._disagreements += disagreements_of(about, seen, self._late)
        if self._on_case is not None:
            self._on_case(seen, self._tried + 1, self._total)
        return seen

    def _checks(self, root: Root, patch: Json, before: Json | None, phase: Phase) -> tuple[str, ...]:
        """What checks say of an update, without what they say of every one."""
        if root.carried not in self._said_of_all:
            self._said_of_all[root.carried] = said_by_checks(root.carried, minimal(root.carried))
        of_all = self._said_of_all[root.carried]
        return tuple(each for each in said_by_checks(root.carried, patch, before, phase) if each not in of_all)


def _outcome(case: Case, given: Any, before: Json, after: Json) -> Outcome:
    if case.kind == "omitted":
        return "kept" if equal(at(before, case.steps), at(after, case.steps)) else "changed"
    now, kind = at(after, case.steps), None if case.field is None else case.field.one_kind
    if given is None and kind is not None and isinstance(now, dict) and kind in now.values():
        return "honoured"  # where null stands for a kind of object, and clears nothing
    return judged(before, after, case.steps, given)
