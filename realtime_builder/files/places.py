"""Where in a file's text a value stands: line and column for a path.

Asked only once something is to be said about a value, so reading a file pays nothing for it. The text is
known to be valid by then: the scanners below look for names and brackets, and do not check anything again.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .json_text import Node, scan_json
from .parse import TOML_STRING, Format

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = ["Places"]


class Places:
    """The places of the values in a text that was read before."""

    def __init__(self, text: str, form: Format) -> None:
        self._text = text
        self._form = form
        self._root: Any = None
        self._lines: list[int] = []
        self._members: dict[int, dict[str, tuple[Any, Any]]] = {}

    def find(self, steps: Steps) -> tuple[int, int]:
        """Line and column, counted from 1, of what ``steps`` lead to: of its name in an object, of itself in a list.

        Where the text does not go as deep, the place of the deepest that it has.
        """
        if self._root is None:
            self._root = _SCANNERS[self._form](self._text)
            self._lines = [0, *(end.end() for end in re.finditer("\n", self._text))]
        at = self._follow_yaml(steps) if self._form is Format.YAML else _follow(self._root, steps)
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def has(self, steps: Steps) -> bool:
        """Whether the text has a value of its own at ``steps``."""
        return bool(steps) and self.find(steps) != self.find(steps[:-1])

    # YAML: the nodes that PyYAML composes know their places. They are followed as they are, since aliases
    # may stand for far more than the text has.

    def _follow_yaml(self, steps: Steps) -> int:
        node = self._root
        at: int = node.start_mark.index if node is not None else 0
        for step in steps:
            found = self._yaml_member(node, step)
            if found is None:
                break
            named, node = found
            at = named.start_mark.index
        return at

    def _yaml_member(self, node: Any, step: str | int) -> tuple[Any, Any] | None:
        """The node that names a member, or is the item, and the member or item itself."""
        if node.id == "mapping":
            members = self._members.get(id(node))
            if members is None:
                members = self._members[id(node)] = {str(key.value): (key, value) for key, value in node.value[::-1]}
            return members.get(str(step))
        if node.id == "sequence" and isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step]
        return None


def _follow(node: Node, steps: Steps) -> int:
    for step in steps:
        found = node.members.get(step)
        if found is None:
            break
        node = found
    return node.at


def _scan_yaml(text: str) -> Any:
    from .yaml_text import compose_yaml  # noqa: PLC0415 - it needs PyYAML, of an extra

    return compose_yaml(text)


# TOML

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TOML_STRING = re.compile(TOML_STRING, re.DOTALL)
_TOML_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_TOML_SCALAR = re.compile(r"[^,\]}#\r\n]+")


class _Toml:
    """Goes through valid TOML and notes where each key and item begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = Node(0)

    def scan(self) -> Node:
        table = self.root
        self.skip_blank()
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self.open_table(2)
            elif self.text[self.at] == "[":
                table = self.open_table(1)
            else:
                self.read_pair(table)
            self.skip_blank()
        return self.root

    def skip_blank(self) -> None:
        blank = _TOML_BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at

    def open_table(self, brackets: int) -> Node:
        start = self.at
        self.at += brackets
        keys = self.read_keys()
        self.at += brackets
        node = self.root
        for i, (key, _) in enumerate(keys):
            node = node.members.setdefault(key, Node(start))
            last = i == len(keys) - 1
            if last and brackets == 2:  # noqa: PLR2004 - [[ begins an item of a list
                node = node.members.setdefault(len(node.members), Node(start))
            elif not last and node.members and isinstance(next(iter(node.members)), int):
                node = node.members[len(node.members) - 1]  # a table inside the last item
        return node

    def read_keys(self) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        while True:
            self.skip_blank()
            start = self.at
            text = _TOML_STRING.match(self.text, start) or _BARE.match(self.text, start)
            if text is None:  # which valid TOML never is
                return keys
            self.at = text.end()
            keys.append((_toml_text(text[0]) if text[0][0] in "\"'" else text[0], start))
            self.skip_blank()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def read_pair(self, table: Node) -> None:
        node = table
        for key, at in self.read_keys():
            node = node.members.setdefault(key, Node(at))
        self.at += 1  # the equals sign
        self.read_value(node)

    def read_value(self, node: Node) -> None:
        self.skip_blank()
        text = self.text
        string = _TOML_STRING.match(text, self.at)
        if string is not None:
            self.at = string.end()
        elif text[self.at] in "[{":
            self.read_items(node, "]" if text[self.at] == "[" else "}")
        else:
            scalar = _TOML_SCALAR.match(text, self.at)
            self.at = scalar.end() if scalar else self.at + 1

    def read_items(self, node: Node, closing: str) -> None:
        self.at += 1
        self.skip_blank()
        while self.text[self.at] != closing:
            if closing == "]":
                item = node.members[len(node.members)] = Node(self.at)
                self.read_value(item)
            else:
                self.read_pair(node)
            self.skip_blank()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip_blank()
        self.at += 1


def _toml_text(literal: str) -> str:
    """What a quoted key says."""
    text: str = tomllib.loads(f"key = {literal}")["key"]
    return text


def _scan_toml(text: str) -> Node:
    return _Toml(text).scan()


_SCANNERS: dict[Format, Callable[[str], Any]] = {
    Format.YAML: _scan_yaml,
    Format.JSON: scan_json,
    Format.TOML: _scan_toml,
}
