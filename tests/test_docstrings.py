"""Every struct and every field says what it is: read off the source, as an editor does."""

import ast
import importlib
import inspect
from functools import cache

import pytest
from strategies import ALL_STRUCTS, for_each, name_of

import realtime_builder
from realtime_builder import Config
from realtime_builder._core.shape import fields_of

DECLARED = [cls for cls in ALL_STRUCTS if cls.__module__ != "samples"]


@cache
def classes_of(module: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def field_docstrings(cls: type) -> dict[str, str]:
    """The string under each field that the class itself declares, empty where there is none."""
    body = classes_of(cls.__module__)[cls.__name__].body
    documented = {}
    for i, node in enumerate(body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            following = body[i + 1] if i + 1 < len(body) else None
            is_text = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
            documented[node.target.id] = following.value.value if is_text else ""
    return documented


@for_each(DECLARED, name_of)
def test_a_struct_says_what_it_is(cls):
    node = classes_of(cls.__module__)[cls.__name__]
    docstring = ast.get_docstring(node)
    assert docstring, "no docstring"
    assert_is_a_sentence(docstring.split("\n\n")[0])


@for_each(DECLARED, name_of)
def test_a_field_says_what_it_means(cls):
    documented = field_docstrings(cls)
    assert documented.keys() <= fields_of(cls).keys()
    assert not [name for name, text in documented.items() if not text], "fields without a docstring"
    for text in documented.values():
        assert isinstance(text, str)
        assert_is_a_sentence(text)


def with_bases(cls: type) -> list[type]:
    """A class and its bases, also the private ones whose fields were copied into it."""
    shared = cls.__dict__.get("_shares")
    own = [cls] if shared is None else [cls, *with_bases(shared)]
    return own + [base for parent in cls.__bases__ for base in with_bases(parent)]


@for_each(DECLARED, name_of)
def test_every_field_is_documented_where_it_is_declared(cls):
    documented: set[str] = set()
    for base in with_bases(cls):
        if issubclass(base, Config) and base is not Config and base.__name__ in classes_of(base.__module__):
            documented |= field_docstrings(base).keys()
    assert documented >= fields_of(cls).keys()


def assert_is_a_sentence(text: str) -> None:
    text = " ".join(text.split())
    assert text, "an empty docstring"
    assert text.endswith((".", ":")), text
    assert text[0].isupper() or not text[0].isalpha(), text
    assert "  " not in text
    assert not {"TODO", "FIXME", "XXX"} & set(text.replace(".", " ").split()), text


@pytest.mark.parametrize("name", realtime_builder.__all__)
def test_a_public_name_says_what_it_is(name):
    member = getattr(realtime_builder, name)
    if isinstance(member, type) or inspect.isroutine(member):
        assert inspect.getdoc(member)


PUBLIC_METHODS = [
    name
    for name, member in vars(Config).items()
    if not name.startswith("_")
    and (inspect.isfunction(member) or isinstance(member, classmethod))
    and member.__module__.startswith("realtime_builder")
]


@pytest.mark.parametrize("name", PUBLIC_METHODS)
def test_a_public_method_says_what_it_does(name):
    docstring = inspect.getdoc(getattr(Config, name))
    assert docstring
    assert_is_a_sentence(docstring.split("\n\n")[0])


def test_methods_were_found():
    assert {"copy_with", "without", "to_json", "from_json", "as_dict", "from_dict"} <= set(PUBLIC_METHODS)


@pytest.mark.parametrize("name", sorted({cls.__module__ for cls in DECLARED}))
def test_a_module_says_what_it_holds(name):
    assert importlib.import_module(name).__doc__
