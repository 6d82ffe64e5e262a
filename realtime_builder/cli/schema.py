"""The command schema."""

import msgspec

from .._core.shape import tag_of
from ..files.roots import SESSION, USUAL, is_event, roots_of
from ..files.schema import file_schema
from .failure import Failure
from .options import KindOption, SchemaMessageOption, UsualDialectOption
from .output import write
from .wire import require_message

__all__ = ["schema"]


def schema(
    dialect: UsualDialectOption = USUAL,
    message: SchemaMessageOption = SESSION,
    kind: KindOption = "",
) -> None:
    """Print the JSON Schema of files, for an editor or another program."""
    require_message(dialect, message)
    roots = roots_of(dialect, message)
    usual, *others = roots
    choices = [choice for choice in (usual, *others) if choice]
    if kind and kind not in choices:
        listed = ", ".join(f"`{choice}`" for choice in choices) or "no type"
        raise Failure("--type", f"Expected {listed} for a {roots[usual].member} of {dialect}, got `{kind}`")
    root = roots[kind or usual]
    type_ = root.event if is_event(message) else root.alone
    described = file_schema(type_)
    if kind and type_ is root.alone and tag_of(type_) is None:  # only the file says it, not the wire
        described["$defs"][type_.__name__]["properties"]["type"] = {"const": kind}
    write(msgspec.json.format(msgspec.json.encode(described)))
