"""Fits models/pair/sentences.npz: the pair network's layers -> the sentence vectors of its base.

  python training/pair_sentences.py --base BASE --corpora ../shared/corpora --model models/pair/network.npz --map models/pair/sentences.npz

Training for stance bends the network's rows away from likeness of meaning, yet what the base knew is still in them: a ridge
regression from what each layer says of a sentence (mean row after layers 1 to 3, last row of [CLS]) finds it again. The base's
512 numbers are turned onto their 256 directions of most variance first, so cosines stay what they are. Chinese sentences of
the corpora, no labels. Needs onnxruntime beside what training/pair.py needs; run after every change of the network.
"""

import argparse
import hashlib
import pathlib
import re

import numpy
import onnxruntime
import torch
from tokenizers import Tokenizer

import pair_network
import pair_pieces

DIRECTIONS, RIDGE, HELD = 256, 100.0, 1500
SOURCES = ("zhihu-covid", "zhihu-campus", "zhihu-hotdaily", "gov-reports")


def sentences_of(corpora, count):
    found = set()
    for source in SOURCES:
        for path in sorted(pathlib.Path(corpora, source).rglob("*")):
            if path.is_file():
                text = re.sub(r"<[^>]*>|https?://\S+", " ", pair_pieces.text_of(path).replace('\\"', '"'))
                found.update(s.strip() for s in re.findall(r"[^。！？!?\n\r\"{}\[\]\\]{8,100}", text) if re.search("[\u4e00-\u9fff]{5}", s))
    ordered = sorted(found)
    numpy.random.default_rng(7).shuffle(ordered)
    return sorted(ordered[:count], key=lambda s: (len(s), s))


def rows_of_base(base, sentences):
    base = pathlib.Path(base)
    tokenizer = Tokenizer.from_file(str(base / "bge-small-zh-v1.5-tokenizer.json"))
    tokenizer.enable_truncation(128)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(base / "bge-small-zh-v1.5.onnx"), options)
    rows = []
    for begin in range(0, len(sentences), 64):
        batch = tokenizer.encode_batch(sentences[begin : begin + 64])
        ids, mask = (numpy.array([getattr(e, name) for e in batch]) for name in ("ids", "attention_mask"))
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        first = session.run(None, {i.name: given[i.name] for i in session.get_inputs()})[0][:, 0]
        rows.append(first / numpy.linalg.norm(first, axis=1, keepdims=True))
    return numpy.concatenate(rows)


def layers_of(network, pieces, sentences):
    """Mean rows after all layers but the last, then the last row of [CLS]: PairNetwork::read_layers."""
    out = []
    for begin in range(0, len(sentences), 64):
        rows = pieces.rows(sentences[begin : begin + 64])
        ids, types = pair_network.padded([([pair_network.CLS, *r[: pair_network.TEXT], pair_network.SEP],
                                           [0] * (min(len(r), pair_network.TEXT) + 2)) for r in rows])
        with torch.no_grad():
            x = network.norm(network.embed(ids) + network.position.weight[: ids.shape[1]] + network.kind(types))
            there = (ids != pair_network.PAD).float()
            mask = (there - 1)[:, None, None, :] * 1e9
            seen = []
            for layer in network.layers:
                x = layer(x, mask, 0.0)
                seen.append((x * there[:, :, None]).sum(1) / there.sum(1, keepdim=True))
            seen[-1] = x[:, 0]
        out.append(torch.cat(seen, 1).numpy())
    return numpy.concatenate(out)


def centred(rows):
    rows = rows - rows.mean(0)
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def likeness(left, right):
    """Correlation of all cosines, and the share of each row's five nearest that both find."""
    a, b = (centred(rows) @ centred(rows).T for rows in (left, right))
    upper = numpy.triu_indices(len(a), 1)
    nearest = [numpy.argsort(-m, axis=1)[:, 1:6] for m in (a, b)]
    return numpy.corrcoef(a[upper], b[upper])[0, 1], numpy.mean([len(set(x) & set(y)) / 5 for x, y in zip(*nearest)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--model", default="models/pair/network.npz")
    parser.add_argument("--map", default="models/pair/sentences.npz")
    parser.add_argument("--sentences", type=int, default=20000)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    network, names = pair_network.unpacked(numpy.load(a.model))
    sentences = sentences_of(a.corpora, a.sentences)
    held = numpy.zeros(len(sentences), bool)
    held[numpy.random.default_rng(8).permutation(len(sentences))[:HELD]] = True
    x, y = layers_of(network, pair_network.Pieces(names), sentences).astype(float), rows_of_base(a.base, sentences).astype(float)
    x_mean, y_mean = x[~held].mean(0), y[~held].mean(0)
    gram = (x[~held] - x_mean).T @ (x[~held] - x_mean) + RIDGE * numpy.eye(x.shape[1])
    turned = numpy.linalg.svd(y[~held] - y_mean, full_matrices=False)[2][:DIRECTIONS].T
    weights = numpy.linalg.solve(gram, (x[~held] - x_mean).T @ ((y[~held] - y_mean) @ turned))
    steps, scale = pair_network.to_bytes(weights)
    kept = steps.astype(float) * scale
    print(len(sentences), "sentences; held out: correlation of cosines %.3f, nearest five found %.3f" % likeness(y[held], x[held] @ kept))
    digest = hashlib.sha256(pathlib.Path(a.model).read_bytes()).hexdigest()
    numpy.savez(a.map, map=steps, **{"map.scale": scale, "map.bias": (-x_mean @ kept).astype(numpy.float32),
                                     "network": numpy.frombuffer(digest.encode(), numpy.uint8)})


if __name__ == "__main__":
    main()
