"""Edits: at depth, patches and overlays that are laid over a value, and layers that remember who set what."""

from .layers import Layers
from .origins import Origin
from .patches import diff, invert

__all__ = ["Layers", "Origin", "diff", "invert"]
