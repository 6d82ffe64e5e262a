"""Ephemeral keys, with which a browser or a phone connects directly."""

from typing import Literal

from ..config import Config
from ..fields import UNSET, Secret, Settable

__all__ = [
    "ClientSecret",
    "ClientSecretExpiresAfter",
    "TranscriptionSessionClientSecret",
    "TranscriptionSessionClientSecretExpiresAt",
]


class ClientSecretExpiresAfter(Config):
    """How long an ephemeral key is valid.

    Wire: `session.client_secret.expires_after`.
    """

    anchor: Literal["created_at"] = "created_at"
    """Start of the time. Only the key's creation is supported."""

    seconds: Settable[int] = UNSET
    """Lifetime in seconds, 10 to 7200."""


class ClientSecret(Config):
    """The ephemeral key of a session: its lifetime in a request, the key itself in the reply.

    Wire: `session.client_secret`.
    """

    # In a request

    expires_after: Settable[ClientSecretExpiresAfter] = UNSET
    """When the key is to expire."""

    # In the reply

    value: Settable[Secret] = UNSET
    """The key, for use in clients. Given by the server; documented in OpenAI's OpenAPI."""

    expires_at: Settable[int] = UNSET
    """When the key expires, in seconds since 1970. Given by the server; documented in OpenAI's OpenAPI."""


class TranscriptionSessionClientSecretExpiresAt(Config):
    """How long the key of a transcription session is valid: a duration, in spite of its name.

    Wire: `session.client_secret.expires_at`.
    """

    anchor: Settable[Literal["created_at"]] = UNSET
    """Start of the time. Only the key's creation is supported."""

    seconds: Settable[int] = UNSET
    """Lifetime in seconds, 10 to 7200."""


class TranscriptionSessionClientSecret(Config):
    """The ephemeral key of a transcription session.

    Wire: `session.client_secret`.
    """

    expires_at: Settable[TranscriptionSessionClientSecretExpiresAt] = UNSET
    """When the key is to expire. A transcription session says `expires_at` where others say `expires_after`."""
