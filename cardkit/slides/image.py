"""The image slide: pictures by their public addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from attrs import frozen

from .. import checks, values, wire
from ..checks import Found
from ..limits import REFERENCE, Api, Limits
from ..steps import Steps
from .base import BuiltinSlide, Fields, member, nothing_in, texts

_WHAT = "the address of a picture"


@frozen(init=False, repr=False)
class Image(BuiltinSlide):
    """One picture or several.

    Args:
        urls: one absolute http or https address that leads straight to a picture, or an iterable of them.
        title: shown above the pictures.

    Raises:
        ConstraintError: an address is of the wrong kind or not absolute (the reference asks for public addresses).

    >>> Image("https://example.com/plan.png", title="Floor Plan").to_dict(api="v3")
    {'type': 'images', 'title': 'Floor Plan', 'data': ['https://example.com/plan.png']}
    """

    kind: ClassVar[str] = "image"
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")
    entries: ClassVar[str] = "urls"
    place: ClassVar[int] = 0

    urls: tuple[str, ...]
    title: str | None

    def __init__(self, urls: str | Iterable[str] = (), *, title: str | None = None) -> None:
        found: Found = []
        checks.settle(self, read_image(urls, title, found), found)

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        urls, title = fields
        return (*urls, *added), title

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        urls, title = fields
        if api == "v3":
            return f'{{"type":"images"{member("title", title)},"data":{texts(urls)}}}'
        return f'{{"type":"image"{member("title", title)},"data":[{texts(urls)}]}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        data = wire.needed(slide, "data", "", found, "the data of the image slide")
        urls, path = (
            () if data is wire.MISSING else wire.an_array(data, "/data", found, "the list of pictures"),
            "/data",
        )
        if len(urls) == 1 and isinstance(urls[0], list):
            urls, path = urls[0], "/data/0"
        taken = tuple([values.url(url, f"{path}/{at}", found, _WHAT, REFERENCE) for at, url in enumerate(urls)])
        return taken, wire.optional_text(slide, "title", "", found, "the title")

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        return [] if fields[0] else [nothing_in("the image slide", '.url("https://example.com/picture.png")')]


class ImageSteps(Steps[None]):
    """The steps of an open image slide."""

    __slots__ = ()

    def url(self, url: str) -> Self:
        """Add a picture by its absolute http or https address.

        >>> from cardkit import Message
        >>> Message("Plans").image().url("https://example.com/1.png").slides[0].urls
        ('https://example.com/1.png',)
        """
        return self._extend(read_urls, (url,))


def read_image(urls: object, title: object, found: Found, limits: Limits | None = None) -> Fields:
    """The fields of an image slide."""
    return read_urls(urls, found), checks.optional_text(title, "/title", found, "the title")


def read_urls(urls: object, found: Found, before: Callable[[], int] = int) -> tuple[str, ...]:
    """Addresses, behind as many as `before` tells."""
    one = (urls,) if isinstance(urls, str) else urls
    taken = checks.entries(one, "/data/0", found, "the list of pictures", '["https://example.com/picture.png"]')
    if values.usual_urls(taken):
        return taken
    return checks.each(taken, "/data/0", found, _read_url, before)


def _read_url(url: object, found: Found) -> str:
    return values.url(url, "", found, _WHAT, REFERENCE)


Image.read = read_image
