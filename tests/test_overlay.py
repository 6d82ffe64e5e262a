"""`overlay`, `at` and `Layers`, by example: base, tenant and call."""

import pickle

import pytest

from realtime_builder import UNSET, JsonObject, Layers, ValidationError, encode, openai_beta, openai_ga, openai_live

Session = openai_ga.RealtimeSessionCreateRequest

BASE = Session.from_dict(
    {
        "instructions": "Be brief.",
        "audio": {
            "input": {
                "transcription": {"model": "whisper-1"},
                "turn_detection": {"type": "semantic_vad", "eagerness": "low"},
                "noise_reduction": {"type": "near_field"},
            },
            "output": {"voice": "alloy"},
        },
        "tools": [
            {"type": "function", "name": "find", "parameters": {"type": "object", "properties": {"id": {}}}},
            {"type": "mcp", "server_label": "crm", "authorization": "SECRET-1", "headers": {"x-key": "SECRET-2"}},
        ],
        "prompt": {"id": "p", "variables": {"a": "one"}},
        "tracing": {"group_id": "g", "metadata": {"a": {"b": 1, "c": 2}}},
    }
)


def laid(**members):
    return BASE.overlay(members)


# Overlay


def test_an_overlay_goes_where_merge_replaces():
    german = {"audio": {"input": {"transcription": {"language": "de"}}}}
    assert BASE.overlay(german).at("audio.input.transcription.model") == "whisper-1"
    assert BASE.merge(Session.from_dict(german)).at("audio.input.transcription.model") is UNSET


def test_omitted_keeps_null_clears_value_sets_list_replaces():
    result = laid(instructions=None, tools=[], audio={"output": {"voice": "cedar"}})
    assert result.instructions is None
    assert result.tools == ()
    assert result.at("audio.output.voice") == "cedar"
    assert result.audio.input is BASE.audio.input
    assert laid(instructions=UNSET) is BASE


def test_free_form_json_and_what_is_missing_are_laid_over_as_well():
    result = laid(tracing={"metadata": {"a": {"b": 3}, "d": None}}, prompt={"variables": {"b": "two"}})
    assert result.tracing.metadata == {"a": {"b": 3, "c": 2}, "d": None}
    assert result.tracing.group_id == "g"
    assert result.prompt.variables == {"a": "one", "b": "two"}
    assert Session().overlay({"tracing": {"metadata": {"x": 1}}}).tracing.metadata == {"x": 1}
    with pytest.raises(ValidationError, match=r"Missing `type`.* at `\$\.prompt\.variables\.a`"):
        laid(prompt={"variables": {"a": {"b": 1}}})


def test_a_variable_of_another_kind_replaces():
    text, image = {"type": "input_text", "text": "x"}, {"type": "input_image", "detail": "low"}
    below = openai_ga.ResponsePrompt(id="p", variables={"a": text, "b": text, "c": "word"})
    above = openai_ga.ResponsePrompt(id="p", variables={"a": image, "c": text})
    for over in (above, above.as_dict()):
        assert below.overlay(over).variables == {"a": image, "b": text, "c": text}
    assert below.overlay({"variables": {"b": {"text": "y"}}}).variables["b"] == {"type": "input_text", "text": "y"}
    assert below.overlay({"variables": {"b": {"text": "x"}}}) is below


def test_turn_detection_of_another_type_replaces_also_where_one_class_has_the_members_of_both():
    below = openai_beta.Session(turn_detection={"type": "semantic_vad", "eagerness": "low", "create_response": True})
    above = {"turn_detection": {"type": "server_vad", "threshold": 0.5}}
    for over in (above, openai_beta.Session.from_dict(above)):
        layers = Layers(low=below, high=over)
        assert layers.config == openai_beta.Session.from_dict(above)
        assert layers.origin("turn_detection.eagerness").layer == "high"
        assert [str(each) for each in layers.hidden("high")] == [
            str(layers.origin("turn_detection")),
        ]
    for over in (
        {"turn_detection": {"eagerness": "high"}},
        {"turn_detection": {"type": "semantic_vad", "eagerness": "high"}},
    ):
        assert below.overlay(over).turn_detection.create_response is True
    typed = Layers(type=openai_beta.Session, low=below.as_dict(), high=above)
    assert typed.config == openai_beta.Session.from_dict(above)


def test_what_was_kept_below_stays_that_of_its_layer():
    cls = openai_ga.RealtimeAudioConfigInput
    below = cls.from_dict({"noise_reduction": {"strength": 1}}, unknown="keep")
    layers = Layers(low=below, high=cls(noise_reduction={"type": "near_field"}))
    assert layers.config.as_dict() == {"noise_reduction": {"type": "near_field", "strength": 1}}
    assert layers.origin("noise_reduction.strength").layer == "low"


def test_a_member_without_a_name_is_no_tag():
    audio = openai_ga.RealtimeAudioConfig().with_extra(("",), 1)
    assert Layers(a=audio, b=audio).origin(("",)).layer == "b"
    with pytest.raises(ValidationError, match="has no field ``"):
        openai_ga.RealtimeSessionCreateRequest().at(("audio", ""))


def test_a_map_of_texts_is_laid_over():
    base = openai_ga.Mcp(server_label="crm", headers={"a": "1", "b": "2"})
    assert base.overlay({"headers": {"b": "3", "c": "4"}}).headers == {"a": "1", "b": "3", "c": "4"}
    assert base.overlay(openai_ga.Mcp(server_label="crm", headers={"b": "3"})).headers == {"a": "1", "b": "3"}
    with pytest.raises(ValidationError, match=r"Expected `str`, got `null` - at `\$.headers"):
        base.overlay({"headers": {"b": None}})


def test_a_variant_without_its_tag_is_the_one_below():
    detection = {"audio": {"input": {"turn_detection": {"eagerness": "high"}}}}
    assert BASE.overlay(detection).audio.input.turn_detection == openai_ga.SemanticVad(eagerness="high")


def test_another_variant_replaces():
    detection = {"audio": {"input": {"turn_detection": {"type": "server_vad", "threshold": 0.6}}}}
    assert BASE.overlay(detection).audio.input.turn_detection == openai_ga.ServerVad(threshold=0.6)


@pytest.mark.parametrize(
    ("members", "error"),
    [
        (
            {"audio": {"input": {"turn_detection": {"threshold": 0.6}}}},
            (
                "`threshold` belongs to server_vad, but the layer below has semantic_vad: omit it, "
                "or give the `type` that you mean - at `$.audio.input.turn_detection`"
            ),
        ),
        ({"audio": {"inputt": {}}}, "RealtimeAudioConfig has no field `inputt`; did you mean `input`? - at `$.audio`"),
        (
            {"audio": {"input": {"turn_detection": {"eagerness": "loww"}}}},
            (
                "Expected one of `low`, `medium`, `high`, `auto`, got 'loww'; did you mean `low`? "
                "- at `$.audio.input.turn_detection.eagerness`"
            ),
        ),
        ({"type": "transcription"}, "Expected `realtime`, got 'transcription' - at `$.type`"),
        ({1: 2}, "Expected a string as key, got `int`"),
        ({"instructions": float("nan")}, "Expected a finite number, got `nan` - at `$.instructions`"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(members, error):
    with pytest.raises(ValidationError) as caught:
        BASE.overlay(members)
    assert str(caught.value) == error


@pytest.mark.parametrize("other", [None, "text", [("instructions", "x")], openai_beta.Session()])
def test_what_is_no_configuration_of_the_type_and_no_mapping_is_refused(other):
    with pytest.raises(ValidationError, match="Expected"):
        BASE.overlay(other)


def test_a_mapping_may_hold_configurations_and_json_objects():
    vad = openai_ga.SemanticVad(eagerness="high").with_extra("next_year", 1)
    result = laid(audio={"input": {"turn_detection": vad}}, tracing=JsonObject({"metadata": {"a": {"b": 5}}}))
    assert result.audio.input.turn_detection == vad
    assert result.tracing.metadata["a"] == {"b": 5, "c": 2}


def test_extras_are_laid_over_and_kept():
    extended = BASE.with_extra("next_year", {"a": {"b": 1}, "c": [1]})
    assert extended.overlay({"instructions": "x"})["next_year"] == {"a": {"b": 1}, "c": (1,)}
    assert extended.overlay({"next_year": {"a": {"d": 2}}})["next_year"] == {"a": {"b": 1, "d": 2}, "c": (1,)}
    assert BASE.overlay(Session().with_extra("next_year", 1))["next_year"] == 1


def test_a_variant_that_the_library_does_not_know():
    new = {"type": "brand_new_vad", "a": 1}
    known = BASE.with_extra("audio.input.turn_detection", new)
    assert known.overlay({"audio": {"input": {"turn_detection": {"b": 2}}}}).at("audio.input.turn_detection") == {
        **new,
        "b": 2,
    }
    server = {"audio": {"input": {"turn_detection": {"type": "server_vad"}}}}
    assert known.overlay(server).audio.input.turn_detection == openai_ga.ServerVad()
    assert known.overlay(Session.from_dict(server)).audio.input.turn_detection == openai_ga.ServerVad()
    assert BASE.overlay(Session().with_extra("audio.input.turn_detection", new)).at("audio.input.turn_detection.a") == 1


def test_an_update_is_laid_over_what_it_changes():
    start = openai_live.SessionConfig.from_dict(
        {"model": "gpt-live-1", "delegation": {"type": "responses", "responses": {"model": "a", "instructions": "x"}}}
    )
    update = openai_live.SessionUpdateConfig.from_dict({"delegation": {"responses": {"model": "b"}}})
    assert start.overlay(update) == start.transform("delegation.responses.model", "b")


def test_settings_of_another_delegation_are_an_error_that_says_so():
    start = openai_live.SessionConfig(model="gpt-live-1").with_delegation("gpt-5.5")
    message = (
        "`decisions` belongs to decisions, but the layer below has responses: omit it, or give the `type` "
        "that you mean - at `$.delegation`"
    )
    questions = {"delegation": {"decisions": {"model": "m", "questions": []}}}
    with pytest.raises(ValidationError) as caught:
        start.overlay(questions)
    assert str(caught.value) == message
    with pytest.raises(ValidationError) as caught:
        start.overlay(openai_live.SessionUpdateConfig.from_dict({"delegation": {"decisions": {"questions": []}}}))
    assert str(caught.value) == message
    with pytest.raises(ValidationError) as caught:
        Layers(base=start, call=questions)
    assert str(caught.value) == f"Layer `call`: {message}"
    asked = start.overlay({"delegation": {"type": "decisions", **questions["delegation"]}})
    assert asked.at("delegation.decisions.model") == "m"
    assert "responses" not in asked.delegation
    assert start.overlay({"delegation": {"acknowledgement_delay_ms": 5}}).at("delegation.responses.model") == "gpt-5.5"


SETTINGS = {"acknowledgement_delay_ms": 5, "responses": {"instructions": "x"}}
TYPED = {"type": "responses", "responses": {"model": "m"}}


@pytest.mark.parametrize(("below", "above"), [(SETTINGS, TYPED), (TYPED, SETTINGS)])
def test_settings_of_a_delegation_take_on_the_type_that_another_update_says(below, above):
    event = openai_live.SessionUpdateEvent
    low, high = event.from_dict({"session": {"delegation": below}}), event.from_dict({"session": {"delegation": above}})
    both = {"type": "responses", "acknowledgement_delay_ms": 5, "responses": {"model": "m", "instructions": "x"}}
    for over in (high, high.as_dict(), {"session": {"delegation": above}}):
        assert low.overlay(over).session.as_dict() == {"delegation": both}
        layers = Layers(low=low, high=over)
        assert layers.config == low.overlay(over)
        assert layers.origin("session.delegation.acknowledgement_delay_ms").layer == (
            "low" if below is SETTINGS else "high"
        )


@pytest.mark.parametrize(
    ("below", "above", "layer"),
    [({"decisions": {}}, {"type": "client"}, "above"), ({"type": "client"}, {"decisions": {}}, "below")],
)
def test_settings_that_the_other_update_has_no_place_for_are_an_error_at_their_path(below, above, layer):
    event = openai_live.SessionUpdateEvent
    low, high = event.from_dict({"session": {"delegation": below}}), event.from_dict({"session": {"delegation": above}})
    for over in (high, high.as_dict()):
        with pytest.raises(ValidationError) as caught:
            low.overlay(over)
        assert str(caught.value) == (
            f"`decisions` belongs to decisions, but the layer {layer} has client: omit it, or give the `type` "
            "that you mean - at `$.session.delegation`"
        )


# Reading at depth


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("audio.output.voice", "alloy"),
        ("$.audio.output.voice", "alloy"),
        (["audio", "output", "voice"], "alloy"),
        ("audio.input.turn_detection.type", "semantic_vad"),
        ("audio.input.turn_detection.threshold", UNSET),  # of another variant
        ("audio.output.voice.id", UNSET),  # of an object, and it is a text
        ("audio.output.speed", UNSET),
        ("tracing.metadata.x.y", UNSET),
        ("tools.find.name", "find"),
        ("tools[1].server_label", "crm"),
        ("tools.find.parameters.properties.id", {}),
        ("tools.find.parameters.properties.none", UNSET),
        ("include[0]", UNSET),
        ("tracing.metadata.a.b", 1),
    ],
)
def test_at(path, value):
    assert BASE.at(path) == value
    assert BASE.at(path, default="else") == ("else" if value is UNSET else value)
    assert BASE.with_extra("next_year", 1).at(path) == value


def test_at_below_what_is_cleared():
    cleared = BASE.clear("audio.input.turn_detection")
    assert cleared.at("audio.input.turn_detection", default="x") is None
    assert cleared.at("audio.input.turn_detection.type", default="server_vad") is None


def test_at_reads_extras():
    assert BASE.with_extra("next_year", {"a": [1, 2]}).at("next_year.a[1]") == 2


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("audio.output.voicee", "RealtimeAudioConfigOutput has no field `voicee`; did you mean `voice`? - at `$.audio.output`"),
        ("tracing.metadataa", "TracingConfiguration has no field `metadataa`; did you mean `metadata`? - at `$.tracing`"),
        ("instructions.x", "`str` has no member `x` - at `$.instructions`"),
        ("tools.fund", "No item is named `fund`; did you mean `find`? - at `$.tools`"),
        ("tools[2]", "No position 2 in a list of 2 - at `$.tools`"),
        ("", "Expected a path, got an empty one"),
        (5, "Expected a path, got `int`"),
    ],
)  # fmt: skip
def test_at_of_a_path_that_leads_nowhere(path, error):
    for _ in range(2):  # the second time with what was kept of the first
        with pytest.raises(ValidationError) as caught:
            BASE.at(path)
        assert str(caught.value) == error


def test_a_path_as_a_key_names_at():
    with pytest.raises(KeyError, match=r"`at` reads it, as in config.at\('audio.output.voice'\)"):
        BASE["audio.output.voice"]
    with pytest.raises(KeyError) as caught:
        BASE["model"]
    assert caught.value.args == ("model",)
    assert BASE.get("audio.output.voice", 1) == 1


def test_paths_from_outside_do_not_fill_the_memory():
    for i in range(600):
        BASE.at(("tracing", "metadata", f"name{i}"))
    assert len(Session._reads) <= 256


# Layers

TENANT = {
    "audio": {
        "output": {"voice": "marin"},
        "input": {"noise_reduction": None, "turn_detection": {"type": "server_vad", "threshold": 0.6}},
    },
    "tools": [{"type": "mcp", "server_label": "crm", "authorization": "SECRET-3"}],
}
LAYERS = Layers(default=BASE, tenant=TENANT, call=Session(instructions="Say hello."))


def test_config_is_the_fold_of_the_overlays():
    assert LAYERS.config == BASE.overlay(TENANT).overlay(Session(instructions="Say hello."))
    assert (LAYERS.names, len(LAYERS), list(LAYERS)) == (
        ("default", "tenant", "call"),
        3,
        ["default", "tenant", "call"],
    )
    assert LAYERS["tenant"] == TENANT
    assert LAYERS["default"] is BASE
    assert "tenant" in LAYERS
    assert "base" not in LAYERS


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("audio.output.voice", 'audio.output.voice = "marin" from tenant (default has "alloy")'),
        ("instructions", 'instructions = "Say hello." from call (tenant has nothing, default has "Be brief.")'),
        ("audio.input.transcription.model", 'audio.input.transcription.model = "whisper-1" from default'),
        ("audio.input.noise_reduction", "audio.input.noise_reduction = null from tenant (default has NoiseReduction(type='near_field'))"),
        ("audio.input.noise_reduction.type", 'audio.input.noise_reduction.type = null from tenant (default has "near_field")'),
        ("audio.input.turn_detection.eagerness", 'audio.input.turn_detection.eagerness = nothing from tenant (default has "low")'),
        ("audio.output.speed", "audio.output.speed is set by no layer"),
        ("type", 'type = "realtime" from default'),
        ("tools.crm.authorization", 'tools.crm.authorization = "***" from tenant (default has "***")'),
        ("tools.find.name", 'tools.find.name = nothing from tenant (default has "find")'),
    ],
)  # fmt: skip
def test_origin(path, text):
    assert str(LAYERS.origin(path)) == text


def test_origin_is_data():
    origin = LAYERS.origin(("audio", "output", "voice"))
    assert (origin.path, origin.value, origin.layer, origin.below, origin.secret) == (
        "audio.output.voice",
        "marin",
        "tenant",
        (("default", "alloy"),),
        False,
    )
    assert LAYERS.origin("tools.crm.authorization").value == "SECRET-3"
    assert isinstance(LAYERS.origin("tools").below[0][1][0], openai_ga.RealtimeFunctionTool)


def test_a_typo_is_the_usual_error():
    with pytest.raises(ValidationError, match="did you mean `voice`"):
        LAYERS.origin("audio.output.voicee")
    with pytest.raises(ValidationError, match=r"No layer is named 'tenan'; did you mean `tenant`\?"):
        LAYERS.without_layer("tenan")
    with pytest.raises(ValidationError, match="No layer is named"):
        LAYERS["x"]


def test_what_a_layer_hides():
    hidden = LAYERS.hidden("tenant")
    assert {origin.path for origin in hidden} == {
        "audio.input.turn_detection",
        "audio.input.noise_reduction",
        "audio.output.voice",
        "tools",
    }
    assert {origin.layer for origin in hidden} == {"tenant"}
    assert [origin.path for origin in LAYERS.hidden("call")] == ["instructions"]
    assert LAYERS.hidden("default") == ()
    assert len(LAYERS.hidden()) == len(hidden) + 1


def test_explain_shows_each_value_with_its_layer():
    lines = LAYERS.explain().splitlines()
    assert [line.split()[1] for line in lines if line.startswith("audio.output.voice")] == ["tenant"]
    assert '  (over default: "alloy")' in LAYERS.explain()
    assert len(lines) == len([line for line in LAYERS.config.explain().splitlines() if " omitted" not in line])


def test_no_secret_is_shown():
    shown = [LAYERS.explain(), repr(LAYERS), *map(repr, LAYERS.hidden())]
    shown += [repr(LAYERS.origin(path)) for path in ("tools", "tools[0]", "tools[0].authorization", "tools[0].headers")]
    assert "SECRET" not in "".join(shown)


def test_layers_are_values():
    copied = pickle.loads(pickle.dumps(LAYERS))
    assert copied == LAYERS
    assert hash(copied) == hash(LAYERS)
    assert copied.config == LAYERS.config
    assert Layers(default=BASE) != Layers(base=BASE)
    with pytest.raises(AttributeError, match="immutable"):
        LAYERS.config = BASE


def test_the_caller_keeps_nothing_of_a_layer():
    tenant = {"tracing": {"metadata": {"a": {"b": 7}}}}
    layers = Layers(default=BASE, tenant=tenant)
    before = encode(layers.config)
    tenant["tracing"]["metadata"]["a"]["b"] = 8
    assert encode(layers.config) == before
    assert layers.with_layer(call={}).without_layer("call").config == layers.config


def test_a_layer_is_added_replaced_and_taken_away():
    assert LAYERS.with_layer(call={"instructions": "x"}).config.instructions == "x"
    assert LAYERS.with_layer(tenant={}).config == BASE.copy_with(instructions="Say hello.")
    assert LAYERS.with_layer(default=BASE.clear("instructions"), tenant={}).names == LAYERS.names
    assert LAYERS.without_layer("tenant", "call").config == BASE
    assert LAYERS.with_layer(call=UNSET) is LAYERS
    assert LAYERS.without_layer() is LAYERS
    with pytest.raises(ValidationError, match="At least one layer must remain"):
        LAYERS.without_layer("default", "tenant", "call")


def test_replacing_the_top_layer_does_not_redo_the_lower_ones():
    below = LAYERS.without_layer("call")
    for voice in ("cedar", "alloy"):
        made = below.with_layer(call=Session(instructions=voice))
        assert made.config.audio is below.config.audio


def test_mappings_at_the_bottom_may_need_one_another():
    detection = {"audio": {"input": {"turn_detection": {"threshold": 0.6}}}}
    kind = {"audio": {"input": {"turn_detection": {"type": "server_vad"}}}}
    layers = Layers(type=Session, default=detection, tenant=kind)
    assert layers.config.audio.input.turn_detection == openai_ga.ServerVad(threshold=0.6)
    assert layers.origin("audio.input.turn_detection.threshold").layer == "default"
    assert Layers(default={"instructions": "x"}, tenant=BASE).config == BASE
    with pytest.raises(ValidationError, match=r"Layer `default`: .*`type`"):
        Layers(type=Session, default={"audio": {"input": {"turn_detection": {"create_response": True}}}})


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (Layers, "Expected at least one layer"),
        (lambda: Layers(a={}), "No layer is a configuration: pass their type"),
        (lambda: Layers(a=BASE, b=5), "Layer `b`: Expected a configuration or a mapping, got `int`"),
        (lambda: Layers(a=5, b=BASE), "Layer `a`: Expected a configuration or a mapping, got `int`"),
        (lambda: Layers(a=BASE, b=openai_beta.Session()), "Layer `b`: Expected `RealtimeSessionCreateRequest`, got `Session`"),
        (lambda: Layers(type=openai_beta.Session, a=BASE), "Layer `a`: Expected `Session`, got `RealtimeSessionCreateRequest`"),
        (lambda: LAYERS.with_layer(default={"instructions": 5}), "Layer `default`: Expected"),
        (
            lambda: LAYERS.without_layer("tenant").with_layer(call={"audio": {"input": {"turn_detection": {"threshold": 1}}}}),
            "Layer `call`: `threshold` belongs to server_vad, but the layer below has semantic_vad",
        ),
    ],
)  # fmt: skip
def test_layers_that_do_not_fit(make, error):
    with pytest.raises(ValidationError) as caught:
        make()
    assert str(caught.value).startswith(error)
