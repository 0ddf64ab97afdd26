"""The seven published bodies: as the chain writes them, as they are read, and in the flat form."""

import json

import pytest
from refusals import errors

from cardkit import Message
from cardkit.demo import FORMATS, published
from cardkit.demo.messages import MESSAGES


@pytest.mark.parametrize("name", FORMATS)
def test_the_chain_writes_the_published_body_with_its_key_order(name):
    expected = json.loads(published(name))
    message = MESSAGES[name]
    assert json.dumps(message.to_dict()) == json.dumps(expected)
    assert message.to_json(indent=2) + "\n" == published(name)
    assert json.loads(message.to_json()) == message.build().to_dict() == expected
    assert not errors(message.issues())


@pytest.mark.parametrize("name", FORMATS)
def test_the_flat_form_differs_in_images_and_charts_alone(name):
    expected = json.loads(published(name))
    for slide in expected.get("slides", []):
        if slide["type"] in {"image", "percentage_chart"}:
            slide["data"] = slide["data"][0]
        if slide["type"] == "image":
            slide["type"] = "images"
    assert MESSAGES[name].to_dict(api="v3") == MESSAGES[name].build(api="v3").to_dict() == expected
    assert MESSAGES[name].to_dict(api="v2") == json.loads(published(name))


@pytest.mark.parametrize("name", FORMATS)
def test_the_published_bodies_come_out_key_for_key_and_as_the_chain_has_them(name):
    message = Message.from_json(published(name))
    assert message.to_json(2) == published(name).strip()
    assert message == MESSAGES[name]
    assert message.slides == MESSAGES[name].slides
    assert message.to_dict(api="v3") == MESSAGES[name].to_dict(api="v3")
