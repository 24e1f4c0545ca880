"""Writes the examples of the pair judge as numbers, so that a machine with nothing but PyTorch can train on them.

  python training/pair_material.py --base CACHE/e5.npz --corpora ../shared/corpora --near CACHE/near.json --out CACHE/material.npz

Beside the sets of pair_sets.py and the English ones of stance_sets.py:
- iam_pairs, iam_en_pairs: a claim of the debate as the target; a text of the same side is for it, one of the other side against it,
  a sentence without a side neither. The same text gets both answers, so it cannot be judged without its target.
- kpa_points: a key point as the target; the arguments matched to it are for it, arguments of the other side against it.
- *_far: a text beside the target of another debate of its set: neither.
A fold holds out its targets and, by `near.json` (cosine of the encoder's vectors), what says the same in the other language.
"""

import argparse
import csv
import json
import pathlib
import re

import numpy

import pair_network
import pair_sets
import stance_sets

SETS = ["iam_zh", "cstance", "mtcsd", "zscsd", "nlpcc_a", "iam_en", "kpa", "iac", "iam_pairs", "iam_en_pairs", "kpa_points", "iam_far",
        "iam_en_far", "kpa_far", "nlpcc_far", "zscsd_far", "mtcsd_pairs", "zscsd_pairs"]
TWO_SIDED = {"iam_en", "kpa", "iac", "kpa_points"}
ENGLISH_B = ("genetic", "GM food", "North Korea", "GMO", "nuclear test")
NEVER = 1 << 5
FOR, AGAINST, NEITHER = range(3)


def english_turned(target):
    for old, new in (("should not ", "should "), (" should ", " should not "), ("Should ", "Should not "), (" is not ", " is "), (" is ", " is not ")):
        if old in target:
            return target.replace(old, new, 1)
    return None


def opposite(item):
    return english_turned(item["target"]) if item["lang"] == "en" else pair_sets.turned(item["target"])


def claim_pairs(examples, rng, name):
    """Each text with a side beside one claim of either side; neutral sentences beside one claim."""
    groups = {}
    for e in examples:
        groups.setdefault(e["target"], []).append(e)
    for target, members in sorted(groups.items()):
        sides = [[e for e in members if e["label"] == side] for side in (FOR, AGAINST)]
        for e in members:
            for side in (FOR, AGAINST):
                others = [o for o in sides[side] if o["text"] != e["text"]]
                if not others or (e["label"] == NEITHER and rng.random() < 0.6):
                    continue
                other = others[rng.integers(len(others))]
                label = NEITHER if e["label"] == NEITHER else FOR if side == e["label"] else AGAINST
                yield dict(e, set=name, target=other["text"], label=label, task="stance")


def far(examples, rng, name, share):
    by = sorted({e["target"] for e in examples})
    for e in examples:
        if rng.random() < share:
            other = by[rng.integers(len(by))]
            if other != e["target"]:
                yield dict(e, set=name, target=other, label=NEITHER, task="stance", parent="", second=other)


def key_points(root, rng):
    for split in ("train", "dev"):
        rows = lambda name: list(csv.DictReader(open(root / f"kpa2021/{name}_{split}.csv", encoding="utf-8")))
        points, arguments = {p["key_point_id"]: p for p in rows("key_points")}, {a["arg_id"]: a for a in rows("arguments")}
        of = {}
        for p in points.values():
            of.setdefault((p["topic"], p["stance"]), []).append(p)
        made = lambda p, a, label: dict(stance_sets.example("kpa_points", p["key_point"], a["argument"], label, group=a["topic"], lang="en"),
                                        task="stance")
        for row in rows("labels"):
            if row["label"] == "1":
                yield made(points[row["key_point_id"]], arguments[row["arg_id"]], FOR)
        for a in arguments.values():
            other = of.get((a["topic"], "-1" if a["stance"] == "1" else "1"), [])
            if other and rng.random() < 0.7:
                yield made(other[rng.integers(len(other))], a, AGAINST)


def read_all(root):
    """Every example that may be trained on or scored; tests are not among them."""
    root, rng = pathlib.Path(root), numpy.random.default_rng(11)
    found = [e for e in pair_sets.read_all(root) if pair_sets.may_be_trained_on(e)]
    english = [dict(e, task="stance") for e in stance_sets.read_all(root) if e["lang"] == "en"]
    for e in english:
        if e["set"] == "iac":
            e["parent"] = ""
    of = lambda name: [e for e in found + english if e["set"] == name and e["task"] == "stance"]
    found_more = [*claim_pairs(of("iam_zh"), rng, "iam_pairs"), *claim_pairs(of("iam_en"), rng, "iam_en_pairs"), *key_points(root, rng),
                  *claim_pairs(of("mtcsd"), rng, "mtcsd_pairs"), *claim_pairs(of("zscsd"), rng, "zscsd_pairs"),
                  *far(of("iam_zh"), rng, "iam_far", 0.3), *far(of("iam_en"), rng, "iam_en_far", 0.2), *far(of("kpa"), rng, "kpa_far", 0.2),
                  *far(of("nlpcc_a"), rng, "nlpcc_far", 0.15), *far(of("zscsd"), rng, "zscsd_far", 0.3)]
    return found + english + found_more


def held_by(item, near):
    """Bits of the folds that must not train on it."""
    bits = 1 << stance_sets.fold_of(dict(item, set=item["set"].split("_far")[0].replace("_pairs", "")))
    topics = [item["group"], item.get("second", item["group"])]
    if any(word in item["target"] for word in pair_sets.NLPCC_B_WORDS):
        return NEVER
    if item["lang"] == "en":
        if any(word.lower() in (item["target"] + " " + item["group"]).lower() for word in ENGLISH_B):
            return NEVER
        for topic in topics:
            bits |= near.get(topic, 0)
    if "second" in item:
        bits |= 1 << stance_sets.fold_of(dict(item, group=item["second"], set="iam_zh"))
    return NEVER if bits & NEVER else bits


def kept_vectors(folder):
    """Of texts that training/stance_features.py wrote."""
    lines = (pathlib.Path(folder) / "all.txt").read_text(encoding="utf-8").split("\n")
    number = {line: i for i, line in enumerate(lines)}
    vectors = numpy.fromfile(pathlib.Path(folder) / "all.vectors", dtype=numpy.float32).reshape(-1, 512)
    return lambda texts: vectors[[number[t] for t in texts]]


def near_topics(root, vectors_of):
    """English topic -> bits of the folds (and of the unseen Chinese test: NEVER) that hold out a Chinese topic of cosine over .6.
    `vectors_of`: texts to rows of length 1."""
    examples = stance_sets.read_all(root)
    english = sorted({e["target"] for e in examples if e["lang"] == "en"})
    chinese = sorted({(e["target"], NEVER if e["set"] == "iam_zh_test" else 1 << stance_sets.fold_of(e))
                      for e in examples if e["lang"] == "zh" and e["set"] in ("iam_zh", "iam_zh_test", "zscsd")})
    cosines = vectors_of(english) @ vectors_of([t for t, _ in chinese]).T
    out = {}
    for t, row in zip(english, cosines):
        for (_, bits), c in zip(chinese, row):
            if c > 0.6:
                out[t] = out.get(t, 0) | bits
    return out


def unlabelled(root, splitter, most):
    """Chinese answers and comments without labels, in lines of up to 126 pieces, for masked-language training."""
    texts = []
    for name in ("comments", "answers"):
        for line in open(root / f"zhihu-covid/{name}.jsonl", encoding="utf-8"):
            row = json.loads(line)
            texts.append((row["question"] + " " if name == "comments" and len(texts) % 4 == 0 else "") + row["text"])
    for path in sorted((root / "zhihu-hotdaily").glob("*.json")):
        for question in json.load(open(path, encoding="utf-8")):
            for answer in question["answers"].values():
                texts.append(question["title"] + " " + answer)
    texts = [re.sub(r"<[^>]*>|https?://\S+|\s+", " ", t)[:1200] for t in texts if len(t) > 12]
    numpy.random.default_rng(5).shuffle(texts)
    lines, sum_ = [], 0
    for begin in range(0, len(texts), 1000):
        for row in splitter.rows(texts[begin : begin + 1000]):
            for at in range(0, min(len(row), 378), 126):
                if len(row) - at > 12:
                    lines.append(row[at : at + 126])
                    sum_ += len(lines[-1])
        if sum_ > most:
            break
    return lines


def ragged(rows):
    return (numpy.concatenate([numpy.array(r, numpy.uint16) for r in rows]),
            numpy.concatenate([[0], numpy.cumsum([len(r) for r in rows])]).astype(numpy.int32))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--features", help="folder of training/stance_features.py, for topics that say the same in both languages")
    parser.add_argument("--unlabelled", type=int, default=0, help="pieces of text without labels")
    parser.add_argument("--out", required=True)
    a = parser.parse_args()
    root = pathlib.Path(a.corpora)
    examples = read_all(root)
    near = near_topics(root, kept_vectors(a.features))
    print(len(near), "English topics near a Chinese one,", sum(1 for v in near.values() if v & NEVER), "near a test")
    held = [held_by(e, near) for e in examples]
    examples, held = zip(*[(e, h) for e, h in zip(examples, held) if not h & NEVER])
    splitter = pair_network.Pieces(numpy.load(a.base)["split"])
    texts = sorted({e[k] for e in examples for k in ("target", "text", "parent")} | {t for e in examples if e["task"] == "stance" and (t := opposite(e))})
    number = {t: i for i, t in enumerate(texts)}
    rows = [r[:96] for r in splitter.rows(texts)]
    ids, begins = ragged(rows)
    of = lambda key, kind=numpy.int32: numpy.array([key(e) for e in examples], kind)
    out = dict(ids=ids, begins=begins, target=of(lambda e: number[e["target"]]), text=of(lambda e: number[e["text"]]),
               parent=of(lambda e: number[e["parent"]] if e["parent"] else -1),
               turned=of(lambda e: number[t] if e["task"] == "stance" and e["set"][-3:] != "far" and (t := opposite(e)) else -1),
               label=of(lambda e: e["label"], numpy.int8), set=of(lambda e: SETS.index(e["set"]), numpy.int8),
               task=of(lambda e: int(e["task"] == "reply"), numpy.int8), held=numpy.array(held, numpy.uint8),
               two=of(lambda e: e["set"] in TWO_SIDED, numpy.int8))
    if a.unlabelled:
        out["free"], out["free.begins"] = ragged(unlabelled(root, splitter, a.unlabelled))
    numpy.savez_compressed(a.out, **out)
    print(len(examples), "examples", len(texts), "texts", len(ids), "pieces", pathlib.Path(a.out).stat().st_size, "bytes",
          len(out.get("free", [])), "without labels")
    for s, name in enumerate(SETS):
        mine = [i for i, e in enumerate(examples) if e["set"] == name]
        print(name, len(mine), numpy.bincount([examples[i]["label"] for i in mine], minlength=3) if mine else "",
              "held by folds", [sum(held[i] >> f & 1 for i in mine) for f in range(5)])


if __name__ == "__main__":
    main()
