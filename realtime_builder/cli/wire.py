"""From files to the wire: the command encode, and how every command reads a configuration."""

import msgspec

from ..config import Config
from ..dialects import Dialect
from ..encoding import encode as encode_config
from ..errors import ValidationError
from .changes import Change, apply, parse_changes
from .documents import Format, name_of, read_document
from .failure import Failure
from .options import (
    ClearOption,
    DialectOption,
    FileArgument,
    FormatOption,
    MessageOption,
    OmitOption,
    PrettyOption,
    SetOption,
)
from .output import write
from .roots import USUAL, Reading, detect_dialect, read_config

__all__ = ["encode", "load", "load_detected", "read"]


def load(
    file: str,
    dialect: Dialect = USUAL,
    message: str | None = None,
    *,
    form: Format | None = None,
    changes: list[Change] | None = None,
) -> Config:
    """The configuration or event in a file.

    Raises:
        Failure: for whatever is wrong with the file.
    """
    reading = read(file, dialect, message, form=form, changes=changes)
    try:
        return reading.sent()
    except ValidationError as error:
        raise Failure(name_of(file), error) from None


def load_detected(file: str, message: str | None = None, *, form: Format | None = None) -> tuple[Config, Dialect]:
    """The configuration or event in a file, and the dialect that fits it.

    Raises:
        Failure: for whatever is wrong with the file.
    """
    document = read_document(file, form)
    try:
        dialect = detect_dialect(document, message)
        return read_config(document, dialect, message).sent(), dialect
    except ValidationError as error:
        raise Failure(name_of(file), error) from None


def read(
    file: str,
    dialect: Dialect,
    message: str | None = None,
    *,
    form: Format | None = None,
    changes: list[Change] | None = None,
) -> Reading:
    """What a file holds, after the changes, and what to make of it.

    Raises:
        Failure: for whatever is wrong with the file.
    """
    document = read_document(file, form)
    try:
        document, absent = apply(document, changes or [])
        reading = read_config(document, dialect, message)
        reading.config.without(*absent)  # which knows a typo from what just isn't there
    except ValidationError as error:
        raise Failure(name_of(file), error) from None
    return reading


def encode(
    file: FileArgument,
    dialect: DialectOption = USUAL,
    message: MessageOption = None,
    form: FormatOption = None,
    sets: SetOption = [],  # noqa: B006 - never changed
    clears: ClearOption = [],  # noqa: B006
    omits: OmitOption = [],  # noqa: B006
    *,
    pretty: PrettyOption = False,
) -> None:
    """Print a file as the JSON that goes over the wire.

    Paths are those of the file. `--set` comes first, then `--clear`, then `--omit`.
    """
    changes = parse_changes(sets, clears, omits)
    data = encode_config(load(file, dialect, message, form=form, changes=changes))
    write(msgspec.json.format(data) if pretty else data)
