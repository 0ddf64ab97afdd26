"""A new kind of slide: a file of its own, an opener, a function in each preview, how it is cut, an entry in the table of examples.

That is put into a copy of the package; then all that holds for every kind holds for this one, without another change.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest
from blocks import ROOT

# The file of the kind.
SLIDE = '''
"""The progress slide: how far things are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ..errors import Issue
from ..limits import CARDKIT, Api, Limits
from ..reading.frozen import creator, frozen
from ..reading.lists import Point, as_mapping, pairs, points, written_points
from ..reading.objects import ObjectReader, parse_points, read_array
from ..reading.place import Place
from ..reading.scalars import parse_name
from ..reading.text import optional_text
from .base import BuiltinSlide, Call, init_or_raise


@frozen(init=False, eq=False, repr=False)
class Progress(BuiltinSlide):
    """Bars, each with the percentage that is done."""

    types: ClassVar[tuple[str, ...]] = ("progress",)
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")
    entry_field: ClassVar[str] = "bars"

    bars: tuple[Point, ...] = ()
    title: str | None = None

    def __init__(self, bars: Any = (), *, title: str | None = None, buttons: Any = (), unknown: Any = ()) -> None:
        place = Place("the progress")
        init_or_raise(self, read_progress(place, bars, title=title), place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Progress:
        read = reader.required("data", "the list of bars", lambda data, at: parse_points(read_array(data, at), at, reader, "/data"))
        return _create(bars=read or (), title=reader.optional_text("title", "the title", parse_name), unknown=tuple(reader.unknown))

    def _written(self, api: Api | None) -> dict[str, Any]:
        title = {} if self.title is None else {"title": self.title}
        return {"type": "progress", **title, "data": written_points(self.bars)}

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the progress")
        at = place.at("data", "the bars")
        if len(self.bars) > limits.chart_segments:
            at.too_many(len(self.bars), limits, "chart_segments")
        for index, bar in enumerate(self.bars):
            if len(bar.label) > limits.chart_label:
                at.within(f"/{index}/label", "the label").too_long(bar.label, limits, "chart_label")
            if not 0 <= bar.value <= 100:
                at.within(f"/{index}/value", "the value").add(
                    "out-of-range", f"{bar.value} is no percentage", "0 to 100", str(bar.value), source=CARDKIT
                )
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the progress")
        if not self.bars:
            place.empty_slide('.progress({"Disk": 81})')
        return place.issues

    def calls(self) -> Iterator[Call]:
        yield Call.of("progress", as_mapping(self.bars), title=self.title)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Any]:
        from ..reading import schemas as s

        value = {"type": "number", "description": "The percentage.", "minimum": 0, "maximum": 100}
        bar = s.an_object("A bar.", {"label": s.limited(limits, "chart_label"), "value": value}, "label value")
        bars = s.an_array("The bars.", "bar", minItems=1, maxItems=limits.chart_segments)
        return {"progress": s.a_slide("Progress.", bars), "bar": bar}


_create = creator(Progress)


def read_progress(place: Place, bars: object = (), *, title: object = None) -> Progress:
    """The progress that a caller describes; what is wrong is told to the place."""
    at = place.at("data", "the bars")
    return _create(points(pairs(bars, at, '{"Disk": 81}'), at), optional_text(title, place, "/title", "the title"))
'''

# The opener, put before that of the table.
OPENER = '''
    def progress(self, bars: Pairs = (), *, title: str | None = None) -> SlideMessage:
        """Add the progress of things as a slide of its own."""
        from ..slides.progress import read_progress

        place = Place("the progress")
        return self._open_checked(OPENED.text_slide, read_progress(place, bars, title=title), place)

    def table(
'''

# A function for each of the two previews: it draws the bars as the label slide that has their words.
DRAWN = '''

from ...slides.progress import Progress


def _progress(slide, *rest):
    """The bars with their percentages."""
    return _KINDS[Label](Label({label: f"{value} %" for label, value in slide.bars}), *rest)


_KINDS = {**_KINDS, Progress: _progress}
'''

# How documents write it.
WRITTEN = """

from ...slides.progress import Progress

_KINDS = {**_KINDS, Progress: lambda slide, writer: writer.fields([(name, f"{value} %") for name, value in slide.bars])}
"""

# What fitting and splitting do with more bars, or longer labels, than there may be.
ENTRIES = """

from ...slides.progress import Progress

_KINDS = {**_KINDS, Progress: EntryKind("bars", "/data", "chart_segments")}
"""
FITTED = """

from ...slides.progress import Progress


def _repair_progress(slide, place, limits):
    return with_values(slide, bars=_labelled(slide.bars, "/data", place, limits, "chart_label"))


def _cut_progress(slide, place, limits):
    kept = first(slide.bars, place.within("/data", place.what), limits, "chart_segments")
    return with_entries(slide, kept, 0, len(kept))


_REPAIRS = {**_REPAIRS, Progress: _repair_progress}
_CUTTING = {**_CUTTING, Progress: _cut_progress}
"""

# The entry in the table of examples.
EXAMPLE = """
from cardkit.slides.progress import Progress

EXAMPLES["progress"] = Example(
    Progress({"Disk": 81, "Memory": 40.5}, title="T"),
    lambda m: m.progress([("Disk", 81), ("Memory", 40.5)], title="T"),
    {"type": "progress", "title": "T", "data": [{"label": "Disk", "value": 81}, {"label": "Memory", "value": 40.5}]},
)
"""

# What hypothesis has worked out about characters is taken from here.
CONFTEST = f"""
from hypothesis import configuration, settings

configuration.set_hypothesis_home_dir({str(ROOT / ".hypothesis")!r})
settings.register_profile("copy", deadline=None, max_examples=10, database=None)
settings.load_profile("copy")
"""


def replaced(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, path
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package with the new kind, and the tests with its example."""
    folder = tmp_path_factory.mktemp("progress")
    for name in ("cardkit", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["tests", "."]\n', encoding="utf-8")
    (folder / "tests/conftest.py").write_text(CONFTEST, encoding="utf-8")
    package = folder / "cardkit"
    (package / "slides/progress.py").write_text(SLIDE.lstrip(), encoding="utf-8")
    for before in ("import chart,", "HOMES = (chart,"):
        replaced(package / "slides/kinds.py", before, before.replace("chart", "progress, chart"))
    replaced(package / "chain/openers.py", "    def table(\n", OPENER.lstrip("\n"))
    for view in ("web", "console"):
        with (package / f"preview/{view}/slides.py").open("a", encoding="utf-8") as file:
            file.write(DRAWN)
    others = {"preview/documents/writer": WRITTEN, "chain/fitting/entries": ENTRIES, "chain/fitting/slides": FITTED}
    for name, text in others.items():
        with (package / f"{name}.py").open("a", encoding="utf-8") as file:
            file.write(text)
    replaced(folder / "tests/examples.py", "\nSLIDES: dict", f"{EXAMPLE}\nSLIDES: dict")
    return folder


def run(copy, *command):
    paths = os.pathsep.join([str(copy), str(copy / "tests")])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.run([sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_all_that_holds_for_every_kind_holds_for_a_new_one(copy):
    ran = run(
        copy,
        "-m",
        "pytest",
        "-q",
        "--import-mode=importlib",
        "-p",
        "no:xdist",
        "-k",
        "progress",
        "tests/test_slides.py",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert int(re.search(r"(\d+) passed", ran.stdout)[1]) >= 23, ran.stdout


def test_a_new_kind_is_known_to_who_only_reads(copy):
    body = '{"text": "x", "slides": [{"type": "progress", "data": [{"label": "Disk", "value": 81}]}]}'
    ran = run(copy, "-c", f"from cardkit import Message, check; print(check({body}), Message.from_dict({body}).slides)")
    assert ran.stdout == "() (Progress(bars=(Point(label='Disk', value=81),), title=None),)\n", ran.stderr


def test_a_new_kind_is_told_written_and_drawn_as_the_others(copy):
    code = """
from cardkit import Message, check, preview
import cardkit
assert cardkit.__file__.startswith(COPY)
message = Message("Hosts").progress({"Disk": 81}, title="Load")
print(message.to_code())
print(message.to_json())
print(preview.terminal(message, 40, color=False))
print(message.to_text())
print("Disk" in preview.html(message), check(message.to_dict()))
print(*check({"text": "x", "slides": [{"type": "progres", "data": []}, {"type": "progress", "data": [{"label": "a", "value": 101}]}]}), sep="\\n")
"""
    ran = run(copy, "-c", f"COPY = {str(copy)!r}\n{code}")
    assert ran.returncode == 0, ran.stderr
    assert 'message = Message("Hosts").progress({"Disk": 81}, title="Load")' in ran.stdout
    assert (
        '{"text":"Hosts","slides":[{"type":"progress","title":"Load","data":[{"label":"Disk","value":81}]}]}'
        in ran.stdout
    )
    assert re.search(r"Disk +81 %", ran.stdout)
    assert "Load\n----\n\nDisk: 81 %" in ran.stdout
    assert "True ()" in ran.stdout
    assert "    try:     'progress'\n" in ran.stdout
    assert "slide 2, item 1, value: 101 is no percentage" in ran.stdout
