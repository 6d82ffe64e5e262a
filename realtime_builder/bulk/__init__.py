"""Many messages from one: a `Template` cut once, and `render` for whole files."""

from .render import BadLine, render
from .template import Template

__all__ = ["BadLine", "Template", "render"]
