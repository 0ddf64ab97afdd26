"""Print every ratio beside the one to reach: ``python -m bench``."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from . import cards

ROUNDS = 25


def timed(call: Callable[[], object], calls: int) -> float:
    """Seconds for one call, over `calls` of them."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def ratio(ours: Callable[[], object], reference: Callable[[], object], calls: int) -> float:
    """The median of ours over the reference, the two timed in turn so that a drifting machine moves both."""
    ratios: list[float] = []
    for turn in range(ROUNDS):
        pair = (ours, reference) if turn % 2 else (reference, ours)
        times = {call: timed(call, calls) for call in pair}
        ratios.append(times[ours] / times[reference])
    return statistics.median(ratios)


def import_cost() -> float:
    """Milliseconds that ``import cardkit`` costs over ``import attrs, json``, each in fresh interpreters."""
    code = "import time; s = time.perf_counter(); import {}; print(time.perf_counter() - s)"
    costs = []
    for _ in range(ROUNDS):
        ours, reference = (
            float(subprocess.run([sys.executable, "-c", code.format(names)], capture_output=True, check=True).stdout)
            for names in ("attrs, json, cardkit", "attrs, json")
        )
        costs.append((ours - reference) * 1000)
    return statistics.median(costs)


def main() -> None:
    """Time everything and print a table."""
    for ours, by_hand in ((cards.small, cards.small_by_hand), (cards.full, cards.full_by_hand)):
        if json.loads(ours()) != json.loads(by_hand()):
            raise SystemExit(f"{ours.__name__}: the two sides do not write the same card")
    few, many, ten = cards.cells(8_000), cards.cells(16_000), cards.cells(10_000)
    results = [
        ("small card, over json.dumps of the same dict", ratio(cards.small, cards.small_by_hand, 2_000), 2.5),
        ("full card of six slides", ratio(cards.full, cards.full_by_hand, 1_000), 2.5),
        ("10,000 rows by .row", ratio(lambda: cards.rows_one_by_one(ten), lambda: cards.rows_by_hand(ten), 1), 1.7),
        ("10,000 rows by .rows", ratio(lambda: cards.rows_at_once(ten), lambda: cards.rows_by_hand(ten), 1), 1.7),
        (
            "16,000 rows over 8,000",
            ratio(lambda: cards.rows_one_by_one(many), lambda: cards.rows_one_by_one(few), 1),
            2.3,
        ),
        ("import cardkit over import attrs, json (ms)", import_cost(), 15.0),
    ]
    for name, value, most in results:
        print(f"{name:<48} {value:6.2f}   to reach: {most}{'' if value <= most else '   MISSED'}")


if __name__ == "__main__":
    main()
