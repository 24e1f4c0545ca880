"""Makes models/fast_encoder.npz: the linear map of the fast sentence encoder (ground/model/fast_encoder.hpp).

Usage: python training/fast_encoder.py .deps/encoder SENTENCES.txt VECTORS.f32 models/fast_encoder.npz
SENTENCES.txt: one sentence a line (training/fast_encoder_sentences.py writes it); VECTORS.f32: what the full encoder
gives for them (bench/encoder_bench.cpp writes it). Needs numpy, scipy, sentencepiece.

The fast vector of a text is unit(sum of weight(p) * table[p] @ M) over its pieces p. M is the ridge regression of the
full encoder's centred vectors on the weighted mean of the table rows, turned to its 256 main directions and rounded to
8 bits a number, one step a column. Nothing random but the split: every 8th sentence is held out to score.
"""
import sys

import numpy as np
import scipy.sparse
import sentencepiece

FREQUENT = 1e-4  # a piece of this probability gets half of the full weight
WIDTH = 256
RIDGE = 0.05
FIRST_WORD = 6   # the pieces before it are marks, not text


def folded(text):
    out = []
    for c in text:
        if c.isspace() or c == "▁":
            c = "▁"
        elif "！" <= c <= "～":
            c = chr(ord(c) - 0xFEE0)
        if c != "▁" or (out and out[-1] != "▁"):
            out.append(c)
    return "▁" + "".join(out).rstrip("▁")


class LongestPieces:
    def __init__(self, processor):
        self.number = {processor.id_to_piece(i): i for i in range(processor.get_piece_size() - 1, FIRST_WORD - 1, -1)}
        self.longest = max(map(len, self.number))

    def split(self, text):
        text = folded(text)
        found, at = [], 0
        while at < len(text):
            for end in range(min(len(text), at + self.longest), at, -1):
                number = self.number.get(text[at:end])
                if number is not None:
                    found.append(number)
                    at = end
                    break
            else:
                at += 1
        return found or [0]


def embedding_table(folder):
    weights = np.load(f"{folder}/weights.npz")
    count = sum(len(weights[f"q{b + 1}"]) for b in range(17))
    table = np.zeros((count, 512), np.float32)
    for b in range(17):
        block = weights[f"q{b + 1}"]
        rows = table[b::17]
        rows[:] = block[:len(rows)].astype(np.float32) * weights["scale"][b] + weights["lo"][b]
    return table


def piece_weights(processor):
    probability = np.exp([processor.get_score(i) for i in range(processor.get_piece_size())])
    return (FREQUENT / (FREQUENT + probability)).astype(np.float32)


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def weighted_means(splitter, weights, table, sentences):
    pieces = [splitter.split(s) for s in sentences]
    row = np.repeat(np.arange(len(pieces)), [len(p) for p in pieces])
    column = np.concatenate(pieces)
    lengths = np.array([len(p) for p in pieces], np.float32)
    occurrences = scipy.sparse.csr_matrix((weights[column] / lengths[row], (row, column)),
                                          shape=(len(pieces), len(table)))
    return np.asarray(occurrences @ table)


def neighbour_overlap(left, right, count=10):
    def nearest(rows):
        products = rows @ rows.T
        np.fill_diagonal(products, -9)
        return np.argpartition(-products, count, 1)[:, :count]
    return float(np.mean([len(set(a) & set(b)) / count for a, b in zip(nearest(left), nearest(right))]))


def main():
    folder, sentences_path, vectors_path, out = sys.argv[1:5]
    processor = sentencepiece.SentencePieceProcessor(model_file=f"{folder}/sp.model")
    sentences = open(sentences_path, encoding="utf-8").read().split("\n")[:-1]
    full = np.fromfile(vectors_path, np.float32).reshape(-1, 512)
    assert len(full) == len(sentences)
    table, weights = embedding_table(folder), piece_weights(processor)
    means = weighted_means(LongestPieces(processor), weights, table, sentences)
    held = np.arange(len(sentences)) % 8 == 7
    target = unit(full - full[~held].mean(0))
    x, y = means[~held].astype(np.float64), target[~held].astype(np.float64)
    gram = x.T @ x
    gram += np.eye(len(gram)) * np.trace(gram) / len(gram) * RIDGE
    learned = np.linalg.solve(gram, x.T @ y)
    _, directions = np.linalg.eigh((x @ learned).T @ (x @ learned))
    directions = directions[:, ::-1][:, :WIDTH]
    directions *= np.sign(directions[np.abs(directions).argmax(0), np.arange(WIDTH)])  # eigh leaves the sign open
    learned = learned @ directions
    column_steps = (np.abs(learned).max(0) / 127).astype(np.float32)
    steps = np.round(learned / column_steps)
    np.savez_compressed(out, map_steps=steps.astype(np.float32), column_steps=column_steps)
    learned = (steps * column_steps).astype(np.float32)
    fast = unit(means[held] @ learned)[:4000]
    fast, wanted = unit(fast - fast.mean(0)), target[held][:4000]
    upper = np.triu_indices(2000, 1)
    agreement = np.corrcoef((fast[:2000] @ fast[:2000].T)[upper], (wanted[:2000] @ wanted[:2000].T)[upper])[0, 1]
    print(f"{len(sentences)} sentences, {held.sum()} held out: of the full encoder's 10 nearest "
          f"{neighbour_overlap(wanted, fast):.3f} are the fast encoder's; cosines correlate {agreement:.3f}")


if __name__ == "__main__":
    main()
