"""Packs what pair_device.py gave back into models/pair/network.npz: whole steps, few enough kinds of them to compress.

  cat $OUT/chosen.part* > CACHE/chosen.npz
  python training/pair_pack.py --base CACHE/e5.npz --trained CACHE/chosen.npz --material CACHE/material.npz --model models/pair/network.npz

A step is STEP times the deviation of its column's weights, and none is clipped: the few large weights matter (docs/dead_ends.md), and
the file's own compression gives rare steps longer codes. The rounding of one row of a matrix is made good in the rows that are not
yet rounded, so that the products over real inputs change least (E. Frantar et al., GPTQ, ICLR 2023); the inputs are LOOKED_AT
training examples. Without it the logits change three times as much.
"""

import argparse
import pathlib

import numpy
import torch

import pair_device
import pair_network

STEP, LOOKED_AT, DAMP, BLOCK = 0.25, 192, 0.01, 128


def rounded(weight, gram, step):
    """[inputs, outputs] float matrix -> steps and scales; `gram` is the sum of outer products of its inputs."""
    scale = numpy.maximum(step * weight.std(0), numpy.abs(weight).max(0) / 127).astype(numpy.float32)
    gram = gram + numpy.eye(len(gram)) * DAMP * numpy.trace(gram) / len(gram)
    upper = numpy.linalg.cholesky(numpy.linalg.inv(gram)).T
    left, steps = weight.astype(numpy.float64).copy(), numpy.zeros(weight.shape, numpy.int8)
    for begin in range(0, len(weight), BLOCK):
        end = min(begin + BLOCK, len(weight))
        errors = numpy.zeros((end - begin, weight.shape[1]))
        for row in range(begin, end):
            steps[row] = numpy.clip(numpy.rint(left[row] / scale), -127, 127)
            error = (left[row] - steps[row] * scale) / upper[row, row]
            left[row + 1 : end] -= upper[row, row + 1 : end, None] * error
            errors[row - begin] = error
        left[end:] -= upper[begin:end, end:].T @ errors
    return steps, scale


def inputs_of(base, trained, material, count=LOOKED_AT):
    """Sums of outer products of the inputs of every matrix, over training examples."""
    material, network = pair_device.Material(material), pair_device.Network(base)
    network.load_state_dict({k: torch.tensor(v.astype(numpy.float32)) for k, v in trained.items()}, strict=False)
    network.eval()
    rows = [i for i in range(material.count) if not material.held[i] & 1 and material.set[i] < 9]
    rows = [(i, material.target[i], False) for i in rows[:: max(1, len(rows) // count)]]
    grams = {}
    kept = torch.nn.functional.linear
    names = {id(m.weight): f"layers.{i}.{n}" for i, l in enumerate(network.layers) for n, m in l.named_children() if hasattr(m, "in_features")}

    def linear(x, weight, bias=None):
        if id(weight) in names:
            seen = x[there].double().numpy()
            grams[names[id(weight)]] = grams.get(names[id(weight)], 0) + seen.T @ seen
        return kept(x, weight, bias)

    torch.nn.functional.linear = linear
    with torch.no_grad():
        for task, _, ids, types, _ in material.batches(rows, 4096):
            there = torch.from_numpy(ids) != pair_device.PAD
            network(torch.from_numpy(ids), torch.from_numpy(types), task)
    torch.nn.functional.linear = kept
    return grams


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--trained", required=True)
    parser.add_argument("--material", required=True)
    parser.add_argument("--model", default="models/pair/network.npz")
    parser.add_argument("--step", type=float, default=STEP)
    a = parser.parse_args()
    base, trained = dict(numpy.load(a.base)), dict(numpy.load(a.trained))
    grams = inputs_of(base, trained, a.material)
    pair_network.save(a.model, pair_network.packed(base, trained, lambda name, weight: rounded(weight, grams[name], a.step)))
    print(pathlib.Path(a.model).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
