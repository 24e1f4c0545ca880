#!/usr/bin/env python3
"""What new posts and corrections cost in a case that was analysed before, and whether its tables are those of an
analysis from nothing.

    bench/incremental.py [--corpora ../shared/corpora] [--out bench/runs/DATE-incremental] [--only zhihu,weibo,sample]

For each set: analyse all but one post in a hundred; add that one and analyse again; the same from nothing, in the same
run, and every file of both cases compared; the same with one thread in place of two; one correction of each kind, each
with what `agon analyze` costs after it. CPU seconds are user and system, by stage where a stage says so.
Builds nothing: build/release/agon must be there.
"""

from __future__ import annotations

import argparse
import datetime
import filecmp
import json
import pathlib
import shutil
import sys
import tempfile

import pyarrow.parquet

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import growth  # noqa: E402
import measure  # noqa: E402
from comparisons import BUILD, ROOT  # noqa: E402

AGON = BUILD / "agon"
AGON_PROGRAM = AGON
SHARE = 101  # every so-many-th post is new


def split_lines(files, old: pathlib.Path, new: pathlib.Path, every: int):
    for file in files:
        lines = [line for line in file.read_bytes().split(b"\n") if line.strip()]
        with (old / file.name).open("wb") as before, (new / file.name).open("wb") as after:
            for i, line in enumerate(lines):
                (after if i % every == 0 else before).write(line + b"\n")


def zhihu(corpora, place):
    """Campus, covid and hotdaily; the new ones are of covid, whose files are lines, and 1 % of all posts."""
    old, new = place / "old", place / "new"
    old.mkdir(), new.mkdir()
    lines = sorted((corpora / "zhihu-covid").glob("*.jsonl"))
    split_lines(lines, old, new, 68)
    others = [*sorted((corpora / "zhihu-campus").glob("*.csv")), *sorted((corpora / "zhihu-hotdaily").glob("*.json"))]
    return [*others, *sorted(old.iterdir())], sorted(new.iterdir()), []


def weibo(corpora, place):
    """20,000 posts spread over weibo-covid and 200 more: each its own thread, hardly a debate."""
    old, new = place / "old.jsonl", place / "new.jsonl"
    with old.open("wb") as before, new.open("wb") as after:
        growth.write_spread(corpora, 20000 * SHARE // 100, lambda i: after if i % SHARE == 0 else before)
    return [old], [new], ["--platform", "weibo"]


def sample(_, place):
    """The sample; its last file is new: 20 of 958 posts, more than 1 %."""
    files = sorted(path for path in (ROOT / "examples/made-in-china/threads").iterdir() if path.is_file())
    return files[:-1], files[-1:], []


def run_import(case, files, flags):
    return measure.measured([AGON_PROGRAM, "import", case, *files, "--quiet", *flags], ROOT).cpu_s


def analyse(case, threads=2):
    cost, stages = measure.measured_by_stage([AGON_PROGRAM, "analyze", case, "--threads", threads], ROOT)
    return {"cpu_s": round(cost.cpu_s, 2), "wall_s": round(cost.wall_s, 2), "peak_mib": round(cost.peak_mib),
            "stages": {name: round(spent, 2) for name, spent in stages.items()}}


def differences(left: pathlib.Path, right: pathlib.Path) -> list[str]:
    files = {path.relative_to(root) for root in (left, right) for path in root.rglob("*") if path.is_file()}
    return sorted(str(file) for file in files
                  if not (left / file).is_file() or not (right / file).is_file()
                  or not filecmp.cmp(left / file, right / file, shallow=False))


def size_of(folder: pathlib.Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def corrections(case) -> dict[str, dict]:
    """One line of corrections.jsonl of each kind that this case can have."""
    def rows(table):
        return pyarrow.parquet.read_table(case / f"{table}.parquet").to_pylist()

    debates = sorted(rows("debates/debates"), key=lambda row: row["rank"])
    if not debates:
        return {}
    first = debates[0]["debate"]
    questions = {row["debate"]: [str(row["question_thread"])] for row in debates}
    found = {"rename": {"what": "rename", "target": {"threads": questions[first]},
                        "value": {"text": debates[0]["question"] + "（改）"}}}
    if len(debates) > 1:
        found["merge"] = {"what": "merge", "target": {"threads": questions[first]},
                          "value": {"threads": questions[debates[1]["debate"]]}}
    sided = next((row for row in rows("camps/stances") if row["debate"] == first and row["pole"] in ("a", "b")), None)
    if sided:
        found["move"] = {"what": "move", "target": {"debate": str(first), "post": str(sided["post"])},
                         "value": {"pole": "unclear"}}
        found["mark"] = {"what": "mark_author", "target": {"voice": str(sided["voice"])}, "value": {"kind": "bot"}}
    return found


def measure_set(name, make, corpora, scratch) -> dict:
    place = scratch / name
    place.mkdir()
    old, new, flags = make(corpora, place)
    case, whole = place / "case", place / "whole"
    found = {"set": name, "what": make.__doc__.strip(), "import_cpu_s": run_import(case, old, flags)}
    found["before"] = analyse(case)
    found["import_again_cpu_s"] = run_import(case, new, flags)
    run_import(whole, old, flags), run_import(whole, new, flags)
    found["again"], found["from_nothing"] = analyse(case), analyse(whole)
    found["files_that_differ"] = differences(case, whole)
    found["posts"] = pyarrow.parquet.ParquetFile(case / "threads/posts.parquet").metadata.num_rows
    found["case_bytes"], found["kept_bytes"] = size_of(case), size_of(case / "kept")
    found["nothing_new"] = analyse(case)
    shutil.rmtree(whole)
    found["corrections"] = {}
    for kind, line in corrections(case).items():
        mine = place / kind
        shutil.copytree(case, mine)
        (mine / "corrections.jsonl").write_text(json.dumps(
            {"id": "1", "at": "2026-11-26T00:00:00Z", "who": "bench", "why": "bench", **line}, ensure_ascii=False) + "\n")
        found["corrections"][kind] = analyse(mine)
        shutil.rmtree(mine)
    return found


def page(results) -> str:
    lines = []
    for found in results:
        again, full = found["again"]["cpu_s"], found["from_nothing"]["cpu_s"]
        lines += [f"## {found['set']}: {found['posts']:,} posts", "", found["what"], "",
                  "| stage | from nothing, CPU s | with 1 % new, CPU s |", "|---|---|---|"]
        lines += [f"| {stage} | {spent:.2f} | {found['again']['stages'].get(stage, 0):.2f} |"
                  for stage, spent in found["from_nothing"]["stages"].items()]
        lines += [f"| all | {full:.2f} | {again:.2f} ({100 * again / full:.1f} %) |", "",
                  f"Wall {found['from_nothing']['wall_s']:.1f} s and {found['again']['wall_s']:.1f} s, peak "
                  f"{found['from_nothing']['peak_mib']} and {found['again']['peak_mib']} MiB. Files that differ from the "
                  f"analysis from nothing: {len(found['files_that_differ'])}. Nothing new: "
                  f"{found['nothing_new']['cpu_s']:.2f} CPU s. Import {found['import_cpu_s']:.2f} and "
                  f"{found['import_again_cpu_s']:.2f} CPU s. kept/ holds {found['kept_bytes'] / 1e6:.1f} MB of the case's "
                  f"{found['case_bytes'] / 1e6:.1f} MB.", ""]
        if found["corrections"]:
            lines += ["| correction | CPU s | wall s |", "|---|---|---|"]
            lines += [f"| {kind} | {cost['cpu_s']:.2f} | {cost['wall_s']:.2f} |" for kind, cost in found["corrections"].items()]
            lines.append("")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=pathlib.Path, default=ROOT.parent / "shared/corpora")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / f"bench/runs/{datetime.date.today()}-incremental")
    parser.add_argument("--only", default="sample,zhihu,weibo")
    parser.add_argument("--agon", type=pathlib.Path, default=AGON, help="another build's program")
    options = parser.parse_args()
    global AGON_PROGRAM
    AGON_PROGRAM = options.agon.resolve()
    options.out.mkdir(parents=True, exist_ok=True)
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.only.split(","):
            results.append(measure_set(name, {"sample": sample, "zhihu": zhihu, "weibo": weibo}[name],
                                       options.corpora.resolve(), pathlib.Path(scratch)))
            (options.out / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
            (options.out / "measured.md").write_text(page(results))
            print(page(results[-1:]), flush=True)


main()
