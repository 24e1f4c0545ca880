"""Fits models/pair/arguments.npz: changes to the pair network by which it tells whether two sentences make the same argument.

  python training/same_argument.py learn --case CASE --corpora ../shared/corpora --out CACHE/arguments.pt
  python training/same_argument.py pack --trained CACHE/arguments.pt --case CASE
  python training/same_argument.py score --case CASE                 the shipped bytes on the questions held out

CASE: zhihu-hotdaily, zhihu-covid and zhihu-campus imported and analysed; the labels (training/arguments.tsv, eval/gold/same_argument.tsv,
eval/gold/argument_pairs.tsv: docs/labelling/arguments.md) hold digests, the texts are found there.

Changes as in changes.py beside the first layers, the last ones are left out, and a head of one number. Two passes of material: first the English key points of kpa2021 and the invented threads of training/threads,
where one argument is told in other words on purpose; then the labelled pairs of Zhihu. Either sentence may stand first. A fifth of the
questions (CRC-32, fold 0) is held out. models/pair.md has the scores. Twenty-five
minutes on two cores; another torch gives other bytes.
"""

import argparse
import csv
import pathlib
import zlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn

import changes
import pair_network
import thread_set
from argument_quality import digest, texts_of_case

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHANGES = ROOT / "models/pair/arguments.npz"
LAYERS, FOLDS, HELD_OUT = 8, 5, 0
MOST = (64, 64, 0)  # pieces of either sentence


def labelled(case):
    """(question, head, other, same) of all files of labels, where the case has the texts."""
    texts, found = texts_of_case(case), []
    for path in ("training/arguments.tsv", "eval/gold/same_argument.tsv"):  # the second: the questions held out
        for row in csv.DictReader(open(ROOT / path, encoding="utf-8"), delimiter="\t"):
            for name, same in (("same", 1), ("other", 0)):
                found += [(row["question"], row["head"], d, same) for d in row[name].split()]
    for row in csv.DictReader(open(ROOT / "eval/gold/argument_pairs.tsv", encoding="utf-8"), delimiter="\t"):
        found.append((row["question"], row["left"], row["right"], int(row["same"])))
    return [(texts[q], texts[a], texts[b], same) for q, a, b, same in found if q in texts and a in texts and b in texts]


def fold_of(question):
    return zlib.crc32(question.encode()) % FOLDS


def of_threads(rng, pairs):
    for debate in thread_set.read_debates():
        texts = [(t, n, p["side"]) for n, p in enumerate(debate["points"]) for t in (p["text"], *(post["text"] for post in p["posts"]))]
        for _ in range(pairs):
            one, draw = rng.choice(texts), rng.random()
            if draw < 0.35:
                others = [t for t in texts if t[1] == one[1] and t[0] != one[0]]
            elif draw < 0.75:
                others = [t for t in texts if t[1] != one[1] and t[2] == one[2]]
            else:
                others = [t for t in texts if t[2] != one[2]]
            other = rng.choice(others)
            yield one[0], other[0], int(one[1] == other[1])


def of_key_points(corpora, rng, same, other):
    read = lambda name: csv.DictReader(open(f"{corpora}/kpa2021/{name}_train.csv", encoding="utf-8"))
    arguments = {row["arg_id"]: row["argument"] for row in read("arguments")}
    points = {row["key_point_id"]: row["key_point"] for row in read("key_points")}
    pairs = [(arguments[row["arg_id"]], points[row["key_point_id"]], int(row["label"])) for row in read("labels")]
    return rng.sample([p for p in pairs if p[2]], same) + rng.sample([p for p in pairs if not p[2]], other)


def layout(pieces, one, other):
    return pieces.layout(*pieces.rows([one, other]), most=MOST)


def learn(a):
    rng = changes.seeded(1)
    network, pieces = pair_network.unpacked(dict(numpy.load(changes.MODEL)))
    hidden = network.heads["stance"].hidden.state_dict()
    model = changes.ChangedNetwork(network, LAYERS, 1, 0.1)
    model.head.hidden.load_state_dict(hidden)
    nn.init.zeros_(model.head.out.weight)
    nn.init.zeros_(model.head.out.bias)
    lay = lambda pair: layout(pieces, *(pair[:2] if rng.random() < 0.5 else pair[1::-1]))
    loss_of = lambda answers, pairs: F.binary_cross_entropy_with_logits(answers[:, 0], torch.tensor([float(same) for *_, same in pairs]))
    first = of_key_points(a.corpora, rng, 1000, 1500) + list(of_threads(rng, 22))
    changes.fit(model, lambda: first, lay, loss_of, 5e-4, 1, rng)
    pairs = [p[1:] for p in labelled(a.case) if fold_of(p[0]) != HELD_OUT]
    pairs = [p for p in pairs if p[2] or rng.random() < 0.6] + of_key_points(a.corpora, rng, 500, 1500)
    changes.fit(model, lambda: pairs, lay, loss_of, 1e-3, 1.5, rng)
    torch.save(model.learned(), a.out)


def pack(a):
    arrays = changes.arrays_of(torch.load(a.trained), "argument")
    of_no = numpy.zeros_like(arrays["head.argument.out"])  # agon reads two classes
    arrays["head.argument.out"] = numpy.concatenate([arrays["head.argument.out"], of_no], 1)
    arrays["head.argument.out.bias"] = numpy.append(arrays["head.argument.out.bias"], numpy.float32(0))
    pair_network.save(CHANGES, arrays)
    temperature, shift = calibrated(*held_out(a.case))
    arrays["head.argument.out.bias"][0] += shift * temperature
    arrays["head.argument.temperature"][0] = temperature
    pair_network.save(CHANGES, arrays)
    score(a)


def held_out(case):
    """Logits over temperature of the shipped bytes, and labels, for the questions held out."""
    model, pieces, temperature = changes.shipped(CHANGES, "argument", LAYERS, 1)
    pairs = [p[1:] for p in labelled(case) if fold_of(p[0]) == HELD_OUT]
    inputs = [layout(pieces, one, other) for one, other, _ in pairs]  # the head first, as agon asks
    return changes.answers_of(model, inputs)[:, 0] / temperature, numpy.array([p[2] for p in pairs])


def calibrated(logits, labels):
    """Temperature and shift that make the held-out labels likeliest, on a grid."""
    best = None
    for temperature in numpy.arange(0.6, 3.01, 0.1):
        for shift in numpy.arange(-2, 2.01, 0.1):
            z = logits / temperature + shift
            loss = numpy.logaddexp(0, numpy.where(labels == 1, -z, z)).mean()
            if best is None or loss < best[0]:
                best = loss, float(temperature), float(shift)
    return best[1:]


def score(a):
    from sklearn.metrics import average_precision_score, roc_auc_score

    logits, labels = held_out(a.case)
    share = 1 / (1 + numpy.exp(-logits))
    print(len(labels), "pairs,", labels.sum(), "the same argument; area", round(roc_auc_score(labels, logits), 3), "average precision",
          round(average_precision_score(labels, logits), 3))
    for cut in (0.3, 0.4, 0.5, 0.6, 0.7):
        said = share >= cut
        print(f"from {cut}: {said.sum()} pairs, precision {labels[said].mean():.3f}, recall {labels[said].sum() / labels.sum():.3f}")
    for low in numpy.arange(0, 1, 0.2):
        those = (share >= low) & (share < low + 0.2)
        print(f"said {low:.1f} to {low + 0.2:.1f}: {those.sum()} pairs, {labels[those].mean():.3f} the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("learn", "pack", "score"))
    parser.add_argument("--case", required=True)
    parser.add_argument("--corpora", default=str(ROOT.parent / "shared/corpora"))
    parser.add_argument("--out", default="arguments.pt")
    parser.add_argument("--trained", default="arguments.pt")
    a = parser.parse_args()
    {"learn": learn, "pack": pack, "score": score}[a.what](a)


if __name__ == "__main__":
    main()
