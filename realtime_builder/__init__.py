"""Immutable configurations of realtime voice sessions: OpenAI Realtime and Azure Voice Live."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from .check import CheckError, Finding, check, ensure
from .config import Config
from .convert import Conversion, ConversionError, convert
from .drift import drift
from .encoding import decode, encode, encode_into, encode_lines
from .errors import DecodeError, ValidationError
from .guard import Guard, GuardError
from .patch import diff, invert
from .render import render
from .sdk import from_sdk
from .template import Template
from .values import JsonObject

if TYPE_CHECKING:
    from . import openai_beta, openai_ga, voicelive
    from .check import SessionState, check_update

__all__ = [
    "UNSET",
    "CheckError",
    "Config",
    "Conversion",
    "ConversionError",
    "DecodeError",
    "Finding",
    "Guard",
    "GuardError",
    "JsonObject",
    "SessionState",
    "Template",
    "ValidationError",
    "check",
    "check_update",
    "convert",
    "decode",
    "diff",
    "drift",
    "encode",
    "encode_into",
    "encode_lines",
    "ensure",
    "from_sdk",
    "invert",
    "openai_beta",
    "openai_ga",
    "render",
    "voicelive",
]

_LATER = {"openai_beta": "", "openai_ga": "", "voicelive": "", "SessionState": ".check", "check_update": ".check"}


def __getattr__(name: str) -> Any:
    """The dialects, and what knows all of them, are imported when they are first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = _LATER[name]
    return getattr(import_module(module, __name__), name) if module else import_module(f".{name}", __name__)
