"""A JSON text's names and brackets, with their places. The text is known to be valid, but for names given twice."""

from __future__ import annotations

import json
import re

__all__ = ["Node", "place_of_token", "repeated_name", "scan_json"]


class Node:
    """A value's place in a text, and its members or items."""

    __slots__ = ("at", "members")

    def __init__(self, at: int) -> None:
        self.at = at
        self.members: dict[str | int, Node] = {}


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def scan_json(text: str) -> Node:
    """Where each value begins: a member's name, a list's item."""
    return _scan(text)[0]


def repeated_name(text: str) -> int:
    """Where the first name stands that its object has already; 0 where there is none."""
    return _scan(text)[1]


def place_of_token(text: str, wanted: re.Pattern[str]) -> int:
    """Where the first name, text, number or word stands that is as ``wanted``; 0 where there is none."""
    return next((token.start() for token in _TOKEN.finditer(text) if wanted.fullmatch(token[0])), 0)


def _scan(text: str) -> tuple[Node, int]:
    root, repeated = Node(0), 0
    open_: list[tuple[Node, bool]] = []  # the objects and lists that are not closed yet, and which are lists
    name, after_colon = "", False
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first in "}]":
            open_.pop()
            after_colon = False
            continue
        if first in ":,":
            after_colon = first == ":"
            continue
        if not open_:
            node = root
            node.at = token.start()
        elif open_[-1][1]:
            members = open_[-1][0].members
            node = members[len(members)] = Node(token.start())
        elif not after_colon:
            name = json.loads(token[0])
            repeated = repeated or (token.start() if name in open_[-1][0].members else 0)
            open_[-1][0].members[name] = Node(token.start())
            continue
        else:
            node = open_[-1][0].members[name]
        if first in "{[":
            open_.append((node, first == "["))
            after_colon = False
    return root, repeated
