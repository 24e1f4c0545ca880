"""Trains the reply judge: does a reply take the side of the post it answers, or the other one?

  python training/reply.py --corpora ../shared/corpora --model models/reply.toml

Pairs come from three sets in which both posts (c-mtcsd, zs-csd) or both authors (iac) have a side; pairs in which one is
neutral are left out. Every set weighs the same. A logistic model over marks that src/camps/replies.cpp counts in the same
way; how often a set disagrees at all is taken up by an intercept per set, and their mean goes into the model.
Scores: one c-mtcsd target, one fifth of the zs-csd targets, two iac topics left out at a time.
"""

import argparse
import collections
import csv
import json
import pathlib
import re
import subprocess
import tomllib
import zlib

import numpy
from sklearn.linear_model import LogisticRegression

import stance_sets

NAMES = ["depth_1", "depth_2", "depth_3", "depth_4", "own_again", "disagree", "disagree_first", "agree", "agree_first",
         "concession", "contrast", "asks", "asks_last", "you", "you_first", "laughs", "negates", "too", "exclaims", "short",
         "long", "shared"]
SETS = ["mtcsd", "zscsd", "iac"]
ROOT = pathlib.Path(__file__).parent.parent


class Words:
    """A list of ground/lexicon: where its first word stands in a text; English words at word borders only."""

    def __init__(self, name):
        entries = tomllib.loads((ROOT / f"ground/lexicon/{name}.toml").read_text(encoding="utf-8"))["entry"]
        words = sorted((w for e in entries for w in e["words"]), key=len, reverse=True)
        border = lambda w: rf"\b{re.escape(w)}\b" if w.isascii() and w[0].isalpha() else re.escape(w)
        self.pattern = re.compile("|".join(border(w) for w in words), re.IGNORECASE)

    def first(self, text):
        found = self.pattern.search(text)
        return found.start() if found else -1


LISTS = {name: Words(name) for name in ("disagree", "agree", "concession", "contrast", "negation")}


def bigrams(text):
    return {text[i : i + 2] for i in range(len(text) - 1)}


def marks(text, parent, depth, own_again):
    low = text.lower()
    has = lambda *words: any(w in low for w in words)
    disagree, agree = LISTS["disagree"].first(text), LISTS["agree"].first(text)
    mine = bigrams(text)
    return [depth == 1, depth == 2, depth == 3, depth >= 4, own_again, disagree >= 0, 0 <= disagree < 8, agree >= 0,
            0 <= agree < 8, LISTS["concession"].first(text) >= 0, LISTS["contrast"].first(text) >= 0, has("?", "？"),
            text.rstrip().endswith(("?", "？")), has("你", "您", " you"), low.startswith(("你", "您", "you")),
            has("哈哈", "笑死", "doge", "haha", "lol"), LISTS["negation"].first(text) >= 0, has("也", " too", " also"),
            has("!", "！"), len(text) < 8, len(text) > 60, len(mine & bigrams(parent)) / (1 + len(mine))]


def pairs_of_mtcsd(root):
    for fold, folder in enumerate(sorted(stance_sets.MTCSD)):
        posts = {r["id"]: r for r in csv.DictReader(open(root / "c-mtcsd" / folder / "posts.csv", encoding="utf-8"))}
        for post in posts.values():
            parent = posts.get(post["id"].rpartition("-")[0])
            if parent and "none" not in (parent["stance"], post["stance"]):
                yield "mtcsd", fold, post["text"], parent["text"], post["id"].count("-"), False, parent["stance"] == post["stance"]


def pairs_of_zscsd(root):
    rows = json.load(open(root / "zs-csd/dev_data.json", encoding="utf-8"))
    label = {(r["target"], tuple(r["sentences"])): r["label"] for r in rows}
    for r in rows:
        said, who = r["sentences"], r["speakers"]
        before = label.get((r["target"], tuple(said[:-1])), 2)
        if len(said) > 1 and 2 not in (before, r["label"]):
            again = len(said) > 2 and who[-1] == who[-3]
            yield "zscsd", zlib.crc32(r["target"].encode()) % 5, said[-1], said[-2], len(said) - 1, again, before == r["label"]


def pairs_of_iac(root):
    side, topic = {}, {}
    for row in csv.DictReader(open(root / "iac/author_stance.csv", encoding="utf-8")):
        pro, anti = int(row["pro"]), int(row["anti"])
        if pro != anti and row["topic"] in stance_sets.IAC:
            side[row["discussion_id"], row["author"]] = pro > anti
            topic[row["discussion_id"]] = row["topic"]
    raw = subprocess.run(["zstd", "-dc", root / "iac/stance_threads_posts.jsonl.zst"], capture_output=True, check=True).stdout
    posts = {}
    for line in raw.decode("utf-8").splitlines():
        post = json.loads(line)
        posts[post["thread"], post["post"]] = post
    for (thread, _), post in posts.items():
        parent = posts.get((thread, post["parent"]))
        if not parent or parent["author"] == post["author"]:
            continue
        mine, theirs = side.get((str(thread), post["author"])), side.get((str(thread), parent["author"]))
        if mine is None or theirs is None:
            continue
        depth, above = 1, parent
        while depth < 5 and (thread, above["parent"]) in posts:
            above, depth = posts[thread, above["parent"]], depth + 1
        grand = posts.get((thread, parent["parent"]))
        again = bool(grand) and grand["author"] == post["author"]
        fold = sorted(stance_sets.IAC).index(topic[str(thread)]) % 5
        yield "iac", fold, post["text"][:400], parent["text"][:400], depth, again, mine == theirs


def fit(x, same, sets):
    counts = collections.Counter(sets)
    weight = numpy.array([1000.0 / counts[s] for s in sets])
    own = numpy.array([[float(s == name) for name in SETS] for s in sets])
    model = LogisticRegression(C=1.0, max_iter=2000, fit_intercept=False).fit(numpy.hstack([x, own]), same, sample_weight=weight)
    return model.coef_[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--model", default="models/reply.toml")
    a = parser.parse_args()
    root = pathlib.Path(a.corpora)
    pairs = [p for reader in (pairs_of_mtcsd, pairs_of_zscsd, pairs_of_iac) for p in reader(root)]
    x = numpy.array([marks(*p[2:6]) for p in pairs], float)
    same, sets, folds = numpy.array([p[6] for p in pairs]), numpy.array([p[0] for p in pairs]), numpy.array([p[1] for p in pairs])
    own = numpy.array([[float(s == name) for name in SETS] for s in sets])
    odds, bare = numpy.zeros(len(same)), numpy.zeros(len(same))
    for fold in range(5):
        out = folds == fold
        w = fit(x[~out], same[~out], sets[~out])
        odds[out] = numpy.hstack([x, own])[out] @ w
        bare[out] = x[out] @ w[: len(NAMES)] + w[len(NAMES) :].mean()
    for name in SETS:
        for title, given in (("with the set's own intercept", odds), ("without", bare)):
            which = sets == name
            right = (given[which] > 0) == same[which]
            f1 = [2 * ((given[which] > 0) == v)[same[which] == v].sum() / (((given[which] > 0) == v).sum() + (same[which] == v).sum()) for v in (False, True)]
            sure = abs(given[which]) > 1
            print(f"{name:6} {title:30} n {which.sum():6} agree {same[which].mean():.3f} accuracy {right.mean():.3f} "
                  f"macro-F1 {numpy.mean(f1):.3f} sure of {sure.mean():.2f}, there {right[sure].mean():.3f}")
    w = fit(x, same, sets)
    lines = ["# Written by training/reply.py; scores and sources in models/reply.md.", f"intercept = {w[len(NAMES):].mean():.6f}", "", "[weights]"]
    lines += [f"{name} = {value:.6f}" for name, value in zip(NAMES, w)]
    pathlib.Path(a.model).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
