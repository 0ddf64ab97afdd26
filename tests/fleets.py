"""Servers that machines of a fleet share, started for a run of the tests: PostgreSQL and Redis, each with a password."""

import contextlib
import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import redis

PASSWORD = "s3cret-of-the-fleet"


class MissingError(Exception):
    """A server's program is not on this machine."""


def folder(name):
    """A short one, for the path of a socket has at most 107 bytes."""
    return Path(tempfile.mkdtemp(prefix=f"cardkit-{name}-", dir="/tmp"))


class Postgres:
    """A PostgreSQL of our own in a new folder, which listens on a socket of Unix alone."""

    def __init__(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not programs:
            raise MissingError("there is no PostgreSQL: apt-get install postgresql")
        self.programs, self.folder = programs[-1], folder("pg")
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()  # it refuses to run as root
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        key = self.folder / "password"
        key.write_text(PASSWORD)
        key.chmod(0o644)
        self.data = self.folder / "data"
        self.run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "cardkit",
            "-A",
            "scram-sha-256",
            f"--pwfile={key}",
            "-E",
            "UTF8",
            "--no-sync",
        )
        self.start()

    def run(self, program, *options):
        command = [self.programs / program, *options]
        before = ["runuser", "-u", self.user, "--"] if os.geteuid() == 0 else []
        subprocess.run([*before, *map(str, command)], check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def start(self):
        listens = f"-c listen_addresses='' -c fsync=off -c max_connections=60 -k {self.folder}"
        self.run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", listens, "-w", "start")

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", self.data, "-m", how, "-w", "stop")

    def dsn(self, base="postgres", password=PASSWORD):
        return f"postgresql://cardkit:{password}@/{base}?host={self.folder}"

    def database(self):
        """The address of a database that is empty, and that nobody else is connected to."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute(
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"
            )
        return self.dsn()

    @property
    def processes(self):
        """The processes of the server."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def signal(self, number):
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """A Redis of our own, which listens on a socket of Unix alone and keeps nothing on disk."""

    def __init__(self):
        self.program = shutil.which("redis-server")
        if self.program is None:
            raise MissingError("there is no Redis: apt-get install redis-server")
        self.folder = folder("redis")
        self.start()

    def start(self):
        options = {
            "port": "0",
            "unixsocket": self.folder / "s",
            "requirepass": PASSWORD,
            "save": "",
            "dir": self.folder,
        }
        command = [self.program, *[str(part) for name, value in options.items() for part in (f"--{name}", value)]]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url()) as client:
            until = time.monotonic() + 60
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError:
                    assert time.monotonic() < until
                    time.sleep(0.02)

    def url(self, base=0, password=PASSWORD):
        return f"unix://:{password}@{self.folder}/s?db={base}"

    def database(self):
        """The address of a database that is empty."""
        with redis.Redis.from_url(self.url()) as client:
            client.flushdb()
        return self.url()

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
