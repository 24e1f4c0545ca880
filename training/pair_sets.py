"""What the pair judge learns from: the Chinese stance sets (stance_sets.py) and pairs of a post and the reply to it.

A reply's label: 0 both posts take the same side of the debate's target, 1 opposite sides, 2 one of them takes no side. Its
"target" is the post answered, its "text" the reply. Fold 0 is stance_sets.py's, so one set of weights is measured on it.
"""

import csv
import json
import pathlib

import stance_sets

SAME, OPPOSED, NO_SIDE = 0, 1, 2
SETS = ["iam_zh", "cstance", "mtcsd", "zscsd", "nlpcc_a"]
TESTS = ("iam_zh_test", "nlpcc_b")
NLPCC_B_WORDS = ("转基因", "朝鲜", "核试验")
CLEAR_TURNS = 12  # of stance_sets.TURNS: those up to 支持 turn the sense for certain; 会 and 是 inside other words do not


def relation(first, second):
    if stance_sets.NEITHER in (first, second):
        return NO_SIDE
    return SAME if first == second else OPPOSED


def replies_of_mtcsd(root):
    names = {"favor": stance_sets.FOR, "against": stance_sets.AGAINST, "none": stance_sets.NEITHER}
    for folder, target in stance_sets.MTCSD.items():
        posts = {r["id"]: r for r in csv.DictReader(open(root / "c-mtcsd" / folder / "posts.csv", encoding="utf-8"))}
        test = {row["index"][-1] for row in json.load(open(root / "c-mtcsd" / folder / "test.json", encoding="utf-8"))}
        for post in posts.values():
            parent = posts.get(post["id"].rpartition("-")[0])
            if parent and parent["stance"] in names and post["stance"] in names:
                label = relation(names[parent["stance"]], names[post["stance"]])
                made = stance_sets.example("mtcsd", parent["text"], post["text"], label, group=target)
                yield dict(made, task="reply", split="test" if post["id"] in test else "train")


def replies_of_zscsd(root):
    rows = json.load(open(root / "zs-csd/dev_data.json", encoding="utf-8"))
    label = {(r["target"], tuple(r["sentences"])): r["label"] for r in rows}
    for r in rows:
        before = label.get((r["target"], tuple(r["sentences"][:-1])))
        if len(r["sentences"]) > 1 and before is not None:
            made = stance_sets.example("zscsd", r["sentences"][-2], r["sentences"][-1], relation(before, r["label"]), group=r["target"])
            yield dict(made, task="reply", split="train")


def read_all(root):
    root = pathlib.Path(root)
    found = [dict(e, task="stance") for reader in (stance_sets.read_iam, stance_sets.read_cstance, stance_sets.read_mtcsd,
                                                   stance_sets.read_zscsd, stance_sets.read_nlpcc) for e in reader(root)]
    found = [e for e in found if e["lang"] == "zh"]
    return found + [e for reader in (replies_of_mtcsd, replies_of_zscsd) for e in reader(root)]


def may_be_trained_on(item):
    """Neither the tests nor anything about the targets of nlpcc2016 B."""
    return (item["set"] not in TESTS and item.get("split") != "test"
            and not any(word in item["target"] or word in item["group"] for word in NLPCC_B_WORDS))


def turned(target):
    """The opposite of a target where that is certain (its label turns round with it); None elsewhere."""
    for old, new in stance_sets.TURNS[:CLEAR_TURNS]:
        if old in target:
            return target.replace(old, new, 1)
    return "反对" + target if len(target) <= 8 else None
