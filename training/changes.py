"""Changes to the pair network for one more task (E. Hu et al., LoRA, ICLR 2022): same_argument.py, forum_stances.py.

The network stays as it is; beside each matrix of its first layers two thin ones are learned whose product is added to it, and
a head. agon adds the product when it opens the file (ground/model/pair_network.hpp, load_changed).
"""

import hashlib
import pathlib
import random
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

import pair_network

MODEL = pathlib.Path(__file__).resolve().parent.parent / "models/pair/network.npz"
MATRICES = tuple(pair_network.shapes(1, 1))
RANK, BATCH = 8, 32


class Changed(nn.Module):
    """A linear layer that stays, and what is added to it."""

    def __init__(self, kept):
        super().__init__()
        self.kept = kept
        self.into = nn.Parameter(torch.randn(RANK, kept.in_features) / kept.in_features**0.5)
        self.back = nn.Parameter(torch.zeros(kept.out_features, RANK))

    def forward(self, x):
        return self.kept(x) + F.linear(F.linear(x, self.into), self.back)


class ChangedNetwork(nn.Module):
    """The first `layers` of the network with changes beside their matrices, and a head of `classes` answers."""

    def __init__(self, network, layers, classes, dropout):
        super().__init__()
        network.layers = network.layers[:layers]
        self.network = network.requires_grad_(False)
        for layer in network.layers:
            for name in MATRICES:
                setattr(layer, name, Changed(getattr(layer, name)))
        self.drop, self.head = nn.Dropout(dropout), pair_network.Head(network.embed.weight.shape[1], classes)

    def forward(self, ids, types):
        *_, rows = self.network.rows_after(ids, types)
        return self.head(self.drop(rows[:, 0]))

    def learned(self):
        """What fit() changed, by name."""
        return {name: value for name, value in self.state_dict().items()
                if ".kept." not in name and (name.startswith("head") or name.endswith((".into", ".back")))}


def fit(model, draw, lay, loss_of, rate, passes, rng, warm=40, half=False):
    """`draw()` gives the rows of one pass, `lay(row)` what Pieces.layout gives, `loss_of(answers, rows)` a loss. Batches hold rows of
    like length. `half`: computed in bfloat16, 1.7 times as fast where the processor has it; the weights stay single."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    rows, step, lately, begin = draw(), 0, [], time.time()
    steps = int(passes * len(rows) / BATCH)
    while step < steps:
        laid, batches = [lay(row) for row in rows], []
        order = rng.sample(range(len(rows)), len(rows))
        for first in range(0, len(order), 16 * BATCH):
            near = sorted(order[first : first + 16 * BATCH], key=lambda i: len(laid[i][0]))
            some = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
            batches += rng.sample(some, len(some))
        for batch in batches[: steps - step]:
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (step + 1) / warm) * (1 - step / steps)
            ids, types = pair_network.padded([laid[i] for i in batch])
            model.train()
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                answers = model(ids, types)
            loss = loss_of(answers.float(), [rows[i] for i in batch])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step += 1
            lately.append(loss.item())
            if step % 50 == 0:
                print(step, "of", steps, "loss", round(float(numpy.mean(lately[-50:])), 4), round(time.time() - begin), "s", flush=True)
        rows = draw()


def answers_of(model, inputs):
    """The head's answers to what Pieces.layout gave, [inputs, classes]."""
    out = None
    order = sorted(range(len(inputs)), key=lambda i: len(inputs[i][0]))
    for begin in range(0, len(order), 64):
        now = order[begin : begin + 64]
        with torch.no_grad():
            answers = model(*pair_network.padded([inputs[i] for i in now])).numpy()
        out = numpy.zeros((len(inputs), answers.shape[1])) if out is None else out
        out[now] = answers
    return out


def arrays_of(learned, task):
    """The arrays of a file of changes from what learned() gave; no temperature yet but 1."""
    learned = {name: value.numpy().astype(numpy.float32) for name, value in learned.items()}
    arrays = {"network": numpy.frombuffer(hashlib.sha256(MODEL.read_bytes()).hexdigest().encode(), numpy.uint8)}

    def add(name, matrix):
        arrays[name], arrays[name + ".scale"] = pair_network.to_bytes(matrix)

    for i in range(sum(name.endswith(".query.into") for name in learned)):
        for name in MATRICES:
            at = f"network.layers.{i}.{name}."
            add(f"l{i}.{name}.in", learned[at + "into"].T)
            add(f"l{i}.{name}.back", learned[at + "back"].T)
    add(f"head.{task}.hidden", learned["head.hidden.weight"].T)
    arrays[f"head.{task}.hidden.bias"] = learned["head.hidden.bias"]
    arrays[f"head.{task}.out"] = numpy.ascontiguousarray(learned["head.out.weight"].T)
    arrays[f"head.{task}.out.bias"] = learned["head.out.bias"]
    arrays[f"head.{task}.temperature"] = numpy.ones(1, numpy.float32)
    return arrays


def shipped(path, task, layers, classes):
    """Network with the changes of a file, Pieces and temperature."""
    stored = dict(numpy.load(path))
    network, pieces = pair_network.unpacked(dict(numpy.load(MODEL)))
    model = ChangedNetwork(network, layers, classes, 0)
    matrix = lambda name: torch.tensor(stored[name].astype(numpy.float32) * stored[name + ".scale"]).T.contiguous()
    for i, layer in enumerate(network.layers):
        for name in MATRICES:
            changed = getattr(layer, name)
            changed.into.data, changed.back.data = matrix(f"l{i}.{name}.in"), matrix(f"l{i}.{name}.back")
    head = f"head.{task}."
    model.head.hidden.weight.data, model.head.hidden.bias.data = matrix(head + "hidden"), torch.tensor(stored[head + "hidden.bias"])
    model.head.out.weight.data = torch.tensor(stored[head + "out"][:, :classes].T.copy())
    model.head.out.bias.data = torch.tensor(stored[head + "out.bias"][:classes])
    return model.eval(), pieces, float(stored[head + "temperature"][0])


def seeded(seed):
    torch.manual_seed(seed)
    return random.Random(seed)
