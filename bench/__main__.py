"""Print every ratio beside the one to reach: ``python -m bench``."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from . import cards, files, frames, outbox, plain, sandbox, seeing, sending
from .counting import counted

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


def same_cards() -> None:
    """Refuse to time two sides that do not write the same."""
    for name in ("small", "full", "buttons", "poll"):
        if json.loads(getattr(cards, name)()) != json.loads(getattr(plain, name)()):
            raise SystemExit(f"{name}: the two sides do not write the same card")


def print_counts() -> None:
    """Print opcodes and frames of each card, and of the same as plain objects."""
    for name in ("small", "full", "buttons", "poll"):
        ours, bare = counted(getattr(cards, name)), counted(getattr(plain, name))
        print(f"{f'opcodes and frames of the card {name!r}':<48} {ours.opcodes:6} {ours.frames:4}", end="")
        print(f"   of plain objects: {bare.opcodes:5} {bare.frames:3}")


Results = list[tuple[str, float, float]]
"""What was timed, what it took, and the most that it is to take."""


def of_cards() -> Results:
    """What writing cards takes."""
    few, many, ten = cards.cells(8_000), cards.cells(16_000), cards.cells(10_000)
    gc.collect()
    gc.freeze()  # what the bench itself has loaded is no work for the collector while cards are timed
    return [
        ("small card, over plain attrs objects", ratio(cards.small, plain.small, 50, 400), 1.6),
        ("full card of six slides", ratio(cards.full, plain.full, 20, 400), 1.6),
        ("card of five buttons", ratio(cards.buttons, plain.buttons, 50, 400), 1.6),
        ("poll of four options", ratio(cards.poll, plain.poll, 50, 400), 1.6),
        ("10,000 rows by .row", ratio(lambda: cards.rows_one_by_one(ten), lambda: plain.rows(ten), 1), 1.3),
        ("10,000 rows by .rows", ratio(lambda: cards.rows_at_once(ten), lambda: plain.rows(ten), 1), 1.3),
        (
            "16,000 rows over 8,000",
            ratio(lambda: cards.rows_one_by_one(many), lambda: cards.rows_one_by_one(few), 1),
            2.3,
        ),
    ]


def of_the_rest() -> Results:
    """What everything else takes."""
    many, ten = cards.table(cards.cells(16_000)), cards.cells(10_000)
    plain_send, counting_send = sending.ratios()
    in_memory = outbox.drains(outbox.memory_folder())
    return [
        ("10,000 rows from pandas, over to_dict and dumps", ratio(*frames.pandas_pair(), 1), 1.5),
        ("10,000 rows from polars, over to_dicts and dumps", ratio(*frames.polars_pair(), 1), 1.5),
        (
            "split of 10,000 rows, over writing them plainly",
            ratio(cards.table(ten).split, lambda: plain.rows(ten), 1),
            4.0,
        ),
        ("split of 16,000 rows over 8,000", ratio(many.split, cards.table(cards.cells(8_000)).split, 1), 2.3),
        ("HTML of the full card, over json.dumps of its body", ratio(seeing.full_html, seeing.full_body, 10), 60.0),
        ("HTML of the full card (kB)", seeing.kilobytes(), 60.0),
        ("send without pacing, over a bare urllib3 request", plain_send, 1.15),
        ("send counting for the machine, over a bare request", counting_send, 2.0),
        ("letters drained from a RAM disk, over plain sends", in_memory.ratio, 1.3),
        ("cardkit check of 210 files, over json.loads of them", files.check_ratio(), 9.0),
        ("import cardkit over import attrs, json (ms)", import_cost(), 15.0),
    ]


def print_rates() -> None:
    """Print rates and sizes, which depend on the machine."""
    few, many = cards.cells(8_000), cards.cells(16_000)
    bare = ratio(lambda: plain.rows(many), lambda: plain.rows(few), 1)
    print(f"{'16,000 rows over 8,000, of plain objects':<48} {bare:6.2f}")
    graph = ratio(seeing.graph_html, seeing.graph_body, 10)
    table = ratio(seeing.table_html, seeing.table_body, 5)
    print(f"{'HTML of a graph of 100 points, over json.dumps':<48} {graph:6.0f}")
    print(f"{'HTML of a table of 200 rows, over json.dumps':<48} {table:6.0f}")
    print(f"{'files a second that cardkit check reads':<48} {files.files_per_second()[0]:6.0f}")
    print(f"{'messages a second into the sandbox':<48} {sandbox.messages_a_second():6.0f}   to reach: 1500")
    puts, commits = outbox.puts_a_second()
    print(f"{'letters put a second, each on the disk':<48} {puts:6.0f}   to reach: 1000")
    print(f"{'  commits a second that the disk allows':<48} {commits:6.0f}")
    drained = outbox.drains()
    print(f"{'letters drained a second':<48} {drained.rate:6.0f}")
    print(f"{'  over plain sends':<48} {drained.ratio:6.2f}   owed to the disk: {drained.owed:.2f}")
    memory, disk = outbox.megabytes_waiting()
    print(f"{'MB of memory with 100,000 letters waiting':<48} {memory:6.2f}   and {disk:.0f} MB of disk")
    load = sandbox.page_load()
    if load is not None:
        print(f"{'the last of 1,000 messages on the page (s)':<48} {load:6.2f}   to reach: 1.0")
    print(f"{'KiB that 20,000 sends leave behind':<48} {sending.growth():6.0f}")


def main() -> None:
    """Time everything and print a table."""
    same_cards()
    for name, value, most in [*of_cards(), *of_the_rest()]:
        print(f"{name:<48} {value:6.2f}   to reach: {most}{'' if value <= most else '   MISSED'}")
    print_counts()
    print_rates()


if __name__ == "__main__":
    main()
