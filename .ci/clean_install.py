"""The wheel without any extra: the library works, and what needs an extra says which."""

import contextlib
import importlib
import importlib.metadata
import io
import sys

import realtime_builder
from realtime_builder import Guard, Template, check, convert, diff, loads, openai_beta, openai_ga

assert realtime_builder.__version__ == importlib.metadata.version("realtime-builder")
for name in realtime_builder.__all__:
    getattr(realtime_builder, name)

session = openai_ga.RealtimeSessionCreateRequest(instructions="Be brief.", tracing=None)
event = openai_ga.SessionUpdateEvent(session=session)
assert event.to_json() == (
    b'{"type":"session.update","session":{"type":"realtime","instructions":"Be brief.","tracing":null}}'
)
Template(event, text="session.instructions").encode(text="x")
convert(session, to=openai_beta.Session)
diff(session, session.with_voice("marin"))
check(session)
Guard.allow("instructions").apply(session, b'{"instructions":"x"}')
assert loads('{"instructions":"x"}', format="json", type=openai_ga.RealtimeSessionCreateRequest)


def says(extra: str, call) -> None:
    """Whatever ``call`` prints or raises names the extra that it needs."""
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed), contextlib.redirect_stdout(printed):
        try:
            call()
        except SystemExit:
            pass
        except Exception as error:  # noqa: BLE001 - of any kind
            printed.write(str(error))
    wanted = f"realtime-builder[{extra}]"
    assert wanted in printed.getvalue(), f"expected {wanted!r} in {printed.getvalue()!r}"


says("cli", lambda: importlib.import_module("realtime_builder.cli").main(["encode", "-"]))
says("dask", lambda: realtime_builder.render_dask(event, "overrides.jsonl", "lines"))
says("files", lambda: loads("a: b", format="yaml"))
says("testing", lambda: importlib.import_module("realtime_builder.testing").loopback)
for module, extra in (("livekit", "livekit"), ("pipecat", "pipecat"), ("openai_agents", "openai-agents")):
    says(extra, lambda module=module: importlib.import_module(f"realtime_builder.integrations.{module}"))

heavy = {"openai", "azure", "pydantic", "yaml", "typer", "rich", "jsonschema", "websockets"} & sys.modules.keys()
assert not heavy, heavy
