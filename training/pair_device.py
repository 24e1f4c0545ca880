"""Trains pair judges on one GPU, several at once, from what pair_material.py wrote. Needs PyTorch and numpy only.

  python training/pair_device.py --plan training/pair_plan.json --out FOLDER [--cpu --steps 3]

PLAN: {"masked": {...} or null, "runs": [{"name", "base", "material", "folds": [held out], "epochs", "rate", ...}], "soups": [...]}.
A run writes NAME.npz (logits of what its folds hold out) and, if "keep", NAME.pt (weights as half floats); a soup is the mean
of the weights of runs, scored alike. One process a run; the GPU is shared among them.

Recipe: frozen piece table, layer-wise rates, a bias per set that is dropped afterwards, each target's shares of
labels taken as given, opposite targets with the label turned, in bf16 with single-precision weights.
"""

import argparse
import io
import json
import multiprocessing
import os
import pathlib
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

PAD, UNK, CLS, SEP, MASK = range(5)
TARGET, TEXT, ANSWERED = 32, 96, 32
SETS = ["iam_zh", "cstance", "mtcsd", "zscsd", "nlpcc_a", "iam_en", "kpa", "iac", "iam_pairs", "iam_en_pairs", "kpa_points", "iam_far",
        "iam_en_far", "kpa_far", "nlpcc_far", "zscsd_far", "mtcsd_pairs", "zscsd_pairs"]
SCORED = ("iam_zh", "cstance", "mtcsd", "zscsd", "kpa", "iam_en", "iam_pairs")
NAMES = ("query", "key", "value", "out", "up", "down")
MOST = {"mtcsd": 2500, "iac": 1200, "reply": 1200, "iam_pairs": 4500, "iam_en_pairs": 3000, "kpa_points": 3000, "iam_en": 3000, "kpa": 3000,
        "nlpcc_a": 2000, "iam_far": 800, "iam_en_far": 300, "kpa_far": 400, "nlpcc_far": 250, "zscsd_far": 300, "mtcsd_pairs": 2500, "zscsd_pairs": 2000}


def four_bits(raw, rows, columns):
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view(numpy.float16).astype(numpy.float32)
    nibbles = numpy.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(numpy.float32) - 8
    return (nibbles * scale).reshape(rows, columns)


def weight_of(stored, name, rows, columns):
    """[rows, columns]: outputs first, as nn.Linear has it."""
    return four_bits(stored[name + ".four"], rows, columns)


class Layer(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.attend, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)


class Network(nn.Module):
    """The general form of pair_network.Network: any number of layers, widths and heads."""

    def __init__(self, stored, layers=None):
        super().__init__()
        count = sum(1 for i in range(48) if f"l{i}.norm1" in stored)
        keep = list(range(count)) if not layers else sorted({round(i * (count - 1) / (layers - 1)) for i in range(layers)})
        width, inner = stored["position"].shape[1], stored["l0.up.bias"].shape[0]
        self.width, self.heads = width, width // 32
        embed = four_bits(stored["embed.four"].reshape(-1), len(stored["embed.four"]), width)
        self.embed = nn.Embedding.from_pretrained(torch.tensor(embed), freeze=True)
        self.position, self.kind = nn.Parameter(torch.tensor(stored["position"])), nn.Parameter(torch.tensor(stored["type"]))
        self.kind.data[1] = self.kind.data[0]  # only the first kind was trained
        self.norm = nn.LayerNorm(width, 1e-12)
        self.layers = nn.ModuleList(Layer(width, inner) for _ in keep)
        self.hidden = nn.ModuleList(nn.Linear(width, width) for _ in range(2))
        self.answer = nn.ModuleList(nn.Linear(width, 3) for _ in range(2))
        for linear in [*self.hidden, *self.answer]:
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)
        give = lambda p, v: p.data.copy_(torch.tensor(numpy.ascontiguousarray(v, dtype=numpy.float32)))
        both = lambda norm, v: (give(norm.weight, v[0]), give(norm.bias, v[1]))
        both(self.norm, stored["embed.norm"])
        for mine, i in zip(self.layers, keep):
            at = f"l{i}."
            give(mine.attend.weight, numpy.concatenate([weight_of(stored, at + n, width, width) for n in NAMES[:3]]))
            give(mine.attend.bias, numpy.concatenate([stored[at + n + ".bias"] for n in NAMES[:3]]))
            for name, rows, columns in (("out", width, width), ("up", inner, width), ("down", width, inner)):
                give(getattr(mine, name).weight, weight_of(stored, at + name, rows, columns))
                give(getattr(mine, name).bias, stored[at + name + ".bias"])
            both(mine.norm1, stored[at + "norm1"])
            both(mine.norm2, stored[at + "norm2"])

    def rows(self, ids, types, drop, kind):
        """`kind`: the type of numbers computed in."""
        c = lambda p: p.to(kind)
        linear = lambda x, m: F.linear(x, c(m.weight), c(m.bias))
        norm = lambda x, m: F.layer_norm(x, (self.width,), c(m.weight), c(m.bias), m.eps)
        dropped = lambda x: F.dropout(x, drop, self.training)
        b, n = ids.shape
        x = dropped(norm(c(self.embed.weight)[ids] + c(self.position)[:n] + c(self.kind)[types], self.norm))
        mask = (ids != PAD)[:, None, None, :]
        mask = torch.zeros(mask.shape, dtype=kind, device=ids.device).masked_fill(~mask, -30000.0).expand(b, self.heads, n, n)
        for m in self.layers:
            q, k, v = linear(x, m.attend).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            x = norm(x + dropped(linear(seen.transpose(1, 2).reshape(b, n, self.width), m.out)), m.norm1)
            x = norm(x + dropped(linear(F.gelu(linear(x, m.up)), m.down)), m.norm2)
        return x

    def forward(self, ids, types, task, drop=0.0, kind=torch.float32):
        row = self.rows(ids, types, drop, kind)[:, 0].float()
        inside = torch.tanh(self.hidden[task](F.dropout(row, drop, self.training)))
        return self.answer[task](F.dropout(inside, drop, self.training))


class Material:
    def __init__(self, path):
        stored = numpy.load(path)
        for name in stored.files:
            setattr(self, name.replace(".", "_"), stored[name])
        self.count = len(self.label)

    def piece(self, text, most):
        begin, end = self.begins[text], self.begins[text + 1]
        return self.ids[begin : min(end, begin + most)]

    def layout(self, i, target):
        t, x = self.piece(target, TARGET), self.piece(self.text[i], TEXT)
        parts = [[CLS], t, [SEP], x, [SEP]]
        middle = len(t) + 2
        if self.parent[i] >= 0:
            parts += [self.piece(self.parent[i], ANSWERED), [SEP]]
        return numpy.concatenate(parts).astype(numpy.int64), middle, middle + len(x) + 1

    def batches(self, rows, tokens, rng=None):
        """rows: (example, target, turned). Batches of one task and like length, as numpy arrays."""
        made = []
        for task in (0, 1):
            mine = [(*row, *self.layout(row[0], row[1])) for row in rows if self.task[row[0]] == task]
            if rng is not None:
                mine = [mine[k] for k in rng.permutation(len(mine))]
            chunk = 4000 if rng is not None else max(1, len(mine))
            for begin in range(0, len(mine), chunk):
                now = []
                for row in sorted(mine[begin : begin + chunk], key=lambda r: len(r[3])):
                    if now and (len(now) + 1) * len(row[3]) > tokens:
                        made.append((task, now))
                        now = []
                    now.append(row)
                if now:
                    made.append((task, now))
        if rng is not None:
            made = [made[k] for k in rng.permutation(len(made))]
        for task, now in made:
            longest = (max(len(r[3]) for r in now) + 7) // 8 * 8
            ids, types = numpy.zeros((2, len(now), longest), numpy.int64)
            for k, (_, _, _, laid, a, b) in enumerate(now):
                ids[k, : len(laid)] = laid
                types[k, a:b] = 1
            yield task, numpy.array([r[0] for r in now]), ids, types, numpy.array([r[2] for r in now])


def log_shares(material, indices, least=8, more=2):
    counts, out = {}, numpy.zeros((material.count, 3), numpy.float32)
    for i in indices:
        if material.task[i] == 0:
            counts.setdefault((material.set[i], material.target[i]), numpy.zeros(3))[material.label[i]] += 1
    for i in indices:
        count = counts.get((material.set[i], material.target[i]))
        if count is not None and count.sum() >= least:
            out[i] = numpy.log((count + more) / (count.sum() + 3 * more))
    return out


def chosen_rows(material, members, a, rng):
    rows = []
    for name, mine in sorted(members.items()):
        most = int(a["most"].get(name, len(mine)) * a["scale"].get(name, 1))
        for i in rng.permutation(mine)[:most]:
            rows.append((i, material.target[i], False))
            if material.turned[i] >= 0 and rng.random() < a["turn"]:
                rows.append((i, material.turned[i], True))
    return rows


def groups_of(network, bias, a):
    rate, decay, layers = a["rate"], a["decay"], len(network.layers)
    heads = [*network.hidden.parameters(), *network.answer.parameters()]
    first = [network.position, network.kind, *network.norm.parameters()]
    groups = [dict(params=heads, lr=rate * 3), dict(params=bias, lr=rate * 10, weight_decay=0.0), dict(params=first, lr=rate * decay**layers)]
    groups += [dict(params=list(m.parameters()), lr=rate * decay ** (layers - 1 - i)) for i, m in enumerate(network.layers)]
    for group in groups:
        group["most"] = group["lr"]
    return groups


def train(network, material, a, device, limit=None):
    kind = torch.float32 if device == "cpu" else torch.bfloat16
    rng = numpy.random.default_rng(a["seed"])
    held = sum(1 << f for f in a["folds"])
    indices = [i for i in range(material.count) if not material.held[i] & held and SETS[material.set[i]] not in a["without"]]
    members = {}
    for i in indices:
        members.setdefault("reply" if material.task[i] else SETS[material.set[i]], []).append(i)
    put = lambda x: torch.from_numpy(numpy.ascontiguousarray(x)).to(device, non_blocking=True)
    shares = log_shares(material, indices) * a["shares"]
    label, two = material.label.astype(numpy.int64), material.two.astype(bool)
    bias = [torch.zeros(len(SETS), 3, device=device, requires_grad=True) for _ in range(2)]
    groups = groups_of(network, bias, a)
    parameters = [p for g in groups for p in g["params"]]
    optimizer = torch.optim.AdamW(groups, weight_decay=a["weight_decay"], betas=(0.9, 0.98), fused=device != "cpu")
    per_epoch = sum(min(len(m), int(a["most"].get(n, len(m)) * a["scale"].get(n, 1))) for n, m in members.items())
    began, step, steps, seen = time.time(), 0, None, 0
    network.train()
    for epoch in range(a["epochs"]):
        batches = list(material.batches(chosen_rows(material, members, a, rng), a["tokens"], rng))
        steps = steps or len(batches) * a["epochs"]
        total, part = torch.zeros((), device=device), 0.0
        for task, rows, ids, types, turned in batches:
            step += 1
            part = max(step / steps, (time.time() - began) / a["seconds"])
            if part > 1:
                break
            now = min(1.0, step / (0.06 * steps)) * max(0.01, 1 - part)
            for group in optimizer.param_groups:
                group["lr"] = group["most"] * now
            gold, given = label[rows], shares[rows].copy()
            gold = numpy.where(turned & (gold < 2) & (task == 0), 1 - gold, gold)
            given[turned] = given[turned][:, [1, 0, 2]]
            which, gold, given, alone, turn = put(material.set[rows].astype(numpy.int64)), put(gold), put(given), put(two[rows]), put(turned)
            plus = bias[task][which]
            plus = torch.where(turn[:, None], plus[:, [1, 0, 2]], plus) + given
            out = network(put(ids), put(types), task, a["drop"], kind) + plus
            out = torch.cat([out[:, :2], out[:, 2:].masked_fill(alone[:, None], -1e4)], 1)
            logs = F.log_softmax(out, 1)
            smooth = torch.where(alone, logs[:, :2].mean(1), logs.mean(1))
            loss = -((1 - a["smooth"]) * logs.gather(1, gold[:, None])[:, 0] + a["smooth"] * smooth).mean()
            (loss + 1e-3 * (bias[task] ** 2).sum()).backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
            optimizer.step()
            optimizer.zero_grad()
            total += loss.detach()
            seen += len(rows)
            if limit and step >= limit:
                return
        if part > 1:
            print(f"{a['name']} out of time at step {step} of {steps}", flush=True)
            return
        print(f"{a['name']} epoch {epoch} loss {total.item() / len(batches):.4f} steps {step} of {steps} examples {seen} of an epoch {per_epoch} "
              f"seconds {time.time() - began:.1f}", flush=True)


def logits(network, material, rows, device, turned=False):
    network.eval()
    kind = torch.float32 if device == "cpu" else torch.bfloat16
    asked = [(i, material.turned[i] if turned else material.target[i], False) for i in rows]
    out = numpy.zeros((material.count, 3), numpy.float16)
    with torch.no_grad():
        for task, which, ids, types, _ in material.batches(asked, 16384):
            out[which] = network(torch.from_numpy(ids).to(device), torch.from_numpy(types).to(device), task, 0.0, kind).float().cpu().numpy()
    return out[rows]


def area(score, gold):
    """Chance that a text that is for stands above one that is against."""
    order = numpy.argsort(score, kind="stable")
    rank = numpy.empty(len(score))
    rank[order] = numpy.arange(1, len(score) + 1)
    for value in numpy.unique(score):
        same = score == value
        rank[same] = rank[same].mean()
    plus = gold == 0
    return (rank[plus].sum() - plus.sum() * (plus.sum() + 1) / 2) / max(1, plus.sum() * (~plus).sum())


def scores(material, rows, out):
    """Per set: accuracy, macro-F1, side right, side right as the mean of both sides, area of the side within a target."""
    rows, out, made = numpy.array(rows), out.astype(numpy.float32), {}
    for name in SCORED:
        mine = (material.set[rows] == SETS.index(name)) & (material.task[rows] == 0)
        if mine.sum() < 20:
            continue
        z, gold, target = out[mine], material.label[rows[mine]], material.target[rows[mine]]
        if material.two[rows[mine][0]]:
            z = z.copy()
            z[:, 2] = -1e4
        got = z.argmax(1)
        f1 = [2 * ((got == c) & (gold == c)).sum() / max(1, (got == c).sum() + (gold == c).sum()) for c in range(3)]
        side = gold < 2
        right = (z[:, 1] > z[:, 0]) == (gold == 1)
        even = numpy.mean([right[gold == c].mean() for c in (0, 1) if (gold == c).any()])
        difference = z[:, 0] - z[:, 1]
        if name in ("cstance", "iam_pairs"):
            areas = [area(difference[side], gold[side])]
        else:
            areas = [area(difference[side & (target == t)], gold[side & (target == t)]) for t in numpy.unique(target)
                     if min(((gold == c) & (target == t)).sum() for c in (0, 1)) >= 5]
        made[name] = [float(x) for x in ((got == gold).mean(), numpy.mean(f1[: 2 if z[0, 2] < -9e3 else 3]), right[side].mean(), even,
                                         numpy.mean(areas) if areas else numpy.nan)]
    return made


def line(name, made):
    print("SCORES", name, " | ".join(f"{s} " + " ".join(f"{x:.3f}" for x in v) for s, v in made.items()), flush=True)
    four = [made[s] for s in ("iam_zh", "cstance", "mtcsd", "zscsd") if s in made]
    if four:
        means = numpy.nanmean(numpy.array(four), 0)
        print("MEANS", name, "acc F1 side even area", " ".join(f"{x:.4f}" for x in means), flush=True)
        return float(means[1] + means[3] + means[4])
    return 0.0


def finish(network, material, a, device, out, text):
    held = sum(1 << f for f in a["folds"])
    # What a fold's own examples are, not the topics left out because they say the same in the other language.
    rows = [i for i in range(material.count) if material.held[i] & held and SETS[material.set[i]] in SCORED]
    given = logits(network, material, rows, device)
    (out / f"{text}.score").write_text(str(line(text, scores(material, rows, given))))
    turnable = [i for i in rows if material.turned[i] >= 0 and SETS[material.set[i]] in ("iam_zh", "zscsd", "cstance")]
    other = logits(network, material, turnable, device, True)
    swapped = other[:, [1, 0, 2]]
    line(text + " turned", scores(material, turnable, swapped))
    numpy.savez_compressed(out / f"{text}.npz", rows=numpy.array(rows), out=given, turnable=numpy.array(turnable), other=other)


DEFAULTS = dict(epochs=10, rate=1.5e-4, decay=0.9, drop=0.1, turn=0.15, shares=1.0, smooth=0.05, tokens=8192, seed=7, folds=[0, 1], without=[],
                scale={}, layers=None, weight_decay=0.01, keep=False, start=None, seconds=1e9)


def state_of(network):
    return {k: v.detach().half().cpu() for k, v in network.state_dict().items() if k != "embed.weight"}


def run(a, out, device, limit, barrier):
    a = {**DEFAULTS, **a}
    a["most"] = {**MOST, **a.get("most", {})}
    torch.manual_seed(7)  # the same heads to begin with, so that weights of several runs can be averaged
    material, network = Material(a["material"]), Network(dict(numpy.load(a["base"])), a["layers"]).to(device)
    if device != "cpu":
        torch.zeros(8, 8, device=device) @ torch.zeros(8, 8, device=device)
    torch.manual_seed(a["seed"])
    barrier.wait()
    if a["start"]:
        network.load_state_dict({k: v.float() for k, v in torch.load(out / a["start"], map_location=device).items()}, strict=False)
    train(network, material, a, device, limit)
    finish(network, material, a, device, out, a["name"])
    if a["keep"]:
        torch.save(state_of(network), out / f"{a['name']}.pt")


def masked(a, out, device, limit, barrier):
    """Goes on with masked-language training (J. Devlin et al., 2019) on texts without labels; the piece table stays."""
    torch.manual_seed(1)
    stored, material = dict(numpy.load(a["base"])), Material(a["material"])
    network, began = Network(stored, a.get("layers")).to(device), time.time()
    dense, norm = nn.Linear(network.width, network.width).to(device), nn.LayerNorm(network.width).to(device)
    bias = nn.Parameter(torch.zeros(len(network.embed.weight), device=device))
    nn.init.eye_(dense.weight)
    parameters = [*[p for n, p in network.named_parameters() if p.requires_grad and "hidden" not in n and "answer" not in n], *dense.parameters(), *norm.parameters(), bias]
    optimizer = torch.optim.AdamW(parameters, lr=a["rate"], weight_decay=0.01, betas=(0.9, 0.98), fused=device != "cpu")
    kind = torch.float32 if device == "cpu" else torch.bfloat16
    rng, lines, step = numpy.random.default_rng(3), len(material.free_begins) - 1, 0
    length = numpy.diff(material.free_begins)
    table = network.embed.weight.to(kind)
    network.train()
    while time.time() - began < a["seconds"] and not (limit and step >= limit):
        order = rng.permutation(lines)
        order = order[numpy.argsort(length[order] // 16, kind="stable")]
        groups, now = [], []
        for i in order:
            if now and (len(now) + 1) * (length[i] + 2) > 24576:
                groups.append(now)
                now = []
            now.append(i)
        groups = [groups[k] for k in rng.permutation(len(groups))]
        for group in groups:
            part = (time.time() - began) / a["seconds"]
            if part > 1 or (limit and step >= limit):
                break
            step += 1
            ids = numpy.zeros((len(group), (max(length[group]) + 2 + 7) // 8 * 8), numpy.int64)
            for k, i in enumerate(group):
                ids[k, : length[i] + 2] = [CLS, *material.free[material.free_begins[i] : material.free_begins[i + 1]], SEP]
            pick = (rng.random(ids.shape) < 0.2) & (ids > MASK)
            shown, how = ids.copy(), rng.random(ids.shape)
            shown[pick & (how < 0.8)] = MASK
            shown[pick & (how > 0.9)] = rng.integers(MASK + 1, len(table), (pick & (how > 0.9)).sum())
            for g in optimizer.param_groups:
                g["lr"] = a["rate"] * min(1, step / 40) * max(0.02, 1 - part)
            given = torch.from_numpy(shown).to(device)
            x = network.rows(given, torch.zeros_like(given), 0.1, kind)[torch.from_numpy(pick).to(device)].float()
            x = norm(F.gelu(dense(x))).to(kind)
            loss = F.cross_entropy((x @ table.T).float() + bias, torch.from_numpy(ids[pick]).to(device))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if step % 50 == 1:
                print(f"masked step {step} loss {loss.item():.3f} seconds {time.time() - began:.1f}", flush=True)
    torch.save({k: v for k, v in state_of(network).items() if "hidden" not in k and "answer" not in k}, out / a["name"])
    print(f"masked {step} steps, last loss {loss.item():.3f} seconds {time.time() - began:.1f}", flush=True)
    barrier.wait()


def guarded(job, a, out, device, limit, barrier):
    torch.set_num_threads(1)
    try:
        job(a, out, device, limit, barrier)
    except Exception:
        import traceback

        traceback.print_exc()
        barrier.abort()


def hand_back(names, out, to, most=14 << 20):
    """The weights of the best, as half floats in files small enough to travel."""
    score = {n: float((out / f"{n}.score").read_text()) for n in names if (out / f"{n}.pt").exists() and (out / f"{n}.score").exists()}
    best = max(sorted(score), key=score.get)
    print("chosen", best, score, flush=True)
    raw = io.BytesIO()
    numpy.savez(raw, **{k: v.numpy() for k, v in torch.load(out / f"{best}.pt").items()})
    raw = raw.getvalue()
    for number, at in enumerate(range(0, len(raw), most)):
        (to / f"chosen.part{number}").write_bytes(raw[at : at + most])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--plan", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seconds", type=float, default=400)
    a = parser.parse_args()
    began, device, out = time.time(), "cpu" if a.cpu else "cuda", pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    plan = json.loads(pathlib.Path(a.plan).read_text())
    jobs = ([(masked, plan["masked"])] if plan.get("masked") else []) + [(run, r) for r in plan["runs"]]
    processes = multiprocessing.get_context("fork")
    barrier = processes.Barrier(len(jobs))
    workers = [processes.Process(target=guarded, args=(job, r, out, device, a.steps, barrier)) for job, r in jobs]
    for w in workers:
        w.start()
    for w in workers:
        w.join(max(1, a.seconds - (time.time() - began)))
    for w in workers:
        if w.is_alive():
            print("stopped for time:", w.pid)
            w.terminate()
    for soup in plan.get("soups", []):
        parts = [torch.load(out / f"{n}.pt") for n in soup["of"] if (out / f"{n}.pt").exists()]
        if len(parts) < 2:
            continue
        one = {**DEFAULTS, **next(r for r in plan["runs"] if r["name"] == soup["of"][0])}
        material, network = Material(one["material"]), Network(dict(numpy.load(one["base"])), one["layers"]).to(device)
        mean = {k: sum(p[k].float() for p in parts) / len(parts) for k in parts[0]}
        network.load_state_dict(mean, strict=False)
        finish(network, material, one, device, out, soup["name"])
        torch.save(state_of(network), out / f"{soup['name']}.pt")
    if plan.get("choose"):
        hand_back(plan["choose"], out, pathlib.Path(plan["to"].replace("$OUT", os.environ.get("OUT", str(out)))))
    print(f"all {time.time() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
