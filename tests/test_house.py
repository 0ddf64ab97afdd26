"""The house: who may import whom, what is public, and what loads when."""

import ast
import importlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import attrs
import pytest

import cardkit
from cardkit import Chart, Graph, Image, Label, List, Table, Text

PACKAGE = Path(cardkit.__file__).parent

# The rooms of the house in their order: a file may import what stands in its own room, or in one before it.
ROOMS = [
    ["errors"],
    ["limits"],
    ["reading"],
    ["slides", "markup", "to", "actions", "buttons", "card"],
    ["payload"],
    ["chain"],
    [""],
    ["inspection"],
    ["preview"],
    ["transport"],
    ["outbox"],
    ["sandbox"],
    ["demo", "logging"],
    ["integrations"],
    ["cli", "strategies", "testing", "__main__"],
]
ORDER = {name: index for index, room in enumerate(ROOMS) for name in room}

# The only arrows that turn: a message codes, opens and sends itself, and what a notebook may show shows itself, by what
# stands above it.
TURNS = {
    ("chain.output", "inspection.codegen"),
    ("chain.output", "transport.calls"),
    ("chain.views", "preview"),
    ("chain.views", "preview.web.page"),
    ("chain.views", "preview.documents"),
    ("errors.issue", "preview"),
}


SHARED = {"slides.base", "slides.category", "slides.drawn"}


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name_of(path): path for path in PACKAGE.rglob("*.py")}
KINDS = [
    path.stem
    for path in (PACKAGE / "slides").glob("*.py")
    if 'types: ClassVar[tuple[str, ...]] = ("' in path.read_text("utf-8")
]


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path):
    """The parts of a file that tests ask about."""
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ASKED)]


ASKED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign, ast.Import, ast.ImportFrom)


@pytest.fixture(scope="module", autouse=True)
def forgotten():
    """No test behind these has to walk past the trees of all files when garbage is collected."""
    yield
    tree_of.cache_clear()
    nodes_of.cache_clear()


def ours(node, package):
    """The modules of ours that an import statement names."""
    if isinstance(node, ast.Import):
        return {a.name.removeprefix("cardkit").strip(".") for a in node.names if a.name.split(".")[0] == "cardkit"}
    if not node.level:
        return {node.module.removeprefix("cardkit").strip(".")} if node.module.split(".")[0] == "cardkit" else set()
    base = package[: len(package) - node.level + 1]
    if node.module:
        return {".".join([*base, node.module])}
    return {".".join([*base, a.name]) if ".".join([*base, a.name]) in MODULES else ".".join(base) for a in node.names}


HOLDING = (ast.stmt, ast.excepthandler, ast.match_case, ast.Call)
"""What an import stands in; a call is one where `import_lazily` is called."""


@cache
def imports(name):
    """What a module imports at its top and what within functions; what stands under TYPE_CHECKING does not count."""
    package = name.split(".") if MODULES[name].name == "__init__.py" else name.split(".")[:-1]
    package = [part for part in package if part]
    top, later = set(), set()

    def visit(node, inside):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and "Not" not in ast.dump(node.test):
            for other in node.orelse:
                visit(other, inside)
            return
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "import_lazily":
            later.update(named.value.value.removeprefix("cardkit.") for named in node.keywords)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            (later if inside else top).update(ours(node, package))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, HOLDING):
                visit(child, inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))

    visit(tree_of(MODULES[name]), False)
    return top, later - top


def room(name):
    return ORDER[name.split(".")[0]]


def test_a_file_imports_only_from_its_own_room_or_one_before_it():
    above = {(name, other) for name in MODULES for other in set.union(*imports(name)) if room(other) > room(name)}
    assert above == TURNS
    at_the_top = {(name, other) for name, other in above if other in imports(name)[0]}
    assert not at_the_top, "what stands above is imported where it is used"


def test_a_slide_never_imports_another_slide():
    kinds = imports("slides.kinds")[0] - {"slides.base"}
    assert {name for name in kinds if name.startswith("slides.")} == {f"slides.{home}" for home in KINDS}
    for name in KINDS:
        assert {m for m in imports(f"slides.{name}")[0] if m.startswith("slides")} <= SHARED


def test_no_files_import_each_other_in_a_circle_whenever_they_do():
    graph = {}
    for name in MODULES:
        top, later = imports(name)
        graph[name] = {other for other in top | later if (name, other) not in TURNS and other != name}
    done, path = set(), []

    def walk(name):
        assert name not in path, " -> ".join([*path, name])
        if name not in done:
            path.append(name)
            for other in sorted(graph.get(name, ())):
                walk(other)
            done.add(path.pop())

    for name in graph:
        walk(name)


def test_the_house_has_few_rooms():
    entries = {path.name for path in PACKAGE.iterdir() if not path.name.startswith("__")} - {"py.typed"}
    assert len(entries) <= 22, sorted(entries)


def functions(path):
    return [node for node in nodes_of(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_without_docstring(function):
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if documented else 0)


def test_files_and_functions_are_small_enough_to_read():
    for name, path in MODULES.items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300, f"{name} has {lines} lines: split it by what it does"
        for function in functions(path):
            assert lines_without_docstring(function) <= 40, (name, function.name)
            positional = [argument.arg for argument in function.args.posonlyargs + function.args.args]
            assert len([argument for argument in positional if argument not in {"self", "cls"}]) <= 5, (
                name,
                function.name,
            )


def test_an_assignment_takes_apart_no_more_than_three_values():
    for name, path in MODULES.items():
        for node in nodes_of(path):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                assert not isinstance(target, ast.Tuple) or len(target.elts) <= 3, (name, node.lineno)


PUBLIC = [
    "", ".actions", ".limits", ".markup", ".payload", ".slides", ".to", ".transport", ".outbox", ".preview",
    ".errors", ".buttons", ".chain", ".sandbox", ".logging", ".testing", ".strategies",
]  # fmt: skip


OURS_ALONE = {"chosen", "raise_errors", "read_api", "read_limits"}
"""What stands in a public module for the use of others of ours; all else there is public."""


@pytest.mark.parametrize("name", PUBLIC)
def test_completion_on_a_module_shows_what_is_public(name):
    module = importlib.import_module(f"cardkit{name}")
    shown = {entry for entry in dir(module) if not entry.startswith("__")}
    assert shown == set(module.__all__)
    assert [entry for entry in shown if not hasattr(module, entry)] == []
    own = {entry for entry, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
    assert {entry for entry in own - shown if not entry.startswith("_")} <= OURS_ALONE


FIELDS = {"unknown", "source", "to_dict", "issues", "check_limits", "check_complete", "changed"}
SLIDE = FIELDS | {"type", "types", "keys", "page", "entry_field", "parse", "schema", "calls", "extended"}


@pytest.mark.parametrize("cls", [Table, List, Label, Image, Chart, Graph, Text])
def test_completion_on_a_slide_shows_its_fields_and_what_it_can_do(cls):
    shown = {entry for entry in dir(cls) if not entry.startswith("_")}
    assert shown == SLIDE | {field.name for field in attrs.fields(cls)}


@pytest.mark.parametrize("module", ["cardkit", "cardkit.slides", "cardkit.transport"])
def test_all_is_what_can_be_reached(module):
    code = f"import {module} as m; print([n for n in m.__all__ if not hasattr(m, n)], m.__all__ == sorted(m.__all__, key=lambda n: (n.islower(), n)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["[]", "True"]


def test_every_public_class_of_the_front_door_is_in_all():
    public = {n for n, v in vars(cardkit).items() if isinstance(v, type) and v.__module__.startswith("cardkit")}
    assert public <= set(cardkit.__all__)


def test_importing_cardkit_loads_attrs_and_nothing_else_that_is_third_party():
    code = (
        "import sys, attrs, json; before = set(sys.modules); import cardkit; print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [m for m in loaded if m.split(".")[0] not in {"cardkit", *sys.stdlib_module_names}]
    late = {"datetime", "decimal", "difflib", "uuid", "pathlib", "numbers", "urllib.parse"}
    late |= {
        f"cardkit.{name}"
        for name in (
            "actions",
            "buttons",
            "markup",
            "to",
            "transport",
            "inspection",
            "preview",
            "demo",
            "payload.parse",
        )
    }
    late |= {"cardkit.reading.schemas", *[f"cardkit.slides.{name}" for name in KINDS]}
    assert not late & set(loaded)


def test_the_kinds_have_an_order_whichever_was_used_first():
    used = 'from cardkit import Message; Message("x").text_slide("y").table(["a"]).label({"a": 1}); '
    listed = "from cardkit.slides.kinds import KINDS; print(*KINDS)"
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for code in (listed, used + listed)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.split()[0] == "percentage_chart"


def test_only_the_strategies_import_hypothesis():
    for name, path in MODULES.items():
        if not name.startswith("strategies"):
            assert "hypothesis" not in {a.split(".")[0] for a in _third_party(path)}, name


def _third_party(path):
    return [
        n.module or "" if isinstance(n, ast.ImportFrom) else n.names[0].name
        for n in nodes_of(path)
        if isinstance(n, (ast.Import, ast.ImportFrom))
    ]


def test_only_the_http_transport_imports_urllib3():
    homes = {n for n, p in MODULES.items() if any("urllib3" in ast.unparse(i) for i in nodes_of(p) if isinstance(i, (ast.Import, ast.ImportFrom)))}  # fmt: skip
    assert homes == {"transport.http", "transport.connection"}


def test_no_test_module_imports_another():
    for path in Path(__file__).parent.glob("*.py"):
        found = re.search(r"^ *(?:from|import) +test_.*", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert not found, f"{path.name}: what tests share is a module of its own"
