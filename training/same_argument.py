"""Fits models/pair/arguments.npz: changes to the pair network by which it tells whether two sentences make the same argument.

  python training/same_argument.py learn --case CASE --corpora ../shared/corpora --out CACHE/arguments.pt
  python training/same_argument.py pack --trained CACHE/arguments.pt --case CASE
  python training/same_argument.py score --case CASE                 the shipped bytes on the questions held out

CASE: zhihu-hotdaily, zhihu-covid and zhihu-campus imported and analysed; the labels (training/arguments.tsv, eval/gold/same_argument.tsv,
eval/gold/argument_pairs.tsv: docs/labelling/arguments.md) hold digests, the texts are found there.

The network stays as it is, and its last layers are left out; beside each matrix of the others two thin ones are learned whose product is added to it (E. Hu et al., LoRA, ICLR
2022), and a head of one number. Two passes of material: first the English key points of kpa2021 and the invented threads of training/threads,
where one argument is told in other words on purpose; then the labelled pairs of Zhihu. Either sentence may stand first. A fifth of the
questions (CRC-32, fold 0) is held out. models/pair.md has the scores. Twenty-five
minutes on two cores; another torch gives other bytes.
"""

import argparse
import csv
import hashlib
import pathlib
import random
import zlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn

import pair_network
import thread_set
from argument_quality import digest, texts_of_case

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL, CHANGES = ROOT / "models/pair/network.npz", ROOT / "models/pair/arguments.npz"
LAYERS, RANK, FOLDS, HELD_OUT, BATCH = 8, 8, 5, 0, 32
MOST = (64, 64, 0)  # pieces of either sentence
MATRICES = tuple(pair_network.shapes(1, 1))


class Changed(nn.Module):
    """A linear layer that stays, and what is added to it."""

    def __init__(self, kept):
        super().__init__()
        self.kept = kept
        self.into = nn.Parameter(torch.randn(RANK, kept.in_features) / kept.in_features**0.5)
        self.back = nn.Parameter(torch.zeros(kept.out_features, RANK))

    def forward(self, x):
        return self.kept(x) + F.linear(F.linear(x, self.into), self.back)


class SameArgument(nn.Module):
    def __init__(self, network):
        super().__init__()
        network.layers = network.layers[:LAYERS]
        self.network = network.requires_grad_(False)
        for layer in network.layers:
            for name in MATRICES:
                setattr(layer, name, Changed(getattr(layer, name)))
        self.drop, self.head = nn.Dropout(0.1), pair_network.Head(network.embed.weight.shape[1], 1)
        self.head.hidden.load_state_dict(network.heads["stance"].hidden.state_dict())
        nn.init.zeros_(self.head.out.weight)
        nn.init.zeros_(self.head.out.bias)

    def forward(self, ids, types):
        *_, rows = self.network.rows_after(ids, types)
        return self.head(self.drop(rows[:, 0])).squeeze(1)


def labelled(case):
    """(question, head, other, same) of all files of labels, where the case has the texts."""
    texts, found = texts_of_case(case), []
    for path in ("training/arguments.tsv", "eval/gold/same_argument.tsv"):  # the second: the questions held out
        for row in csv.DictReader(open(ROOT / path, encoding="utf-8"), delimiter="\t"):
            for name, same in (("same", 1), ("other", 0)):
                found += [(row["question"], row["head"], d, same) for d in row[name].split()]
    for row in csv.DictReader(open(ROOT / "eval/gold/argument_pairs.tsv", encoding="utf-8"), delimiter="\t"):
        found.append((row["question"], row["left"], row["right"], int(row["same"])))
    return [(texts[q], texts[a], texts[b], same) for q, a, b, same in found if q in texts and a in texts and b in texts]


def fold_of(question):
    return zlib.crc32(question.encode()) % FOLDS


def of_threads(rng, pairs):
    for debate in thread_set.read_debates():
        texts = [(t, n, p["side"]) for n, p in enumerate(debate["points"]) for t in (p["text"], *(post["text"] for post in p["posts"]))]
        for _ in range(pairs):
            one, draw = rng.choice(texts), rng.random()
            if draw < 0.35:
                others = [t for t in texts if t[1] == one[1] and t[0] != one[0]]
            elif draw < 0.75:
                others = [t for t in texts if t[1] != one[1] and t[2] == one[2]]
            else:
                others = [t for t in texts if t[2] != one[2]]
            other = rng.choice(others)
            yield one[0], other[0], int(one[1] == other[1])


def of_key_points(corpora, rng, same, other):
    read = lambda name: csv.DictReader(open(f"{corpora}/kpa2021/{name}_train.csv", encoding="utf-8"))
    arguments = {row["arg_id"]: row["argument"] for row in read("arguments")}
    points = {row["key_point_id"]: row["key_point"] for row in read("key_points")}
    pairs = [(arguments[row["arg_id"]], points[row["key_point_id"]], int(row["label"])) for row in read("labels")]
    return rng.sample([p for p in pairs if p[2]], same) + rng.sample([p for p in pairs if not p[2]], other)


def fit(model, pieces, pairs, rate, passes, rng):
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    rows, steps, step, lately = {}, int(passes * len(pairs) / BATCH), 0, []
    for text in {t for pair in pairs for t in pair[:2]}:
        rows[text] = pieces.rows([text])[0]
    while step < steps:
        order, batches = rng.sample(range(len(pairs)), len(pairs)), []
        for begin in range(0, len(order), 16 * BATCH):  # batches of like length
            near = sorted(order[begin : begin + 16 * BATCH], key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
            some = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
            batches += rng.sample(some, len(some))
        for batch in batches[: steps - step]:
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 40) * (1 - step / steps)
            asked = [pairs[i][:2] if rng.random() < 0.5 else pairs[i][1::-1] for i in batch]
            ids, types = pair_network.padded([pieces.layout(rows[one], rows[other], most=MOST) for one, other in asked])
            model.train()
            loss = F.binary_cross_entropy_with_logits(model(ids, types), torch.tensor([float(pairs[i][2]) for i in batch]))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step += 1
            lately.append(loss.item())
            if step % 50 == 0:
                print(step, "of", steps, "loss", round(float(numpy.mean(lately[-50:])), 4), flush=True)


def learn(a):
    rng = random.Random(1)
    torch.manual_seed(0)
    network, pieces = pair_network.unpacked(dict(numpy.load(MODEL)))
    model = SameArgument(network)
    fit(model, pieces, of_key_points(a.corpora, rng, 1000, 1500) + list(of_threads(rng, 22)), 5e-4, 1, rng)
    pairs = [p[1:] for p in labelled(a.case) if fold_of(p[0]) != HELD_OUT]
    pairs = [p for p in pairs if p[2] or rng.random() < 0.6]
    fit(model, pieces, pairs + of_key_points(a.corpora, rng, 500, 1500), 1e-3, 1.5, rng)
    torch.save({name: value for name, value in model.state_dict().items() if ".kept." not in name and
                (name.startswith("head") or name.endswith((".into", ".back")))}, a.out)


def logits_of(model, pieces, pairs):
    """With the first sentence as the head, as agon asks."""
    out, inputs = numpy.zeros(len(pairs)), []
    for one, other, _ in pairs:
        inputs.append(pieces.layout(*pieces.rows([one, other]), most=MOST))
    order = sorted(range(len(inputs)), key=lambda i: len(inputs[i][0]))
    for begin in range(0, len(order), 64):
        now = order[begin : begin + 64]
        with torch.no_grad():
            out[now] = model.eval()(*pair_network.padded([inputs[i] for i in now])).numpy()
    return out


def pack(a):
    trained = {name: value.numpy().astype(numpy.float32) for name, value in torch.load(a.trained).items()}
    arrays = {"network": numpy.frombuffer(hashlib.sha256(MODEL.read_bytes()).hexdigest().encode(), numpy.uint8)}

    def add(name, matrix):
        arrays[name], arrays[name + ".scale"] = pair_network.to_bytes(matrix)

    for i in range(sum(name.endswith(".query.into") for name in trained)):
        for name in MATRICES:
            at = f"network.layers.{i}.{name}."
            add(f"l{i}.{name}.in", trained[at + "into"].T)
            add(f"l{i}.{name}.back", trained[at + "back"].T)
    add("head.argument.hidden", trained["head.hidden.weight"].T)
    arrays["head.argument.hidden.bias"] = trained["head.hidden.bias"]
    arrays["head.argument.out"] = numpy.stack([trained["head.out.weight"][0], numpy.zeros_like(trained["head.out.weight"][0])], 1)
    arrays["head.argument.out.bias"] = numpy.array([trained["head.out.bias"][0], 0], numpy.float32)
    arrays["head.argument.temperature"] = numpy.ones(1, numpy.float32)
    pair_network.save(CHANGES, arrays)
    temperature, shift = calibrated(*held_out(a.case))
    arrays["head.argument.out.bias"][0] += shift * temperature
    arrays["head.argument.temperature"][0] = temperature
    pair_network.save(CHANGES, arrays)
    score(a)


def shipped():
    stored = dict(numpy.load(CHANGES))
    network, pieces = pair_network.unpacked(dict(numpy.load(MODEL)))
    model = SameArgument(network)
    matrix = lambda name: torch.tensor(stored[name].astype(numpy.float32) * stored[name + ".scale"])
    for i, layer in enumerate(network.layers):
        for name in MATRICES:
            changed = getattr(layer, name)
            changed.into.data, changed.back.data = matrix(f"l{i}.{name}.in").T.contiguous(), matrix(f"l{i}.{name}.back").T.contiguous()
    model.head.hidden.weight.data = matrix("head.argument.hidden").T.contiguous()
    model.head.hidden.bias.data = torch.tensor(stored["head.argument.hidden.bias"])
    model.head.out.weight.data = torch.tensor(stored["head.argument.out"][:, :1].T.copy())
    model.head.out.bias.data = torch.tensor(stored["head.argument.out.bias"][:1])
    return model, pieces, float(stored["head.argument.temperature"][0])


def held_out(case):
    """Logits over temperature of the shipped bytes, and labels, for the questions held out."""
    model, pieces, temperature = shipped()
    pairs = [p[1:] for p in labelled(case) if fold_of(p[0]) == HELD_OUT]
    return logits_of(model, pieces, pairs) / temperature, numpy.array([p[2] for p in pairs])


def calibrated(logits, labels):
    """Temperature and shift that make the held-out labels likeliest, on a grid."""
    best = None
    for temperature in numpy.arange(0.6, 3.01, 0.1):
        for shift in numpy.arange(-2, 2.01, 0.1):
            z = logits / temperature + shift
            loss = numpy.logaddexp(0, numpy.where(labels == 1, -z, z)).mean()
            if best is None or loss < best[0]:
                best = loss, float(temperature), float(shift)
    return best[1:]


def score(a):
    from sklearn.metrics import average_precision_score, roc_auc_score

    logits, labels = held_out(a.case)
    share = 1 / (1 + numpy.exp(-logits))
    print(len(labels), "pairs,", labels.sum(), "the same argument; area", round(roc_auc_score(labels, logits), 3), "average precision",
          round(average_precision_score(labels, logits), 3))
    for cut in (0.3, 0.4, 0.5, 0.6, 0.7):
        said = share >= cut
        print(f"from {cut}: {said.sum()} pairs, precision {labels[said].mean():.3f}, recall {labels[said].sum() / labels.sum():.3f}")
    for low in numpy.arange(0, 1, 0.2):
        those = (share >= low) & (share < low + 0.2)
        print(f"said {low:.1f} to {low + 0.2:.1f}: {those.sum()} pairs, {labels[those].mean():.3f} the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("learn", "pack", "score"))
    parser.add_argument("--case", required=True)
    parser.add_argument("--corpora", default=str(ROOT.parent / "shared/corpora"))
    parser.add_argument("--out", default="arguments.pt")
    parser.add_argument("--trained", default="arguments.pt")
    a = parser.parse_args()
    {"learn": learn, "pack": pack, "score": score}[a.what](a)


if __name__ == "__main__":
    main()
