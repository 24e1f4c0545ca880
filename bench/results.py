"""Results as Markdown: the page of a run, and the table in README.md."""

from __future__ import annotations

import pathlib
import statistics

import growth

BEGIN, END = "<!-- bench/run writes from here -->", "<!-- to here -->"


def _middle(turns, key):
    """The median; None where a turn did not measure it."""
    return None if any(turn[key] is None for turn in turns) else statistics.median(turn[key] for turn in turns)


def ratios(row: dict) -> list[tuple[str, float, float, float]]:
    """Peer, then median, least and greatest of its CPU seconds over agon's in the same turn."""
    (_, ours), *peers = row["turns"].items()
    found = []
    for name, theirs in peers:
        each = [their["cpu_s"] / max(our["cpu_s"], 1e-3) for our, their in zip(ours, theirs)]
        if each:
            found.append((name, statistics.median(each), min(each), max(each)))
    return found


def _ratio(median, least, most, runs):
    return f"{median:.1f}" + (f" ({least:.1f} to {most:.1f})" if runs > 1 else "")


def stage_table(found: dict) -> str:
    lines = ["| stage | program | turns | CPU s | peak MiB | times agon's CPU | goal |", "|---|---|---|---|---|---|---|"]
    for row in found["comparisons"]:
        told = {name: _ratio(*numbers, found["runs"]) for name, *numbers in ratios(row)}
        median = {name: middle for name, middle, _, _ in ratios(row)}
        for name, turns in row["turns"].items():
            if not turns:
                lines.append(f"| {row['stage']} | {name} | 0 | did not run | | | |")
                continue
            goal, peak = row["goal"].get(name), _middle(turns, "peak_mib")
            met = "" if goal is None else f"{goal:g}: {'met' if median[name] >= goal else 'missed'}"
            lines.append(f"| {row['stage']} | {name} | {len(turns)} | {_middle(turns, 'cpu_s'):.2f} | {'' if peak is None else f'{peak:.0f}'} | "
                         f"{told.get(name, '')} | {met} |")
    return "\n".join(lines)


def growth_table(found: dict) -> str:
    rows = found["growth"]
    stages = list(dict.fromkeys(stage for row in rows for stage in row["cpu_s"]))
    lines = ["| stage | " + " | ".join(f"{row['posts']:,} posts" for row in rows) + " | exponent |", "|---|" + "---|" * (len(rows) + 1)]

    def line(name, values, power):
        lines.append(f"| {name} | " + " | ".join(values) + f" | {'' if power is None else f'{power:.2f}'} |")

    for stage in stages:
        line(stage, [f"{row['cpu_s'].get(stage, 0):.2f}" for row in rows], growth.exponent(rows, stage))
    line("all, CPU s", [f"{sum(row['cpu_s'].values()):.1f}" for row in rows], growth.exponent(rows, None))
    line("wall s", [f"{row['wall_s']:.0f}" for row in rows], None)
    line("peak MiB", [f"{row['peak_mib']:.0f}" for row in rows], None)
    return "\n".join(lines)


def increment_table(found: dict) -> str:
    both = found["increment"]
    lines = ["| stage | first, CPU s | again, CPU s |", "|---|---|---|"]
    for stage, first in both["full_cpu_s"].items():
        lines.append(f"| {stage} | {first:.2f} | {both['again_cpu_s'].get(stage, 0):.2f} |")
    first, again = sum(both["full_cpu_s"].values()), sum(both["again_cpu_s"].values())
    lines.append(f"| all | {first:.2f} | {again:.2f} ({again / first:.0%}; goal 10 %: {'met' if again <= first / 10 else 'missed'}) |")
    return "\n".join(lines)


def page(found: dict) -> str:
    m = found["machine"]
    parts = [f"# agon beside its peers, {found['posts']:,} posts, {found['runs']} run(s)", "",
             f"    bench/run {found['command']}", "",
             f"Machine: {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, {m['system']}, Python {m['python']}; nice {m['nice']}, "
             f"load {m['load'][0]:.1f} at the start; commit {m['commit']}. CPU seconds are user and system; of stages they are the "
             "programs' own count without loading and reading, of the whole pipe those of whole processes. Contenders ran by turns. "
             "Raw numbers: results.json.", ""]
    parts += [f"- {note}" for note in found.get("notes", [])] + [""] * bool(found.get("notes"))
    if found["comparisons"]:
        parts += ["## Beside the peers", "", stage_table(found), ""]
        parts += [f"- {row['stage']}: {row['what']}. " + "; ".join(
            f"{name} said: {turns[-1]['said']}" for name, turns in row["turns"].items() if turns and turns[-1]["said"])
            for row in found["comparisons"]] + [""]
    if found.get("growth"):
        parts += ["## Whole cases as they grow", "", growth_table(found), ""]
    if found.get("increment"):
        both = found["increment"]
        parts += [f"## {both['new_posts']} new posts after {both['posts']:,}", "", increment_table(found), ""]
    return "\n".join(parts)


def put_table(readme: pathlib.Path, found: dict, folder: pathlib.Path):
    """Between the two marks of README.md; nothing if they are not there."""
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text or not found["comparisons"]:
        return
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    said = (f"{found['posts']:,} posts, {found['runs']} run(s), [{folder.name}]({folder}/README.md), {found['machine']['cpu']}.")
    readme.write_text(f"{before}{BEGIN}\n{said}\n\n{stage_table(found)}\n{END}{after}", encoding="utf-8")
