"""The sessions of a loopback server: who is connected to each, and the secrets that start others."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from .conversation import RefusalError
from .session import Json, ServerSession, session_of

if TYPE_CHECKING:
    from ..dialects import Dialect
    from ..encoding import Unknown
    from .connection import Connection

__all__ = ["Sessions"]

_LIFETIME_S = 600


class _Secret(NamedTuple):
    """What a session begins with that somebody starts with the secret."""

    path: str
    query: Mapping[str, str]
    settings: Json


class Sessions:
    """Every session since the start of the server, also those that have ended."""

    def __init__(self, dialect: Dialect, unknown: Unknown) -> None:
        self._dialect: Dialect = dialect
        self._unknown: Unknown = unknown
        self._numbers = count(1)
        self._secrets: dict[str, _Secret] = {}
        self.by_name: dict[str, ServerSession] = {}
        self.connections: dict[str, list[Connection[Any]]] = {}
        """Who is connected to each session, by its name."""

    def make(self, path: str, query: Mapping[str, str], key: str = "", name: str = "") -> ServerSession:
        """A session as the path and the query ask for it, or the secret that is the client's ``key``.

        Raises:
            ValidationError: where the dialect has none that fits.
        """
        secret = self._secrets.get(key.removeprefix("Bearer "))
        if secret is not None:
            path, query = secret.path or path, {**query, **secret.query}
        name = name or f"sess_{next(self._numbers)}"
        session = session_of(self._dialect)(self._dialect, name, path, query, self._unknown)
        session.siblings = self.by_name
        if secret is not None:
            session.begin(secret.settings, None)
        return session

    def add(self, session: ServerSession) -> ServerSession:
        """Keep a session, so that others can join and fork it."""
        self.by_name[session.name] = session
        self.connections[session.name] = []
        return session

    def running(self, name: str | None) -> ServerSession:
        """A session that has not ended.

        Raises:
            RefusalError: where there is none of this name.
        """
        session = None if name is None else self.by_name.get(name)
        if session is None or session.has_ended:
            raise RefusalError(f"No session '{name}' is running.", "session_not_found")
        return session

    def make_secret(self, path: str, query: Mapping[str, str], settings: Json) -> Json:
        """A new secret with which clients start sessions."""
        value = f"ek_{next(self._numbers)}"
        self._secrets[value] = _Secret(path, query, settings)
        return {"value": value, "expires_at": int(time.time()) + _LIFETIME_S}

    async def hang_up(self, name: str) -> None:
        """End a session, and every connection to it.

        Raises:
            RefusalError: where there is none of this name.
        """
        session = self.running(name)
        closed = session.closed("remote_hangup")
        for connection in tuple(self.connections[name]):
            await connection.part(closed)
