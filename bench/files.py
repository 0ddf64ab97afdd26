"""Files that are checked: how many `cardkit check` reads in a second, beside `json.loads` of the same files."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cardkit.cli.check import check_files
from cardkit.cli.sources import sources
from cardkit.demo import FORMATS, published

FILES = 210
WRONG = (
    '{"text": "Hi",\n "slides": [{"type": "list", "data": []}]}'  # every thirtieth file, so that places are looked up
)


def write_files(folder: Path) -> None:
    """The published bodies over and over, and a few with an error."""
    for number in range(FILES):
        text = WRONG if number % 30 == 29 else published(FORMATS[number % len(FORMATS)])
        (folder / f"{number:03}.json").write_text(text, encoding="utf-8")


def checked(folder: Path) -> int:
    """Find every file of a folder and check it; return how many had errors."""
    results, _ = check_files(sources([str(folder)]))
    return sum(bool(result.findings) for result in results)


def loaded(folder: Path) -> int:
    """Find every file of a folder and load it."""
    return sum(bool(json.loads(path.read_bytes())) for path in sorted(folder.rglob("*.json")))


def files_per_second(rounds: int = 15) -> tuple[float, float]:
    """Files a second: those that cardkit checks, and those that `json.loads` reads, timed in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        if loaded(folder) != FILES or checked(folder) < FILES // 30:
            raise SystemExit("the two sides do not read the same files")
        times = [(_seconds(checked, folder), _seconds(loaded, folder)) for _ in range(rounds)]
    ours, reference = zip(*times, strict=True)
    return FILES / statistics.median(ours), FILES / statistics.median(reference)


def check_ratio(rounds: int = 15) -> float:
    """How many times longer than loading it checking a file takes."""
    ours, reference = files_per_second(rounds)
    return reference / ours


def _seconds(work: Callable[[Path], int], folder: Path) -> float:
    start = time.perf_counter()
    work(folder)
    return time.perf_counter() - start
