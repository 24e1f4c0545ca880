#!/usr/bin/env python3
"""Learns models/debatedness.toml: the weights by which agon says whether a question is debated.

    training/debatedness.py REAL_CASE SAMPLE_CASE [--write]

REAL_CASE holds zhihu-hotdaily, zhihu-covid and zhihu-campus, SAMPLE_CASE examples/made-in-china; both analysed, since
the features are the counts of debates/evidence.parquet. Labels: eval/gold/debated_*.tsv and the sample's gold.
Printed: F1 of "debated" on the hotdaily questions by stratified 10-fold cross-validation, repeated; the covid and campus
questions and, at reduced weight, the sample join the training part of every fold and are never scored. Every choice
(strength of the penalty, components of the title's vector, threshold) is made inside the training part of each fold.
Needs numpy, pyarrow and scikit-learn.
"""
import argparse
import hashlib
import pathlib
import re

import numpy as np
import pyarrow.parquet as parquet
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

ROOT = pathlib.Path(__file__).resolve().parent.parent


def feature_names():
    """Read from the C++ source, so that order and names cannot drift apart."""
    text = (ROOT / "src/debates/debatedness.cpp").read_text()
    block = text[text.index("static const std::vector<std::string> names"):]
    return re.findall(r'"([a-z_]+)"', block[: block.index("};")])


def features_of(rows):
    """The same arithmetic as DebatednessModel::features_of; tests/debates_test.cpp holds the two together."""
    def share(part, whole, prior):
        return rows[part] / (rows[whole] + prior)

    def split(left, right):
        return 2.0 * np.minimum(rows[left], rows[right]) / (rows[left] + rows[right] + 4.0)

    form = {name: (rows["form"] == name).astype(float) for name in ("either_or", "yes_no", "how_see", "why", "news")}
    columns = {
        "opposition": split("approving", "rejecting"),
        "rejecting_share": share("rejecting", "posts", 5),
        "verdict_split": split("saying_yes", "saying_no"),
        "verdict_share": (rows["saying_yes"] + rows["saying_no"]) / (rows["posts"] + 5),
        "pointing_share": share("pointing", "posts", 5),
        "disagreeing_share": share("disagreeing_replies", "replies", 10),
        "claim_share": share("claims", "segments", 10),
        "asking_share": share("asking", "segments", 10),
        "matter_share": share("of_matter", "segments", 10),
        "story_share": share("stories", "posts", 5),
        "segments_per_post": np.log1p(rows["segments"] / np.maximum(1, rows["posts"])),
        **{f"form_{name}": value for name, value in form.items()},
        **{name: rows[name] for name in rows if name.startswith("title_")},
        "title_contest": (form["either_or"] + form["yes_no"] + form["how_see"]) * rows["title_matter"]
        * (1 - rows["title_private"]) * (1 - rows["title_leisure"]) * (1 - rows["title_news"])
        * (1 - rows["title_advice"]),
    }
    return np.column_stack([columns[name] for name in feature_names()]).astype(float)


def read_case(case):
    table = parquet.read_table(case / "debates/evidence.parquet")
    rows = {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}
    threads = parquet.read_table(case / "threads/questions.parquet")
    native = dict(zip(threads.column("thread").to_pylist(), threads.column("native_id").to_pylist()))
    questions = parquet.read_table(case / "vectors/questions.parquet")
    vector = dict(zip(questions.column("id").to_pylist(), questions.column("vector").to_pylist()))
    ids = [native[t] for t in rows["thread"]]
    title = dict(zip(threads.column("thread").to_pylist(), threads.column("title").to_pylist()))
    digests = [hashlib.sha256(title[t].encode()).hexdigest() for t in rows["thread"]]
    return ids, digests, features_of(rows), np.array([vector[t] for t in rows["thread"]]), rows["posts"]


def labelled(ids, labels):
    keep = [i for i, native in enumerate(ids) if native in labels]
    return keep, np.array([labels[ids[i]] for i in keep])


def best_threshold(probability, truth):
    """The cut with the best F1 on these items; the middle between neighbours, the lower one on ties."""
    order = np.sort(np.unique(probability))
    cuts = (order[1:] + order[:-1]) / 2 if len(order) > 1 else order
    return max(cuts, key=lambda c: (f1(probability >= c, truth), -c))


def f1(said, truth):
    hits = float(np.sum(said & (truth == 1)))
    return 2 * hits / max(1.0, float(np.sum(said)) + float(np.sum(truth == 1)))


class Model:
    """Features to unit spread, title vectors to `components` principal components times `pull`, then a penalised fit."""

    def __init__(self, strength, components, pull):
        self.strength, self.components, self.pull = strength, components, pull

    def fit(self, features, titles, truth, weight):
        self.mean, self.spread = features.mean(0), np.maximum(features.std(0), 0.05)
        self.title_mean = titles.mean(0)
        axes = np.linalg.svd(titles - self.title_mean, full_matrices=False)[2][: self.components]
        self.axes = axes * self.pull / 0.2
        self.fitted = LogisticRegression(C=self.strength, max_iter=2000).fit(self.inputs(features, titles), truth, weight)
        return self

    def inputs(self, features, titles):
        scaled = (features - self.mean) / self.spread
        return np.hstack([scaled, (titles - self.title_mean) @ self.axes.T]) if self.components else scaled

    def probability(self, features, titles):
        return self.fitted.predict_proba(self.inputs(features, titles))[:, 1]

    def as_weights(self):
        """intercept, weights on raw features, weights on raw title dimensions"""
        coefficients = self.fitted.coef_[0]
        count = len(self.mean)
        raw = coefficients[:count] / self.spread
        title = coefficients[count:] @ self.axes if self.components else np.zeros(0)
        intercept = self.fitted.intercept_[0] - raw @ self.mean - (title @ self.title_mean if self.components else 0)
        return intercept, raw, title


GRID = [(c, k, 1.0) for c in (0.03, 0.1, 0.3) for k in (0, 8, 32)]


def out_of_fold(settings, features, titles, truth, extra, folds):
    probability = np.zeros(len(truth))
    for train, test in folds:
        probability[test] = fit(settings, features[train], titles[train], truth[train], extra).probability(
            features[test], titles[test])
    return probability


def fit(settings, features, titles, truth, extra):
    more_features, more_titles, more_truth, more_weight = extra
    weight = np.concatenate([np.ones(len(truth)), more_weight])
    return Model(*settings).fit(np.vstack([features, more_features]), np.vstack([titles, more_titles]),
                                np.concatenate([truth, more_truth]), weight)


def choose(features, titles, truth, extra, seed):
    """Settings and threshold by inner folds."""
    folds = list(StratifiedKFold(5, shuffle=True, random_state=seed).split(features, truth))
    best = None
    for settings in GRID:
        probability = out_of_fold(settings, features, titles, truth, extra, folds)
        clipped = np.clip(probability, 1e-6, 1 - 1e-6)
        loss = -np.mean(truth * np.log(clipped) + (1 - truth) * np.log(1 - clipped))
        if best is None or loss < best[0]:
            best = (loss, settings, best_threshold(probability, truth))
    return best[1], best[2]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("real", type=pathlib.Path)
    arguments.add_argument("sample", type=pathlib.Path)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--repeats", type=int, default=5)
    given = arguments.parse_args()
    gold = {}
    for line in (ROOT / "eval/gold/debated_hotdaily.tsv").read_text().splitlines()[1:]:
        cells = line.split("\t")
        gold[cells[0]] = int(cells[4])
    sample_gold = {}
    for line in (ROOT / "examples/made-in-china/gold/questions.tsv").read_text().splitlines()[1:]:
        native, debate, _ = line.split("\t")
        sample_gold[native] = int(debate != "none")
    others_gold = {}
    for line in (ROOT / "eval/gold/debated_covid_campus.tsv").read_text().splitlines()[1:]:
        digest, label, _ = line.split("\t")
        others_gold[digest] = int(label)
    ids, digests, features, titles, posts = read_case(given.real)
    keep, truth = labelled(ids, gold)
    others, others_truth = labelled(digests, others_gold)
    sample_ids, _, sample_features, sample_titles, _ = read_case(given.sample)
    sample_keep, sample_truth = labelled(sample_ids, sample_gold)
    extra = (np.vstack([features[others], sample_features[sample_keep]]),
             np.vstack([titles[others], sample_titles[sample_keep]]),
             np.concatenate([others_truth, sample_truth]),
             np.concatenate([np.ones(len(others)), np.full(len(sample_keep), 0.3)]))
    features, titles, posts = features[keep], titles[keep], posts[keep]
    print(f"{len(truth)} questions with answers, {truth.sum()} debated")
    scores, floors = [], []
    for repeat in range(given.repeats):
        said, floor = np.zeros(len(truth), bool), np.zeros(len(truth), bool)
        for train, test in StratifiedKFold(10, shuffle=True, random_state=repeat).split(features, truth):
            settings, threshold = choose(features[train], titles[train], truth[train], extra, repeat)
            model = fit(settings, features[train], titles[train], truth[train], extra)
            said[test] = model.probability(features[test], titles[test]) >= threshold
            floor[test] = posts[test] >= best_threshold(posts[train].astype(float), truth[train])
        scores.append(f1(said, truth))
        floors.append(f1(floor, truth))
        print(f"  repeat {repeat}: F1 {scores[-1]:.3f}, floor (number of answers alone) {floors[-1]:.3f}", flush=True)
    print(f"F1 {np.mean(scores):.3f} (repeats {min(scores):.3f} to {max(scores):.3f}), floor {np.mean(floors):.3f}")
    settings, threshold = choose(features, titles, truth, extra, 0)
    model = fit(settings, features, titles, truth, extra)
    print(f"all: penalty {settings[0]}, title components {settings[1]}, threshold {threshold:.3f}")
    intercept, weights, title = model.as_weights()
    for name, weight, spread in sorted(zip(feature_names(), weights, model.spread), key=lambda x: -abs(x[1] * x[2])):
        print(f"  {name:20} {weight:8.3f}  per spread {weight * spread:6.2f}")
    if given.write:
        lines = ["# Weights of the debatedness model, made by training/debatedness.py; see models/debatedness.md.",
                 f"intercept = {intercept:.9f}", f"threshold = {threshold:.9f}",
                 "title = [" + ", ".join(f"{x:.7f}" for x in title) + "]", "", "[weights]"]
        lines += [f"{name} = {weight:.9f}" for name, weight in zip(feature_names(), weights)]
        (ROOT / "models/debatedness.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
