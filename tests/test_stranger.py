"""A slide that is none of ours."""

import pytest

from cardkit import ConstraintError, Issue, Message

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


def test_it_is_written_in_under_forty_lines_and_joins_a_message():
    assert SOURCE.count("\n") < 40
    message = Message("x").table(["A"]).row(1).slide(carousel("a", "b")).text_slide("t")
    assert message.to_dict()["slides"][1] == {"type": "carousel", "data": ["a", "b"]}
    assert message.build(api="v3").to_dict()["slides"][1] == {"type": "carousel", "data": ["a", "b"]}
    assert "carousel" in repr(message)
    assert message.issues() == ()


def test_its_errors_are_told_at_its_place():
    with pytest.raises(ConstraintError) as caught:
        Message("x").text_slide("t").slide(carousel())
    assert [(i.code, i.path) for i in caught.value.issues] == [("no-pictures", "/slides/1/data")]


class Odd:
    type = "odd"

    def __init__(self, written, found):
        self._written, self._found = written, found

    def to_dict(self, api=None):
        return self._written

    def issues(self, limits):
        return self._found


@pytest.mark.parametrize(("written", "found"), [({1}, ()), ([1, 2], ()), ({"type": 5}, ()), ({"a": {1}}, ()), ({"a": float("nan")}, ()), ({"type": "odd"}, None), ({"type": "odd"}, [3])])  # fmt: skip
def test_an_odd_one_is_refused_by_name(written, found):
    with pytest.raises(ConstraintError, match="what Odd"):
        Message("x").slide(Odd(written, found))


def test_its_warnings_do_not_stop_it():
    warning = Issue("/data", "hm", "hm", severity="warning")
    message = Message("x").slide(Odd({"type": "odd"}, [warning]))
    assert message.to_dict()["slides"] == [{"type": "odd"}]
    assert [i.path for i in message.issues()] == ["/slides/0/data"]
