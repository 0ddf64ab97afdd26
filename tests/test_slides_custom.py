"""A slide of somebody else's class: how it joins, is registered, read and checked, and what is refused."""

from dataclasses import dataclass
from itertools import combinations

import attrs
import pandas
import pytest
from refusals import issues, refused

from cardkit import ConfigurationError, ConstraintError, Issue, Label, Message, RawSlide, Table, check, register
from cardkit.slides.custom import CUSTOM

# The whole of a stranger's slide: a frozen class with a type, a way to be written, and its faults.
SOURCE = '''
from attrs import frozen
from cardkit import Issue

@frozen
class Carousel:
    """Pictures that turn."""

    pictures: tuple[str, ...]
    type = "carousel"

    def to_dict(self, api=None):
        return {"type": self.type, "data": list(self.pictures)}

    def issues(self, limits):
        if not self.pictures:
            yield Issue("/data", "no-pictures", "the carousel is empty", "at least one picture", "none", "the house")

    @classmethod
    def from_dict(cls, slide):
        return cls(tuple(slide["data"]))
'''


def carousel(*pictures):
    scope = {}
    exec(SOURCE, scope)
    return scope["Carousel"](pictures)


def test_a_custom_slide_joins_a_message():
    message = Message("x").table(["A"]).row(1).slide(carousel("a", "b")).text_slide("t")
    assert message.to_dict()["slides"][1] == {"type": "carousel", "data": ["a", "b"]}
    assert message.build(api="v3").to_dict()["slides"][1] == {"type": "carousel", "data": ["a", "b"]}
    assert "carousel" in repr(message)
    assert message.issues() == ()


def test_errors_of_a_custom_slide_are_told_at_its_place():
    assert issues(Message("x").text_slide("t").slide, carousel()) == [("no-pictures", "/slides/1/data")]


class Odd:
    type = "odd"

    def __init__(self, written, found):
        self._written, self._found = written, found

    def to_dict(self, api=None):
        return self._written

    def issues(self, limits):
        return self._found


@pytest.mark.parametrize(("written", "found"), [({1}, ()), ([1, 2], ()), ({"type": 5}, ()), ({"a": {1}}, ()), ({"a": float("nan")}, ()), ({"type": "odd"}, None), ({"type": "odd"}, [3])])  # fmt: skip
def test_a_custom_slide_with_a_wrong_body_or_wrong_issues_is_refused_by_the_name_of_its_class(written, found):
    with pytest.raises(ConstraintError, match="what Odd"):
        Message("x").slide(Odd(written, found))


def test_warnings_of_a_custom_slide_do_not_stop_it():
    warning = Issue("/data", "hm", "hm", severity="warning")
    message = Message("x").slide(Odd({"type": "odd"}, [warning]))
    assert message.to_dict()["slides"] == [{"type": "odd"}]
    assert [i.path for i in message.issues()] == ["/slides/0/data"]


@pytest.fixture(autouse=True)
def forgotten():
    """What a test or an example registers is forgotten after it."""
    CUSTOM.clear()
    yield
    CUSTOM.clear()


@pytest.fixture
def registered():
    scope = {}
    exec(SOURCE, scope)
    return register(scope["Carousel"])


def test_a_registered_slide_is_read_and_checked(registered):
    body = {"text": "x", "slides": [{"type": "carousel", "data": ["a"]}, {"type": "list", "data": ["b"]}]}
    message = Message.from_dict(body)
    assert message.slides[0] == registered(("a",))
    assert message.to_dict() == body
    assert not check(body)
    assert not message.issues()
    empty = {"text": "x", "slides": [{"type": "carousel", "data": []}]}
    assert [(i.code, i.path) for i in check(empty)] == [("no-pictures", "/slides/0/data")]
    assert Message.from_dict(empty).to_dict(check=False) == empty
    with pytest.raises(ConstraintError):
        Message.from_dict(empty).build()


@pytest.mark.parametrize("slide", [{"type": "carousel"}, {"type": "carousel", "data": 3}])
def test_a_slide_that_its_class_cannot_read_is_kept_raw(registered, slide):
    message = Message.from_dict({"text": "x", "slides": [slide]})
    assert message.slides == (RawSlide(slide),)
    assert [(i.code, i.path) for i in message.issues()] == [("unreadable", "/slides/0")]


def test_a_slide_with_more_than_its_class_writes_is_kept_raw(registered):
    body = {"text": "x", "slides": [{"type": "carousel", "data": ["a"], "more": 1}]}
    assert Message.from_dict(body).to_dict() == body
    assert isinstance(Message.from_dict(body).slides[0], RawSlide)


class Own:
    type = "own"
    to_dict = issues = from_dict = print


@pytest.mark.parametrize("change", [{"type": "table"}, {"type": 3}, {"type": ""}, {"from_dict": None}, {"to_dict": 3}])
def test_what_cannot_be_registered_is_refused(change):
    with pytest.raises(ConfigurationError, match="cannot be registered"):
        register(type("Odd", (Own,), change))
    assert not CUSTOM


def broken(name, action):
    return type("Broken", (), {"type": "broken", "to_dict": lambda self, api=None: {"type": "broken"}, "issues": lambda self, limits: (), "from_dict": classmethod(lambda cls, slide: cls()), name: action})  # fmt: skip


def fail(*_, **__):
    raise ZeroDivisionError


MISBEHAVES = [
    ("from_dict", classmethod(fail)), ("from_dict", classmethod(lambda cls, slide: None)), ("issues", fail),
    ("issues", lambda self, limits: None), ("issues", lambda self, limits: [1]), ("to_dict", fail),
    ("to_dict", lambda self, api=None: {"type": "broken", "data": float("nan")}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "action"), MISBEHAVES, ids=range(len(MISBEHAVES)))
def test_a_registered_class_that_misbehaves_loses_nothing_and_raises_nothing(name, action):
    register(broken(name, action))
    body = {"text": "x", "slides": [{"type": "broken"}]}
    assert [(i.code, i.path) for i in check(body)] == [("unreadable", "/slides/0")]
    assert Message.from_dict(body).to_dict(check=False) == body


@pytest.mark.parametrize("entries", [("x",), "zz", None, 5])
def test_the_repr_asks_a_custom_slide_for_its_type_alone(entries):
    slide = type("Timeline", (), {"type": "timeline", "entry_field": entries, "title": object(), "to_dict": lambda self, api=None: {"type": "timeline"}, "issues": lambda self, limits=None: ()})()  # fmt: skip
    assert repr(Message("a").slide(slide)) == "<Message text='a' slides=[timeline]>"


def test_a_class_that_reads_one_of_ours_loses_nothing_of_the_body():
    class Kpi:
        type = "kpi"
        to_dict, issues = lambda self, api=None: {}, lambda self, limits=None: ()

        @classmethod
        def from_dict(cls, body):
            return Label({body["name"]: body["value"]})

    register(Kpi)
    body = {"type": "kpi", "name": "x", "value": "1", "colour": "red"}
    message = Message.from_dict({"text": "a", "slides": [body]})
    assert message.to_dict()["slides"] == message.list(["b"]).to_dict()["slides"][:1] == [body]


@pytest.mark.parametrize("make", [attrs.define, dataclass(slots=True), dataclass])
def test_the_type_of_a_class_with_slots_is_the_default_of_its_field(make):
    class Mood:
        type: str = "mood"
        to_dict, issues = lambda self, api=None: {"type": "mood"}, lambda self, limits=None: ()
        from_dict = classmethod(lambda cls, body: cls())

    register(make(Mood))
    assert "mood" in CUSTOM


def test_odd_paths_of_a_custom_slide_are_shown_as_they_are():
    paths = ["/data/foo", "/data/-", "data", "/data/99999999999999999999"]
    register(broken("issues", lambda self, limits: [Issue(path, "hm", "hm") for path in paths]))
    issues = check({"text": "x", "slides": [{"type": "broken", "data": [1]}]})
    assert {issue.path for issue in issues} == {f"/slides/0/{path.removeprefix('/')}" for path in paths}


def test_a_slide_is_asked_for_the_form_that_is_sent():
    methods = {"to_dict": lambda self, api=None: {"type": "both", "data": api}, "issues": lambda self, limits: ()}
    message = Message("x").slide(type("Both", (), {"type": "both", **methods})())
    assert [message.to_dict(api=api)["slides"][0]["data"] for api in (None, "v2", "v3")] == [None, "v2", "v3"]


def test_a_class_cannot_change_what_it_reads():
    register(broken("from_dict", classmethod(lambda cls, slide: slide.clear() or cls())))
    body = {"text": "x", "slides": [{"type": "broken"}]}
    assert Message.from_dict(body).to_dict(check=False) == body


def kind_of(fields, base=object):
    """A class of somebody else's that has these fields."""
    methods = {
        "to_dict": lambda self, api=None: {"type": self.type},
        "issues": lambda self, limits: (),
        "from_dict": classmethod(lambda cls, slide: cls()),
    }
    return attrs.make_class("Meter", fields, (type("Base", (base,), methods),), frozen=True)


def test_the_type_of_a_class_is_its_attribute_or_the_default_of_its_field():
    register(kind_of({"type": attrs.field(default="meter")}))
    register(kind_of({"level": attrs.field(default=1)}, type("Gauge", (), {"type": "gauge"})))
    slides = Message.from_dict({"text": "x", "slides": [{"type": "meter"}, {"type": "gauge"}]}).slides
    assert [(type(slide).__name__, slide.type) for slide in slides] == [("Meter", "meter"), ("Meter", "gauge")]


@pytest.mark.parametrize(
    ("cls", "told"),
    [
        (kind_of({"level": attrs.field(default=1)}), "not None"),
        (kind_of({"type": attrs.field(default=5)}), "not None"),
        (kind_of({"type": attrs.field(default="")}), "not ''"),
        (kind_of({"type": attrs.field(default="table")}), "not 'table'"),
        (5, "not None"),
    ],
)
def test_a_class_without_a_type_of_its_own_is_refused_by_name(cls, told):
    with pytest.raises(ConfigurationError) as caught:
        register(cls)
    assert str(caught.value) == f"{cls!r} cannot be registered: its type must be a string of its own, {told}"


MEMBERS = {
    "type": "type = 'gauge'",
    "to_dict": "def to_dict(self, api=None): return {'type': 'gauge'}",
    "issues": "def issues(self, limits=None): return []",
}


@pytest.mark.parametrize("names", [names for count in (1, 2) for names in combinations(MEMBERS, count)], ids="-".join)
def test_a_class_that_lacks_members_is_told_which(names):
    issue = refused(Message("x").slide, made_of([MEMBERS[name] for name in names]))
    told = issue.message.partition("it has ")[2].replace("method ", "").split(" and ")
    assert told == [f"no {name}" for name in MEMBERS if name not in names]
    assert issue.hint == "a slide of your own is a class with type, to_dict and issues"
    assert Message("x").slide(made_of(MEMBERS.values())).to_dict()["slides"] == [{"type": "gauge"}]


def made_of(members):
    """An object of a class with these members."""
    namespace = {}
    exec("\n    ".join(["class Gauge:", *members]), namespace)
    return namespace["Gauge"]()


def test_a_class_and_a_frame_are_no_slides_and_told_what_would_be():
    hosts = pandas.DataFrame({"Host": ["web-1"]})
    for wrong, hint in ((Table, "Table(…)"), (hosts, ".table(value)"), ({}, "RawSlide(value)")):
        assert refused(Message("x").slide, wrong).hint == hint


@pytest.mark.parametrize("name", ["Action", "Button", "Card", "Presentation", "Section"])
def test_an_object_of_others_is_not_taken_for_ours_by_its_name(name):
    other = type(name, (), {"slides": ()})()
    assert refused(Message("x").slide, other).hint == 'Table(["Host"], [["web-1"]])'
