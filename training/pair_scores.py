"""Scores the pair judge as its bytes stand, through agon's own engine, and fits its temperatures.

  build/release/pair_bench models/pair network.npz LINES 2 "" shares      is run for the answers
  python training/pair_scores.py fold  --bench build/release/pair_bench --corpora ../shared/corpora      writes the temperatures
  python training/pair_scores.py tests --bench build/release/pair_bench --corpora ../shared/corpora      only for reported figures
  python training/pair_scores.py logits --material CACHE/material.npz --logits FOLDER                    five folds, as trained

`fold` reads fold 0 of every set, which the weights never saw; sets weigh alike when the temperature is fitted. `tests` reads
iam/stance_zh test, nlpcc2016 B and the test splits of c-mtcsd. `logits` reads what pair_device.py wrote for runs f0 to f4.
"""

import argparse
import pathlib
import subprocess
import tempfile

import numpy

import pair_device
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


def line(title, z, gold, target=None):
    two = not (gold == 2).any()
    classes = range(2 if two else 3)
    f1 = f1_of(z[:, : len(classes)].argmax(1), gold, classes)
    right = (z[:, : len(classes)].argmax(1) == gold)[numpy.argsort(-shares(z).max(1), kind="stable")]
    sided = gold < 2
    side, true = z[sided, :2].argmax(1), gold[sided]
    even = numpy.mean([(side[true == c] == c).mean() for c in (0, 1) if (true == c).any()])
    areas = []
    if target is not None:
        difference = z[:, 0] - z[:, 1]
        areas = [pair_device.area(difference[k], gold[k]) for t in numpy.unique(target)
                 if min((k := sided & (target == t)).sum() - gold[k].sum(), gold[k].sum()) >= 5]
    print(f"{title} n {len(gold):5} accuracy {right.mean():.3f} macro-F1 {f1.mean():.3f} F1 {numpy.round(f1, 3)} Favg {f1[:2].mean():.3f} "
          f"calibration {calibration_error(z, gold):.3f} surest 60, 30 of 100: {right[: len(right) * 6 // 10].mean():.3f} "
          f"{right[: len(right) * 3 // 10].mean():.3f} | {sided.sum()} with a side: right {(side == true).mean():.3f} even {even:.3f} "
          f"larger side {max((true == 0).mean(), (true == 1).mean()):.3f} area within {len(areas)} targets "
          f"{numpy.mean(areas) if areas else pair_device.area(z[sided, 0] - z[sided, 1], true):.3f}", flush=True)


def ask(a, rows, task):
    """Logarithms of the engine's shares (temperature of the file taken back), for (target, text, answered)."""
    with tempfile.TemporaryDirectory() as folder:
        lines = pathlib.Path(folder, "lines.tsv")
        lines.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
        made = subprocess.run([a.bench, a.models, "network.npz", str(lines), "2", "best", "shares" if task == "stance" else "reply"],
                              check=True, capture_output=True, text=True)
    print(made.stderr.strip(), flush=True)
    return numpy.log(numpy.array([[float(x) for x in row.split()] for row in made.stdout.splitlines()]))


def examples_of(a, tests):
    found = pair_sets.read_all(a.corpora)
    found += [dict(e, task="stance") for e in stance_sets.read_all(a.corpora) if e["lang"] == "en"]
    if tests:
        return [e for e in found if e["set"] in pair_sets.TESTS or e.get("split") == "test"]
    return [e for e in found if e.get("split") != "test" and stance_sets.fold_of(e) == 0]


def report(a, examples, temperature):
    all_logits = {}
    for task in pair_network.TASKS:
        mine = [e for e in examples if e["task"] == task]
        z = ask(a, [(e["target"], e["text"], "" if e["set"] == "iac" else e["parent"]) for e in mine], task) * temperature[task]
        gold = numpy.array([e["label"] for e in mine])
        all_logits[task] = (mine, z, gold)
    if a.part == "fold":
        for task, (mine, z, gold) in all_logits.items():
            by = {}
            for i, e in enumerate(mine):
                if e["lang"] == "zh":
                    by.setdefault(e["set"], []).append(i)
            alike = [i for rows in by.values() for i in rows[:: max(1, len(rows) // 700)]]
            temperature[task] = best_temperature(z[alike], gold[alike])
    for task, (mine, z, gold) in all_logits.items():
        z = z / temperature[task]
        for name in sorted({e["set"] for e in mine}):
            parts = sorted({e["target"] for e in mine if e["set"] == name}) if name in ("nlpcc_b", "mtcsd") and task == "stance" else []
            for part in [None, *parts]:
                rows = [i for i, e in enumerate(mine) if e["set"] == name and part in (None, e["target"])]
                target = None if name == "cstance" or task == "reply" else numpy.array([mine[i]["target"] for i in rows])
                line(f"{task:6} {name:11} {part or ''}", z[rows], gold[rows], target)
        turned = [(i, t) for i, e in enumerate(mine) if task == "stance" and e["lang"] == "zh" and (t := pair_sets.turned(e["target"]))]
        if turned and a.part == "fold":
            other = ask(a, [(t, mine[i]["text"], mine[i]["parent"]) for i, t in turned], task)[:, [1, 0, 2]]
            plain = z[[i for i, _ in turned]]
            for name in sorted({mine[i]["set"] for i, _ in turned}):
                k = numpy.array([mine[i]["set"] == name for i, _ in turned])
                for way, out in (("plain", plain), ("turned", other), ("both", plain + other)):
                    line(f"{way:6} {name:11}", out[k], gold[[i for i, _ in turned]][k])


def five_folds(a):
    material, found = pair_device.Material(a.material), {}
    for fold in range(5):
        stored = numpy.load(pathlib.Path(a.logits, f"f{fold}.npz"))
        for name, values in pair_device.scores(material, stored["rows"], stored["out"]).items():
            found.setdefault(name, []).append(values)
    for name, values in found.items():
        print(name, "folds", len(values), "accuracy, macro-F1, side right, even, area:", " ".join(f"{x:.3f}" for x in numpy.nanmean(numpy.array(values), 0)),
              "| macro-F1 of each:", " ".join(f"{v[1]:.3f}" for v in values))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["fold", "tests", "logits"])
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--models", default="models/pair")
    parser.add_argument("--bench", default="build/release/pair_bench")
    parser.add_argument("--material")
    parser.add_argument("--logits")
    a = parser.parse_args()
    if a.part == "logits":
        return five_folds(a)
    model = pathlib.Path(a.models, "network.npz")
    stored = dict(numpy.load(model))
    temperature = {task: float(stored[f"head.{task}.temperature"][0]) for task in pair_network.TASKS}
    report(a, examples_of(a, a.part == "tests"), temperature)
    print("temperatures", temperature)
    if a.part == "fold":
        for task, value in temperature.items():
            stored[f"head.{task}.temperature"] = numpy.array([value], numpy.float32)
        pair_network.save(model, stored)


if __name__ == "__main__":
    main()
