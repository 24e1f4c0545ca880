"""Puts the stance networks that stance.py trained into models/stance, and the scores that C++ must give into the tests.

  python training/stance_pack.py --cache FOLDER --program build/release/piece_features --encoder .deps/encoder

The temperature of network.npz is the mean of the folds' temperatures: they were found on unseen targets.
"""

import argparse
import pathlib

import numpy

import short_floats
import stance
import stance_features
import stance_network

ROOT = pathlib.Path(__file__).parent.parent
CASES = [  # text, target, what the text answers
    ("举国体制能集中力量办大事，高铁就是这么干成的。", "芯片应该由国家主导", ""),
    ("钱都进了关系户的口袋，市场早就被补贴毁了。", "政府应该补贴光伏", ""),
    ("你这是偷换概念，谁说要取消补贴了？", "政府应该补贴光伏", "补贴一停，这个行业就死了。"),
    ("今天食堂的土豆丝还可以。", "应该劝年轻人进厂", ""),
    ("Nuclear power is the only reliable way to cut emissions.", "We should use more nuclear power", ""),
    ("不是不想进厂，是厂里的钱和尊严都不够。", "反对进厂", "现在的年轻人就是怕吃苦"),
]


def scores(folder, program, encoder, work):
    lines = list(dict.fromkeys(text for case in CASES for text in case if text))
    projection = numpy.load(folder / "projection.npz")["projection"]
    projection.tofile(work / "cases.projection")
    stance_features.run(program, encoder, lines, work, "cases", work / "cases.projection", str(stance_features.WIDTH))
    counts = numpy.fromfile(work / "cases.counts", dtype=numpy.int32)
    rows = numpy.fromfile(work / "cases.rows", dtype=numpy.float16).reshape(-1, stance_features.WIDTH)
    vectors = numpy.fromfile(work / "cases.vectors", dtype=numpy.float32).reshape(-1, 512)
    begins = numpy.concatenate([[0], numpy.cumsum(counts)])
    stored = dict(numpy.load(folder / "network.npz"))
    p = stance.unpacked(stored, stored["sets"])

    def side(text, most):
        i = lines.index(text)
        cut = rows[begins[i] : begins[i + 1]][:most]
        return cut[None], numpy.ones((1, len(cut)), bool)

    for text, target, answered in CASES:
        batch = dict(text=side(text, 64), target=side(target, stance.TARGET_PIECES),
                     parent=side(answered, stance.PARENT_PIECES) if answered else None,
                     whole=(vectors[[lines.index(text)]], vectors[[lines.index(target)]]))
        z = numpy.asarray(stance_network.logits(p, batch))[0].astype(float) / float(stored["temperature"][0])
        e = numpy.exp(z - z.max())
        yield text, target, answered, e / e.sum()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", required=True)
    parser.add_argument("--program", default=str(ROOT / "build/release/piece_features"))
    parser.add_argument("--encoder", default=str(ROOT / ".deps/encoder"))
    a = parser.parse_args()
    cache, folder = pathlib.Path(a.cache), ROOT / "models/stance"
    folder.mkdir(parents=True, exist_ok=True)
    temperatures = []
    for name, target in [(f"hold-{k}", f"fold-{k}") for k in range(5)] + [("final", "network")]:
        if not (cache / f"{name}-network.npz").exists():
            continue
        stored = dict(numpy.load(cache / f"{name}-network.npz"))
        stored["sets"] = numpy.load(cache / f"{name}.npz")["sets"].astype(numpy.float32)
        if name != "final":
            temperatures.append(float(stored["temperature"][0]))
        elif temperatures:
            stored["temperature"] = numpy.array([numpy.mean(temperatures)], numpy.float32)
        numpy.savez_compressed(folder / f"{target}.npz", **stored)
    projection = numpy.fromfile(cache / "projection.f32", dtype=numpy.float32).reshape(-1, stance_features.WIDTH)
    numpy.savez_compressed(folder / "projection.npz", projection=short_floats.short(projection))
    case = ROOT / "tests/cases/camps"
    case.mkdir(parents=True, exist_ok=True)
    with open(case / "judge.case", "w", encoding="utf-8") as out:
        out.write("# Written by training/stance_pack.py: text, target, answered, then for, against, neither of the Python network.\n")
        for text, target, answered, p in scores(folder, a.program, a.encoder, cache):
            out.write("\t".join([text, target, answered] + [f"{x:.6f}" for x in p]) + "\n")


if __name__ == "__main__":
    main()
