"""Fits models/pair/sentences.npz: what the pair network's first layer says of a sentence -> a row whose cosines tell likeness.

  python training/pair_sentences.py --corpora ../shared/corpora --model models/pair/network.npz --map models/pair/sentences.npz

The mean of a sentence's rows after the first layer lies in a narrow cone, where all cosines are high. Turned onto its directions of
most variance, each scaled to the same spread ("whitening": J. Su et al., Whitening Sentence Representations for Better
Semantics and Faster Retrieval, 2021), it tells the same argument from the same subject better than any higher layer, which
training for stance has bent (models/pair.md). Chinese sentences of the corpora, no labels; run after every change of the network.
"""

import argparse
import hashlib
import pathlib
import re

import numpy
import torch

import corpora_text
import pair_network

DIRECTIONS, LAYER = 256, 1
SOURCES = ("zhihu-covid", "zhihu-campus", "zhihu-hotdaily", "gov-reports")


def sentences_of(corpora, count):
    found = set()
    for source in SOURCES:
        for path in sorted(pathlib.Path(corpora, source).rglob("*")):
            if path.is_file():
                text = re.sub(r"<[^>]*>|https?://\S+", " ", corpora_text.text_of(path).replace('\\"', '"'))
                found.update(s.strip() for s in re.findall(r"[^。！？!?\n\r\"{}\[\]\\]{8,100}", text) if re.search("[\u4e00-\u9fff]{5}", s))
    ordered = sorted(found)
    numpy.random.default_rng(7).shuffle(ordered)
    return sorted(ordered[:count], key=lambda s: (len(s), s))


def means_after(network, pieces, sentences):
    """Mean rows after the first LAYER layers: PairNetwork::means_after."""
    out = []
    for begin in range(0, len(sentences), 64):
        rows = pieces.rows(sentences[begin : begin + 64])
        ids, types = pair_network.padded([([pair_network.CLS, *r[: pair_network.TEXT], pair_network.SEP],
                                           [0] * (min(len(r), pair_network.TEXT) + 2)) for r in rows])
        with torch.no_grad():
            there = (ids != pair_network.PAD).float()
            after = network.rows_after(ids, types)
            for _ in range(LAYER):
                x = next(after)
            out.append(((x * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)).numpy())
    return numpy.concatenate(out).astype(float)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--model", default="models/pair/network.npz")
    parser.add_argument("--map", default="models/pair/sentences.npz")
    parser.add_argument("--sentences", type=int, default=20000)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    network, pieces = pair_network.unpacked(dict(numpy.load(a.model)))
    x = means_after(network, pieces, sentences_of(a.corpora, a.sentences))
    mean = x.mean(0)
    spread, turned = numpy.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    steps, scale = pair_network.to_bytes(turned[:, ::-1][:, :DIRECTIONS] / numpy.sqrt(spread[::-1][:DIRECTIONS]))
    digest = hashlib.sha256(pathlib.Path(a.model).read_bytes()).hexdigest()
    numpy.savez(a.map, map=steps, **{"map.scale": scale, "map.bias": (-mean @ (steps * scale.astype(float))).astype(numpy.float32),
                                     "layer": numpy.array([LAYER], numpy.uint8), "network": numpy.frombuffer(digest.encode(), numpy.uint8)})
    print(len(x), "sentences,", pathlib.Path(a.map).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
