#!/usr/bin/env python3
"""The reply judges on fold 0: the marks of models/reply.toml, the reply head of the pair network, and their mean.

Usage: reply_ablation.py PAIR_BENCH FOLDER NETWORK CORPORA [most_per_set]
Pairs whose posts both take a side: AUC and accuracy of "same side" (depth of the chain not known to the marks here, taken as 1; the
weights of the marks were learned from all targets, so theirs are flattered). Then how often a verdict beyond log-odds 1 is right. Needs numpy."""

import pathlib
import random
import subprocess
import sys
import tempfile
import tomllib

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "training"))
import pair_sets  # noqa: E402
import reply  # noqa: E402
import stance_sets  # noqa: E402


def auc(scores, same):
    order = numpy.argsort(numpy.argsort(scores, kind="stable"), kind="stable") + 1.0
    return (order[same].sum() - same.sum() * (same.sum() + 1) / 2) / (same.sum() * (~same).sum())


def main():
    program, folder, network, corpora = sys.argv[1:5]
    most = int(sys.argv[5]) if len(sys.argv) > 5 else 800
    weights = tomllib.loads((reply.ROOT / "models/reply.toml").read_text())
    row = numpy.array([weights["weights"][name] for name in reply.NAMES])
    every = [e for e in pair_sets.read_all(corpora) if e["task"] == "reply" and stance_sets.fold_of(e) == 0 and e["label"] != pair_sets.NO_SIDE]
    for name in ("mtcsd", "zscsd"):
        rows = [e for e in every if e["set"] == name]
        random.Random(7).shuffle(rows)
        rows = rows[:most]
        same = numpy.array([e["label"] == pair_sets.SAME for e in rows])
        marks = weights["intercept"] + numpy.array([reply.marks(e["text"], e["target"], 1, False) for e in rows], float) @ row
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
            file.write("".join(f"{' '.join(e['target'].split())}\t{' '.join(e['text'].split())}\t\n" for e in rows))
            file.flush()
            out = subprocess.run([program, folder, network, file.name, "1", "best", "reply"], stdout=subprocess.PIPE, check=True)
        shares = numpy.array([[float(x) for x in line.split()] for line in out.stdout.decode().splitlines()])
        head = numpy.log(shares[:, 0] + 0.02) - numpy.log(shares[:, 1] + 0.02)
        print(f"{name}: {len(rows)} pairs, {same.mean():.3f} on the same side")
        for title, odds in (("marks", marks), ("head", head), ("mean", (marks + head) / 2), ("sum", marks + head)):
            sure = numpy.abs(odds) >= 1
            right = ((odds > 0) == same)
            print(f"  {title:5} AUC {auc(odds, same):.3f} accuracy {right.mean():.3f}; beyond 1: {sure.mean():.2f} of all, right "
                  f"{right[sure].mean() if sure.any() else 0:.3f}")


main()
