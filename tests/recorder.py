"""A receiver that notes when posts arrive, and programs that are killed while they send to it."""

import random
import socket
import subprocess
import threading
import time

from receivers import most_in_any


class Recorder:
    """A server that notes when each post was read, and answers."""

    def __init__(self):
        self.arrivals, self.listener = [], socket.create_server(("127.0.0.1", 0), backlog=128)
        self.noted = threading.Condition()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            try:
                while data := connection.recv(65_536):
                    if not data.startswith(b"POST "):
                        continue  # the body, in a packet of its own
                    with self.noted:
                        self.arrivals.append(time.monotonic())
                        self.noted.notify_all()
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            except OSError:
                pass

    def wait_for(self, count):
        with self.noted:
            assert self.noted.wait_for(lambda: len(self.arrivals) >= count, timeout=60)

    def most_in_any(self, window):
        return most_in_any(self.arrivals, window)


def killed(command, recorder, kills, most, senders=4):
    """Let some programs send, kill one after the other at any moment, and end when so many posts have arrived."""
    dice = random.Random(7)

    def start():
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        process.stdout.readline()
        return process

    running = [start() for _ in range(senders)]
    try:
        for _ in range(kills):
            time.sleep(dice.uniform(0, 0.05))
            victim = running.pop(0)
            victim.kill()
            victim.communicate()
            running.append(start())
        recorder.wait_for(most)  # so that more than one window was in play
    finally:
        for process in running:
            process.kill()
            process.communicate()
    recorder.listener.close()
