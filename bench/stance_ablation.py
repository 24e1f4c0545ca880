#!/usr/bin/env python3
"""What helps the pair network say on which side a text stands? On the held-out fold 0 of the labelled sets.

Usage: stance_ablation.py PAIR_BENCH ENCODER_BENCH FOLDER NETWORK CORPORA [most_per_set]
PAIR_BENCH and ENCODER_BENCH are bench/pair_bench.cpp and bench/encoder_bench.cpp; FOLDER/NETWORK a network of the pair judge.
Per set and for targets with at least 12 texts: accuracy of the side (texts labelled for or against only), with the statement asked one
way round, turned round, both; less half or all of the median of the target; settled by likeness as in src/camps/settling.cpp. Needs numpy."""

import pathlib
import random
import subprocess
import sys
import tempfile
import zlib

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "training"))
import stance_sets  # noqa: E402

SMOOTHING = [1e-3, 0.02, 0.05, 0.1]


def shares_of(program, folder, network, questions):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write("".join("\t".join(" ".join(part.split()) for part in question) + "\n" for question in questions))
        file.flush()
        out = subprocess.run([program, folder, network, file.name, "1", "best", "shares"], stdout=subprocess.PIPE, check=True)
    return numpy.array([[float(x) for x in line.split()] for line in out.stdout.decode().splitlines()])


def vectors_of(program, texts):
    with tempfile.TemporaryDirectory() as folder:
        lines, out = pathlib.Path(folder, "lines"), pathlib.Path(folder, "out")
        lines.write_text("".join(" ".join(text.split()) + "\n" for text in texts))
        subprocess.run([program, ".deps/encoder", lines, out, "1"], stdout=subprocess.DEVNULL, check=True)
        return numpy.fromfile(out, numpy.float32).reshape(len(texts), -1)


def settled(odds, rows, gain=0.3, least=0.2, rounds=40):
    rows = rows - rows.mean(0)
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    cosine = rows @ rows.T
    numpy.fill_diagonal(cosine, -1)
    ties = numpy.zeros_like(cosine)
    for i, near in enumerate(numpy.argsort(-cosine, axis=1)[:, :10]):
        for j in near:
            if cosine[i, j] >= least:
                ties[i, j] += gain * (cosine[i, j] - 0.1)
                ties[j, i] += gain * (cosine[i, j] - 0.1)
    leans = numpy.tanh(0.5 * odds)
    for _ in range(rounds):
        leans = 0.5 * leans + 0.5 * numpy.tanh(0.5 * odds + ties @ (leans - leans.mean()))
    return leans


def main():
    pair, encoder, folder, network, corpora = sys.argv[1:6]
    most = int(sys.argv[6]) if len(sys.argv) > 6 else 700
    held = [e for e in stance_sets.read_all(corpora) if stance_sets.fold_of(e) == 0 and e["lang"] == "zh"]
    for name in sorted({e["set"] for e in held}):
        rows = [e for e in held if e["set"] == name]
        random.Random(7).shuffle(rows)
        rows = rows[:most]
        sided = numpy.array([e["label"] for e in rows])
        gold = numpy.where(sided == 0, 1, numpy.where(sided == 1, -1, 0))
        asked = shares_of(pair, folder, network, [(e["target"], e["text"], e["parent"]) for e in rows])
        turned = shares_of(pair, folder, network, [(stance_sets.turned(e["target"], "zh"), e["text"], e["parent"]) for e in rows])
        without = shares_of(pair, folder, network, [(e["target"], e["text"], "") for e in rows])
        answered = numpy.array([bool(e["parent"]) for e in rows])
        groups = {}
        for i, e in enumerate(rows):
            groups.setdefault(e["target"], []).append(i)

        def odds_of(shares, smoothing=0.02):
            return numpy.log(shares[:, 0] + smoothing) - numpy.log(shares[:, 1] + smoothing)

        def accuracy(scores, among=None):
            where = gold != 0 if among is None else (gold != 0) & among
            return f"{numpy.mean(numpy.sign(scores[where]) == gold[where]):.3f} ({where.sum()})"

        print(f"{name}: {len(rows)} texts, {len(groups)} targets")
        one, other = odds_of(asked), -odds_of(turned)
        print("  one way", accuracy(one), " turned", accuracy(other), " both", accuracy(one + other))
        if answered.any():
            print("  with a post answered:", accuracy(one, answered), " the same without it:", accuracy(odds_of(without), answered))
        large = numpy.zeros(len(rows), bool)
        half, whole, ties = one.copy(), one.copy(), one.copy()
        for members in groups.values():
            if len(members) < 12:
                continue
            large[members] = True
            median = numpy.median(one[members])
            half[members] -= 0.5 * median
            whole[members] -= median
            ties[members] = settled(half[members], vectors_of(encoder, [rows[i]["text"] for i in members]))
        if large.any():
            print("  large targets: one way", accuracy(one, large), " less half the median", accuracy(half, large), " less the median",
                  accuracy(whole, large), " half and ties", accuracy(ties, large))
        for smoothing in SMOOTHING:
            score = odds_of(asked, smoothing)
            where = gold != 0
            losses = numpy.log1p(numpy.exp(-score * gold))[where]
            order = numpy.argsort(-numpy.abs(score))[: len(rows) * 6 // 10]
            kept = [i for i in order if gold[i] != 0]
            print(f"  smoothing {smoothing}: log loss {losses.mean():.3f}, surest 60 % of all texts: {len(kept)} take a side, right",
                  f"{numpy.mean(numpy.sign(score[kept]) == gold[kept]):.3f}")


main()
