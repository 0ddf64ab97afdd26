"""Print every ratio beside the one to reach: ``python -m bench``."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from . import cards, files, seeing, sending

ROUNDS = 25


def timed(call: Callable[[], object], calls: int) -> float:
    """Seconds for one call, over `calls` of them."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def ratio(ours: Callable[[], object], reference: Callable[[], object], calls: int, rounds: int = ROUNDS) -> float:
    """The median of ours over the reference, the two timed in short turns so that a drifting machine moves both."""
    ratios: list[float] = []
    for turn in range(rounds):
        pair = (ours, reference) if turn % 2 else (reference, ours)
        times = {call: timed(call, calls) for call in pair}
        ratios.append(times[ours] / times[reference])
    return statistics.median(ratios)


def import_cost() -> float:
    """Milliseconds of ``import cardkit`` over ``import attrs, json``, in fresh interpreters, all compiled before."""
    code = "import time; s = time.perf_counter(); import {}; print(time.perf_counter() - s)"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds(names: str) -> float:
        command = [sys.executable, "-c", code.format(names)]
        return float(subprocess.run(command, capture_output=True, check=True, env=environment).stdout)

    seconds("attrs, json, cardkit")
    return statistics.median(1000 * (seconds("attrs, json, cardkit") - seconds("attrs, json")) for _ in range(ROUNDS))


def main() -> None:
    """Time everything and print a table."""
    for ours, by_hand in (
        (cards.small, cards.small_by_hand),
        (cards.full, cards.full_by_hand),
        (cards.buttons, cards.buttons_by_hand),
        (cards.poll, cards.poll_by_hand),
    ):
        if json.loads(ours()) != json.loads(by_hand()):
            raise SystemExit(f"{ours.__name__}: the two sides do not write the same card")
    few, many, ten = cards.cells(8_000), cards.cells(16_000), cards.cells(10_000)
    plain, counted = sending.ratios()
    results = [
        ("small card, over json.dumps of the same dict", ratio(cards.small, cards.small_by_hand, 50, 400), 2.5),
        ("full card of six slides", ratio(cards.full, cards.full_by_hand, 20, 400), 2.5),
        ("card of five buttons", ratio(cards.buttons, cards.buttons_by_hand, 50, 400), 2.5),
        ("poll of four options", ratio(cards.poll, cards.poll_by_hand, 50, 400), 2.5),
        ("10,000 rows by .row", ratio(lambda: cards.rows_one_by_one(ten), lambda: cards.rows_by_hand(ten), 1), 1.7),
        ("10,000 rows by .rows", ratio(lambda: cards.rows_at_once(ten), lambda: cards.rows_by_hand(ten), 1), 1.7),
        (
            "16,000 rows over 8,000",
            ratio(lambda: cards.rows_one_by_one(many), lambda: cards.rows_one_by_one(few), 1),
            2.3,
        ),
        ("HTML of the full card, over json.dumps of its body", ratio(seeing.full_html, seeing.full_body, 10), 150.0),
        ("HTML of the full card (kB)", seeing.kilobytes(), 60.0),
        ("send without pacing, over a bare urllib3 request", plain, 1.15),
        ("send counting for the machine, over a bare request", counted, 2.0),
        ("cardkit check of 210 files, over json.loads of them", files.check_ratio(), 9.0),
        ("import cardkit over import attrs, json (ms)", import_cost(), 15.0),
    ]
    for name, value, most in results:
        print(f"{name:<48} {value:6.2f}   to reach: {most}{'' if value <= most else '   MISSED'}")

    graph = ratio(seeing.graph_html, seeing.graph_body, 10)
    table = ratio(seeing.table_html, seeing.table_body, 5)
    print(f"{'HTML of a graph of 100 points, over json.dumps':<48} {graph:6.0f}")
    print(f"{'HTML of a table of 200 rows, over json.dumps':<48} {table:6.0f}")
    print(f"{'files a second that cardkit check reads':<48} {files.files_per_second()[0]:6.0f}")
    print(f"{'messages a second into the sandbox':<48} {sending.into_the_sandbox():6.0f}")
    print(f"{'KiB that 20,000 sends leave behind':<48} {sending.growth():6.0f}")


if __name__ == "__main__":
    main()
