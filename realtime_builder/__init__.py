"""Immutable, typed configurations for realtime voice APIs: OpenAI Realtime and Live, Azure Voice Live."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from . import dialects
from ._core.paths import Path
from ._core.values import JsonObject
from .bulk import BadLine, Template, render
from .check import CheckError, Finding, check, ensure
from .config import Config
from .convert import Carried, Change, Conversion, ConversionError, Loss, convert
from .digest import fingerprint
from .edits import Layers, Origin, diff, invert
from .encoding import Unknown, decode, encode, encode_into, encode_lines, unvalidated, validate
from .errors import DecodeError, ValidationError
from .guard import Bound, EventBounds, Guard, GuardError, GuardResult, Violation
from .interop import Difference, drift, from_sdk
from .schema import json_schema

if TYPE_CHECKING:
    from .bulk.cluster import render_dask
    from .bulk.jobs import RenderJob
    from .check import Phase, Rule, RuleName, SessionState, check_update
    from .dialects import *  # noqa: F403 - the dialects themselves, of which the index has the list
    from .files import Document, FileError, Place, Problem, Reference, dumps, load, load_document, load_layers, loads
    from .tools.toolbox import ToolError, ToolFunction, Tools
    from .vocabulary import AudioFormat, RealtimeVocabulary, SessionVocabulary

__all__ = [
    "UNSET",
    "AudioFormat",
    "BadLine",
    "Bound",
    "Carried",
    "Change",
    "CheckError",
    "Config",
    "Conversion",
    "ConversionError",
    "DecodeError",
    "Difference",
    "Document",
    "EventBounds",
    "FileError",
    "Finding",
    "Guard",
    "GuardError",
    "GuardResult",
    "JsonObject",
    "Layers",
    "Loss",
    "Origin",
    "Path",
    "Phase",
    "Place",
    "Problem",
    "RealtimeVocabulary",
    "Reference",
    "RenderJob",
    "Rule",
    "RuleName",
    "SessionState",
    "SessionVocabulary",
    "Template",
    "ToolError",
    "ToolFunction",
    "Tools",
    "Unknown",
    "ValidationError",
    "Violation",
    "check",
    "check_update",
    "convert",
    "decode",
    "diff",
    "drift",
    "dumps",
    "encode",
    "encode_into",
    "encode_lines",
    "ensure",
    "fingerprint",
    "from_sdk",
    "invert",
    "json_schema",
    "load",
    "load_document",
    "load_layers",
    "loads",
    "render",
    "render_dask",
    "unvalidated",
    "validate",
]
__all__ += dialects.__all__

__version__ = "0.2.0"

_LATER = {
    "Document": ".files",
    "FileError": ".files",
    "Place": ".files",
    "Problem": ".files",
    "Reference": ".files",
    "dumps": ".files",
    "load": ".files",
    "load_document": ".files",
    "load_layers": ".files",
    "loads": ".files",
    "AudioFormat": ".vocabulary",
    "Phase": ".check",
    "RealtimeVocabulary": ".vocabulary",
    "RenderJob": ".bulk.jobs",
    "Rule": ".check",
    "RuleName": ".check",
    "SessionState": ".check",
    "SessionVocabulary": ".vocabulary",
    "ToolError": ".tools.toolbox",
    "ToolFunction": ".tools.toolbox",
    "Tools": ".tools.toolbox",
    "check_update": ".check",
    "render_dask": ".bulk.cluster",
}
"""The module of each name that is imported when it is first asked for."""


def __getattr__(name: str) -> Any:
    """The dialects, and the names that need all of them, are imported when they are first asked for."""
    if name in dialects.__all__:
        return getattr(dialects, name)
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name], __name__), name)
