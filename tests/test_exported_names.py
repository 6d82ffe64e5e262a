"""What the package and its public modules export: every name is meant, and says what it is."""

import ast
import importlib
import inspect
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import realtime_builder
from realtime_builder import DIALECTS

PACKAGE = Path(realtime_builder.__file__).parent

# By module below the package, which itself is empty. The dialects are not listed: the index has them,
# and tests/conformance compares what they export with the vendors' packages.
EXPORTED = {
    "": """
        AudioFormat
        BadLine
        Bound
        Carried
        Change
        CheckError
        Config
        Conversion
        ConversionError
        DIALECTS
        DecodeError
        Dialect
        Difference
        Document
        EventBounds
        FileError
        Finding
        Guard
        GuardError
        GuardResult
        JsonObject
        Layers
        Loss
        Origin
        Path
        Phase
        Place
        Problem
        RealtimeVocabulary
        Reference
        RenderJob
        Rule
        RuleName
        SessionState
        SessionVocabulary
        Template
        ToolError
        ToolFunction
        Tools
        UNSET
        Unknown
        ValidationError
        Violation
        check
        check_update
        convert
        decode
        dialect_of
        diff
        drift
        dumps
        encode
        encode_into
        encode_lines
        ensure
        fingerprint
        from_sdk
        invert
        json_schema
        load
        load_document
        load_layers
        loads
        render
        render_dask
        unvalidated
        validate
    """,
    "bulk": """
        BadLine
        Template
        render
    """,
    "check": """
        CheckError
        Finding
        Phase
        Rule
        RuleName
        SessionState
        Severity
        all_rules
        check
        check_update
        ensure
    """,
    "cli": """
        main
    """,
    "config": """
        Config
    """,
    "convert": """
        Carried
        Change
        Conversion
        ConversionError
        Loss
        convert
    """,
    "dialects": """
        DIALECTS
        Dialect
        dialect_of
    """,
    "digest": """
        fingerprint
    """,
    "edits": """
        Layers
        Origin
        diff
        invert
    """,
    "encoding": """
        Unknown
        decode
        encode
        encode_into
        encode_lines
        start_in
        unvalidated
        validate
    """,
    "errors": """
        DecodeError
        ValidationError
        nearest
        quote
        shorten
    """,
    "files": """
        Document
        FileError
        Place
        Problem
        Reference
        dumps
        load
        load_document
        load_layers
        loads
    """,
    "guard": """
        Bound
        EventBounds
        Guard
        GuardError
        GuardResult
        Violation
    """,
    "interop": """
        Difference
        drift
        from_sdk
    """,
    "probe": """
        Disagreement
        Observed
        ProbeError
        ProbeResult
        probe
    """,
    "recording": """
        Recorder
        Remark
        RemarkKind
        WireDifference
        differences
        record
        relay
        replay
    """,
    "schema": """
        descriptions_of
        documented
        json_schema
    """,
    "testing": """
        Called
        Connection
        Expected
        Loopback
        Reply
        Request
        Said
        Where
        called
        cut_off
        dropped
        function_call
        heard
        loopback
        rate_limited
        refused
        response
        said
        serve
        slow
        spoken
    """,
}

FOR_DIALECTS = ("fields", "record", "vocabulary")
"""What dialects are made of: public, and documented, but not a user's everyday."""

MSGSPECS = {"UNSET"}
"""Another library's, which documents it."""


def module(name: str) -> Any:
    return importlib.import_module(f"realtime_builder.{name}".rstrip("."))


def exported(name: str) -> list[str]:
    return [member for member in module(name).__all__ if member not in DIALECTS]


@pytest.mark.parametrize("name", EXPORTED)
def test_the_exported_names_are_these(name):
    assert sorted(set(exported(name))) == sorted(EXPORTED[name].split())
    for member in module(name).__all__:
        assert getattr(module(name), member) is not None


def test_the_package_exports_each_name_once():
    assert len(realtime_builder.__all__) == len(set(realtime_builder.__all__))


@pytest.mark.parametrize("name", [*EXPORTED, *FOR_DIALECTS, *DIALECTS])
def test_a_module_says_what_it_is(name):
    assert module(name).__doc__


@pytest.mark.parametrize(
    ("name", "member"), [(name, member) for name in (*EXPORTED, *FOR_DIALECTS) for member in exported(name)]
)
def test_an_exported_name_says_what_it_is(name, member):
    if member in MSGSPECS:
        return
    value = getattr(module(name), member)
    if isinstance(value, type) or inspect.isroutine(value):
        own = vars(value).get("__doc__") if isinstance(value, type) else value.__doc__
        assert own
        assert not own.startswith(f"{member}("), "made by a decorator"
    else:
        assert described().get(member), "an alias or a constant: a text under it says what it is"


def test_a_star_import_needs_no_extra():
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['dask', 'distributed', 'yaml', 'tomli_w', 'pydantic', 'jsonschema']));"
        "from realtime_builder import *; assert render_dask and load and Tools\n"
        "try: render_dask(openai_ga.RealtimeSessionCreateRequest(), 'a', 'b')\n"
        "except ModuleNotFoundError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "render_dask needs Dask; run: pip install 'realtime-builder[dask]'\n"


@cache
def described() -> dict[str, str]:
    """The text that stands under each alias and constant of the package, wherever it is declared."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        body = ast.parse(path.read_text()).body
        for statements in (body, *(inner.body for inner in body if isinstance(inner, ast.If))):
            for node, following in pairwise(statements):
                if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                    for target in _targets(node):
                        found[target] = str(following.value.value)
    return found


def _targets(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]
