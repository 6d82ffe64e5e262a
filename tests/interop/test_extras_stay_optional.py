"""What the extras bring is imported when it is used, and not before."""

import subprocess
import sys
import textwrap

import pytest

EXTRAS = ("agents", "aiohttp", "azure", "fastapi", "openai", "pydantic", "pydantic_core", "starlette", "websockets")


def run(code, *, blocked=False):
    begin = "import sys\n" + (f"for name in {EXTRAS!r}: sys.modules[name] = None\n" if blocked else "")
    return subprocess.run(
        [sys.executable, "-c", begin + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


WHOLE = """
    import importlib, pkgutil, realtime_builder
    names = ["edits", "bulk", "guard", *realtime_builder.DIALECTS]
    for name in names:
        module = importlib.import_module(f"realtime_builder.{name}")
        for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
            importlib.import_module(f"realtime_builder.{name}.{found.name}")
"""


def test_importing_the_library_imports_none_of_them():
    done = run(WHOLE + f"\n    print(sorted(set({EXTRAS!r}) & sys.modules.keys()))")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_library_works_without_them():
    code = """
        from realtime_builder import encode, openai_ga
        from realtime_builder.interop.drift import drift
        from realtime_builder.openai_ga.server_events import decode_server_event
        from realtime_builder.interop.sdk import from_sdk

        session = from_sdk({"type": "realtime", "tracing": None})
        print(encode(openai_ga.SessionUpdateEvent(session=session)))
        echo = b'{"type":"session.updated","event_id":"e","session":{"type":"realtime","tracing":"auto"}}'
        print(*drift(session, decode_server_event(echo).session))
    """
    done = run(textwrap.dedent(WHOLE) + textwrap.dedent(code), blocked=True)
    assert done.stderr == ""
    assert done.stdout == (
        'b\'{"type":"session.update","session":{"type":"realtime","tracing":null}}\'\n'
        "sent None, echoed 'auto' - at `tracing`\n"
    )


def test_the_loopback_server_says_what_it_needs():
    done = run("from realtime_builder.testing import loopback", blocked=True)
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: realtime_builder.testing needs websockets; "
        "install it with: pip install 'realtime-builder[testing]'"
    )


@pytest.mark.parametrize("package", ["openai", "azure.ai.voicelive.models", "pydantic"])
def test_a_vendors_package_beside_the_library_changes_nothing(package):
    done = run(f"import {package}, realtime_builder, realtime_builder.openai_ga as ga; print(ga.ServerVad())")
    assert (done.stdout, done.stderr) == ("ServerVad()\n", "")
