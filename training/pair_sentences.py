"""Fits models/pair/sentences.npz: what the pair network's first layer says of a sentence -> a row whose cosines tell likeness.

  python training/pair_sentences.py --model models/pair/network.npz --map models/pair/sentences.npz

A linear map of the mean of a sentence's rows after the first layer, trained on the threads of training/threads: of a debate's texts, those
that make one argument should lie near each other once what all share is taken off (P. Khosla et al., Supervised Contrastive Learning, 2020).
It begins at the directions of most variance, each scaled to the same spread ("whitening": J. Su et al., 2021). Higher layers and the
encoder's vectors: models/pair.md. Run after every change of the network.
"""

import argparse
import hashlib
import pathlib
import zlib

import numpy
import torch
import torch.nn.functional as F

import pair_device
import pair_network
import thread_set

DIRECTIONS, LAYER, HEAT, DROP, EPOCHS, PULL = 256, 1, 0.2, 0.3, 12, 1e-3


def means_after(network, pieces, sentences):
    """Mean rows after the first LAYER layers: PairNetwork::means_after."""
    out = numpy.zeros((len(sentences), network.embed.weight.shape[1]), numpy.float32)
    order = sorted(range(len(sentences)), key=lambda i: (len(sentences[i]), i))
    for begin in range(0, len(order), 64):
        now = order[begin : begin + 64]
        rows = pieces.rows([sentences[i] for i in now])
        ids, types = pair_network.padded([([pair_network.CLS, *r[: pair_network.TEXT], pair_network.SEP],
                                           [0] * (min(len(r), pair_network.TEXT) + 2)) for r in rows])
        with torch.no_grad():
            there = (ids != pair_network.PAD).float()[:, :, None]
            after = network.rows_after(ids, types)
            for _ in range(LAYER):
                x = next(after)
            out[now] = ((x * there).sum(1) / there.sum(1)).numpy()
    return out


def apart(rows, point):
    """Rows of one debate, as src/points/likeness.cpp sees them, and which make one argument."""
    x = F.normalize(rows, dim=1)
    x = F.normalize(x - x.mean(0), dim=1)
    return x @ x.T, torch.tensor(point[:, None] == point[None])


def fitted(x, debates, point):
    mean = x.mean(0)
    spread, turned = numpy.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    start = (turned[:, ::-1][:, :DIRECTIONS] / numpy.sqrt(spread[::-1][:DIRECTIONS])).astype(numpy.float32)
    start /= numpy.linalg.norm((x - mean) @ start, axis=1).mean()
    x, mean, begin = torch.tensor(x - mean), mean, torch.tensor(start)
    weight = begin.clone().requires_grad_()
    optimizer = torch.optim.AdamW([weight], lr=0.004 * float(numpy.abs(start).mean()) * 16, weight_decay=0.0)
    rng = numpy.random.default_rng(1)
    torch.manual_seed(1)
    for _ in range(EPOCHS):
        for group in numpy.array_split(rng.permutation(len(debates)), max(1, len(debates) // 8)):
            loss = PULL * ((weight - begin) ** 2).sum()
            for d in group:
                mine = debates[d]
                cosine, same = apart(F.dropout(x[mine], DROP) @ weight, point[mine])
                itself = torch.eye(len(mine), dtype=torch.bool)
                logs = F.log_softmax((cosine / HEAT).masked_fill(itself, -1e4), 1)
                same = same & ~itself
                loss = loss - ((logs * same).sum(1) / same.sum(1)).mean() / len(group)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return weight.detach().numpy(), mean


def scored(rows, debates, point, own_words):
    """Means over debates: area of cosines, nearest other of the same argument, key point told from a post."""
    found = []
    for mine in debates:
        cosine, same = (y.numpy() for y in apart(torch.tensor(rows[mine]), point[mine]))
        above, key = numpy.triu_indices(len(mine), 1), own_words[mine]
        told = (point[mine][key][cosine[~key][:, key].argmax(1)] == point[mine][~key]).mean()
        value = pair_device.area(cosine[above], numpy.where(same[above], 0, 1))
        numpy.fill_diagonal(cosine, -2)
        found.append((value, (point[mine][cosine.argmax(1)] == point[mine]).mean(), told))
    return numpy.mean(found, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="models/pair/network.npz")
    parser.add_argument("--map", default="models/pair/sentences.npz")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    texts, point, debate = zip(*thread_set.alike(thread_set.read_debates()))
    point, own_words = numpy.array(point), numpy.array([i == 0 or point[i] != point[i - 1] for i in range(len(point))])
    held = numpy.array([zlib.crc32(d.encode()) % 5 == 0 for d in debate])
    network, pieces = pair_network.unpacked(dict(numpy.load(a.model)))
    x = means_after(network, pieces, texts)
    of = lambda wanted: [numpy.flatnonzero(point // 8 == d) for d in sorted(set(point[held == wanted] // 8))]
    weight, mean = fitted(x, of(False), point)
    print("held out: area, nearest, key point told", scored((x - mean) @ weight, of(True), point, own_words))
    print("trained on:                            ", scored((x - mean) @ weight, of(False), point, own_words))
    steps, scale = pair_network.to_bytes(weight)
    digest = hashlib.sha256(pathlib.Path(a.model).read_bytes()).hexdigest()
    numpy.savez(a.map, map=steps, **{"map.scale": scale, "map.bias": (-mean @ (steps * scale)).astype(numpy.float32), "layer": numpy.array([LAYER], numpy.uint8), "network": numpy.frombuffer(digest.encode(), numpy.uint8)})
    print(len(x), "sentences,", pathlib.Path(a.map).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
