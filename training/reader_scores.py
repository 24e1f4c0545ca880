"""Scores of the reader on the tests, from the answers that training/reader_device.py brought back.

  python training/reader_scores.py --corpora ../shared/corpora --answers answers.npz
"""

import argparse
import pathlib

import numpy

import pair_scores
import reader_material
import stance_sets


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
        f1 = pair_scores.f1_of(got, gold, range(3))
        side = gold < 2
        print(name, group, len(mine), f"accuracy {(got == gold).mean():.3f} macro-F1 {numpy.mean(f1):.3f} Favg {(f1[0] + f1[1]) / 2:.3f} side right",
              f"{((out[:, 1] > out[:, 0]) == (gold == 1))[side].mean():.3f} calibration error {pair_scores.calibration_error(out, gold):.3f}")


if __name__ == "__main__":
    main()
