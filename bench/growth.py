"""What whole cases cost as they grow, stage by stage, and what one per cent of new posts costs after that."""

from __future__ import annotations

import math
import pathlib
import subprocess
import sys

import measure
from comparisons import BUILD, ROOT

AGON = BUILD / "agon"


def write_spread(corpora: pathlib.Path, count: int, wanted) -> int:
    """Line i of `count` lines spread evenly over weibo-covid goes to the file that wanted(i) gives; says how many there are.

    Line by line: what this process holds would count as the peak memory of every process that it starts.
    """
    packed = corpora / "weibo-covid/posts.jsonl.zst"
    with subprocess.Popen(["zstd", "-dcq", packed], stdout=subprocess.PIPE) as unpacked:
        total = sum(1 for _ in unpacked.stdout)
    count, next_one = min(count, total), 0
    with subprocess.Popen(["zstd", "-dcq", packed], stdout=subprocess.PIPE) as unpacked:
        for number, line in enumerate(unpacked.stdout):
            if next_one < count and number == next_one * total // count:
                wanted(next_one).write(line)
                next_one += 1
    return count


def _stages(case, posts, report):
    """CPU seconds by stage of import (already known posts change nothing), analyze and report; peak memory; wall seconds."""
    first = measure.measured([AGON, "import", case, posts, "--platform", "weibo", "--quiet"], ROOT)
    whole, spent = measure.measured_by_stage([AGON, "analyze", case], ROOT)
    last = measure.measured([AGON, "report", case, "-o", report, "--quiet"], ROOT)
    return {"import": first.cpu_s, **spent, "report": last.cpu_s}, max(c.peak_mib for c in (first, whole, last)), sum(
        c.wall_s for c in (first, whole, last))


def grow(options, scratch) -> list[dict]:
    """The first posts of weibo-covid by the sizes asked for, so that each case lies in the next."""
    rows = []
    for size in [int(size) for size in options.sizes.split(",") if size]:
        posts, case = scratch / f"grow-{size}.jsonl", scratch / f"grow-{size}"
        with posts.open("wb") as file:
            size = write_spread(options.corpora, size, lambda _: file)
        spent, peak, wall = _stages(case, posts, scratch / "grow.html")
        rows.append({"posts": size, "cpu_s": spent, "peak_mib": peak, "wall_s": wall})
        print(f"{size} posts: {sum(spent.values()):.1f} CPU s, {peak:.0f} MiB", file=sys.stderr, flush=True)
        subprocess.run(["rm", "-rf", case, posts], check=True)
    return rows


def increment(options, scratch) -> dict:
    """A case, then one new post for every hundred: CPU seconds of import and analyze, both times."""
    if not options.increment:
        return {}
    case, old, new = scratch / "increment", scratch / "old.jsonl", scratch / "new.jsonl"
    with old.open("wb") as before, new.open("wb") as after:
        count = write_spread(options.corpora, options.increment * 101 // 100, lambda i: after if i % 101 == 0 else before)
    size, added = count - (count + 100) // 101, (count + 100) // 101
    full, _, _ = _stages(case, old, scratch / "increment.html")
    again, _, _ = _stages(case, new, scratch / "increment.html")
    print(f"increment: {sum(full.values()):.1f}, then {sum(again.values()):.1f} CPU s", file=sys.stderr, flush=True)
    return {"posts": size, "new_posts": added, "full_cpu_s": full, "again_cpu_s": again}


def exponent(rows: list[dict], stage: str | None) -> float | None:
    """The slope of log CPU seconds over log posts from the first size to the last; nothing under .2 s counts."""
    def cost(row):
        return row["cpu_s"].get(stage, 0) if stage else sum(row["cpu_s"].values())

    if len(rows) < 2 or cost(rows[0]) < 0.05 or cost(rows[-1]) < 0.2:
        return None
    return math.log(cost(rows[-1]) / cost(rows[0])) / math.log(rows[-1]["posts"] / rows[0]["posts"])
