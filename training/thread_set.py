"""Threads that we wrote for training (training/threads, its README says how and by which rules).

A file is one debate, a line one record: D id question statement opposite name; K sign key-point; P post (of the key point
above); R sign reply (to the post above); B sees both sides; N takes no side. `opposite` is the statement turned round.

  python training/thread_set.py --bench build/release/pair_bench        the pair judge's sides on them, read nowhere in training
"""

import argparse
import pathlib
import subprocess
import tempfile

import numpy

import pair_device

FOR, AGAINST = range(2)
FOLDER = pathlib.Path(__file__).parent / "threads"


def read_debates(folder=FOLDER):
    for path in sorted(pathlib.Path(folder).glob("*-*.txt")):
        debate = None
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, *fields = line.split("\t")
            if kind == "D":
                debate = dict(zip(("id", "question", "statement", "opposite", "name"), fields), points=[], both=[], neither=[])
            elif kind == "K":
                debate["points"].append(dict(side=FOR if fields[0] == "+" else AGAINST, text=fields[1], posts=[]))
            elif kind == "P":
                debate["points"][-1]["posts"].append(dict(text=fields[0], replies=[]))
            elif kind == "R":
                debate["points"][-1]["posts"][-1]["replies"].append((fields[0], fields[1]))
            else:
                debate["both" if kind == "B" else "neither"].append(fields[0])
        yield debate


def alike(debates):
    """(text, key point's number, debate's id): texts of one number make one argument, the key point's own words first."""
    number = 0
    for debate in debates:
        for k in debate["points"]:
            yield k["text"], number, debate["id"]
            for p in k["posts"]:
                yield p["text"], number, debate["id"]
            number += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", default="build/release/pair_bench")
    parser.add_argument("--models", default="models/pair")
    a = parser.parse_args()
    debates = list(read_debates())
    rows = [(d["statement"], p["text"], k["side"], n) for n, d in enumerate(debates) for k in d["points"] for p in k["posts"]]
    with tempfile.TemporaryDirectory() as folder:
        lines = pathlib.Path(folder, "lines.tsv")
        lines.write_text("".join(f"{statement}\t{text}\t\n" for statement, text, *_ in rows), encoding="utf-8")
        made = subprocess.run([a.bench, a.models, "network.npz", str(lines), "2", "best", "shares"], check=True, capture_output=True, text=True)
    share = numpy.array([[float(x) for x in line.split()] for line in made.stdout.splitlines()])
    odds, side, of = numpy.log(share[:, 0] / share[:, 1]), numpy.array([r[2] for r in rows]), numpy.array([r[3] for r in rows])
    within = [pair_device.area(odds[of == n], side[of == n]) for n in range(len(debates))]
    print(len(rows), "posts: side right", ((odds < 0) == (side == AGAINST)).mean(), "area within a debate", numpy.mean(within),
          "taken for neither", (share.argmax(1) == 2).mean())


if __name__ == "__main__":
    main()
