r"""Texts with holes, by example: ``{{caller}}``, ``\{{``, `fill`, `Template.from_text`, `render`, and what `check` says."""

import json
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_builder import UNSET, RenderJob, Template, ValidationError, check, encode, openai_ga, render
from realtime_builder.edits.holes import Hole, _escaped, _pieces_of

Session = openai_ga.RealtimeSessionCreateRequest
Event = openai_ga.SessionUpdateEvent

SESSION = Session.from_dict(
    {
        "instructions": r"Greet {{caller}} in {{ language }}. Braces: \{{caller}}. A path: C:\\{{caller}}",
        "audio": {"input": {"transcription": {"language": "{{language}}"}}},
        "tools": [{"type": "mcp", "server_label": "crm", "headers": {"x-caller": "{{caller}}"}}],
        "tracing": {"metadata": {"caller": "{{caller}}"}},
        "include": [],
    }
)
EVENT = Event(session=SESSION, event_id="e0")


# What is a hole


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("{{caller}}", (Hole("caller"),)),
        ("a {{ caller }}\t{{a}}{{b}} z", ("a ", Hole("caller"), "\t", Hole("a"), Hole("b"), " z")),
        ("{{stra\u00dfe}}", (Hole("stra\u00dfe"),)),
        (r"\{{caller}}", ("{{caller}}",)),
        (r"\\{{caller}}", ("\\", Hole("caller"))),
        (r"\\\{{caller}}", (r"\{{caller}}",)),
        ("{{{a}}}", ("{", Hole("a"), "}")),
        (r"\{{{{a}}", ("{{", Hole("a"))),
        (r"\{ {a}} \n \\", (r"\{ {a}} \n \\",)),
        ("{{}} {{1}} {{a b}} {{a.b}} {{\na}} {{#if}}", ("{{}} {{1}} {{a b}} {{a.b}} {{\na}} {{#if}}",)),
    ],
)
def test_what_is_a_hole(text, pieces):
    assert _pieces_of(text) == pieces


_parts = st.lists(st.text(alphabet="\\{}a \u00df", max_size=6) | st.sampled_from("ab").map(Hole), max_size=6)


@given(_parts)
def test_a_text_that_is_written_again_reads_the_same(parts):
    merged = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    written = ""
    for part, after in zip(merged, [*merged, None][1:], strict=True):
        written += f"{{{{{part.name}}}}}" if isinstance(part, Hole) else _escaped(part, before_hole=after is not None)
    assert _pieces_of(written) == tuple(merged)


@pytest.mark.parametrize(
    "text", ["\\" * 200_000, "{{" * 100_000, "{{ " + " " * 200_000, "{{" + "a" * 200_000, "\\{{" * 60_000]
)
def test_a_long_text_takes_linear_time(text):
    assert Session(instructions=text).fill() is not None


# Fill


def test_fill():
    filled = SESSION.fill(caller="Ada", language="French")
    assert filled.instructions == "Greet Ada in French. Braces: {{caller}}. A path: C:\\Ada"
    assert filled.at("audio.input.transcription.language") == "French"
    assert filled.at("tools.crm.headers.x-caller") == "Ada"
    assert filled.at("tracing.metadata.caller") == "{{caller}}", "free-form JSON is not looked into"


@pytest.mark.parametrize(
    ("value", "text"), [("", ""), (5, "5"), (1.5, "1.5"), (2.0, "2.0"), (-3, "-3"), ('\u00e9\n"', '\u00e9\n"')]
)
def test_a_hole_takes_text_or_a_number(value, text):
    assert Session(instructions="<{{a}}>").fill(a=value).instructions == f"<{text}>"
    assert Template.from_text(Session(instructions="<{{a}}>")).encode(a=value) == encode(
        Session(instructions=f"<{text}>")
    )


def test_what_fills_a_hole_is_never_scanned():
    odd = Session(instructions=r"{{a}}{{b}} \{{c}} {{a}}")
    for a in ("{{b}}", r"\{{b}}", "{", "\\", r"\{", "{{", "}}", "{{c}}"):
        whole = odd.fill(a=a, b="B")
        assert whole.instructions == f"{a}B {{{{c}}}} {a}"
        assert odd.fill(a=a).fill(b="B") == whole == odd.fill(b="B").fill(a=a)
        assert Template.from_text(odd).encode(a=a, b="B") == encode(whole)


def test_a_hole_left_over_stays():
    assert SESSION.fill(caller=UNSET) is SESSION
    assert SESSION.fill() is SESSION
    partly = SESSION.fill(language="French")
    assert partly.instructions.startswith(r"Greet {{caller}} in French. Braces: \{{caller}}")
    assert encode(SESSION).count(b"{{caller}}") == 5, "encode leaves texts alone"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"caler": "x"}, "No text has a hole `caler`; did you mean `caller`?"),
        ({"caller": None}, "Hole `caller` takes text or a number, got `NoneType`"),
        ({"caller": True}, "Hole `caller` takes text or a number, got `bool`"),
        ({"caller": ["x"]}, "Hole `caller` takes text or a number, got `list`"),
        ({"caller": float("inf")}, "Expected a finite number, got `inf` - at `$.caller`"),
        ({"caller": "\ud800"}, "Expected valid Unicode, got lone surrogate U+D800 - at `$.caller`"),
    ],
)
def test_what_can_not_fill_a_hole(values, error):
    with pytest.raises(ValidationError) as caught:
        SESSION.fill(**values)
    assert str(caught.value) == error
    if "caller" in values:
        with pytest.raises(ValidationError, match=re.escape(error)):
            Template.from_text(EVENT).encode(language="French", **values)


def test_a_filled_text_keeps_the_limits_of_its_field():
    event = openai_ga.SessionUpdateEvent(session=Session(), event_id="{{a}}")
    long = "x" * 600
    with pytest.raises(ValidationError, match="of length <= 512"):
        event.fill(a=long)
    template = Template.from_text(event)
    for _ in range(2):
        assert template.encode(a="e1") == encode(event.fill(a="e1"))
        with pytest.raises(ValidationError, match="of length <= 512"):
            template.encode(a=long)


# Template


@pytest.mark.parametrize("template", [Template.from_text(EVENT), pickle.loads(pickle.dumps(Template.from_text(EVENT)))])
def test_a_template_from_texts_gives_what_filling_gives(template):
    for caller in ("Ada", 'A "quoted"\n\u00e9 name', 7, "{{language}}"):
        assert template.encode(caller=caller, language="French") == encode(EVENT.fill(caller=caller, language="French"))
        assert template.encode(language="French", caller=caller) == encode(EVENT.fill(caller=caller, language="French"))
    buffer = bytearray(b"[")
    template.encode_into(buffer, -1, caller="Ada", language="French")
    assert buffer == b"[" + encode(EVENT.fill(caller="Ada", language="French"))


def test_holes_by_path_may_be_added():
    template = Template.from_text(EVENT, id="event_id", server="session.tools.crm.server_description")
    filled = EVENT.fill(caller="Ada", language="fr")
    assert template.encode(caller="Ada", language="fr") == encode(filled)
    for text in ("{{braces}}", UNSET):
        expected = filled.transform("session.tools.crm.server_description", text)
        assert template.encode(caller="Ada", server=text, language="fr") == encode(expected)
    assert template.encode(id=UNSET, caller="Ada", language="fr") == encode(filled.without("event_id"))
    assert repr(template) == (
        "Template.from_text(SessionUpdateEvent, {{language}}, {{caller}}, id='event_id', "
        "server='session.tools[0].server_description')"
    )


def test_an_item_may_go_before_a_text():
    tools = [{"type": "function", "name": name, "description": "For {{caller}}."} for name in "ab"]
    event = Event(session=Session(tools=[{"type": "mcp", "server_label": "crm"}, *tools]))
    template = Template.from_text(event, server="session.tools[0]")
    assert template.encode(server=UNSET, caller="Ada") == encode(event.fill(caller="Ada").without("session.tools[0]"))


def test_escapes_alone_are_taken_out():
    event = Event(session=Session(instructions=r"\{{a}}"), event_id="e")
    assert Template.from_text(event).encode() == encode(event.fill())
    assert b'"{{a}}"' in Template.from_text(event, id="event_id").encode(id="x")
    assert b'"{{b}}"' in Template.from_text(event, text="session.instructions").encode(text="{{b}}")
    assert rb'"\\{{a}}"' in Template(event).encode()


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (
            lambda: Template.from_text(EVENT, caller="event_id"),
            "`caller` is a hole in a text and a hole by path; give one another name - at `$.session.instructions`",
        ),
        (
            lambda: Template.from_text(EVENT, text="session.instructions"),
            "Hole `caller` lies inside hole `text` - at `$.session.instructions`",
        ),
        (lambda: Template.from_text(EVENT, x="session.voise"), "RealtimeSessionCreateRequest has no field `voise`"),
        (lambda: Template.from_text(EVENT).encode(caller="x"), "No value for hole `language` - at `$.session."),
        (lambda: Template.from_text(EVENT).encode(caller="x", language=UNSET), "No value for hole `language` - at"),
        (lambda: Template.from_text(EVENT).encode(caller="x", langage="y"), "Template has no hole `langage`; did you mean `language`?"),
    ],
)  # fmt: skip
def test_a_template_says_what_is_wrong(make, error):
    with pytest.raises(ValidationError) as caught:
        make()
    assert str(caught.value).startswith(error)


# Render


def test_render_takes_holes_beside_a_patch_and_paths():
    lines = [
        {"caller": "Ada", "language": "French"},
        {"caller": "Bob", "language": "German", "event_id": "e1"},
        b'{"session.model": "gpt", "language": "Dutch", "caller": 5}',
    ]
    assert list(render(EVENT, lines)) == [
        encode(EVENT.fill(caller="Ada", language="French")),
        encode(EVENT.fill(caller="Bob", language="German").copy_with(event_id="e1")),
        encode(EVENT.fill(caller=5, language="Dutch").transform("session.model", "gpt")),
    ]


def test_the_job_behind_the_command_takes_holes(tmp_path):
    (tmp_path / "lines.jsonl").write_bytes(b'{"caller": "Ada", "language": "fr"}\n{"caller": "Bob"}\n')
    job = RenderJob(EVENT, tmp_path / "lines.jsonl", tmp_path / "out.jsonl", errors=tmp_path / "bad.jsonl")
    assert job.run() == (1, 1)
    assert (tmp_path / "out.jsonl").read_bytes() == encode(EVENT.fill(caller="Ada", language="fr")) + b"\n"
    assert json.loads((tmp_path / "bad.jsonl").read_bytes())["error"] == "No value for hole `language`"


def test_a_line_may_replace_a_text_with_holes():
    base = Session(instructions="For {{caller}}.", tools=[])
    assert list(render(base, [{"instructions": "{{braces}}"}])) == [
        encode(Session(instructions="{{braces}}", tools=[]))
    ]
    patch = Session(instructions="{{braces}}")
    assert list(render(base, [patch])) == [encode(base.merge(patch))]


def test_a_line_can_not_replace_a_text_and_fill_its_hole():
    base = Session(instructions="For {{caller}}.")
    with pytest.raises(ValidationError) as caught:
        list(render(base, [{"instructions": "For {{caller}}, too.", "caller": "Ada"}]))
    error = "Line 1: The override replaces the text that has the hole `caller`; leave out one of the two"
    assert str(caught.value) == f"{error} - at `$.instructions`"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"caller": "Ada"}, "Line 1: No value for hole `language`"),
        ({}, "Line 1: No value for hole"),
        (Event(session=Session(model="x")), "Line 1: No value for hole"),
        ({"caller": None, "language": "x"}, "Line 1: Hole `caller` takes text or a number"),
        ({"caler": "x", "language": "x", "caller": "x"}, "Line 1: SessionUpdateEvent has no field `caler`"),
        ({"caler": "x", "language": "x"}, "and no text such a hole; did you mean `caller`?"),
        ({"sesion": {}, "language": "x", "caller": "x"}, "has no field `sesion`; did you mean `session`?"),
    ],
)
def test_a_line_that_leaves_a_hole_is_bad(line, error):
    with pytest.raises(ValidationError, match=re.escape(error)):
        list(render(EVENT, [line]))


def test_a_hole_named_as_a_member_is_refused():
    with pytest.raises(ValidationError, match="`model` is a hole in a text and a member of the base"):
        list(render(Session(instructions="{{model}}"), [{"model": "x"}]))


# Check


def test_check_finds_a_hole_left_over():
    found = [finding for finding in check(EVENT) if finding.rule == "unfilled-hole"]
    assert [(finding.severity, finding.path) for finding in found] == [
        ("warning", "session.instructions"),
        ("warning", "session.instructions"),
        ("warning", "session.audio.input.transcription.language"),
        ("warning", "session.tools[0].headers"),
    ]
    assert str(found[0]).startswith("warning: The hole `{{caller}}` is not filled")
    greeting = Session(instructions="Greet {{caller}}.")
    assert not check(greeting.fill(caller="Ada"))


def test_check_finds_what_is_no_hole():
    [finding] = [each for each in check(Session(instructions="{{customer name}}")) if each.rule == "unfilled-hole"]
    assert "`{{customer name}}` is not a hole" in finding.message


def test_no_hole_is_seen_in_escapes_and_plain_texts():
    assert not check(Session(instructions=r"\{{caller}} {a} }} { {b}}"))
    assert json.loads(encode(SESSION))["instructions"] == SESSION.instructions
