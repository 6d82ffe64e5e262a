"""The rooms of the house: imports go down only, nothing goes in a circle, and no file is too long to read.

An import under ``TYPE_CHECKING`` is a checker's business and counts for nothing here.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from strategies import for_each

import realtime_builder
from realtime_builder import DIALECTS

PACKAGE = Path(realtime_builder.__file__).parent

# From the ground up. A module imports what is on a lower floor, or its neighbours in its own room.
# A room is a module or a package, or modules of a package that are on another floor than the rest of it.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("_core.masking",),
    ("errors",),
    ("_core.depth", "_core.frozen", "_core.paths"),
    ("_core.items", "_core.plain", "_core.skipped", "_core.writing"),
    ("_core.walk_json",),
    ("_core.free_json",),
    ("_core.values",),
    ("fields",),  # what struct fields are declared with
    ("_core",),
    ("edits", "encoding", "digest"),
    ("config",),
    ("_verbs", "vocabulary", "schema", "dialects", "tools"),
    ("record", "interop.received"),
    ("tools.calls",),
    tuple(path.parent.name for path in PACKAGE.glob("*/vocabulary.py")),  # the dialects' packages
    ("check", "convert", "guard", "bulk", "files", "interop", "testing", "tools.toolbox"),
    ("integrations", "probe", "recording"),
    ("cli",),
    ("", "__main__"),  # the face
)

# Imports inside a function, and why each is there.
LAZY = {
    ("_core.wording", "convert.elsewhere"): "the tables import all dialects, and only an error asks for them",
    ("cli", "cli.app"): "an extra that is missing can be told",
    ("cli.checking", "check.rules"): "many rules, for this command only",
    ("cli.converting", "convert"): "large tables, for this command only",
    ("cli.probing", "probe.run"): "needs an extra of its own",
    ("cli.recording", "recording"): "an extra of its own for one command, many rules for the other",
    ("cli.rendering", "bulk.jobs"): "processes, for this command only",
    ("cli.serving", "testing"): "needs an extra of its own",
    ("_core.meta", "schema"): "help asks for it, and reads the source",
    ("config", "interop.pydantic"): "pydantic asks for it, which is an extra",
    ("files.dump", "files.yaml_text"): "needs PyYAML, of an extra",
    ("files.parse", "files.places"): "places know the formats, and only an error asks for them",
    ("files.parse", "files.yaml_text"): "needs PyYAML, of an extra",
    ("files.places", "files.yaml_text"): "needs PyYAML, of an extra",
    ("testing.pytest_plugin", "testing"): "needs an extra of its own, in tests that ask for it only",
    ("testing.pytest_plugin", "dialects"): "a test run that asks for no server pays nothing",
    ("convert", "convert.api"): "the tables import all dialects",
}

# What is still to be mended. A line goes with what it names.
GOES_ROUND: set[tuple[str, str]] = set()
TOO_LONG: set[str] = set()

LONGEST = 400
LONGEST_DECLARATIONS = 600


class Import(NamedTuple):
    """One module that imports another."""

    importer: str
    imported: str
    lazy: bool


def modules() -> dict[str, Path]:
    """Every module by its name below the package, which itself is empty."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        steps = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(steps[:-1] if steps[-1] == "__init__" else steps)] = path
    return found


MODULES = modules()


@cache
def imports() -> tuple[Import, ...]:
    return tuple(
        Import(name, imported, lazy)
        for name, path in MODULES.items()
        for imported, lazy in _imports_of(name, path)
        if imported != name
    )


def _imports_of(name: str, path: Path) -> Iterator[tuple[str, bool]]:
    tree = ast.parse(path.read_text())
    for node, lazy in _at_run_time(tree, lazy=False):
        if isinstance(node, ast.ImportFrom):
            above = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
            steps = above[: len(above) + 1 - node.level] if node.level else []
            base = ".".join([*filter(None, steps), *(node.module.split(".") if node.module else [])])
            if not node.level:
                if base.partition(".")[0] != "realtime_builder":
                    continue
                base = base.partition(".")[2]
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                yield (inner if inner in MODULES else base), lazy
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "realtime_builder":
                    yield alias.name.partition(".")[2], lazy
        elif isinstance(node, ast.Constant):
            yield node.value.removeprefix("realtime_builder."), lazy


def _at_run_time(node: ast.AST, *, lazy: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Each import, and each name that `import_module` is given, with whether it is inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, lazy
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for below in child.orelse if not isinstance(child.test, ast.UnaryOp) else child.body:
                yield from _at_run_time(ast.Module([below], []), lazy=lazy)
        elif isinstance(child, ast.Call) and ast.unparse(child.func) == "import_module":
            name = child.args[0]
            if isinstance(name, ast.Constant) and name.value.startswith("realtime_builder."):
                yield name, lazy
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _at_run_time(child, lazy=lazy or inside)


def room_of(module: str) -> tuple[int, str]:
    """The floor of a module, and its room there: the longest name that it begins with."""
    rooms = [(room, floor) for floor, names in enumerate(FLOORS) for room in names]
    fitting = [(room, floor) for room, floor in rooms if module == room or (room and module.startswith(f"{room}."))]
    assert fitting, f"`{module}` is on no floor: put its room into FLOORS"
    room, floor = max(fitting, key=lambda found: len(found[0]))
    return floor, room


@for_each(sorted(MODULES))
def test_every_module_is_on_a_floor(name):
    assert room_of(name)


def test_the_page_for_developers_shows_every_room():
    page = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    house = page.partition("```text")[2].partition("```")[0].split()

    assert {name.partition(".")[0] for name in MODULES} - {"", "__main__"} - set(house) == set()


def test_the_core_has_a_list_of_its_modules():
    listed = realtime_builder._core.__doc__ or ""

    assert [name for name in MODULES if name.startswith("_core.") and f"`{name.partition('.')[2]}`" not in listed] == []


def test_imports_go_down():
    wrong = []
    for importer, imported, lazy in imports():
        (floor, room), (below, other) = room_of(importer), room_of(imported)
        down = below < floor or room == other
        if not down and not (lazy and (importer, imported) in LAZY):
            wrong.append(f"{importer} ({room or 'face'}) imports {imported} ({other or 'face'})")

    assert wrong == []


def test_nothing_goes_in_a_circle():
    below: dict[str, set[str]] = {name: set() for name in MODULES}
    for importer, imported, lazy in imports():
        if not lazy:
            below[importer].add(imported)
    left = dict(below)
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]

    assert left == {}, "these import each other"


def test_an_import_inside_a_function_has_a_reason():
    lazy = {(importer, imported) for importer, imported, is_lazy in imports() if is_lazy}

    assert lazy - LAZY.keys() - GOES_ROUND == set(), "import it at the top, or say in LAZY why not"
    assert LAZY.keys() - lazy == set(), "there is no such import any more"
    assert GOES_ROUND - lazy == set(), "mended: take the line out of GOES_ROUND"


def test_no_file_is_too_long_to_read():
    lengths = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.py")
    }
    long = {file for file, length in lengths.items() if length > _limit(file)}

    assert long - TOO_LONG == set(), "take it apart"
    assert TOO_LONG - long == set(), "mended: take the line out of TOO_LONG"


def _limit(file: str) -> int:
    """Flat declarations, those of the dialects' packages, may be longer than logic."""
    declares = (PACKAGE / file.partition("/")[0] / "vocabulary.py").exists()
    return LONGEST_DECLARATIONS if declares else LONGEST


def test_the_dialects_are_on_one_floor():
    [floor] = {room_of(name)[0] for name in DIALECTS}

    assert set(DIALECTS) <= set(FLOORS[floor])


def test_the_reader_of_imports_sees_them_all():
    """What the rules above go by, on one module that has each kind."""
    config = {(imported, lazy) for importer, imported, lazy in imports() if importer == "config"}

    assert ("errors", False) in config
    assert ("interop.pydantic", True) in config
    assert ("testing", True) in {
        (imported, lazy) for importer, imported, lazy in imports() if importer == "cli.serving"
    }
    assert {imported for importer, imported, _ in imports() if importer == "dialects"} == {"errors"}
