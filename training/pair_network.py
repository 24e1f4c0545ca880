"""The pair judge's network: a BERT that reads target and text together, and its file of bytes.

BERT (J. Devlin et al., 2019) with twelve layers of 384 numbers; the weights start from multilingual-e5-small (MIT, e5_base.py),
a multilingual encoder of sentences. Reading both texts in one sequence lets every piece of the text look at every piece of
the target: "取消补贴是对的" against "应该补贴" turns on 取消, which two separate vectors blur.

  <s> target </s> text </s> (answered </s>)      token types 0, 1, 0; at most 32, 96 and 32 pieces, the first are kept

A task reads the last row of <s>: tanh(row * hidden + bias) * out + bias.
DEVIATION: matrices are kept as one signed byte a weight with a scale per column; the piece table keeps its base's four bits,
a scale for each 32; pieces that no corpus uses are dropped (models/pair.md).
"""

import io
import zipfile
import zlib

import numpy
import sentencepiece
import torch
import torch.nn.functional as F
from torch import nn

TARGET, TEXT, ANSWERED = 32, 96, 32  # pieces
PAD, UNK, CLS, SEP = 0, 1, 2, 3
TASKS = {"stance": 3, "reply": 3}
BLOCK = 32  # weights of the piece table under one scale
EPSILON = 1e-12


class Pieces:
    """SentencePiece over the pruned vocabulary."""

    def __init__(self, split):
        self.split = sentencepiece.SentencePieceProcessor(model_proto=bytes(split))

    def rows(self, texts):
        return self.split.encode(list(texts))

    def layout(self, target, text, answered=(), most=(TARGET, TEXT, ANSWERED)):
        """Ids and token types of one input from the rows of its parts, `most` pieces of each."""
        target, text, answered = target[: most[0]], text[: most[1]], answered[: most[2]]
        ids = [CLS, *target, SEP, *text, SEP]
        types = [0] * (len(target) + 2) + [1] * (len(text) + 1)
        if len(answered):
            ids += [*answered, SEP]
            types += [0] * (len(answered) + 1)
        return ids, types


def shapes(width, inner):
    square = {name: (width, width) for name in ("query", "key", "value", "out")}
    return {**square, "up": (width, inner), "down": (inner, width)}


class Layer(nn.Module):
    def __init__(self, width, inner, heads):
        super().__init__()
        self.width, self.heads = width, heads
        for name, (rows, columns) in shapes(width, inner).items():
            setattr(self, name, nn.Linear(rows, columns))
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=EPSILON), nn.LayerNorm(width, eps=EPSILON)

    def forward(self, x, mask):
        batch, length, _ = x.shape
        split = lambda y: y.view(batch, length, self.heads, -1).transpose(1, 2)
        seen = F.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask)
        x = self.norm1(x + self.out(seen.transpose(1, 2).reshape(batch, length, self.width)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.hidden, self.out = nn.Linear(width, width), nn.Linear(width, classes)

    def forward(self, row):
        return self.out(torch.tanh(self.hidden(row)))


class Network(nn.Module):
    def __init__(self, rows, width=384, inner=1536, layers=12, heads=12, positions=168):
        super().__init__()
        self.embed = nn.Embedding(rows, width)
        self.position, self.kind = nn.Embedding(positions, width), nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(width, inner, heads) for _ in range(layers))
        self.heads = nn.ModuleDict({task: Head(width, classes) for task, classes in TASKS.items()})
        self.temperature = dict.fromkeys(TASKS, 1.0)

    def rows_after(self, ids, types):
        """The rows of all pieces after each layer; ids and types: [batch, length], 0 (<pad>) where there is nothing."""
        x = self.norm(self.embed(ids) + self.position.weight[: ids.shape[1]] + self.kind(types))
        mask = torch.zeros(ids.shape, dtype=x.dtype).masked_fill(ids == PAD, -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
            yield x

    def forward(self, ids, types, task):
        *_, x = self.rows_after(ids, types)
        return self.heads[task](x[:, 0])


def padded(inputs):
    """Two tensors, ids and token types, from what Pieces.layout gave for each input."""
    longest = max(len(ids) for ids, _ in inputs)
    out = torch.zeros(2, len(inputs), longest, dtype=torch.long)
    for i, (ids, types) in enumerate(inputs):
        out[0, i, : len(ids)], out[1, i, : len(ids)] = torch.tensor(ids), torch.tensor(types)
    return out[0], out[1]


def to_bytes(matrix):
    """Signed bytes and one scale per column."""
    scale = numpy.maximum(numpy.abs(matrix).max(0) / 127, 1e-12).astype(numpy.float32)
    return numpy.ascontiguousarray(numpy.clip(numpy.rint(matrix / scale), -127, 127).astype(numpy.int8)), scale


def blocks_of(four):
    """Steps and scales of the piece table as e5_base.py keeps it: 18 bytes a block."""
    blocks = four.reshape(len(four), -1, 18)
    scale = blocks[:, :, :2].copy().view(numpy.float16)[:, :, 0].astype(numpy.float32)
    steps = numpy.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], 2).astype(numpy.int8) - 8
    return steps.reshape(len(four), -1), scale


def packed(base, trained, rounded, heads=12):
    """The arrays of the model file, from the base (e5_base.py) and what pair_device.py gave back (models/pair.md says which).
    `rounded` gives steps and scales of a layer's matrix [inputs, outputs] by its name there."""
    of = lambda name: trained[name].astype(numpy.float32)
    both = lambda name: numpy.stack([of(name + ".weight"), of(name + ".bias")])
    steps, scale = blocks_of(base["embed.four"])
    out = {"split": base["split"], "heads": numpy.array([heads], numpy.uint8), "embed": steps, "embed.scale": scale,
           "position": of("position"), "type": of("kind"), "embed.norm": both("norm")}

    def add(name, matrix, bias):
        out[name], out[name + ".scale"] = (numpy.ascontiguousarray(x) for x in matrix)
        out[name + ".bias"] = bias

    for i in range(sum(name.endswith(".attend.weight") for name in trained)):
        at = f"layers.{i}."
        steps, scale = rounded(at + "attend", of(at + "attend.weight").T)
        for number, name in enumerate(("query", "key", "value")):
            third = slice(number * len(scale) // 3, (number + 1) * len(scale) // 3)
            add(f"l{i}.{name}", (steps[:, third], scale[third]), of(at + "attend.bias")[third])
        for name in ("out", "up", "down"):
            add(f"l{i}.{name}", rounded(at + name, of(f"{at}{name}.weight").T), of(f"{at}{name}.bias"))
        out[f"l{i}.norm1"], out[f"l{i}.norm2"] = both(at + "norm1"), both(at + "norm2")
    for number, task in enumerate(TASKS):
        add(f"head.{task}.hidden", to_bytes(of(f"hidden.{number}.weight").T), of(f"hidden.{number}.bias"))
        out[f"head.{task}.out"] = numpy.ascontiguousarray(of(f"answer.{number}.weight").T)
        out[f"head.{task}.out.bias"] = of(f"answer.{number}.bias")
        out[f"head.{task}.temperature"] = numpy.ones(1, numpy.float32)
    return out


def save(path, arrays):
    """An .npz whose entries are compressed by the shorter of zlib's ways: numbers without repeats want Huffman's codes alone."""
    kept = zipfile._get_compressor
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            content = io.BytesIO()
            numpy.lib.format.write_array(content, numpy.ascontiguousarray(array))
            ways = [zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY]
            compressor = lambda way: zlib.compressobj(9, zlib.DEFLATED, -15, 9, way)
            length = lambda way: len((c := compressor(way)).compress(content.getvalue()) + c.flush())
            best = min(ways, key=length)
            zipfile._get_compressor = lambda *_, best=best: compressor(best)
            file.writestr(zipfile.ZipInfo(name + ".npy"), content.getvalue(), zipfile.ZIP_DEFLATED)  # of no date: the same bytes each time
    zipfile._get_compressor = kept


def unpacked(stored):
    """Network and Pieces of a model file, every byte turned back into a float."""
    layers = sum(name.endswith(".norm1") for name in stored)
    network = Network(*stored["embed"].shape, stored["l0.up"].shape[1], layers, int(stored["heads"][0]), len(stored["position"]))
    give = lambda parameter, value: parameter.data.copy_(torch.tensor(numpy.array(value, numpy.float32)))
    both = lambda norm, value: (give(norm.weight, value[0]), give(norm.bias, value[1]))

    def linear(layer, name):
        give(layer.weight, (stored[name].astype(numpy.float32) * stored[name + ".scale"]).T)
        give(layer.bias, stored[name + ".bias"])

    give(network.embed.weight, stored["embed"].astype(numpy.float32) * numpy.repeat(stored["embed.scale"], BLOCK, 1))
    give(network.position.weight, stored["position"])
    give(network.kind.weight, stored["type"])
    both(network.norm, stored["embed.norm"])
    for i, layer in enumerate(network.layers):
        for name in shapes(1, 1):
            linear(getattr(layer, name), f"l{i}.{name}")
        both(layer.norm1, stored[f"l{i}.norm1"])
        both(layer.norm2, stored[f"l{i}.norm2"])
    for task, head in network.heads.items():
        linear(head.hidden, f"head.{task}.hidden")
        give(head.out.weight, stored[f"head.{task}.out"].T)
        give(head.out.bias, stored[f"head.{task}.out.bias"])
        network.temperature[task] = float(stored[f"head.{task}.temperature"][0])
    return network.eval(), Pieces(stored["split"])
