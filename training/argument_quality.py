#!/usr/bin/env python3
"""Learns models/argument_quality.toml: the weights by which agon says whether an article would quote a sentence.

    training/argument_quality.py --case CASE --sample CASE --corpora ../shared/corpora [--write]

CASE: zhihu-hotdaily, zhihu-covid and zhihu-campus imported and analysed; the second is examples/made-in-china. Labels:
training/argument_quality.tsv and, for the sample, which is only ever scored, eval/gold/argument_quality.tsv; both hold
digests and grades (docs/labelling/quality.md), the texts are found by digest. The features come from agon's own code:
cmake --build --preset release --target quality_features.

A logistic regression whose target is half the grade (two rows a sentence, weighted), on standardised features, with a
penalty chosen by folds of questions. Printed: area under the curve of grade 2 against the rest within a question
(mean), of sentences held out by question. Needs numpy, pyarrow and scikit-learn. No random numbers.
"""
import argparse
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import zlib

import numpy as np
import pyarrow.parquet as parquet
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDS = 10


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_labels(path):
    with open(path, encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t")]


def texts_of_case(case):
    """Titles and sentences by their digests. A debate's question is the title of a thread, whatever debates were found."""
    titles = parquet.read_table(f"{case}/threads/questions.parquet", columns=["title"]).column("title").to_pylist()
    texts = parquet.read_table(f"{case}/segments/segments.parquet", columns=["text"]).column("text").to_pylist()
    return {digest(text): text for text in titles + texts}


def texts_of_iac(corpora):
    """Topics, and sentences of posts, cut at ends of sentences and lines."""
    found = {}
    with subprocess.Popen(["zstd", "-dc", f"{corpora}/iac/stance_threads_posts.jsonl.zst"], stdout=subprocess.PIPE, text=True,
                          encoding="utf-8") as posts:
        for line in posts.stdout:
            post = json.loads(line)
            found[digest(post["topic"])] = post["topic"]
            for sentence in re.split(r"(?<=[.!?])\s+|\n+", post["text"]):
                sentence = sentence.strip()
                if 25 <= len(sentence) <= 140:
                    found[digest(sentence)] = sentence
    return found


def features_of(program, pairs):
    lines = "".join(f"{question}\t{sentence}".replace("\n", " ") + "\n" for question, sentence in pairs)
    out = subprocess.run([program, str(ROOT)], input=lines, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    return rows[0], np.array(rows[1:], float)


def fit(features, grades, strength):
    mean, spread = features.mean(0), features.std(0) + 1e-9
    x = (features - mean) / spread
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit(np.vstack([x, x]), np.repeat([1, 0], len(x)), sample_weight=np.concatenate([grades / 2, 1 - grades / 2]))
    weights = model.coef_[0] / spread
    return weights, model.intercept_[0] - weights @ mean


def within(grades, scores, questions, chosen, cut=1.5):
    areas = []
    for question in np.unique(questions[chosen]):
        those = chosen & (questions == question)
        good = grades[those] >= cut
        if good.any() and not good.all():
            areas.append(roc_auc_score(good, scores[those]))
    return float(np.mean(areas))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", required=True)
    parser.add_argument("--sample", required=True)
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--program", default=str(ROOT / "build/release/quality_features"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    labels = read_labels(ROOT / "training/argument_quality.tsv")
    for row in read_labels(ROOT / "eval/gold/argument_quality.tsv"):
        labels.append({**row, "part": "sample"})
    texts = texts_of_case(options.case) | texts_of_iac(options.corpora) | texts_of_case(options.sample)
    known = [row for row in labels if row["question"] in texts and row["sentence"] in texts]
    print(f"{len(known)} of {len(labels)} labelled sentences found")
    names, features = features_of(options.program, [(texts[row["question"]], texts[row["sentence"]]) for row in known])
    grades = np.array([float(row["grade"]) for row in known])
    parts = np.array([row["part"] for row in known])
    questions = np.array([row["question"] for row in known])
    held_out_from = np.array([zlib.crc32(q.encode()) % FOLDS for q in questions])
    learned = parts != "sample"
    best = None
    for strength in (0.001, 0.003, 0.01, 0.03, 0.1, 1.0):
        scores = np.zeros(len(known))
        for fold in range(FOLDS):
            weights, intercept = fit(features[learned & (held_out_from != fold)], grades[learned & (held_out_from != fold)], strength)
            those = learned & (held_out_from == fold)
            scores[those] = features[those] @ weights + intercept
        weights, intercept = fit(features[learned], grades[learned], strength)
        scores[~learned] = features[~learned] @ weights + intercept
        areas = {part: within(grades, scores, questions, parts == part) for part in ("zhihu", "iac", "sample")}
        print(f"C {strength}: " + ", ".join(f"{part} {area:.3f}" for part, area in areas.items()))
        if best is None or areas["zhihu"] + areas["iac"] > best[0]:
            best = (areas["zhihu"] + areas["iac"], strength, weights, intercept, scores)
    _, strength, weights, intercept, scores = best
    for name in ("claim", "nearness"):
        column = features[:, names.index(name)]
        print(f"{name} alone: " + ", ".join(f"{p} {within(grades, column, questions, parts == p):.3f}" for p in ("zhihu", "iac", "sample")))
    for part in ("zhihu", "iac", "sample"):
        those = parts == part
        expected = 1 / (1 + np.exp(-scores[those]))
        bands = [f"{low:.1f} to {low + .2:.1f}: {(grades[those][(expected >= low) & (expected < low + .2)] / 2).mean():.2f} of {((expected >= low) & (expected < low + .2)).sum()}"
                 for low in (0, .2, .4, .6, .8) if ((expected >= low) & (expected < low + .2)).any()]
        print(f"{part}: {those.sum()}, grade 2 {np.mean(grades[those] >= 1.5):.2f}, half grade by what is expected: {'; '.join(bands)}")
    spread = features[learned].std(0)
    for place in np.argsort(-np.abs(weights * spread)):
        print(f"  {names[place]:24}{weights[place]:+.3f} ({weights[place] * spread[place]:+.3f} a deviation, in {np.mean(features[learned][:, place] != 0):.2f})")
    if options.write:
        lines = ["# Weights of the quality of a sentence as an argument, made by training/argument_quality.py; see models/argument_quality.md.",
                 f"intercept = {intercept:.9f}", f"nearness = {weights[-1]:.9f}",
                 f"usual_nearness = {features[learned][:, -1].mean():.9f}", "", "[weights]"]
        lines += [f"{name} = {weight:.9f}" for name, weight in zip(names[:-1], weights[:-1])]
        (ROOT / "models/argument_quality.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
