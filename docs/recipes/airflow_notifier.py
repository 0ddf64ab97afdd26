"""A notifier of Airflow's: a card for each task or run that fails."""

import os
from typing import Any

from airflow.sdk import BaseNotifier
from cardkit import Message, actions, markup
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport


class CliqNotifier(BaseNotifier):
    """Send a card; `to` is a destination such as ``channel:data``."""

    template_fields = ("to", "text")

    def __init__(self, to: str, text: str = "{{ dag.dag_id }} failed") -> None:
        super().__init__()
        self.to, self.text = to, text

    def notify(self, context: Any) -> None:
        """Put the card into an outbox, which keeps it until it is sent."""
        outbox = Outbox(os.environ["CLIQ_OUTBOX"], CliqTransport.from_env())
        card(self.text, context).send(outbox, to=self.to)


def card(text: str, context: Any) -> Message:
    """The card for what Airflow tells of a task."""
    task = context["task_instance"]
    fields = {"Task": task.task_id, "Run": context["run_id"], "Try": task.try_number}
    return (
        Message(markup.escape(text), fit=True)
        .card(title=task.dag_id)
        .label(fields, title="Task")
        .button("Log", actions.open_url(task.log_url))
        .style(background="red")
    )
