"""A notification block of Prefect's, and a hook for flows that fail."""

from typing import Any

from cardkit import Message, markup
from cardkit.transport import CliqTransport
from prefect.blocks.abstract import NotificationBlock


class Cliq(NotificationBlock):
    """Send notifications to `to`, a destination such as ``channel:data``."""

    to: str

    async def notify(self, body: str, subject: str | None = None) -> None:
        """Send one notification, as Prefect's automations do."""
        head = f"{markup.bold(markup.escape(subject))}\n" if subject else ""
        message = Message(head + markup.escape(body), fit=True)
        await message.asend(CliqTransport.from_env(), to=self.to)


def on_failure(flow: Any, run: Any, state: Any) -> None:
    """A hook: @flow(on_failure=[on_failure])."""
    message = (
        Message(f"{markup.bold(markup.escape(flow.name))} failed", fit=True)
        .card(title=run.name)
        .label({"State": state.name, "Parameters": str(run.parameters)}, title="Run")
        .text_slide(markup.code_block(state.message or "no message"), title="Message")
        .style(background="red")
    )
    message.send(CliqTransport.from_env(), to="channel:data")
