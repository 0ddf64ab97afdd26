"""The house: who may import whom, what is public, and what loads when."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cardkit

PACKAGE = Path(cardkit.__file__).parent
FACTS = {"errors", "limits"}
SLIDES = FACTS | {"checks", "wire", "values", "steps", "slides.base"}
VIEW = (
    FACTS
    | {"actions", "checks", "slides", "slides.base"}
    | {"preview.bounds", "preview.calls", "preview.numbers", "preview.prose", "preview.reading", "preview.slots"}
)
MESSAGE = SLIDES | {"bot", "card", "keys", "later", "slides"}

# For each module, what of ours it may import; what it imports within a function stands in LATER.
MAY_IMPORT = {
    "errors": set(),
    "limits": {"errors"},
    "checks": FACTS,
    "wire": FACTS | {"checks"},
    "values": FACTS | {"checks", "wire"},
    "steps": FACTS | {"checks"},
    "slides.base": FACTS | {"checks", "values"},
    "slides": {"slides.*"},
    "slides.*": SLIDES,
    "to": FACTS,
    "markup": FACTS | {"checks", "values"},
    "actions": FACTS | {"checks", "wire", "values", "slides.base"},
    "buttons": SLIDES | {"actions"},
    "card": SLIDES | {"later"},
    "keys": FACTS | {"checks", "wire", "values"},
    "bot": FACTS | {"checks", "wire", "values", "slides.base"},
    "payload": FACTS | {"actions", "slides"},
    "later": set(),
    "sandbox": {"errors", "sandbox.*"},
    "sandbox.*": FACTS
    | {
        "",
        "checks",
        "to",
        "findings",
        "parse",
        "message",
        "preview",
        "transport.addresses",
        "transport.secret",
        "sandbox.*",
    },
    "pytest_plugin": set(),
    "preview": set(),
    "preview.*": FACTS | {"actions", "checks", "preview.*"},
    "preview.reading": FACTS
    | {"actions", "checks", "draft", "findings", "parse", "payload", "registry", "slides.base"},
    "preview.console": set(),
    "preview.web": set(),
    "preview.console.*": VIEW | {"preview.console.*"},
    "preview.web.*": VIEW | {"preview.web.*"},
    "schema": FACTS | {"actions", "buttons", "card", "checks", "keys", "registry", "values"},
    "strategies": {"strategies.*"},
    "strategies.*": FACTS | {"checks", "actions", "markup", "message", "slides", "strategies.*"},
    "testing": FACTS | {"message", "parse", "payload"},
    "positions": {"errors"},
    "codegen": MESSAGE | {"draft", "actions", "buttons", "markup", "message"},
    "commands": set(),
    "commands.*": FACTS
    | {"checks", "findings", "message", "parse", "positions", "preview", "preview.browser"}
    | {"to", "transport", "sandbox", "commands.*"},
    "registry": {"errors", "slides", "slides.base"},
    "parse": MESSAGE | {"draft", "registry", "buttons"},
    "draft": MESSAGE,
    "findings": MESSAGE | {"draft", "parse"},
    "describe": MESSAGE | {"draft"},
    "envelope": MESSAGE | {"draft"},
    "message": MESSAGE | {"slides.*", "draft", "envelope"},
    "transport": {"transport.*"},
    "transport.*": FACTS | {"to", "transport.*", ""},
    "transport.pacing": {"transport.*", "transport.pacing.*"},
    "transport.pacing.*": FACTS | {"transport", "transport.*", "transport.pacing.*"},
    "demo": set(),
    "demo.*": {"sandbox", "", "demo", "demo.*", "message", "payload", "limits", "slides", "transport", "to"},
    "cli": {""},
    "__main__": set(),
    "": FACTS | {"message", "slides"},
}
LATER = {
    "commands.sandbox": {"demo.run", "sandbox"},
    "sandbox.sandbox": {"transport"},
    "pytest_plugin": {"sandbox"},
    "buttons": {"markup"},
    "draft": {"payload"},
    "message": {"codegen", "findings", "describe", "parse", "preview", "preview.browser", "to"},
    "preview": {
        "preview.numbers",
        "preview.reading",
        "preview.console.message",
        "preview.web.page",
        "preview.web.picture",
    },
    "slides.raw": {"parse"},
    "transport": {"transport.http"},
    "cli": {
        "schema",
        "commands.check",
        "commands.code",
        "commands.facts",
        "commands.preview",
        "commands.reports",
        "commands.sources",
        "commands.words",
        "commands.sandbox",
        "commands.send",
    },
    "__main__": {"cli"},
}


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name_of(path): path for path in PACKAGE.rglob("*.py")}


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


def imports(name):
    """What a module imports at its top and what within functions; what stands under TYPE_CHECKING does not count."""
    package = name.split(".") if MODULES[name].name == "__init__.py" else name.split(".")[:-1]
    package = [part for part in package if part]
    top, later = set(), set()

    def visit(node, inside):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and "Not" not in ast.dump(node.test):
            return
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            (later if inside else top).update(ours(node, package))
        for child in ast.iter_child_nodes(node):
            visit(child, inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))

    visit(ast.parse(MODULES[name].read_text(encoding="utf-8")), False)
    return top, later - top


def allowed(table, name):
    family = name.rsplit(".", 1)[0] + ".*" if "." in name else name
    return table.get(name, table.get(family))


def outside(found, may):
    return {m for m in found if m not in may and (m.rsplit(".", 1)[0] + ".*" if "." in m else m) not in may}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_what_its_room_may(name):
    top, later = imports(name)
    may = allowed(MAY_IMPORT, name)
    assert may is not None, "a new room needs its line in the table"
    assert not outside(top, may)
    assert not outside(later, may | (LATER.get(name) or set()))


def test_a_slide_never_imports_another_slide():
    for name in MODULES:
        if name.startswith("slides.") and name != "slides.base":
            assert not {m for m in imports(name)[0] if m.startswith("slides") and m != "slides.base"}


def test_there_is_no_import_cycle():
    graph = {name: imports(name)[0] - {""} for name in MODULES}
    done, path = set(), []

    def walk(name):
        assert name not in path, path
        if name not in done:
            path.append(name)
            for other in graph.get(name, ()):
                walk(other)
            done.add(path.pop())

    for name in graph:
        walk(name)


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
        "cardkit.payload",
        "cardkit.parse",
        "cardkit.registry",
        "cardkit.actions",
        "cardkit.buttons",
        "cardkit.markup",
        "cardkit.to",
        "cardkit.transport",
        "cardkit.findings",
        "cardkit.describe",
        "cardkit.demo",
        "cardkit.preview",
    }
    assert not late & set(loaded)


def test_only_the_strategies_import_hypothesis():
    for name, path in MODULES.items():
        if not name.startswith("strategies"):
            assert "hypothesis" not in {a.split(".")[0] for a in _third_party(path)}, name


def _third_party(path):
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    return [
        n.module or "" if isinstance(n, ast.ImportFrom) else n.names[0].name
        for n in tree
        if isinstance(n, (ast.Import, ast.ImportFrom))
    ]


def test_only_the_http_transport_imports_urllib3():
    homes = {n for n, p in MODULES.items() if any("urllib3" in ast.unparse(i) for i in ast.walk(ast.parse(p.read_text("utf-8"))) if isinstance(i, (ast.Import, ast.ImportFrom)))}  # fmt: skip
    assert homes == {"transport.http"}
