#!/usr/bin/env python3
"""What a correction costs an analyst who waits: `agon serve --edit` on a copy of an analysed case, one correction of each
kind written and applied, then taken back and applied again.

    bench/corrections.py CASE [--agon build/release/agon] [--out results.json] [--settle SECONDS]

CPU seconds of the server, wall seconds of the request, resident MiB after it; "settled": both until what the request
left to be read meanwhile was read and entered. `--settle`: how long the server may prepare
itself before the first correction. The copy is of hard links: the case itself is not changed.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

import pyarrow.parquet

ROOT = pathlib.Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")


def corrections_for(case: pathlib.Path) -> dict[str, dict]:
    """One of each kind that this case can have; those of debates on the two that rank first."""
    def rows(table):
        return pyarrow.parquet.read_table(case / f"{table}.parquet").to_pylist()

    first, second = sorted(rows("debates/debates"), key=lambda row: row["rank"])[:2]
    threads = [{"threads": [str(row["thread"]) for row in rows("debates/threads") if row["debate"] == debate["debate"]]}
               for debate in (first, second)]
    sided = next(row for row in rows("camps/stances") if row["debate"] == first["debate"] and row["pole"] in "ab")
    point, relation = rows("points/points")[0], rows("points/relations")[0]
    quote = next(row for row in rows("points/matches")
                 if row["point"] == point["point"] and row["segment"] != point["segment"])
    found = {
        "move": ({"debate": str(first["debate"]), "post": str(sided["post"])},
                 {"pole": "b" if sided["pole"] == "a" else "a"}),
        "mark_author": ({"voice": str(sided["voice"])}, {"kind": "bot"}),
        "rename": (threads[0], {"text": "另一个说法"}),
        "reword": ({"point": str(point["point"])}, {"text": "论点的另一种说法"}),
        "choose_quote": ({"point": str(point["point"]), "segment": str(quote["segment"])}, {}),
        "reject_relation": ({"from": str(relation["from_post"]), "to": str(relation["to_post"])}, {}),
        "translate": ({"original": first["question"]}, {"text": "What is asked", "language": "en"}),
        "comment": (threads[0], {"text": "?"}),
        "set_proposition": (threads[0], {"text": "这件事应该由国家来做"}),
        "exclude": (threads[1], {}),
        "merge": (threads[0], threads[1]),
        "split": ({"threads": threads[0]["threads"][:1]}, {}),
    }
    return {kind: {"what": kind, "target": target, "value": value} for kind, (target, value) in found.items()}


class Server:
    """`agon serve --edit` and what it costs."""

    def __init__(self, agon: pathlib.Path, case: pathlib.Path):
        self.process = subprocess.Popen([agon, "serve", case, "--edit"], stdout=subprocess.PIPE, text=True)
        self.base, self.token = re.search(r"(http://\S+?)/#token=([0-9a-f]+)", self.process.stdout.readline()).groups()
        self.seen = 0

    def cpu(self) -> float:
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident(self) -> int:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024

    def post(self, page: str, body: dict) -> dict:
        headers = {"X-Agon-Token": self.token, "Content-Type": "application/json", "Origin": self.base}
        request = urllib.request.Request(f"{self.base}/api/{page}", json.dumps(body).encode(), headers)
        return json.load(urllib.request.urlopen(request, timeout=3600))

    def write(self, line: dict) -> str:
        answer = self.post("corrections", {**line, "why": "bench", "after": self.seen})
        self.seen = answer["count"]
        return answer["written"]["id"]

    def apply(self) -> dict:
        cpu, begin = self.cpu(), time.perf_counter()
        settling = self.post("apply", {})["settling"]
        found = {"cpu_s": round(self.cpu() - cpu, 2), "wall_s": round(time.perf_counter() - begin, 2),
                 "resident_mib": self.resident()}
        if settling:
            while self.settling():
                time.sleep(0.2)
            found["settled"] = {"cpu_s": round(self.cpu() - cpu, 2), "wall_s": round(time.perf_counter() - begin, 2)}
        return found

    def settling(self) -> bool:
        return json.load(urllib.request.urlopen(f"{self.base}/api/session", timeout=3600))["settling"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=pathlib.Path)
    parser.add_argument("--agon", type=pathlib.Path, default=ROOT / "build/release/agon")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--settle", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.case.resolve().parent) as scratch:
        copy = pathlib.Path(scratch) / "case"
        shutil.copytree(options.case, copy, copy_function=os.link)
        server = Server(options.agon.resolve(), copy)
        try:
            time.sleep(options.settle)
            results = {"prepared": {"cpu_s": server.cpu(), "resident_mib": server.resident()}}
            for kind, line in corrections_for(copy).items():
                written = server.write(line)
                results[kind] = server.apply()
                server.write({"what": "undo", "target": line["target"], "value": {}, "undoes": written})
                results[kind]["taken_back"] = server.apply()
                print(kind, results[kind], flush=True)
                if options.out:
                    options.out.write_text(json.dumps(results, indent=1) + "\n")
        finally:
            server.process.terminate()
            server.process.wait()


main()
