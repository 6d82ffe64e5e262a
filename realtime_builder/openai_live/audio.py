"""Audio: the three formats, voices, and the audio settings of sessions."""

from typing import Literal, TypeAlias

from ..config import Config
from ..fields import UNSET, Finite, Open, Settable

# Formats. Each names its rate, unlike in the Realtime API.


class AudioPCM(Config, tag="audio/pcm"):
    """Raw PCM: 16-bit, mono, little-endian.

    Wire: `session.audio.format`.
    """

    rate: Literal[16000, 24000]
    """Samples per second."""


class AudioPCMU(Config, tag="audio/pcmu"):
    """G.711 μ-law, as telephones use it in North America and Japan.

    Wire: `session.audio.format`.
    """

    rate: int
    """Samples per second. The server takes 8000 only."""


class AudioPCMA(Config, tag="audio/pcma"):
    """G.711 A-law, as telephones use it in the rest of the world.

    Wire: `session.audio.format`.
    """

    rate: int
    """Samples per second. The server takes 8000 only."""


AudioFormat: TypeAlias = AudioPCM | AudioPCMU | AudioPCMA

# Voices

BuiltInVoice: TypeAlias = Literal[
    "alloy",
    "ash",
    "ballad",
    "beacon",
    "bossa",
    "cedar",
    "cinder",
    "coral",
    "delta",
    "echo",
    "gleam",
    "marin",
    "meridian",
    "quartz",
    "ripple",
    "sage",
    "shida",
    "shimmer",
    "stone",
    "tempo",
    "verse",
    "vesper",
    "willow",
]
"""The known voices."""


class CustomVoice(Config):
    """A voice made from recordings.

    Wire: `session.audio.output.voice`.
    """

    id: str
    """Identifier of the voice."""


# What a session says


class AudioOutput(Config, container=True):
    """The model's speech.

    Wire: `session.audio.output`.
    """

    voice: Settable[Open[BuiltInVoice] | CustomVoice] = UNSET
    """A built-in voice by name, or a custom one. Fixed at the start. Server default marin."""


class Audio(Config, container=True):
    """Audio of a session on a WebSocket. All of it is fixed at the start.

    Wire: `session.audio`.
    """

    format: Settable[AudioFormat] = UNSET
    """Format of both directions. WebRTC and SIP negotiate their own format, and refuse this field."""

    output: Settable[AudioOutput] = UNSET
    """The model's speech."""


class MediaAudio(Config, container=True):
    """Audio of a session on WebRTC or SIP, where the transport chooses the format.

    Wire: `session.audio`.
    """

    output: Settable[AudioOutput] = UNSET
    """The model's speech."""


class ForkAudio(Config, container=True):
    """Audio of a fork on a WebSocket. The voice comes from the stored session.

    Wire: `session.audio`.
    """

    format: Settable[AudioFormat] = UNSET
    """Format of both directions on the new connection. A WebRTC fork omits it."""


# When a WebRTC session sleeps


class WakePolicy(Config, tag="speech"):
    """Inference pauses after a while without speech, and goes on when somebody speaks.

    Wire: `session.wake_policy`.
    """

    vad_threshold: Settable[Finite] = UNSET
    """How sure the server has to be that it hears speech, 0.0 to 1.0; higher wakes less often.
    Turn detection has a threshold of its own. Server default 0.5."""
