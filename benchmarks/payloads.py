"""The content that is measured: sessions of a support line, of a wanted size, always the same.

Real sessions differ from synthetic ones in what is costly: dozens of short strings per tool,
nested schemas, enums, and one long text. So the tools are put together from a vocabulary of
parameters as they occur in public function definitions, and the instructions from sentences.
Nothing is random.
"""

from __future__ import annotations

import copy
import itertools
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent

__all__ = [
    "SIZES",
    "echo",
    "event",
    "event_value",
    "session",
    "session_of_size",
    "session_value",
    "session_with_plain_tools",
    "tools",
    "voicelive_event",
    "wire",
]

SIZES = {"1 KB": (1, 1_000), "15 KB": (20, 15_000), "150 KB": (200, 150_000)}
"""By name: how many tools, and how many bytes the session has as JSON, to within one sentence."""

_ACTIONS = [
    ("get", "Look up {a} and return its current state."),
    ("list", "List what belongs to {a}, newest first, one page at a time."),
    ("create", "Create {a}. Read the details back to the caller and wait for a yes before calling this."),
    ("update", "Change {a}. Only the members that are given are changed."),
    ("cancel", "Cancel {a}. This can't be undone, so ask for confirmation first."),
    ("find", "Search for {a} when the caller doesn't know its number."),
    ("schedule", "Find a time for {a} and put it into the calendar."),
    ("verify", "Check that {a} belongs to the caller before anything is said about it."),
    ("escalate", "Hand {a} over to a colleague of the second line, with a summary."),
    ("export", "Send a copy of {a} to the address that is on file."),
    ("approve", "Approve {a} where the amount is below the caller's limit."),
    ("reject", "Reject {a} and tell the caller the reason."),
    ("assign", "Assign {a} to a team or to one colleague."),
    ("archive", "Put {a} away. It can be brought back for 30 days."),
    ("restore", "Bring {a} back after it was archived."),
    ("compare", "Compare {a} with an earlier version of itself."),
    ("estimate", "Work out what {a} will cost, taxes included, without creating it."),
    ("track", "Report where {a} is now and when it is expected to be done."),
    ("notify", "Tell everybody who follows {a} about a change."),
    ("translate", "Translate the texts of {a} into the caller's language."),
    ("attach", "Attach a file or a link to {a}."),
    ("review", "Ask for a review of {a} by a second person."),
    ("renew", "Extend {a} by another period on the same terms."),
    ("split", "Divide {a} into parts that go on independently."),
    ("merge", "Join {a} with another one that turned out to be the same."),
]

_THINGS = [
    ("order", "an order"),
    ("invoice", "an invoice"),
    ("shipment", "a shipment"),
    ("appointment", "an appointment"),
    ("customer", "a customer record"),
    ("subscription", "a subscription"),
    ("refund", "a refund"),
    ("ticket", "a support ticket"),
    ("device", "a registered device"),
    ("payment", "a payment"),
    ("return", "a return"),
    ("contract", "a contract"),
    ("delivery", "a delivery slot"),
    ("address", "a postal address"),
    ("voucher", "a voucher"),
    ("warranty", "a warranty claim"),
    ("meter", "a meter reading"),
    ("tariff", "a tariff"),
    ("outage", "an outage report"),
    ("technician", "a technician's visit"),
    ("booking", "a booking"),
    ("room", "a room"),
    ("flight", "a flight"),
    ("seat", "a seat"),
    ("baggage", "a piece of baggage"),
    ("policy", "an insurance policy"),
    ("claim", "a damage claim"),
    ("loan", "a loan"),
    ("card", "a payment card"),
    ("transfer", "a bank transfer"),
    ("prescription", "a prescription"),
    ("referral", "a referral"),
    ("callback", "a call back"),
    ("complaint", "a complaint"),
    ("survey", "a survey"),
    ("quote", "a quote"),
    ("supplier", "a supplier"),
    ("warehouse", "a warehouse"),
    ("campaign", "a campaign"),
    ("document", "a document"),
]

_PARAMETERS: list[tuple[str, dict[str, Any]]] = [
    ("customer_id", {"type": "string", "description": "Customer number as printed on the invoice, such as C-204817."}),
    ("status", {"type": "string", "enum": ["open", "pending", "done"], "description": "Only what is in this state."}),
    ("limit", {"type": "integer", "minimum": 1, "maximum": 100, "description": "How many at most."}),
    ("since", {"type": "string", "format": "date", "description": "First day, as YYYY-MM-DD."}),
    ("reason", {"type": "string", "maxLength": 280, "description": "What the caller gave as the reason."}),
    ("notify", {"type": "boolean", "description": "Whether an e-mail goes to the caller."}),
    ("amount", {"type": "number", "minimum": 0, "description": "Amount in the currency of the account."}),
    (
        "address",
        {
            "type": "object",
            "description": "Where it goes.",
            "properties": {
                "street": {"type": "string"},
                "city": {"type": "string"},
                "postal_code": {"type": "string", "pattern": "^[0-9]{5}$"},
                "country": {"type": "string", "enum": ["AT", "CH", "DE"]},
            },
            "required": ["street", "city", "postal_code"],
            "additionalProperties": False,
        },
    ),
    ("language", {"type": ["string", "null"], "description": "Language of the caller, as a two-letter code."}),
    (
        "lines",
        {
            "type": "array",
            "description": "What it consists of.",
            "items": {
                "type": "object",
                "properties": {
                    "sku": {"type": "string", "description": "Article number."},
                    "quantity": {"type": "integer", "minimum": 1},
                },
                "required": ["sku", "quantity"],
            },
            "minItems": 1,
        },
    ),
    ("priority", {"type": "string", "enum": ["low", "normal", "high", "urgent"], "default": "normal"}),
]

_SENTENCES = [
    "You are Mara, the voice of the support line of Northwind Energy, and you speak with people on the phone.",
    "Keep every answer to two sentences unless you are asked for details.",
    'Greet the caller with "Good morning" or "Good evening", whichever is right where they are.',
    "Never read out a full card number, a password or an address; the last four characters are enough.",
    "Repeat numbers in groups of three, and wait until the caller has confirmed them.",
    "Before anything is cancelled or paid, say what is about to happen and wait for a clear yes.",
    "If a tool fails, say that the system is slow today, try once more, then offer to call back.",
    "When the caller sounds upset, slow down, say in your own words what went wrong, and take one step at a time.",
    "Prices include taxes; say so whenever you name one, in euros and cents, such as 12,50 €.",
    "If you're asked about another company's offer, say that you can't compare and come back to the question.",
    "Switch to the caller's language as soon as you notice it, and stay with it.",
    "Hand over to a colleague when the caller asks for a person twice, and summarise the call for them.",
]


def tools(count: int) -> list[dict[str, Any]]:
    """The first ``count`` function tools, all of them different up to 1,000."""
    # Along the diagonal, so that neighbours share neither the action nor the thing, and shifted
    # after each of its 200 steps, so that 1,000 are different.
    return [_tool(i, _ACTIONS[(i + i // 200) % len(_ACTIONS)], _THINGS[i % len(_THINGS)]) for i in range(count)]


def _tool(position: int, action: tuple[str, str], thing: tuple[str, str]) -> dict[str, Any]:
    verb, description = action
    noun, phrase = thing
    identifier = {
        "type": "string",
        "description": f"Number of {phrase}, such as {noun[0].upper()}-{48_211 + position}.",
    }
    chosen = [_PARAMETERS[(position * 4 + i) % len(_PARAMETERS)] for i in range(1 + position % 3)]
    properties = {f"{noun}_id": identifier, **copy.deepcopy(dict(chosen))}
    return {
        "type": "function",
        "description": description.format(a=phrase),
        "name": f"{verb}_{noun}",
        "parameters": {
            "type": "object",
            "properties": properties,
            "required": [f"{noun}_id", chosen[0][0]],
        },
    }


def _instructions(sentences: int) -> str:
    return " ".join(itertools.islice(itertools.cycle(_SENTENCES), sentences))


def session(tool_count: int, *, sentences: int = 12) -> dict[str, Any]:
    """A GA session with so many tools, as plain dicts and lists in wire order."""
    return {
        "type": "realtime",
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "noise_reduction": {"type": "near_field"},
                "transcription": {"language": "en", "model": "gpt-4o-mini-transcribe"},
                "turn_detection": {
                    "type": "server_vad",
                    "create_response": True,
                    "interrupt_response": True,
                    "prefix_padding_ms": 300,
                    "silence_duration_ms": 550,
                    "threshold": 0.55,
                },
            },
            "output": {"format": {"type": "audio/pcm", "rate": 24000}, "speed": 1.1, "voice": "marin"},
        },
        "instructions": _instructions(sentences),
        "max_output_tokens": 2048,
        "model": "gpt-realtime-2",
        "output_modalities": ["audio"],
        "tool_choice": "auto",
        "tools": tools(tool_count),
        "tracing": None,
    }


def session_value(content: dict[str, Any]) -> RealtimeSessionCreateRequest:
    """A session as this library's value."""
    # Here and not above: the rivals' processes use these payloads without importing the library.
    from realtime_builder.openai_ga import RealtimeSessionCreateRequest

    return RealtimeSessionCreateRequest.from_json(wire(content))


def event_value(content: dict[str, Any]) -> SessionUpdateEvent:
    """An event as this library's value."""
    from realtime_builder.openai_ga import SessionUpdateEvent

    return SessionUpdateEvent.from_json(wire(content))


def session_of_size(name: str) -> dict[str, Any]:
    """A session of one of `SIZES`: its instructions are as long as the size asks for."""
    tool_count, size = SIZES[name]
    content = session(tool_count, sentences=1)
    room = size - len(wire(content))
    sentences = 1
    while len(_instructions(sentences + 1).encode()) - len(_instructions(1)) <= room:
        sentences += 1
    content["instructions"] = _instructions(sentences)
    return content


def session_with_plain_tools() -> dict[str, Any]:
    """The session with 20 tools of another kind: each has eight texts as parameters, with a description each.

    Its schemas have half as many members again as those of `session_of_size`, and less variety.
    """
    return session(0) | {"tools": [_plain_tool(number) for number in range(20)]}


def _plain_tool(number: int) -> dict[str, Any]:
    texts = {f"part_{i}": {"type": "string", "description": f"Part {i} of request {number}."} for i in range(8)}
    return {
        "type": "function",
        "name": f"tool_{number}",
        "description": f"Do what tool {number} is there for, with all the parts that the caller gave.",
        "parameters": {"type": "object", "properties": texts, "required": ["part_1", "part_2"]},
    }


def event(session: dict[str, Any]) -> dict[str, Any]:
    """The ``session.update`` that carries a session."""
    return {"type": "session.update", "session": session, "event_id": "event_support_0001"}


def echo(event: dict[str, Any]) -> dict[str, Any]:
    """The ``session.updated`` with which a server answers an event: the session, and what servers add to it."""
    added: dict[str, Any] = {"id": "sess_C9G5QPteg4UIbotdKLoYQ"}
    if event["session"].get("type") == "realtime":
        added |= {"object": "realtime.session", "expires_at": 1763740800}
    return {"type": "session.updated", "event_id": "event_C9G5RJeJ2gF", "session": {**event["session"], **added}}


def voicelive_event(content: dict[str, Any]) -> dict[str, Any]:
    """A GA ``session.update`` in Azure Voice Live's shape: the same tools, instructions and settings."""
    session = content["session"]
    return {
        "type": "session.update",
        "session": {
            "model": session["model"],
            "modalities": ["text", "audio"],
            "voice": {"type": "azure-standard", "name": "en-US-AvaNeural", "rate": "1.1"},
            "instructions": session["instructions"],
            "input_audio_sampling_rate": 24000,
            "input_audio_format": "pcm16",
            "output_audio_format": "pcm16",
            "turn_detection": {
                "type": "azure_semantic_vad",
                "threshold": 0.55,
                "prefix_padding_ms": 300,
                "silence_duration_ms": 550,
                "end_of_utterance_detection": {
                    "model": "semantic_detection_v1",
                    "threshold_level": "default",
                    "timeout_ms": 1000,
                },
                "create_response": True,
                "interrupt_response": True,
            },
            "input_audio_noise_reduction": {"type": "azure_deep_noise_suppression"},
            "input_audio_echo_cancellation": None,
            "input_audio_transcription": {"model": "azure-speech", "language": "en"},
            "tools": copy.deepcopy(session["tools"]),
            "tool_choice": session["tool_choice"],
            "max_response_output_tokens": session["max_output_tokens"],
        },
        "event_id": content["event_id"],
    }


def wire(content: dict[str, Any]) -> bytes:
    """The content as compact UTF-8 JSON, written by the standard library."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
