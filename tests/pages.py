"""Pages of documentation taken apart: their blocks of code, each with what it is to print.

A line ``<!-- ... -->`` right above a block says more of it:

==================  ===================================================================================
``file NAME``       the block is a file, which the blocks below it can read
``mistake``         a type checker flags what the block shows, so it is run and not type-checked
``with NAME``       the block needs a framework, and is run where `tests/frameworks` has it installed
==================  ===================================================================================
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import zip_longest
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

_BLOCK = re.compile(r"^(?:<!-- ([^\n]*) -->\n)?```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    language: str
    code: str
    line: int
    output: str | None
    """What stands in a `json` or `text` block right below."""
    mark: str


def written() -> list[Path]:
    """The README and every page that people wrote, in order."""
    made = ("_build", "_ext", "reference/types", "reference/api")
    pages = [path for path in DOCS.rglob("*.md") if not str(path.relative_to(DOCS)).startswith(made)]
    return [ROOT / "README.md", *sorted(pages)]


def blocks_of(text: str, *languages: str) -> list[Block]:
    found = list(_BLOCK.finditer(text))
    taken = []
    for match, following in zip_longest(found, found[1:]):
        mark, language, code = match[1] or "", match[2], match[3]
        output = None
        if following and following[2] in ("json", "text") and not following[1]:
            output = following[3] if not text[match.end() : following.start()].strip() else None
        if not languages or language in languages or mark.startswith("file "):
            taken.append(Block(language, code, text.count("\n", 0, match.start(3)) + 1, output, mark))
    return taken


Shell = Callable[[str], "subprocess.CompletedProcess[str]"]


def shell_in(folder: Path) -> Shell:
    """Runs a line of shell in a copy of the examples, where the command is the code of this tree."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    commands = folder / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, module in (("realtime-builder", "-m realtime_builder "), ("python", "")):
        command = commands / name
        command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" {module}"$@"\n')
        command.chmod(0o755)
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"

    def run(line: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def run_page(page: Path, blocks: Iterable[Block], folder: Path) -> None:
    """Run the blocks of a page in order, in one namespace and one folder; each has to print what is shown."""
    shell = shell_in(folder)
    module = ModuleType(f"page_{page.stem}")
    sys.modules[module.__name__] = module
    try:
        with contextlib.chdir(folder):
            for block in blocks:
                where = f"{page.relative_to(ROOT)}, line {block.line}"
                if block.mark.startswith("file "):
                    Path(block.mark.removeprefix("file ")).write_text(block.code)
                elif block.language == "python":
                    printed = io.StringIO()
                    with contextlib.redirect_stdout(printed):
                        exec(compile("\n" * (block.line - 1) + block.code, str(page), "exec"), module.__dict__)
                    assert printed.getvalue() == (block.output or ""), where
                else:
                    done = shell(block.code)
                    assert (done.returncode, done.stderr) == (0, ""), where
                    assert block.output in (None, done.stdout), where
    finally:
        del sys.modules[module.__name__]
