"""The pair judge's network: a small BERT that reads target and text together, and its file of bytes.

BERT (J. Devlin et al., 2019) with four layers of 512 numbers; the weights start from BAAI/bge-small-zh-v1.5 (MIT), a Chinese
encoder of sentences. Reading both texts in one sequence lets every character of the text look at every character of the
target: "取消补贴是对的" against "应该补贴" turns on 取消, which two separate vectors blur.

  [CLS] target [SEP] text [SEP] (answered [SEP])      token types 0, 1, 0; at most 32, 96 and 32 pieces, the first are kept

A task reads the last row of [CLS]: tanh(row * hidden + bias) * out + bias.
DEVIATION: embeddings and matrices are kept as one signed byte a weight with a scale per row or column; pieces that no
corpus uses are dropped (models/pair.md).
"""

import pathlib

import numpy
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from torch import nn

LAYERS, WIDTH, HEADS, POSITIONS = 4, 512, 8, 168
TARGET, TEXT, ANSWERED = 32, 96, 32  # pieces
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP = 0, 1, 2, 3
TASKS = {"stance": 3, "reply": 3}
SHAPES = {"query": (512, 512), "key": (512, 512), "value": (512, 512), "out": (512, 512), "up": (512, 2048), "down": (2048, 512)}
EPSILON = 1e-12


class Pieces:
    """WordPiece over lower-case text; ids are rows of the pruned vocabulary."""

    def __init__(self, pieces):
        self.pieces = list(pieces)
        vocabulary = {piece: row for row, piece in enumerate(self.pieces)}
        self.tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
        self.tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self.tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def rows(self, texts):
        return [e.ids for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def layout(self, target, text, answered=()):
        """Ids and token types of one input from the rows of its parts."""
        ids = [CLS, *target[:TARGET], SEP, *text[:TEXT], SEP]
        types = [0] * (min(len(target), TARGET) + 2) + [1] * (min(len(text), TEXT) + 1)
        if len(answered):
            ids += [*answered[:ANSWERED], SEP]
            types += [0] * (min(len(answered), ANSWERED) + 1)
        return ids, types


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        for name, (rows, columns) in SHAPES.items():
            setattr(self, name, nn.Linear(rows, columns))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON), nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, x, mask, drop):
        batch, length, _ = x.shape
        split = lambda y: y.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
        seen = F.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask)
        seen = self.out(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        x = self.norm1(x + F.dropout(seen, drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), drop, self.training))


class Head(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.hidden, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, classes)
        nn.init.normal_(self.hidden.weight, std=0.02)
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.hidden.bias)
        nn.init.zeros_(self.out.bias)

    def forward(self, row, drop):
        inside = torch.tanh(self.hidden(F.dropout(row, drop, self.training)))
        return self.out(F.dropout(inside, drop, self.training))


class Network(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.embed = nn.Embedding(rows, WIDTH)
        self.position, self.kind = nn.Embedding(POSITIONS, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.heads = nn.ModuleDict({task: Head(classes) for task, classes in TASKS.items()})
        self.temperature = dict.fromkeys(TASKS, 1.0)

    def rows(self, ids, types, drop=0.0):
        """The last rows of all pieces; ids and types: [batch, length], 0 ([PAD]) where there is nothing."""
        x = self.embed(ids) + self.position.weight[: ids.shape[1]] + self.kind(types)
        x = F.dropout(self.norm(x), drop, self.training)
        mask = torch.zeros(ids.shape, dtype=x.dtype).masked_fill(ids == PAD, -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask.to(torch.bfloat16) if torch.is_autocast_enabled("cpu") else mask, drop)
        return x

    def forward(self, ids, types, task, drop=0.0):
        return self.heads[task](self.rows(ids, types, drop)[:, 0], drop)


def padded(inputs):
    """Two tensors, ids and token types, from what Pieces.layout gave for each input."""
    longest = max(len(ids) for ids, _ in inputs)
    out = torch.zeros(2, len(inputs), longest, dtype=torch.long)
    for i, (ids, types) in enumerate(inputs):
        out[0, i, : len(ids)], out[1, i, : len(ids)] = torch.tensor(ids), torch.tensor(types)
    return out[0], out[1]


def base_vocabulary(folder):
    import json

    stored = json.loads((pathlib.Path(folder) / "bge-small-zh-v1.5-tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(stored, key=stored.get)


def from_base(folder, pieces):
    """The base model with the given pieces' embeddings; the heads are new (torch's seed decides them)."""
    graph = onnx.load(pathlib.Path(folder) / "bge-small-zh-v1.5.onnx").graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    inputs = {node.name: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    rows = {piece: row for row, piece in enumerate(base_vocabulary(folder))}
    network = Network(len(pieces))
    state, put = network.state_dict(), {}
    put["embed.weight"] = stored["embeddings.word_embeddings.weight"][[rows[p] for p in pieces]]
    put["position.weight"] = stored["embeddings.position_embeddings.weight"][:POSITIONS]
    put["kind.weight"] = stored["embeddings.token_type_embeddings.weight"]
    put["norm.weight"], put["norm.bias"] = stored["embeddings.LayerNorm.weight"], stored["embeddings.LayerNorm.bias"]
    theirs = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
              "up": "intermediate.dense", "down": "output.dense"}
    for i in range(LAYERS):
        for mine, name in theirs.items():
            put[f"layers.{i}.{mine}.weight"] = stored[inputs[f"/encoder/layer.{i}/{name.replace('.', '/')}/MatMul"]].T
            put[f"layers.{i}.{mine}.bias"] = stored[f"encoder.layer.{i}.{name}.bias"]
        for mine, name in (("norm1", "attention.output"), ("norm2", "output")):
            put[f"layers.{i}.{mine}.weight"] = stored[f"encoder.layer.{i}.{name}.LayerNorm.weight"]
            put[f"layers.{i}.{mine}.bias"] = stored[f"encoder.layer.{i}.{name}.LayerNorm.bias"]
    missing = {name for name in state if not name.startswith("heads.")} - put.keys()
    assert not missing, missing
    network.load_state_dict({**state, **{name: torch.tensor(numpy.array(value)) for name, value in put.items()}})
    return network


def to_bytes(matrix):
    """Signed bytes and one scale per column."""
    scale = numpy.maximum(numpy.abs(matrix).max(0) / 127, 1e-12).astype(numpy.float32)
    return numpy.ascontiguousarray(numpy.clip(numpy.rint(matrix / scale), -127, 127).astype(numpy.int8)), scale


def packed(network, pieces):
    """The arrays of the model file (docs/formats or models/pair.md say which)."""
    of = lambda tensor: tensor.detach().float().numpy()
    both = lambda norm: numpy.stack([of(norm.weight), of(norm.bias)])
    embed, scale = to_bytes(of(network.embed.weight).T)
    out = {"pieces": numpy.frombuffer("\n".join(pieces).encode(), numpy.uint8), "embed": numpy.ascontiguousarray(embed.T),
           "embed.scale": scale, "position": of(network.position.weight), "type": of(network.kind.weight),
           "embed.norm": both(network.norm)}

    def add(name, linear):
        out[name], out[name + ".scale"] = to_bytes(of(linear.weight).T)
        out[name + ".bias"] = of(linear.bias)

    for i, layer in enumerate(network.layers):
        for name in SHAPES:
            add(f"l{i}.{name}", getattr(layer, name))
        out[f"l{i}.norm1"], out[f"l{i}.norm2"] = both(layer.norm1), both(layer.norm2)
    for task, head in network.heads.items():
        add(f"head.{task}.hidden", head.hidden)
        out[f"head.{task}.out"], out[f"head.{task}.out.bias"] = numpy.ascontiguousarray(of(head.out.weight).T), of(head.out.bias)
        out[f"head.{task}.temperature"] = numpy.array([network.temperature[task]], numpy.float32)
    return out


def unpacked(stored):
    """Network and pieces of a model file, every byte turned back into a float."""
    pieces = bytes(stored["pieces"]).decode().split("\n")
    network = Network(len(pieces))
    give = lambda parameter, value: parameter.data.copy_(torch.tensor(numpy.array(value, numpy.float32)))
    both = lambda norm, value: (give(norm.weight, value[0]), give(norm.bias, value[1]))

    def linear(layer, name):
        give(layer.weight, (stored[name].astype(numpy.float32) * stored[name + ".scale"]).T)
        give(layer.bias, stored[name + ".bias"])

    give(network.embed.weight, stored["embed"].astype(numpy.float32) * stored["embed.scale"][:, None])
    give(network.position.weight, stored["position"])
    give(network.kind.weight, stored["type"])
    both(network.norm, stored["embed.norm"])
    for i, layer in enumerate(network.layers):
        for name in SHAPES:
            linear(getattr(layer, name), f"l{i}.{name}")
        both(layer.norm1, stored[f"l{i}.norm1"])
        both(layer.norm2, stored[f"l{i}.norm2"])
    for task, head in network.heads.items():
        linear(head.hidden, f"head.{task}.hidden")
        give(head.out.weight, stored[f"head.{task}.out"].T)
        give(head.out.bias, stored[f"head.{task}.out.bias"])
        network.temperature[task] = float(stored[f"head.{task}.temperature"][0])
    return network.eval(), pieces
