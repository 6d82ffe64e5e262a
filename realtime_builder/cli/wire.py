"""From files to the wire: the command encode, and how every command reads a configuration."""

from typing import TYPE_CHECKING, Any

import msgspec

from ..config import Config
from ..dialects import DIALECTS, Dialect
from ..encoding import encode as encode_config
from ..errors import ValidationError
from ..files.load import Document
from ..files.roots import USUAL, roots_of
from .changes import Change, apply, clear, parse_changes
from .documents import Format, open_document
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

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = ["encode", "load", "read", "require_message", "sent"]


def load(
    file: str,
    dialect: Dialect | None = USUAL,
    message: str | None = None,
    *,
    form: Format | None = None,
    changes: list[Change] | None = None,
) -> Config:
    """The configuration or event in a file, as the message that is wanted.

    Raises:
        FileError: for whatever is wrong with the file.
        Failure: for a message that the dialect does not have, or that the file can't be.
    """
    return sent(read(file, dialect, message, form=form, changes=changes))


def sent(document: Document) -> Config:
    """What a file is sent as.

    Raises:
        Failure: for an event that carries nothing.
    """
    try:
        return document.config if document.plan is None else document.plan.sent(document.config)
    except ValidationError as error:
        raise Failure(document.file, error) from None


def read(
    file: str,
    dialect: Dialect | None,
    message: str | None = None,
    *,
    form: Format | None = None,
    changes: list[Change] | None = None,
) -> Document:
    """What a file holds, after the changes, and what to make of it. Without a dialect it is the one that fits.

    Raises:
        FileError: for whatever is wrong with the file.
        Failure: for a message that the dialect does not have.
    """
    require_message(dialect, message)
    absent: list[Steps] = []

    def edit(members: dict[str, Any]) -> dict[str, Any]:
        members, not_there = apply(members, changes or [])
        absent.extend(not_there)
        return members

    document = open_document(file, dialect, message, form=form, edit=edit)
    try:
        document.config.without(*absent)  # which knows a typo from what just isn't there
        return document.with_config(clear(document.config, changes or []))
    except ValidationError as error:
        raise Failure(document.file, error) from None


def require_message(dialect: Dialect | None, message: str | None) -> None:
    """Refuse a ``--message`` that no dialect, or not the one that is meant, has.

    Raises:
        Failure: which names those that there are.
    """
    if message is None:
        return
    refused: ValidationError | None = None
    for each in DIALECTS if dialect is None else (dialect,):
        try:
            roots_of(each, message)
        except ValidationError as error:
            refused = refused or error
        else:
            return
    raise Failure("--message", refused)


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
