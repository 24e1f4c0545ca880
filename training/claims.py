"""Makes models/claims.npz: the claim score of room segments (src/segments/claims.hpp).

Usage: python training/claims.py .deps/encoder models/fast_encoder.npz ../shared/corpora models/claims.npz
Needs numpy, scipy, scikit-learn, sentencepiece, and zstd on the path.

Three sources, none of them a test split:
- iam/stance_zh train (Neutral = no claim), iam/claims_en dev, iam/stance_en train (all claims): edited sentences
- training/claims_forum.tsv: 630 units of Zhihu and Weibo, labelled for agon by one reader; places and digests only
All share one weight vector, and the forum has corrections of its own to the weights of shape and to the constant
(H. Daumé III, Frustratingly Easy Domain Adaptation, ACL 2007); the forum's weights are what is shipped, since forum
posts are what agon reads. Scores are calibrated on held-out forum units (Platt), then moved to even odds: of an even
mix of claims and others, s of those scored s are claims. Folds are by topic (iam) and by
number (forum); the scores printed are those of held-out folds. No random numbers.
"""
import csv
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import warnings
import zlib

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fast_encoder  # noqa: E402

warnings.filterwarnings("ignore", category=FutureWarning)
BUCKETS = 1 << 15
VECTOR_FACTOR = 2
STRENGTH = 0.1                   # C of the regression
SHAPES = 12                      # the last columns of the dense features: shape and constant
SHARE = {"forum": 1.0, "stance_zh": 1.0, "english": 0.3}  # weight of a source, half for each class


def ascii_lower(text):
    return re.sub("[A-Z]", lambda m: m[0].lower(), text)


def grams(text):
    text, found = ascii_lower(text), set()
    words = []
    for m in re.finditer("([\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+)|([a-z']+)|([0-9]+)|([\\x21-\\x7e])", text):
        if m[1]:
            stretch = f"^{m[1]}$"
            found.update(stretch[i:i + n] for n in (1, 2, 3, 4) for i in range(len(stretch) - n + 1))
        else:
            words.append(m[2] or (m[3] and "0") or m[4])
    if len(words) >= 4:
        words = ["^", *words, "$"]
        found.update(" ".join(words[i:i + n]) + "|" for n in (1, 2, 3) for i in range(len(words) - n + 1))
    return np.unique([zlib.crc32(g.encode()) % BUCKETS for g in found]).astype(int)


def shape(text):
    text = ascii_lower(text)
    n = max(len(text), 1)
    has = lambda characters: float(any(c in characters for c in text))  # noqa: E731
    return [min(n, 200) / 100, np.log(n) / 5, sum(c in "0123456789" for c in text) / n * 4, has("?？"), has("!！"),
            has("我"), has(",，"), text.count("，") / n * 20, has("#@"), has("「“”」"),
            float(not text or text[-1] not in "。！？!?.…"), 1.0]


def cleaned(text):
    text = re.sub(r"<br\s*/?>|</p>|</li>|</h\d>|</blockquote>", "\n", text)
    return html.unescape(re.sub("<[^>]+>", "", text))


def longest_string(values):
    return max((v for v in values if isinstance(v, str)), key=len, default="")


def strings_of(node):
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from strings_of(value)
    if isinstance(node, str) and len(node) > 30:
        yield node


def records_of(corpora, source, wanted):
    path = f"{corpora}/{source}"
    if source.endswith(".csv"):
        with open(path, encoding="utf-8-sig", errors="replace") as lines:
            return {i: cleaned(longest_string(r)) for i, r in enumerate(csv.reader(lines)) if i in wanted}
    if source.endswith(".json"):
        strings = strings_of(json.load(open(path, encoding="utf-8")))
        return {i: cleaned(s) for i, s in enumerate(strings) if i in wanted}
    if source.endswith(".zst"):
        with subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE, text=True, encoding="utf-8") as lines:
            return {i: longest_string(json.loads(s).values()) for i, s in enumerate(lines.stdout) if i in wanted}
    return {i: cleaned(longest_string(json.loads(s).values()))
            for i, s in enumerate(open(path, encoding="utf-8")) if i in wanted}


def forum_rows(corpora):
    labels = os.path.join(os.path.dirname(os.path.abspath(__file__)), "claims_forum.tsv")
    by_source = {}
    for row in csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t"):
        by_source.setdefault(row["source"], []).append(row)
    rows = []
    for source, labelled in by_source.items():
        records = records_of(corpora, source, {int(r["record"]) for r in labelled})
        for r in labelled:
            begin = int(r["begin"])
            text = records[int(r["record"])][begin:begin + int(r["length"])]
            if hashlib.sha256(text.encode()).hexdigest()[:16] != r["sha256_16"]:
                sys.exit(f"{source} record {r['record']}: not the text that was labelled")
            rows.append(("forum", r["sha256_16"], text, int(r["claim"])))
    return sorted(rows, key=lambda r: r[1])


def iam_rows(corpora):
    def table(name):
        return [line.rstrip("\n").split("\t") for line in open(f"{corpora}/iam/{name}.tsv", encoding="utf-8")]
    def without_mark(text):
        return re.sub(r"\s*\[ref\]", "", text)  # stands for a footnote; nobody writes it in a forum
    rows = [("stance_zh", r[0], r[1], int(r[2] != "Neutral")) for r in table("stance_zh/train")]
    for name in ("claims_en/dev", "stance_en/train"):
        rows += [("english" if name[0] == "c" else "english more", r[1], without_mark(r[2]), int(r[0] == "C"))
                 for r in table(name)]
    return rows


def features_of(rows, folder, map_path):
    processor = fast_encoder.sentencepiece.SentencePieceProcessor(model_file=f"{folder}/sp.model")
    learned = np.load(map_path)
    table = fast_encoder.embedding_table(folder) @ (learned["map_steps"] * learned["column_steps"])
    texts = [r[2] for r in rows]
    vectors = fast_encoder.unit(fast_encoder.weighted_means(
        fast_encoder.LongestPieces(processor), fast_encoder.piece_weights(processor), table, texts))
    found = [grams(t) for t in texts]
    ends = np.cumsum([0] + [len(f) for f in found])
    hashed = scipy.sparse.csr_matrix(
        (np.concatenate([np.full(len(f), 1 / np.sqrt(max(len(f), 1))) for f in found]), np.concatenate(found), ends),
        shape=(len(rows), BUCKETS))
    own = scipy.sparse.csr_matrix(np.hstack([vectors * VECTOR_FACTOR, np.array([shape(t) for t in texts])]))
    return hashed, own


def fit(hashed, own, sources, labels, chosen):
    is_forum = scipy.sparse.diags((sources == "forum").astype(float))
    matrix = scipy.sparse.hstack([hashed, own, is_forum @ own[:, -SHAPES:]]).tocsr()[chosen]
    weights = np.ones(len(sources))
    for source, share in SHARE.items():
        for label in (0, 1):
            those = chosen & np.char.startswith(sources, source) & (labels == label)
            weights[those] = share * 2000 / max(those.sum(), 1)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2, max_iter=200)
    found = model.fit(matrix, labels[chosen], sample_weight=weights[chosen])
    w, width = found.coef_[0], own.shape[1]
    shipped = w[BUCKETS:BUCKETS + width]
    shipped[-SHAPES:] += w[BUCKETS + width:]
    shipped[-1] += found.intercept_[0]
    return w[:BUCKETS], shipped


def main():
    folder, map_path, corpora, out = sys.argv[1:5]
    rows = iam_rows(corpora) + forum_rows(corpora)
    sources = np.array([r[0] for r in rows])
    labels = np.array([r[3] for r in rows])
    folds = np.array([zlib.crc32(r[1].encode()) % 5 for r in rows])
    hashed, own = features_of(rows, folder, map_path)
    held_out = np.zeros(len(rows))
    for fold in range(5):
        gram_weights, own_weights = fit(hashed, own, sources, labels, folds != fold)
        those = folds == fold
        held_out[those] = hashed[those] @ gram_weights + own[those] @ own_weights
    forum = sources == "forum"
    platt = LogisticRegression(C=1e3).fit(held_out[forum, None], labels[forum])
    slope, shift = platt.coef_[0][0], platt.intercept_[0]
    share = labels[forum].mean()
    even_odds = np.log((1 - share) / share)  # from the labelled units' share of claims to one half
    for name in ("forum", "stance_zh", "english"):
        those = sources == name
        score = held_out[those] * slope + shift + even_odds
        print(f"{name}: {those.sum()} held out, AUC {roc_auc_score(labels[those], score):.3f}, macro-F1 at .5 "
              f"{f1_score(labels[those], score > 0, average='macro'):.3f}")
    probability = 1 / (1 + np.exp(-(held_out[forum] * slope + shift + even_odds)))
    weight = np.where(labels[forum] == 1, .5 / share, .5 / (1 - share))
    for low, high in ((0, .25), (.25, .4), (.4, .6), (.6, 1.01)):
        those = (probability >= low) & (probability < high)
        print(f"forum units scored {low} to {high}: {those.sum()}, of which claims "
              f"{labels[forum][those].mean():.2f}, of an even mix {weight[those & (labels[forum] == 1)].sum() / weight[those].sum():.2f}")
    gram_weights, own_weights = fit(hashed, own, sources, labels, np.ones(len(rows), bool))
    gram_weights, own_weights = gram_weights * slope, own_weights * slope
    own_weights[-1] += shift + even_odds
    step = np.abs(gram_weights).max() / 127
    np.savez_compressed(out, gram_steps=(np.round(gram_weights / step) + 128).astype(np.uint8),
                        gram_step=np.array([step], np.float32), vector=own_weights[:256].astype(np.float32),
                        shape=own_weights[256:].astype(np.float32))


if __name__ == "__main__":
    main()
