"""What a notebook shows: previews of all that has one, and of errors the line that made them; in a real kernel."""

import pickle

import nbclient
import nbformat
import pytest

from cardkit import Chart, ConstraintError, Message, RawSlide, Table, check, preview, to
from cardkit.errors import CardkitError, Issue, Issues
from cardkit.transport import MemoryTransport, Receipt

SHOWN = {
    "Table(['Host'], [['web-1']])": "web-1",
    "Chart('pie', {'Up': 3})": "<svg",
    "RawSlide({'type': 'carousel'})": "carousel",
    "Message('Disk is full').payload": "Disk is full",
    "Message().list(title='Todo').issues()": "the list has nothing in it",
    "check({'text': 'x'})": "No issues.",
    "Receipt(status=200, message_id='17_1')": "17_1",
}
WRONG = """\
def step(message):
    return message.chart("donut")

Message("x").each(["a"],
                  lambda m, _: step(m))
"""


@pytest.fixture(scope="module")
def outputs():
    """The outputs of a notebook's cells, by their sources."""
    first = "from cardkit import *\nfrom cardkit.transport import Receipt"
    sources = [first, *SHOWN, WRONG]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    return {cell.source: cell.outputs for cell in notebook.cells}


@pytest.mark.parametrize("source", SHOWN)
def test_a_notebook_shows_it(outputs, source):
    [output] = outputs[source]
    html = output["data"]["text/html"]
    assert SHOWN[source] in html
    assert 'class="cardkit"' in html
    assert output["data"]["text/plain"]


def test_an_error_shows_the_line_that_made_it_and_no_other_frame(outputs):
    [error] = outputs[WRONG]
    lines = "\n".join(error["traceback"]).splitlines()
    assert error["ename"] == "ConstraintError"
    assert [line for line in lines if line.startswith("---->")] == ['---->   2     return message.chart("donut")']
    assert [line for line in lines if line.startswith(("File ", "Cell "))] == ["Cell In[9], line 2"]
    assert "cardkit/chain" not in error["traceback"][0]
    assert any("'donut' is not a preview of a chart" in line for line in lines)


def test_an_error_that_no_line_of_yours_made_shows_all_there_is():
    assert CardkitError("lost")._render_traceback_() == ["cardkit.errors.CardkitError: lost"]


def test_a_slide_is_shown_with_its_own_issues_alone():
    html = preview.html(Chart("pie"))
    assert "the chart has nothing in it" in html
    assert "there is no text" not in html
    assert preview.html(Table(["A"], [["1"]])) == Table(["A"], [["1"]])._repr_html_()
    assert "<script>" not in RawSlide({"type": "<script>"})._repr_html_()


def test_issues_stay_a_tuple():
    issues = Message().list(title="Todo").issues()
    assert isinstance(issues, tuple)
    assert issues == tuple(issues)
    assert hash(issues) == hash(tuple(issues))
    assert {type(found) for found in (issues, Message("x").payload.issues(), check({}), check(5))} == {Issues}
    assert pickle.loads(pickle.dumps(issues)) == issues
    first, *others = issues
    assert isinstance(first, Issue)
    assert others == [issues[1]]
    assert Message("x").issues() == ()


def test_a_receipt_tells_no_parameters_of_the_address():
    place = to.channel("ops", query={"appkey": "secret-key"})
    receipt = Message("x").send(MemoryTransport(), to=place)
    assert "secret-key" not in receipt._repr_html_()
    assert "channel:ops" in Receipt(200, destination=place)._repr_html_()
    assert "&lt;b&gt;" in Receipt(200, message_id="<b>")._repr_html_()


def test_the_error_of_a_message_with_a_hostile_text_is_shown():
    with pytest.raises(ConstraintError) as caught:
        Message("x").list(["\ud800"])
    assert any("U+D800" in line for line in caught.value._render_traceback_())
