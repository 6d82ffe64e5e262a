"""Avatars and animation: the look of the assistant while it speaks."""

from typing import Annotated, Literal

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Array, Finite, Number, Open, Secret, Settable

# Animation: data from which the client moves a face of its own


class Animation(Config):
    """Animation data that comes with the speech.

    Wire: `session.animation`, `response.animation`.
    """

    model_name: Settable[str] = UNSET
    """The animation model. Server default `default`."""

    outputs: Settable[Array[Open[Literal["blendshapes", "viseme_id"]]]] = UNSET
    """Kinds of data to send. Server default `blendshapes`."""


# Avatar: video that the service makes


class IceServer(Config):
    """A server for the video's WebRTC connection.

    Wire: `session.avatar.ice_servers`.
    """

    urls: Array[str]
    """Addresses, as `turn:` or `stun:` URLs."""

    username: Settable[str] = UNSET
    """User name for the server."""

    credential: Settable[Secret] = UNSET
    """Password or token for the server."""


class VideoCrop(Config):
    """The part of the picture that is sent, as a rectangle in pixels.

    Wire: `session.avatar.video.crop`.
    """

    top_left: Annotated[Array[Number], Meta(min_length=2, max_length=2)]
    """Upper left corner, as x and y in pixels, not negative."""

    bottom_right: Annotated[Array[Number], Meta(min_length=2, max_length=2)]
    """Lower right corner, as x and y in pixels, not negative."""


class VideoResolution(Config):
    """Size of the picture.

    Wire: `session.avatar.video.resolution`.
    """

    width: int
    """Width in pixels, above 0."""

    height: int
    """Height in pixels, above 0."""


class Background(Config):
    """Background of the avatar: a colour or a picture, not both.

    Wire: `session.avatar.video.background`.
    """

    color: Settable[str] = UNSET
    """Colour as hexadecimal RGBA, such as `#00FF00FF`. Not together with `image_url`."""

    image_url: Settable[str] = UNSET
    """URL of the picture. Not together with `color`."""


class VideoParams(Config):
    """How the video is encoded and composed.

    Wire: `session.avatar.video`.
    """

    bitrate: Settable[int] = UNSET
    """Bits per second. Server default 2000000."""

    codec: Settable[Open[Literal["h264"]]] = UNSET
    """Video codec; one is documented. Server default `h264`."""

    crop: Settable[VideoCrop] = UNSET
    """Part of the picture to send."""

    resolution: Settable[VideoResolution] = UNSET
    """Size of the picture."""

    background: Settable[Background] = UNSET
    """Background of the avatar."""

    gop_size: Settable[Annotated[int, Meta(ge=1, le=2000)]] = UNSET
    """Frames from one key frame to the next, 1 to 2000. Server default 10."""


class Scene(Config):
    """Position of a photo avatar in the picture, and how much it moves.

    Wire: `session.avatar.scene`.
    """

    # Place

    zoom: Settable[Finite] = UNSET
    """Size: below 1 smaller, above 1 larger. The documents ask for more than 0, but state the default 0.0."""

    position_x: Settable[Finite] = UNSET
    """Shift to the right as a share of the picture's width, -1.0 to 1.0. Server default 0.0."""

    position_y: Settable[Finite] = UNSET
    """Shift downwards as a share of the picture's height, -1.0 to 1.0. Server default 0.0."""

    # Turn, in radians

    rotation_x: Settable[Finite] = UNSET
    """Pitch in radians, -pi to pi. Above 0 looks down. Server default 0.0."""

    rotation_y: Settable[Finite] = UNSET
    """Yaw in radians, -pi to pi. Above 0 looks to the right. Server default 0.0."""

    rotation_z: Settable[Finite] = UNSET
    """Roll in radians, -pi to pi. Above 0 leans clockwise. Server default 0.0."""

    # Movement

    amplitude: Settable[Finite] = UNSET
    """How much it moves: 1 is in full. The documents ask for more than 0, but state the default 0.0."""


class AvatarConfig(Config):
    """The avatar, and how its video is sent.

    Wire: `session.avatar`.
    """

    # Connection

    type: Settable[Open[Literal["video-avatar", "photo-avatar"]]] = UNSET
    """Filmed or made from a photo. Server default `video-avatar`."""

    ice_servers: Settable[Array[IceServer]] = UNSET
    """Servers for the WebRTC connection. The service has its own."""

    # Who

    character: str
    """Name or ID of the avatar."""

    style: Settable[str] = UNSET
    """Style of the avatar, such as `casual-sitting`."""

    model: Settable[Open[Literal["vasa-1"]]] = UNSET
    """Model that moves the photo. A photo avatar needs it."""

    customized: Settable[bool] = UNSET
    """Whether the avatar is your own and not from the gallery. The SDK requires it, Microsoft's samples omit it."""

    # Picture

    video: Settable[VideoParams] = UNSET
    """How the video is encoded and composed."""

    scene: Settable[Scene] = UNSET
    """Position of a photo avatar in the picture, and how much it moves."""

    # Transport

    output_protocol: Settable[Open[Literal["webrtc", "websocket"]]] = UNSET
    """How the video is sent. Server default `webrtc`."""

    output_audit_audio: Settable[bool] = UNSET
    """Send the audio over the WebSocket as well, for review. Server default false."""
