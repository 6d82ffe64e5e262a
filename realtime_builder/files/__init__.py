"""Configurations in files: YAML, JSON and TOML, with references, and every mistake at once."""

from .document import Document, Place
from .dump import dumps
from .failures import FileError, Problem
from .layers import load_layers
from .loading import load, load_document, loads
from .references import Reference

__all__ = [
    "Document",
    "FileError",
    "Place",
    "Problem",
    "Reference",
    "dumps",
    "load",
    "load_document",
    "load_layers",
    "loads",
]
