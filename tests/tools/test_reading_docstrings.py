"""Docstrings are taken apart in three styles, and nothing that a model should read is lost."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_builder.tools.docstrings import read_docstring


def read(text):
    def function():
        pass

    function.__doc__ = text
    return read_docstring(inspect.getdoc(function) or "")


@pytest.mark.parametrize(
    ("text", "description", "parameters"),
    [
        ("", "", {}),
        ("Book a table.", "Book a table.", {}),
        ("Book.\n\n\n\n    Only here.", "Book.\n\nOnly here.", {}),
        # Google
        ("Book.\n\n    Args:\n        a: An a.\n        b (int, optional): A b.\n            More.", "Book.", {"a": "An a.", "b": "A b. More."}),
        ("Book.\n\n    Arguments:\n        a:\n            An a.\n\n            Still it.", "Book.", {"a": "An a. Still it."}),
        ("Book.\n\n    Args:\n        *a: An a.\n        **b: A b: it is.", "Book.", {"a": "An a.", "b": "A b: it is."}),
        ("Book.\n\n    Args:\n        a: An a.\n\n    Only here.", "Book.\n\nOnly here.", {"a": "An a."}),
        ("Book.\n\n    Note:\n        Be kind.\n\n    Returns:\n        A b.", "Book.\n\nNote:\n    Be kind.", {}),
        ("Book.\n\n    Raises:\n        ValueError: Never.\n\n    Keyword Args:\n        a: An a.", "Book.", {"a": "An a."}),
        ("Book.\n\n    Returns:", "Book.\n\nReturns:", {}),
        ("Book.\n\n    Example:\n    Say so.\n\n    Args:\n        a: An a.", "Book.\n\nExample:\nSay so.", {"a": "An a."}),
        ("Book.\n\n    Args:\n        a without a colon", "Book.", {}),
        ("Args: none.", "Args: none.", {}),
        # NumPy
        ("Book.\n\n    Parameters\n    ----------\n    a, b : int\n        Both.\n    c\n        A c.", "Book.", {"a": "Both.", "b": "Both.", "c": "A c."}),
        ("Book.\n\n    Notes\n    -----\n    Be kind.\n\n    Parameters\n    ----------\n    a\n        An a.\n\n    Examples\n    --------\n    >>> 1", "Book.\n\nNotes\n-----\nBe kind.", {"a": "An a."}),
        ("Parameters\n    ----------\n    a : int\n        An a.", "", {"a": "An a."}),
        ("Book.\n\n    Parameters are few.\n    They are short.", "Book.\n\nParameters are few.\nThey are short.", {}),
        # Sphinx
        ("Book.\n\n    :param a: An a.\n        More.\n    :type a: int\n    :param int b: A b.\n    :raises ValueError: Never.\n    :return: It.", "Book.", {"a": "An a. More.", "b": "A b."}),
        ("Book.\n\n    :param a: An a.\n\n    Only here.", "Book.\n\nOnly here.", {"a": "An a."}),
        ("Book.\n\n    :note: Be kind.\n    :param: What?", "Book.\n\n:note: Be kind.", {}),
    ],
)  # fmt: skip
def test_what_is_read(text, description, parameters):
    assert read(text) == (description, parameters)


LINES = st.sampled_from(
    ["", "Book.", "Args:", "    a: An a.", "        More.", "Returns:", "Parameters", "----------", "a : int", ":param a: An a.", "-", ":"]
)  # fmt: skip


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_any_text_is_read(text):
    description, parameters = read_docstring(text)
    # Where a NumPy section is open, a line at its depth is a name, whatever it says.
    assert "----" in text or set(parameters) <= {"a"}
    assert description == description.strip()
    assert (
        "Book." not in text
        or "Book." in description
        or parameters
        or "Returns:" in text
        or "Args:" in text
        or "---" in text
    )


@given(st.text())
def test_text_without_a_section_is_the_description(text):
    if ":" not in text and "---" not in text and "===" not in text:
        assert read_docstring(text)[0].split() == text.split()
