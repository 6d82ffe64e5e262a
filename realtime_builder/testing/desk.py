"""What the loopback server does for HTTP requests: client secrets, calls, forks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from ..encoding import Unknown, decode
from ..errors import ValidationError
from .conversation import RefusalError
from .http import Answer, Request, parts_of
from .session import Json, ServerSession, in_vendors_words, require_shallow

if TYPE_CHECKING:
    from ..config import Config
    from ..record import Endpoint, Record
    from .sessions import Sessions

__all__ = ["Desk", "name_in"]

_ANSWER_SDP = "v=0\r\n"
_NOT_THERE = frozenset({"session_not_found", "unknown_url"})


def name_in(pattern: str, path: str) -> str | None:
    """The name that stands for ``{id}`` at the end of a path; empty where the pattern has none, None if it does not fit."""
    found = re.search(re.escape(pattern).replace(r"\{id\}", "([^/]+)") + "/?$", path)
    return None if found is None else "".join(found.groups())


class Desk:
    """Answers the requests of a dialect's clients, and keeps them."""

    def __init__(self, record: Record, unknown: Unknown, sessions: Sessions) -> None:
        self._record = record
        self._unknown: Unknown = unknown
        self._sessions = sessions
        self.requests: list[Request] = []

    def forget(self) -> None:
        """Drop the request that came first."""
        del self.requests[:1]

    async def answer(self, request: Request) -> Answer:
        """Do what a request asks for."""
        config: Config | None = None
        try:
            endpoint, name = self._endpoint(request)
            data, config = self._read(endpoint, request)
            return await self._do(endpoint, name, request, data, config)
        except (ValidationError, RefusalError) as error:
            said = error.error if isinstance(error, RefusalError) else in_vendors_words(error)
            status = 404 if said["code"] in _NOT_THERE else 400
            return Answer(status, {"error": {"type": "invalid_request_error", **said}})
        finally:
            self.requests.append(dataclasses.replace(request, config=config))

    def _endpoint(self, request: Request) -> tuple[Endpoint, str]:
        path = urlsplit(request.path).path
        for endpoint in self._record.endpoints:
            name = name_in(endpoint.path, path) if endpoint.method == request.method else None
            if name is not None:
                return endpoint, name
        raise RefusalError(f"Invalid URL ({request.method} {path})", "unknown_url")

    def _read(self, endpoint: Endpoint, request: Request) -> tuple[Json, Config | None]:
        """The body as JSON, and as the dialect's type."""
        if endpoint.body is None:
            return {}, None
        body = _as_json(request) if endpoint.form else request.body
        require_shallow(decode(body, type=Any))
        config: Any = decode(body, type=endpoint.body, unknown=self._unknown)
        return msgspec.json.decode(body), config

    async def _do(self, endpoint: Endpoint, name: str, request: Request, data: Json, config: Config | None) -> Answer:
        if endpoint.does == "hang_up":
            await self._sessions.hang_up(name)
        elif endpoint.does == "refer":
            self._sessions.running(name)
        elif endpoint.does == "recording":
            session = self._sessions.by_name.get(name)
            if session is None or not session.is_stored:
                raise RefusalError("No stored session has this ID.", "session_not_found")
            return Answer(body=b"")
        elif endpoint.does == "secret":
            return self._secret(data, config)
        elif name and endpoint.does != "fork" and name in self._sessions.by_name:
            raise RefusalError("The call has been answered already.")
        elif endpoint.does != "reject":
            called = self._start(request, name if endpoint.does == "accept" else "", data, config)
            if endpoint.form:
                place = f"{urlsplit(request.path).path}/{called.name}"
                return Answer(201, _ANSWER_SDP, {"Location": place})
            if endpoint.does != "accept":
                transport = {"type": "webrtc", "sdp": _ANSWER_SDP}
                return Answer(body={"session": {"id": called.name}, "transport": transport})
        return Answer()

    def _start(self, request: Request, name: str, data: Json, config: Any) -> ServerSession:
        target = urlsplit(request.path)
        key = request.headers.get("authorization", "")
        session = self._sessions.make(target.path, dict(parse_qsl(target.query)), key, name)
        session.begin(*_session_in(data, config))
        return self._sessions.add(session)

    def _secret(self, data: Json, config: Any) -> Answer:
        settings, meant = _session_in(data, config)
        settings = {name: value for name, value in settings.items() if name != "client_secret"}
        root = None if meant is None else self._record.root_of(type(meant))
        path, query = ("", {}) if root is None or root.served is None else (root.served.path, root.served.query)
        secret = self._sessions.make_secret(path, query, settings)
        session = self._sessions.make(path, query, secret["value"]).echo
        alone = meant is config  # as in the beta, where the secret is a member of the session
        return Answer(body={**session, "client_secret": secret} if alone else {**secret, "session": session})


def _session_in(data: Json, config: Any) -> tuple[Json, Config | None]:
    """What a body says of the session: as JSON, and as the dialect's type."""
    if "session" not in config.__struct_fields__:
        return data, config
    return data.get("session") or {}, config.session or None


def _as_json(request: Request) -> bytes:
    """A form as JSON. A browser with a client secret sends the SDP alone."""
    kind = request.headers.get("content-type", "")
    parts: Mapping[str, Any] = parts_of(request) if "boundary=" in kind else {"sdp": request.body.decode("latin-1")}
    return msgspec.json.encode(parts)
