"""What both checkers must flag, each on its line: ``# E`` marks it.

Below target Python 3.13 mypy lets `copy_with` take any field (``# E not mypy 3.11``), and so does
pyright where a class has required fields (``# E 3.13``).
This file is only checked, never run.
"""

from realtime_builder import (
    UNSET,
    Config,
    Layers,
    SessionState,
    check_update,
    decode,
    encode,
    openai_beta,
    openai_ga,
    voicelive,
)
from realtime_builder.fields import Clearable
from realtime_builder.testing import loopback

session = openai_ga.RealtimeSessionCreateRequest(model="gpt-realtime")
output = openai_ga.RealtimeAudioConfigOutput(voice="marin")
tool = openai_ga.RealtimeFunctionTool(name="find")

# Building

openai_ga.RealtimeSessionCreateRequest(modle="gpt-realtime")  # E
openai_ga.RealtimeSessionCreateRequest(instructions=1)  # E
openai_ga.RealtimeSessionCreateRequest("gpt-realtime")  # E
openai_ga.RealtimeSessionCreateRequest(output_modalities=["video"])  # E
openai_ga.RealtimeSessionCreateRequest(tools=[output])  # E
openai_ga.RealtimeSessionCreateRequest(max_output_tokens="infinite")  # E
openai_ga.RealtimeSessionCreateRequest(tool_choice=3)  # E
openai_ga.RealtimeAudioConfigOutput(speed="fast")  # E
openai_ga.RealtimeAudioConfig(output=None)  # E
openai_ga.SemanticVad(threshold=0.5)  # E
openai_ga.SemanticVad(eagerness="eager")  # E
openai_ga.Mcp()  # E
openai_ga.RealtimeFunctionTool(name=None)  # E
openai_ga.SessionUpdateEvent()  # E
openai_ga.SessionUpdateEvent(session=output)  # E
openai_beta.Session(temperature="hot")  # E
openai_beta.Session(voise="marin")  # E
voicelive.RequestSession(turn_detection="server_vad")  # E
voicelive.RequestSession(voice=1)  # E
voicelive.RequestSession(metadata={"a": 1})  # E

# Editing

session.copy_with(modle="gpt-realtime")  # E not mypy 3.11
session.copy_with(instructions=1)  # E not mypy 3.11
session.copy_with("gpt-realtime")  # E
session.copy_with(tools=[output])  # E not mypy 3.11
session.copy_with(output_modalities=["video"])  # E not mypy 3.11
session.copy_with(model="gpt-realtime").copy_with(voise="marin")  # E not mypy 3.11
output.copy_with(speed="fast")  # E not mypy 3.11
tool.copy_with(name=None)  # E not mypy 3.11
tool.copy_with(nam="find")  # E not mypy 3.11
openai_ga.SessionUpdateEvent(session=session).copy_with(session=output)  # E 3.13
openai_beta.Session().copy_with(temperature="hot")  # E not mypy 3.11
voicelive.RequestSession().copy_with(turn_detection="server_vad")  # E not mypy 3.11
session.without(3.5)  # E
text: str = session.copy_with()  # E
as_output: openai_ga.RealtimeAudioConfigOutput = session.copy_with(model="gpt-realtime")  # E


class OwnSession(openai_ga.RealtimeSessionCreateRequest):
    """A subclass, with a field of its own."""

    tenant: Clearable[str] = UNSET


own = OwnSession(tenant="a")
OwnSession(tenant=1)  # E
OwnSession(tenent="a")  # E
own.copy_with(tenant=1)  # E not mypy 3.11
own.copy_with(tenent="a")  # E not mypy 3.11
session.copy_with(tenant="a")  # E not mypy 3.11

# Reading and changing

session.model.upper()  # E
session.modle.upper()  # E
session.model = "gpt-realtime"  # E
session["model"] = "gpt-realtime"  # E
del session["model"]  # E
length: int = session.instructions  # E

# Encoding and decoding

encode({"model": "gpt-realtime"})  # E
encode("gpt-realtime")  # E
decode(b"{}")  # E
decode(b"{}", openai_ga.RealtimeSessionCreateRequest)  # E
decode({}, type=openai_ga.RealtimeSessionCreateRequest)  # E
decode(b"{}", type=openai_ga.RealtimeSessionCreateRequest, unknown="ignore")  # E
openai_ga.RealtimeSessionCreateRequest.from_json({})  # E
number: int = encode(session)  # E
wrong: openai_beta.Session = decode(b"{}", type=openai_ga.RealtimeSessionCreateRequest)  # E


class Wrong(Config):
    """A required field may stand after an optional one, as all are given by name."""

    optional: Clearable[str] = UNSET
    required: str


Wrong(required="a")
Wrong(optional="a")  # E

# Names

SessionState("openai_gaa")  # E
loopback("openai_gaa")  # E
loopback("openai_ga", prot=8765)  # E
check_update(session, session, phase="speeking")  # E

# Verbs that set a struct

session.with_server_vad(treshold=0.5)  # E
session.with_server_vad(threshold="loud")  # E
session.with_server_vad(0.5)  # E
session.with_semantic_vad(threshold=0.5)  # E
voicelive.RequestSession().with_server_vad(idle_timeout_ms=5000)  # E

# Layers and overlays

session.overlay(voicelive.RequestSession())  # E
session.overlay(5)  # E
Layers(default=5)  # E
Layers(session)  # E
layered: Layers[voicelive.RequestSession] = Layers(default=session)  # E
