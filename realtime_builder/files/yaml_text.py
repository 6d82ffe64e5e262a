"""YAML, read as what it has in common with JSON.

Scalars are those of YAML 1.2, so ``no`` is a text and ``12:30`` is not 750. What JSON has no
form for (dates, tags, a key given twice) is refused with its line. PyYAML's loader in C is not
used: deep nesting crashes the process there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

import yaml

from .._core.depth import AROUND, MAX_DEPTH

__all__ = ["compose_yaml", "read_yaml", "write_yaml"]

_MAX_COPIED = 10_000_000
_MAX_DIGITS = 4300  # Python reads no longer integer

_NO_LINE_ENDS = "\x85\u2028\u2029"

_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str) -> Any:
    """The one document in ``text``. What several aliases name is one object.

    Raises:
        yaml.YAMLError: for text that is not YAML, or not JSON in the form of YAML.
        RecursionError: where it is nested too deeply.
    """
    return yaml.load(text, _Loader)  # noqa: S506 - a safe loader


def compose_yaml(text: str) -> yaml.Node | None:
    """The nodes of a text that `read_yaml` took; each knows where it stands."""
    return yaml.compose(text, _Loader)


class _Loader(yaml.SafeLoader):
    """Makes plain JSON values, and nothing else."""

    def __init__(self, text: str) -> None:
        """PyYAML takes three characters for ends of lines that are like any other since YAML 1.2: they stand aside."""
        others = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        aside: dict[str, str | int | None] = {end: next(others, end) for end in _NO_LINE_ENDS if end in text}
        super().__init__(text.translate(str.maketrans(aside)))
        self._back = {ord(str(other)): end for end, other in aside.items()}

    def fetch_flow_collection_start(self, TokenClass: type[yaml.Token]) -> None:  # noqa: N803 - PyYAML's name
        """Begin a list or a mapping in brackets: PyYAML goes through all open ones at each further token."""
        if self.flow_level > MAX_DEPTH + AROUND:
            raise RecursionError
        super().fetch_flow_collection_start(TokenClass)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> str:
        """A scalar's text, with the characters that stood aside."""
        return str(super().construct_scalar(node)).translate(self._back)

    def compose_document(self) -> yaml.Node | None:
        """The document's nodes, once they are known to be fit for construction."""
        document = super().compose_document()
        if document is not None and self._weigh(document, {}) > 2 * self.index + _MAX_COPIED:
            _refuse("aliases that stand for too much", document)
        return document

    def _weigh(self, node: yaml.Node, weights: dict[int, int | None]) -> int:
        """How much the node is with its aliases written out: a node counts as a character more."""
        if id(node) in weights:
            weight = weights[id(node)]
            if weight is None:
                _refuse("an anchor that contains its own alias", node)
            return weight
        weights[id(node)] = None
        if isinstance(node, yaml.MappingNode):
            _refuse_repeated(node)
            weight = 1 + sum(self._weigh(child, weights) for pair in node.value for child in pair)
        elif isinstance(node, yaml.SequenceNode):
            weight = 1 + sum(self._weigh(child, weights) for child in node.value)
        else:
            self._check_scalar(node)
            weight = 1 + len(node.value)
        weights[id(node)] = weight
        return weight

    def _check_scalar(self, node: yaml.Node) -> None:
        kind = node.tag.removeprefix(_TAG)
        if kind == "timestamp":
            _refuse("a date or time, which JSON does not have; put it in quotes", node)
        if kind in ("null", "bool", "int", "float"):
            resolve: Callable[..., str] = self.resolve
            if node.tag != resolve(yaml.ScalarNode, node.value, (True, False)):
                _refuse(f"a value that is no {kind}", node)
            if kind == "int" and len(node.value) > _MAX_DIGITS:
                _refuse(f"an integer of more than {_MAX_DIGITS} digits", node)


def _refuse_repeated(node: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in seen:
                _refuse(f"the key `{key.value[:80]}` twice", key)
            seen.add((key.tag, key.value))


def _refuse(found: str, node: yaml.Node) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=f"found {found}", problem_mark=node.start_mark)


_JSON_TYPES = ("null", "bool", "int", "float", "str", "seq", "map")
_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+"
_DATE = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"

# By kind: the pattern of a scalar without quotes, and the characters that it may begin with.
_SCALARS = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?(0|[1-9][0-9]*)|0x[0-9a-fA-F]+|0o[0-7]+", list("-+0123456789")),
    "float": (rf"{_FLOAT}|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.0123456789")),
    "timestamp": (rf"{_DATE}(([Tt]|[ \t]+)[0-9:.]+[ \t]*(Z|[-+][0-9:]+)?)?", list("0123456789")),
    "merge": (r"<<", ["<"]),
}

_Loader.yaml_constructors = {
    tag: yaml.SafeLoader.yaml_constructors[tag] for tag in [None, *(_TAG + kind for kind in _JSON_TYPES)]
}
_Loader.yaml_implicit_resolvers = {}
for _kind, (_pattern, _first) in _SCALARS.items():
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(rf"(?:{_pattern})\Z"), _first)


class _Dumper(yaml.SafeDumper):
    """Writes what `read_yaml` reads back: texts that any version of YAML takes for something else in quotes."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Several lines as a block; characters that can't be seen, which PyYAML would not all give back, as escapes."""
    visible = text.replace("\n", "").isprintable()
    return dumper.represent_scalar(_TAG + "str", text, style='"' if not visible else "|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
for _kind, (_pattern, _first) in _SCALARS.items():
    _Dumper.add_implicit_resolver(_TAG + _kind, re.compile(rf"(?:{_pattern})\Z"), _first)


def write_yaml(value: Any) -> str:
    """Plain JSON as YAML, texts of several lines as blocks."""
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text
