"""Scores of the reader on the tests, from the answers that training/reader_device.py brought back.

  python training/reader_scores.py --corpora ../shared/corpora --answers answers.npz
"""

import argparse
import pathlib

import numpy

import reader_material
import stance_sets


def f1_of(got, gold, label):
    both = ((got == label) & (gold == label)).sum()
    return 2 * both / max(1, (got == label).sum() + (gold == label).sum())


def calibration(shares, gold):
    sure, right, error = shares.max(1), shares.argmax(1) == gold, 0.0
    for low in numpy.arange(0, 1, 0.1):
        mine = (sure > low) & (sure <= low + 0.1)
        if mine.any():
            error += mine.mean() * abs(sure[mine].mean() - right[mine].mean())
    return error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--answers", required=True)
    parser.add_argument("--temperature", type=float, default=1.0)
    a = parser.parse_args()
    root, stored = pathlib.Path(a.corpora), numpy.load(a.answers)
    tests = []
    for e in [*stance_sets.read_iam(root), *stance_sets.read_nlpcc(root), *stance_sets.read_mtcsd(root)]:
        if e["set"] in reader_material.TESTS:
            tests.append((e["set"], e["group"], e["label"]))
        elif e.get("split") == "test":
            tests.append(("mtcsd_test", e["group"], e["label"]))
    logits = stored["tests_out"].astype(numpy.float64) / a.temperature
    assert len(logits) == len(tests)
    for name, group in sorted({(n, g if n == "mtcsd_test" else "") for n, g, _ in tests}):
        mine = [i for i, (n, g, _) in enumerate(tests) if n == name and group in ("", g)]
        out, gold = logits[mine], numpy.array([tests[i][2] for i in mine])
        got = out.argmax(1)
        shares = numpy.exp(out - out.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        f1 = [f1_of(got, gold, label) for label in range(3)]
        side = gold < 2
        print(name, group, len(mine), f"accuracy {(got == gold).mean():.3f} macro-F1 {numpy.mean(f1):.3f} Favg {(f1[0] + f1[1]) / 2:.3f} side right",
              f"{((out[:, 1] > out[:, 0]) == (gold == 1))[side].mean():.3f} calibration error {calibration(shares, gold):.3f}")


if __name__ == "__main__":
    main()
