"""The index and the records agree, nothing else names a dialect, and a name costs no import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from strategies import ALL_STRUCTS, ROOTS, for_each, name_of

import realtime_builder
from realtime_builder import DIALECTS, Config, ValidationError, dialect_of, dialects, json_schema
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder.dialects import VENDORS, module_of, require_dialect
from realtime_builder.record import Places, Root, record_for, record_of, records

PACKAGE = Path(realtime_builder.__file__).parent
EACH = pytest.mark.parametrize("name", DIALECTS)
EACH_ROOT = pytest.mark.parametrize(
    ("name", "root"),
    [
        pytest.param(record.name, root, id=f"{record.name}-{root.kind or root.member}")
        for record in records()
        for root in record.roots
    ],
)


# The index


def test_every_package_with_a_record_is_in_the_index():
    assert {path.parent.name for path in PACKAGE.glob("*/record.py")} == set(DIALECTS)
    assert set(dialects.__all__) - {"DIALECTS", "Dialect", "dialect_of"} == set(DIALECTS)
    assert set(realtime_builder.__all__) >= set(DIALECTS)


@EACH
def test_the_face_has_the_package(name):
    assert getattr(realtime_builder, name) is module_of(name) is sys.modules[f"realtime_builder.{name}"]


@EACH
def test_the_record_is_of_the_dialect(name):
    assert record_of(name).name == name
    assert record_of(name) is record_of(name)


def test_every_title_is_another():
    assert len({record.title for record in records()}) == len(DIALECTS)


def test_vendors_are_of_a_dialect():
    assert set(VENDORS.values()) == set(DIALECTS)
    for record in records():
        for path in (*record.sdk_names, *record.sdk_replies):
            assert [dialect for prefix, dialect in VENDORS.items() if path.startswith(prefix)] == [record.name]


def test_what_is_typed_by_name_has_every_name():
    """A checker's overloads, read from the source."""
    tree = ast.parse((PACKAGE / "dialects.py").read_text())
    [protocol] = [
        node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "LoopbackByDialect"
    ]
    typed = [ast.unparse(node.args.args[1].annotation) for node in protocol.body if isinstance(node, ast.FunctionDef)]

    assert typed == [*(f"Literal['{name}']" for name in DIALECTS), "Dialect", "Any"]


@pytest.mark.parametrize("name", ["openai_gaa", "", None, 1, [1], "dialects", "record"])
def test_another_name_is_an_error(name):
    with pytest.raises(ValidationError, match="Expected one of `openai_ga`, "):
        require_dialect(name)


@pytest.mark.parametrize("module", [dialects, realtime_builder])
def test_another_attribute_is_an_error(module):
    with pytest.raises(AttributeError, match="has no attribute 'openai_gaa'"):
        module.openai_gaa  # noqa: B018


# Whose a class is


@for_each(ALL_STRUCTS, name_of)
def test_a_struct_is_of_the_dialect_that_exports_it(cls):
    expected = name_of(cls).partition(".")[0]

    assert dialect_of(cls) == (expected if expected in DIALECTS else None)
    record = record_for(cls)
    assert (record.name if record else None) == dialect_of(cls)


def test_a_class_of_a_users_is_of_the_dialect_that_it_derives_from():
    class Mine(realtime_builder.openai_ga.ServerVad):
        """A struct of a user's."""

    class Other(Config):
        """None of a vendor's."""

    assert dialect_of(Mine) == "openai_ga"
    assert dialect_of(type(Mine().with_extra("a", 1))) == "openai_ga"
    assert dialect_of(Other) is None
    assert dialect_of(dict) is None


# The records


@EACH
def test_every_root_is_in_the_record(name):
    record = record_of(name)
    declared = {cls for cls in ROOTS if dialect_of(cls) == name}

    assert {cls for cls in declared if record.root_of(cls) is None} == set()
    assert {cls for root in record.roots for cls in root.types} <= declared


@EACH_ROOT
def test_an_event_carries_the_root(name, root):
    assert root.carried in fields_of(root.event)[root.member].type.structs
    assert root.tag == (tag_of(root.event) or ("", ""))[1]
    assert not root.tag or root.tag.endswith(root.message.rpartition(".")[2])
    assert root in (record_of(name).sessions if root.member == "session" else record_of(name).responses)


@EACH_ROOT
def test_a_setting_is_where_the_record_says(name, root):
    for place in Places.__struct_fields__:
        path = getattr(root.places, place)
        if path:
            assert list(_fields_at(root, path)), f"{place}: {path}"


def _fields_at(root: Root, path: str) -> Iterator[Any]:
    """The fields at a path, in whatever struct may be on the way."""
    *steps, last = path.split(".")
    structs: tuple[Any, ...] = (root.carried,)
    for step in steps:
        fields = [fields_of(struct)[step] for struct in structs if step in fields_of(struct)]
        structs = tuple(inner for field in fields for inner in field.type.variants)
    yield from (fields_of(struct)[last] for struct in structs if last in fields_of(struct))


@EACH_ROOT
def test_the_loopback_starts_with_a_valid_session(name, root):
    if root.served is None:
        return
    own = {key: value for key, value in root.served.defaults.items() if key in fields_of(root.carried)}

    root.carried.from_dict(own)
    assert root.event in get_args(root.served.client_events)
    for path in (*root.served.containers, *root.served.kept):
        assert all(isinstance(step, str) for step in path.split("."))


@EACH
def test_the_kinds_differ(name):
    record = record_of(name)
    for message in {root.message for root in record.roots}:
        kinds = [root.kind for root in record.roots if root.message == message]
        assert len(set(kinds)) == len(kinds)


@EACH
def test_the_names_in_the_record_are_the_packages(name):
    record, package = record_of(name), module_of(name)

    for exported in (*record.sdk_names.values(), *record.sdk_replies.values(), *record.shapes):
        assert exported in package.__all__
    assert {cls.__name__ for cls in record.replies} <= set(package.__all__)
    for shape in record.shapes:
        assert json_schema(getattr(package, shape))


@EACH
def test_the_events_are_those_of_the_roots(name):
    record = record_of(name)

    assert record.events.update | record.events.start >= {root.tag for root in record.sessions if root.tag}
    assert record.events.created
    assert record.events.updated
    assert not record.events.audio & record.events.user_begins


@EACH
def test_the_tables_are_there(name):
    for module in record_of(name).checks:
        assert (PACKAGE / "check" / f"{module}.py").exists()
    for module in record_of(name).conversions:
        assert (PACKAGE / "convert" / f"{module}.py").exists()


def test_both_dialects_of_a_pair_name_its_tables():
    from realtime_builder.convert.api import pairs

    for pair in pairs():
        assert pair.left != pair.right
        assert set(record_of(pair.left).conversions) & set(record_of(pair.right).conversions)


# Nothing else names a dialect

SHARED_BY_TABLES = {
    "convert/live_gaps.py": "the second half of the tables between OpenAI GA and Live",
    "convert/live_history.py": "the tables of messages between OpenAI GA and Live",
    "convert/spelling.py": "how OpenAI GA spells formats and modalities, for its tables",
    "convert/to_voicelive.py": "what the tables with Voice Live share",
}

SPEAKS_ONE = {"integrations": "a framework's class speaks one dialect, which its own module names"}


def tables() -> set[str]:
    """The files that may name dialects: the tables of checks and of conversions that the records name."""
    checks = {f"check/{module}.py" for record in records() for module in record.checks}
    conversions = {f"convert/{module}.py" for record in records() for module in record.conversions}
    servers = {f"testing/{record.server}.py" for record in records() if record.server}
    return checks | conversions | servers | SHARED_BY_TABLES.keys()


def test_no_other_file_names_a_dialect():
    named: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        file = path.relative_to(PACKAGE).as_posix()
        if file.partition("/")[0] not in (*DIALECTS, *SPEAKS_ONE) and file != "dialects.py":
            named[file] = set(_names_in(ast.parse(path.read_text()))) & set(DIALECTS)

    assert {file: names for file, names in named.items() if names and file not in tables()} == {}
    assert all(named[file] for file in SHARED_BY_TABLES), "it names none, so the list need not"


# Modules whose names are taken apart, and why. None of them is told a dialect by that.
SLICED = {
    "_core/meta.py": "whether a class is ours",
    "_core/plain.py": "a vendor's class, which is not imported",
    "_core/wording.py": "whether a class is ours",
    "interop/sdk.py": "a vendor's class, which is not imported",
    "recording/hooks.py": "a client's class, which is not imported",
    "tools/schemas.py": "pydantic's annotations, which is an extra",
}


def test_no_dialect_is_told_by_a_slice_of_a_modules_name():
    sliced = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in ("split", "rsplit", "partition", "rpartition", "startswith", "endswith", "removeprefix")
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "__module__"
    }

    assert sliced <= SLICED.keys(), "ask `dialect_of`"


def _names_in(tree: ast.AST) -> Iterator[str]:
    """Every word of the code, the parts of dotted texts too, but for docstrings and comments."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from node.module.split(".")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from node.value.replace("`", ".").replace(" ", ".").split(".")


# A name costs no import


@pytest.mark.parametrize(
    "code",
    [
        "import realtime_builder",
        "from realtime_builder import DIALECTS, dialect_of; dialect_of(dict)",
        "import realtime_builder.record, realtime_builder.dialects",
        "import realtime_builder.check, realtime_builder.check.rules, realtime_builder.check.phases",
        "from realtime_builder import SessionState, check_update",
        "import realtime_builder.convert.api",
        "import realtime_builder.interop.sdk",
        "import realtime_builder.testing",
        "import realtime_builder.cli.app",
    ],
)
def test_an_import_imports_no_dialect(code):
    assert _imported_by(code) == []


def test_the_command_line_imports_the_dialect_of_the_file_alone():
    code = "from realtime_builder.files.roots import plan_of; plan_of({}, 'openai_beta')"

    assert _imported_by(code) == ["openai_beta"]


def _imported_by(code: str) -> list[str]:
    shown = (
        "import sys; print([name for name in realtime_builder.DIALECTS if f'realtime_builder.{name}' in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport realtime_builder\n{shown}"],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return list(ast.literal_eval(ran.stdout))
