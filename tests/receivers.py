"""A receiver of messages that notes what came and when."""

import json
import random
import threading
import time

from servers import Posts


def most_in_any(arrivals, window):
    """How many came within so many seconds, at the most."""
    return max(sum(start <= other < start + window for other in arrivals) for start in arrivals)


class Receiver(Posts):
    """Notes every message and when it came, and takes its time to answer."""

    def __init__(self):
        super().__init__()
        self.dice, self.arrivals, self.lock = random.Random(3), [], threading.Lock()

    def reply(self):
        with self.lock:
            self.arrivals.append(time.monotonic())
            pause = self.dice.uniform(0, 0.01)
        threading.Event().wait(pause)
        return 200, {}, b'{"message_id": "17"}'

    @property
    def texts(self):
        return [json.loads(body)["text"] for _, _, body in self.requests]

    def most_in_any(self, window):
        return most_in_any(self.arrivals, window)
