"""Immutable configurations of realtime voice sessions: OpenAI Realtime and Azure Voice Live."""

from msgspec import UNSET

from .config import Config
from .encoding import decode, encode, encode_into, encode_lines
from .errors import DecodeError, ValidationError
from .patch import diff, invert
from .template import Template
from .values import JsonObject

__all__ = [
    "UNSET",
    "Config",
    "DecodeError",
    "JsonObject",
    "Template",
    "ValidationError",
    "decode",
    "diff",
    "encode",
    "encode_into",
    "encode_lines",
    "invert",
]
