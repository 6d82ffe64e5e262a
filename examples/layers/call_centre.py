"""A call centre of three layers: a base, a tenant, a call. Prompts in Markdown, holes per call, a handover.

python examples/layers/call_centre.py
"""

from pathlib import Path

from realtime_builder import Layers, Template, check, diff, encode, fingerprint, load_layers
from realtime_builder.openai_ga import RealtimeSessionCreateRequest as Session
from realtime_builder.openai_ga import SessionUpdateEvent

HERE = Path(__file__).parent
KEPT = ["audio.input.format", "audio.output.format", "audio.output.voice"]
"""What a handover leaves as the call has it: the line, and the voice, which is fixed once it was heard."""


def layers_of(*names: str) -> "Layers[Session]":
    """The files of a tenant or an agent, the lowest first."""
    return load_layers({name: HERE / f"{name}.yaml" for name in names}, root=HERE)


SUPPORT = layers_of("base", "acme")
BILLING = layers_of("base", "acme", "billing")

# A server cuts the constant part once, so that each call encodes what varies.
GREETING = Template.from_text(SessionUpdateEvent(session=SUPPORT.config), event_id="event_id")


def first_message(call: str, caller: str, language: str) -> bytes:
    """What a new call sends."""
    return GREETING.encode(caller=caller, language=language, event_id=call)


def of_call(layers: "Layers[Session]", caller: str, language: str, **changes: object) -> "Layers[Session]":
    """The layers of one call: what is special about it on top, and its holes filled."""
    filled = layers.config.fill(caller=caller, language=language)
    return layers.with_layer(call={"instructions": filled.instructions, **changes})


def handover(old: Session, new: Session) -> SessionUpdateEvent:
    """The smallest update that makes another agent of a running call."""
    return SessionUpdateEvent(session=diff(old, new, omitted="keep", keep=KEPT))


def main() -> None:
    """Play a call: greet, hand over, and say where everything came from."""
    support = of_call(SUPPORT, "Ada", "German", max_output_tokens=800)
    billing = of_call(BILLING, "Ada", "German")
    print("unfilled:", *[finding.path for finding in check(SUPPORT.config) if finding.rule == "unfilled-hole"])
    print("first message:", len(first_message("call-1", "Ada", "German")), "bytes of", fingerprint(support.config))
    print("handover:", sorted(handover(support.config, billing.config)["session"]))
    for path in ("audio.output.voice", "audio.input.transcription.model", "max_output_tokens"):
        print(support.origin(path))
    print(*[origin.path for origin in support.hidden("acme")])
    print(encode(handover(support.config, billing.config)).decode()[:80])


if __name__ == "__main__":
    main()
