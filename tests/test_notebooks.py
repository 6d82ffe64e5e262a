"""A configuration in a notebook or a shell: printed over lines, keys that complete, help with the fields."""

import inspect
import pydoc
import subprocess
import sys

import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter
from IPython.lib.pretty import pretty

from realtime_builder import Config, decode, encode, openai_beta, openai_ga, openai_live, voicelive
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, ServerVad

SESSION = RealtimeSessionCreateRequest.from_dict(
    {
        "model": "gpt-realtime-2",
        "instructions": "Be brief. " * 8,
        "audio": {"output": {"voice": "marin"}},
        "tools": [{"type": "mcp", "server_label": "crm", "server_url": "https://a.b", "authorization": "hush-hush"}],
        "tracing": None,
    }
)


def test_a_long_value_is_printed_over_lines_and_reads_back():
    shown = pretty(SESSION)
    assert shown.startswith("RealtimeSessionCreateRequest(\n    audio=RealtimeAudioConfig(")
    assert "\n    tracing=None" in shown
    assert "hush" not in shown
    assert "".join(shown.split()) == "".join(repr(SESSION).split())


def test_a_short_value_stays_on_its_line():
    assert pretty(ServerVad(threshold=0.5)) == "ServerVad(threshold=0.5)"
    assert pretty(ServerVad()) == "ServerVad()"


def test_extras_are_printed_too():
    odd = SESSION.with_extra("brand new", [1])
    assert "'brand new'=" in pretty(odd)


def test_keys_complete():
    completer = IPCompleter(namespace={"s": SESSION}, use_jedi=False)
    with provisionalcompleter():
        found = {each.text.strip('"') for each in completer.completions('s["', 3)}
    assert found >= set(SESSION)
    assert SESSION._ipython_key_completions_() == list(SESSION.keys())


def structs():
    for module in (openai_ga, openai_beta, voicelive, openai_live):
        for name in module.__all__:
            value = getattr(module, name)
            if isinstance(value, type) and issubclass(value, Config):
                yield pytest.param(value, id=f"{module.__name__.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("struct", list(structs()))
def test_help_shows_the_docs_of_the_fields(struct):
    from realtime_builder.schema import descriptions_of

    shown = pydoc.plain(pydoc.render_doc(struct))
    for name, text in descriptions_of(struct).items():
        assert f"{name}:" in shown
        assert text.splitlines()[0] in shown


def test_the_docs_are_those_of_a_value_with_extras_and_of_a_subclass_too():
    assert type(ServerVad().with_extra("a", 1)).__doc__ == ServerVad.__doc__
    assert inspect.getdoc(ServerVad).startswith("Turn detection")

    class Mine(ServerVad):
        """Mine."""

    assert Mine.__doc__.startswith("Mine.")
    assert "threshold:" in Mine.__doc__


def test_reading_and_editing_read_no_source():
    code = """
import sys
from realtime_builder import decode, encode
from realtime_builder.openai_ga import RealtimeSessionCreateRequest as S
encode(decode(b'{"odd": 1}', type=S, unknown="keep").copy_with(model="m"))
from realtime_builder.schema import _read_source
print(_read_source.cache_info().misses)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "0\n"
    assert decode(encode(SESSION), type=RealtimeSessionCreateRequest) == SESSION
