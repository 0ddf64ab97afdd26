"""The image slide: pictures by their public addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar, final

from ..errors import Issue
from ..errors.wording import shown
from ..limits import Api, Limits
from ..reading import urls as addresses
from ..reading.frozen import creator, frozen
from ..reading.guards import ORDERED
from ..reading.lists import Count, each, entries
from ..reading.objects import ObjectReader, read_nested_array, text_in_array
from ..reading.place import Json, Place
from ..reading.scalars import parse_name
from ..reading.text import is_usual_title, optional_text
from .base import BuiltinSlide, Call, init_or_raise

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.part import Raw
    from ..reading.schemas import Schema

_WHAT = "the address of a picture"


@final
@frozen(init=False, eq=False, repr=False)
class Image(BuiltinSlide):
    """One picture or several.

    Args:
        urls: one absolute http or https address of a picture, or several. The addresses must be public, since the
            service fetches the pictures.
        title: shown above the pictures.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: an address is of the wrong kind or not absolute.

    >>> Image("https://example.com/plan.png", title="Floor Plan").to_dict(api="v3")
    {'type': 'images', 'title': 'Floor Plan', 'data': ['https://example.com/plan.png']}
    """

    types: ClassVar[tuple[str, ...]] = ("image", "images")
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")
    entry_field: ClassVar[str] = "urls"

    urls: tuple[str, ...] = ()
    title: str | None = None

    def __init__(
        self,
        urls: str | Iterable[str] = (),
        *,
        title: str | None = None,
        buttons: Iterable[Button] = (),
        unknown: Iterable[Raw] = (),
    ) -> None:
        place = Place("the image slide")
        init_or_raise(self, read_image(place, urls, title=title), place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Image:
        return _create(
            urls=reader.required("data", "the list of pictures", partial(_parse_urls, reader=reader)) or (),
            title=reader.optional_text("title", "the title", parse_name),
        )

    def _written(self, api: Api | None) -> dict[str, Any]:
        if self.title is None:
            return {"type": "image", "data": [[*self.urls]]}
        return {"type": "image", "title": self.title, "data": [[*self.urls]]}

    def _flat(self, body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "type": "images", "data": body["data"][0]}

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        return () if self.urls else Place("the image slide").empty_slide('.url("https://example.com/picture.png")')

    def calls(self) -> Iterator[Call]:
        urls = self.urls
        yield Call.of("image", *(urls if len(urls) < 2 else [[*urls]]), title=self.title)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        pictures = s.an_array("The addresses of the pictures.", "url", minItems=1)
        return {"image": s.a_slide("Pictures.", s.nested(pictures))}


_create = creator(Image)


def usual_image(urls: Any, title: object) -> Image | None:
    """The pictures of ordinary arguments, which need no further check; None of any others."""
    taken = (urls,) if isinstance(urls, str) else urls
    if type(taken) not in ORDERED or not addresses.usual_urls(taken) or not is_usual_title(title):
        return None
    return _create(tuple(taken), title)


def read_image(place: Place, urls: object, *, title: object) -> Image:
    """The pictures that a caller describes; its issues are added to the place."""
    return _create(read_urls(urls, place), optional_text(title, place, "/title", "the title"))


def read_urls(urls: object, place: Place, before: Count = int) -> tuple[str, ...]:
    """Addresses; the slide has `before()` already."""
    at = place.within("/data/0", "the list of pictures")
    taken = entries((urls,) if isinstance(urls, (str, PathLike)) else urls, at, '["https://example.com/picture.png"]')
    read = tuple(taken) if addresses.usual_urls(taken) else each(taken, at, _WHAT, _read_url)
    return at.behind(before, read)


def _read_url(value: object, place: Place) -> str:
    if hasattr(value, "__fspath__"):
        message = "a picture is fetched from its address, and a file has none; CliqTransport.share sends files"
        expected, hint = "an absolute http:// or https:// address", '"https://example.com/picture.png"'
        place.add("bad-url", message, expected, shown(value), hint=hint)
        return ""
    return addresses.url(value, place)


def _parse_urls(urls: Json, place: Place, reader: ObjectReader) -> tuple[str, ...]:
    taken, at = read_nested_array(urls, place, reader, text_in_array)
    return tuple(taken) if addresses.usual_urls(taken) else each(taken, at, _WHAT, addresses.url)
