"""Scores the pair judge as its bytes stand, without any bias of a set, and fits its temperatures.

  python training/pair_scores.py fold  --corpora ../shared/corpora --model models/pair/network.npz     writes the temperatures
  python training/pair_scores.py tests --corpora ../shared/corpora --model models/pair/network.npz     only for reported figures

`fold` reads fold 0 of every set, which the weights never saw; sets weigh alike when the temperature is fitted. `tests` reads
iam/stance_zh test, nlpcc2016 B and the test splits of c-mtcsd.
"""

import argparse

import numpy
import torch

import pair
import pair_network
import pair_sets
import stance_sets


def shares(out):
    p = numpy.exp(out - out.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


def f1_of(choice, gold, classes):
    hit = lambda c: ((choice == c) & (gold == c)).sum()
    return numpy.array([2 * hit(c) / max(1, (choice == c).sum() + (gold == c).sum()) for c in classes])


def calibration_error(out, gold):
    """Mean distance of sureness and correctness over ten bins."""
    sure, right = shares(out).max(1), out.argmax(1) == gold
    bins = numpy.minimum((sure * 10).astype(int), 9)
    return sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any())


def best_temperature(out, gold):
    """The one number that makes the held-out answers as sure as they are right (C. Guo et al., 2017)."""
    loss = lambda t: -numpy.log(shares(out / t)[numpy.arange(len(gold)), gold]).mean()
    return float(min(numpy.exp(numpy.linspace(-1, 1.5, 51)), key=loss))


def line(title, z, gold):
    f1 = f1_of(z.argmax(1), gold, range(3))
    right = (z.argmax(1) == gold)[numpy.argsort(-shares(z).max(1), kind="stable")]
    sided = gold < 2
    side, true = z[sided, :2].argmax(1), gold[sided]
    print(f"{title} n {len(gold):5} accuracy {right.mean():.3f} macro-F1 {f1.mean():.3f} F1 {numpy.round(f1, 3)} Favg {f1[:2].mean():.3f} "
          f"calibration {calibration_error(z, gold):.3f} surest 60, 30 of 100: {right[: len(right) * 6 // 10].mean():.3f} "
          f"{right[: len(right) * 3 // 10].mean():.3f} | {sided.sum()} with a side, between the two: accuracy {(side == true).mean():.3f} "
          f"macro-F1 {f1_of(side, true, range(2)).mean():.3f} larger side {max((true == 0).mean(), (true == 1).mean()):.3f}", flush=True)


def report(out, examples, indices, temperature):
    groups = {}
    for i in indices:
        e = examples[i]
        part = e["target"] if e["set"] in ("nlpcc_b", "mtcsd") and e["task"] == "stance" else ""
        for name in {(e["task"], e["set"], ""), (e["task"], e["set"], part)}:
            groups.setdefault(name, []).append(i)
    for (task, name, part), rows in sorted(groups.items()):
        gold = numpy.array([examples[i]["label"] for i in rows])
        line(f"{task:6} {name:11} {part}", out[rows] / temperature[task], gold)


def both_ways(network, material, indices, plain):
    """As agon asks: the turned target's for and against change places, and the logits are added."""
    rows = [i for i in indices if material.examples[i]["task"] == "stance" and pair_sets.turned(material.examples[i]["target"])]
    turned = pair.Turned(material)
    other = pair.predict(network, turned, rows)[:, [1, 0, 2]]
    for name in sorted({material.examples[i]["set"] for i in rows}):
        mine = [i for i in rows if material.examples[i]["set"] == name]
        gold = numpy.array([material.examples[i]["label"] for i in mine])
        for way, out in (("plain", plain), ("turned", other), ("both", plain + other)):
            line(f"{way:6} {name:11}", out[mine] / network.temperature["stance"], gold)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["fold", "tests"])
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--model", default="models/pair/network.npz")
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    stored = dict(numpy.load(a.model))
    network, pieces = pair_network.unpacked(stored)
    examples = pair_sets.read_all(a.corpora)
    material = pair.Material(examples, pieces)
    if a.part == "tests":
        rows = [i for i, e in enumerate(examples) if e["set"] in pair_sets.TESTS or e.get("split") == "test"]
        report(pair.predict(network, material, rows), examples, rows, network.temperature)
        return
    rows = [i for i, e in enumerate(examples) if stance_sets.fold_of(e) == 0]
    out, gold = pair.predict(network, material, rows), numpy.array([e["label"] for e in examples])
    for task in pair_network.TASKS:
        alike = [i for i in pair.a_few(examples, rows, 700) if examples[i]["task"] == task]
        network.temperature[task] = best_temperature(out[alike], gold[alike])
        stored[f"head.{task}.temperature"] = numpy.array([network.temperature[task]], numpy.float32)
    numpy.savez_compressed(a.model, **stored)
    print("temperatures", network.temperature)
    report(out, examples, rows, network.temperature)
    both_ways(network, material, rows, out)


if __name__ == "__main__":
    main()
