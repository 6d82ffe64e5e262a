"""The command init: a commented file to start from, with the schema that lets an editor complete it."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ..files.roots import SESSION, USUAL, roots_of
from ..files.schema import file_schema
from .documents import STDIN
from .failure import Failure
from .options import UsualDialectOption
from .output import report, write

__all__ = ["init"]

_FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="The YAML file to write; `-` is standard output.", show_default=False)
]
_ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite existing files.")]


def init(file: _FileArgument = STDIN, dialect: UsualDialectOption = USUAL, *, force: _ForceOption = False) -> None:
    """Write a commented file to start from, and beside it a schema for completion in editors.

    Standard output gets only the file; `schema` prints the schema.
    """
    schema = f"{dialect}.schema.json"
    starter = files(__package__).joinpath("starters", f"{dialect}.yaml").read_text(encoding="utf-8")
    text = f"# yaml-language-server: $schema={schema}\n{starter}"
    if file == STDIN:
        write(text.encode().rstrip(b"\n"))
        return
    path = Path(file)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise Failure(file, "The file is YAML; give it a name that ends in .yaml")
    _write_new(path, text, force=force)
    root = next(iter(roots_of(dialect, SESSION).values()))
    described = msgspec.json.format(msgspec.json.encode(file_schema(root.alone))).decode() + "\n"
    _write_new(path.with_name(schema), described, force=True)  # which nobody edits
    report(Failure(file, f"Written, with {schema} for your editor; `realtime-builder check {file}` reads it"))


def _write_new(path: Path, text: str, *, force: bool) -> None:
    try:
        with path.open("w" if force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise Failure(str(path), "It exists already; `--force` overwrites it") from None
    except OSError as error:
        raise Failure(str(path), error.strerror or error) from None
