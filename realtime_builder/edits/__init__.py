"""Edits: at depth, and patches that are laid over a value."""

from .patches import diff, invert

__all__ = ["diff", "invert"]
