"""Between the dialects: a configuration of one API as that of another, and what is lost on the way."""

from .api import convert
from .report import Carried, Change, Conversion, ConversionError, Loss

__all__ = ["Carried", "Change", "Conversion", "ConversionError", "Loss", "convert"]
