"""Sessions of work on cardkit, each in an environment of its own: `nox -l` lists them, `nox -s lint` runs one."""

import subprocess
from pathlib import Path

import nox

nox.options.sessions = ["lint", "types", "tests"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
TESTS = ["-q", "-n", "auto", "--dist=loadfile"]
QUICK = [*TESTS, "-m", "not browser and not slow and not minutes"]


@nox.session
def lint(session: nox.Session) -> None:
    """Check the format and the rules of style."""
    session.install("ruff")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with both checkers."""
    session.install("-e", ".[dev]")
    session.run("mypy")
    session.run("pyright", "--pythonpath", str(Path(session.virtualenv.bin) / "python"))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the whole suite, with the browser's where there is a Chromium."""
    session.install("-e", ".[dev]")
    session.run("python", "-m", "pytest", *(session.posargs or TESTS))


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the quick tests at the lowest versions that setup.cfg names."""
    bounds = Path(session.create_tmp()) / "lowest.txt"
    bounds.write_text(subprocess.run([".ci/lowest"], check=True, capture_output=True, text=True).stdout)
    session.install("-c", str(bounds), "-e", ".[dev]")
    session.run("python", "-m", "pytest", *(session.posargs or QUICK))


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    session.install("-e", ".[dev,docs]")
    session.run("sphinx-build", "-q", "-W", "-b", "html", "docs", "docs/_build/html")


@nox.session
def bench(session: nox.Session) -> None:
    """Print the ratios of the benchmark."""
    session.install("-e", ".[dev]")
    session.run("python", "-m", "bench")


@nox.session
def package(session: nox.Session) -> None:
    """Build the wheel and the source archive twice, compare and check them."""
    session.install(".[release]")
    session.run("python", ".ci/package")
