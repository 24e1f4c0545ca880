"""Trains the reader (models/reader.md) on one GPU from what reader_material.py wrote. Needs PyTorch and numpy only.

  python training/reader_device.py --folder FOLDER --out FOLDER --seconds 300 [--cpu --steps 3 --layers 2]

The base stays as its file has it (four to six bits a weight); learned are low-rank differences of every matrix (E. Hu et
al., LoRA: Low-Rank Adaptation of Large Language Models, 2022) and three heads on the row of the last piece: stance, reply
and argument. Recipe of the first two as in pair_device.py: a bias per set that is dropped afterwards, each target's shares
of labels taken as given, opposite targets with the label turned; who sees both sides is half for and half against.
Argument: texts that make one argument near each other among those of their debate, after what all of these share is taken
off (InfoNCE, A. van den Oord et al., 2018).
"""

import argparse
import pathlib
import time

import numpy
import torch
import torch.nn.functional as F

import pair_device

SETS = [*pair_device.SETS, "threads", "threads_far", "iam_zh_test", "nlpcc_b", "mtcsd_test"]
TESTS = SETS[-3:]
SCORED = [*pair_device.SCORED, "threads"]
MOST = {**pair_device.MOST, "mtcsd": 4000, "iac": 1500, "reply": 3000, "iam_far": 800, "threads_far": 800, "threads": 30000, "threads_reply": 2500}
WIDTH, HEADS, GROUPS, SIZE, BASE, EPSILON = 1536, 12, 2, 128, 1e6, 1e-6
RANK = {"attn_q": 8, "attn_k": 8, "attn_v": 8, "attn_output": 8, "ffn_gate": 4, "ffn_up": 4, "ffn_down": 4}
SCALE, MAP, HELD, BOTH = 2.0, 128, 1, 3
PARTS = {"target": 48, "text": 144, "parent": 48}
TARGET, ABOVE, TEXT, STANCE, ANSWER, ATTITUDE, ARGUMENT = range(7)


def half(raw):
    return raw.contiguous().view(torch.float16).float()


def from_q4k(raw):
    """[blocks of 144 bytes] -> floats, 256 a block."""
    b = raw.view(-1, 144)
    d, least, s, q = half(b[:, 0:2]), half(b[:, 2:4]), b[:, 4:16].int(), b[:, 16:].int()
    scale = torch.cat([s[:, :4] & 63, (s[:, 8:] & 15) | (s[:, :4] >> 6 << 4)], 1).float() * d
    least = torch.cat([s[:, 4:8] & 63, (s[:, 8:] >> 4) | (s[:, 4:8] >> 6 << 4)], 1).float() * least
    q = q.view(-1, 4, 32)
    q = torch.stack([q & 15, q >> 4], 2).view(-1, 8, 32).float()
    return (q * scale[:, :, None] - least[:, :, None]).view(-1)


def from_q6k(raw):
    b = raw.view(-1, 210)
    low, high, d = b[:, :128].int().view(-1, 2, 2, 32), b[:, 128:192].int().view(-1, 2, 32), half(b[:, 208:])
    scale = b[:, 192:208].contiguous().view(torch.int8).float() * d
    q = [(low[:, :, k & 1] >> (4 * (k >> 1)) & 15) | ((high >> (2 * k) & 3) << 4) for k in range(4)]
    q = torch.stack(q, 2).view(-1, 16, 16).float() - 32
    return (q * scale[:, :, None]).view(-1)


def weights_of(array, kind, shape, device):
    raw = torch.from_numpy(numpy.ascontiguousarray(array)).to(device)
    if kind == "F32":
        return raw.float().view(-1)
    made = (from_q4k if kind == "Q4_K" else from_q6k)(raw.view(-1))
    return made.view(shape[1], shape[0])


class Base:
    def __init__(self, folder, device, kind, layers):
        self.kind, self.device, self.layers = kind, device, []
        for path in sorted(folder.glob("base-[0-9]*.npz")):
            stored = numpy.load(path)
            for key in stored.files:
                name, form, shape = key.split("|")
                _, layer, name = name.split(".", 2)
                layer = int(layer)
                if layer >= layers:
                    continue
                while len(self.layers) <= layer:
                    self.layers.append({})
                self.layers[layer][name] = weights_of(stored[key], form, [int(s) for s in shape.split("x")], device).to(kind)
        rows = numpy.load(folder / "base-rows.npz")
        self.rows = from_q4k(torch.from_numpy(rows["rows"].reshape(-1)).to(device)).view(-1, WIDTH).to(kind)
        self.norm = torch.from_numpy(rows["norm"].copy()).to(device).to(kind)


class Low(torch.nn.Module):
    """What is learned."""

    def __init__(self, base):
        super().__init__()
        self.a, self.b = torch.nn.ParameterDict(), torch.nn.ParameterDict()
        for i, layer in enumerate(base.layers):
            for name, rank in RANK.items():
                out, into = layer[name + ".weight"].shape
                self.a[f"{i}|{name}"] = torch.nn.Parameter(torch.randn(rank, into) / into**0.5)
                self.b[f"{i}|{name}"] = torch.nn.Parameter(torch.zeros(out, rank))
        self.head = torch.nn.Parameter(torch.randn(2, 3, WIDTH) * 0.002)
        self.head_bias = torch.nn.Parameter(torch.zeros(2, 3))
        self.map = torch.nn.Parameter(torch.randn(MAP, WIDTH) / WIDTH**0.5)


def turn(x, cosine, sine):
    first, second = x.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)


def last_rows(base, low, ids, length, drop=0.0):
    """The normed row of each text's last piece, in single precision. Fillers stand behind, where nothing looks."""
    kind, (b, n) = base.kind, ids.shape
    angle = torch.arange(n, device=ids.device)[:, None] * BASE ** (-torch.arange(0, SIZE, 2, device=ids.device) / SIZE)[None]
    cosine, sine = angle.cos().to(kind), angle.sin().to(kind)
    norm = lambda x, w: F.rms_norm(x.float(), (WIDTH,), eps=EPSILON).to(kind) * w

    dropped = lambda x: F.dropout(x, drop, low.training)

    def linear(x, i, name, seen):
        layer, key = base.layers[i], f"{i}|{name}"
        more = F.linear(F.linear(seen, low.a[key].to(kind)), low.b[key].to(kind) * SCALE)
        bias = layer.get(name + ".bias")
        return F.linear(x, layer[name + ".weight"], bias) + more

    x = base.rows[ids]
    for i, layer in enumerate(base.layers):
        h = norm(x, layer["attn_norm.weight"])
        part = dropped(h)
        heads = lambda y, count: y.view(b, n, count, SIZE).transpose(1, 2)
        q = turn(heads(linear(h, i, "attn_q", part), HEADS), cosine, sine)
        k = turn(heads(linear(h, i, "attn_k", part), GROUPS), cosine, sine).repeat_interleave(HEADS // GROUPS, 1)
        v = heads(linear(h, i, "attn_v", part), GROUPS).repeat_interleave(HEADS // GROUPS, 1)
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, n, WIDTH)
        x = x + linear(seen, i, "attn_output", dropped(seen))
        h = norm(x, layer["ffn_norm.weight"])
        part = dropped(h)
        inner = F.silu(linear(h, i, "ffn_gate", part)) * linear(h, i, "ffn_up", part)
        x = x + linear(inner, i, "ffn_down", dropped(inner))
    x = x[torch.arange(b, device=ids.device), length - 1]
    return norm(x, base.norm).float()


class Material:
    def __init__(self, path):
        stored = numpy.load(path)
        for name in stored.files:
            setattr(self, name, stored[name])
        self.count = len(self.label)
        self.forms = [self.form[self.form_begins[i] : self.form_begins[i + 1]] for i in range(len(self.form_begins) - 1)]

    def piece(self, text, part):
        begin, end = self.begins[text], self.begins[text + 1]
        return self.ids[begin : min(end, begin + PARTS[part])]

    def layout(self, i, target):
        if self.task[i]:
            parts = [self.forms[ABOVE], self.piece(target, "text"), self.forms[ANSWER], self.piece(self.text[i], "text"), self.forms[ATTITUDE]]
        else:
            parts = [self.forms[TARGET], self.piece(target, "target")]
            if self.parent[i] >= 0:
                parts += [self.forms[ABOVE], self.piece(self.parent[i], "parent")]
            parts += [self.forms[TEXT], self.piece(self.text[i], "text"), self.forms[STANCE]]
        return numpy.concatenate(parts).astype(numpy.int64)

    def argument_layout(self, text):
        return numpy.concatenate([self.forms[TEXT], self.piece(text, "text"), self.forms[ARGUMENT]]).astype(numpy.int64)

    def batches(self, rows, tokens, rng=None):
        """rows: (example, target, turned). Batches of like length."""
        laid = [(*row, self.layout(row[0], row[1])) for row in rows]
        if rng is not None:
            laid = [laid[k] for k in rng.permutation(len(laid))]
        made, chunk = [], 4000 if rng is not None else max(1, len(laid))
        for begin in range(0, len(laid), chunk):
            now = []
            for row in sorted(laid[begin : begin + chunk], key=lambda r: len(r[3])):
                if now and (len(now) + 1) * len(row[3]) > tokens:
                    made.append(now)
                    now = []
                now.append(row)
            if now:
                made.append(now)
        if rng is not None:
            made = [made[k] for k in rng.permutation(len(made))]
        for now in made:
            ids, length = filled([r[3] for r in now])
            yield numpy.array([r[0] for r in now]), ids, length, numpy.array([r[2] for r in now])


def filled(rows):
    length = numpy.array([len(r) for r in rows])
    ids = numpy.zeros((len(rows), (length.max() + 7) // 8 * 8), numpy.int64)
    for k, r in enumerate(rows):
        ids[k, : len(r)] = r
    return ids, length


def members_of(m):
    """Examples that may be learned from, by set; replies apart."""
    out = {}
    for i in range(m.count):
        if not m.held[i] & HELD and SETS[m.set[i]] not in TESTS:
            name = SETS[m.set[i]]
            out.setdefault(("threads_reply" if name == "threads" else "reply") if m.task[i] else name, []).append(i)
    return out


def chosen_rows(m, members, rng, turned=0.15):
    rows = []
    for name, mine in sorted(members.items()):
        for i in rng.permutation(mine)[: MOST.get(name, len(mine))]:
            rows.append((i, m.target[i], False))
            if m.turned[i] >= 0 and rng.random() < turned:
                rows.append((i, m.turned[i], True))
    return rows


def argument_batches(m, rng, debates_each=3, most=64):
    """Lists of (texts, arguments): whole debates, several together."""
    by = {}
    for i in numpy.flatnonzero((m.argument_held & HELD) == 0):
        by.setdefault(m.argument_debate[i], []).append(i)
    order = rng.permutation(sorted(by))
    for at in range(0, len(order), debates_each):
        yield [rng.permutation(by[d])[:most] for d in order[at : at + debates_each]]


def argument_loss(m, base, low, groups, put, drop):
    rows = [m.argument_layout(m.argument_text[i]) for g in groups for i in g]
    ids, length = filled(rows)
    x = last_rows(base, low, put(ids), put(length), drop) @ low.map.T
    total, at, count = 0.0, 0, 0
    for g in groups:
        z = x[at : at + len(g)]
        at += len(g)
        z = F.normalize(z - z.mean(0, keepdim=True), dim=1)
        number = put(m.argument[g])
        same = (number[:, None] == number[None]) & ~torch.eye(len(g), dtype=torch.bool, device=z.device)
        logs = F.log_softmax((z @ z.T / 0.1).masked_fill(torch.eye(len(g), dtype=torch.bool, device=z.device), -1e4), 1)
        some = same.any(1)
        if some.any():
            total = total - (torch.where(same, logs, 0.0).sum(1)[some] / same.sum(1)[some]).mean()
            count += 1
    return total / max(1, count)


def train(m, base, low, a, put):
    rng = numpy.random.default_rng(7)
    members = members_of(m)
    indices = [i for mine in members.values() for i in mine]
    shares = pair_device.log_shares(m_without_both(m), indices)
    label, two = m.label.astype(numpy.int64), m.two.astype(bool)
    bias = torch.zeros(2, len(SETS), 3, device=base.device, requires_grad=True)
    heads = [low.head, low.head_bias, low.map]
    groups = [dict(params=[*low.a.values(), *low.b.values()], lr=a.rate), dict(params=heads, lr=a.rate), dict(params=[bias], lr=3e-3, weight_decay=0.0)]
    for g in groups:
        g["most"] = g["lr"]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.02, betas=(0.9, 0.98), fused=base.device != "cpu")
    parameters = [p for g in groups for p in g["params"]]
    began, step, seen, epoch, tokens = time.time(), 0, 0, 0, 0
    low.train()
    while True:
        batches = list(m.batches(chosen_rows(m, members, rng), a.tokens, rng))
        arguments, loss_sum, argument_sum, asked = iter(argument_batches(m, rng)), 0.0, 0.0, 0
        for k, (rows, ids, length, turned) in enumerate(batches):
            part = (time.time() - began) / a.seconds
            if part >= 1 or (a.steps and step >= a.steps):
                print(f"stopped at epoch {epoch} batch {k} of {len(batches)} steps {step} examples {seen} tokens {tokens} seconds {time.time() - began:.0f}", flush=True)
                return
            step += 1
            for g in optimizer.param_groups:
                g["lr"] = g["most"] * min(1.0, step / 60) * max(0.01, 1 - part)
            gold, given, task = label[rows], shares[rows].copy(), m.task[rows].astype(numpy.int64)
            flip = turned & (gold < 2) & (task == 0)
            gold = numpy.where(flip, 1 - gold, gold)
            given[turned] = given[turned][:, [1, 0, 2]]
            aim = numpy.zeros((len(rows), 3), numpy.float32)
            aim[numpy.arange(len(rows)), gold % 3] = 1
            aim[gold == BOTH] = [0.5, 0.5, 0]
            alone = put(two[rows])
            aim = put(aim * 0.92) + torch.where(alone[:, None], put(numpy.array([[0.04, 0.04, 0]], numpy.float32)), put(numpy.full((1, 3), 0.08 / 3, numpy.float32)))
            x = last_rows(base, low, put(ids), put(length), 0.05)
            task = put(task)
            out = torch.einsum("bw,bkw->bk", F.dropout(x, 0.1), low.head[task]) + low.head_bias[task]
            plus = bias[task, put(m.set[rows].astype(numpy.int64))]
            plus = torch.where(put(turned)[:, None], plus[:, [1, 0, 2]], plus) + put(given)
            out = out + plus
            out = torch.cat([out[:, :2], out[:, 2:].masked_fill(alone[:, None], -1e4)], 1)
            logs = F.log_softmax(out, 1)
            loss = -(aim * torch.where(aim > 0, logs, 0.0)).sum(1).mean() + 1e-3 * (bias**2).sum()
            loss.backward()
            if step % 6 == 0:
                now = next(arguments, None)
                if now is None:
                    arguments = iter(argument_batches(m, rng))
                    now = next(arguments)
                more = argument_loss(m, base, low, now, put, 0.05)
                (0.5 * more).backward()
                argument_sum += float(more.detach())
                asked += 1
            torch.nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
            optimizer.step()
            optimizer.zero_grad()
            seen += len(rows)
            tokens += ids.size
            if step % 50 == 0:
                loss_sum += float(loss.detach())
                if step % 200 == 0:
                    print(f"step {step} loss {loss_sum / 4:.3f} argument {argument_sum / max(1, asked):.3f} part {part:.2f} examples {seen} tokens {tokens}", flush=True)
                    loss_sum, argument_sum, asked = 0.0, 0.0, 0
        epoch += 1


def m_without_both(m):
    class Shown:
        pass

    shown = Shown()
    shown.count, shown.task, shown.set, shown.target = m.count, m.task, m.set, m.target
    shown.label = numpy.where(m.label == BOTH, 2, m.label)
    return shown


@torch.no_grad()
def logits(m, base, low, rows, put):
    low.eval()
    out = numpy.zeros((m.count, 3), numpy.float32)
    for which, ids, length, _ in m.batches([(i, m.target[i], False) for i in rows], 65536 if base.device != "cpu" else 2048):
        x = last_rows(base, low, put(ids), put(length))
        task = put(m.task[which].astype(numpy.int64))
        out[which] = (torch.einsum("bw,bkw->bk", x, low.head[task]) + low.head_bias[task]).cpu().numpy()
    return out[rows]


@torch.no_grad()
def argument_area(m, base, low, put):
    """Held-out debates: area of cosines within a debate, and how often the nearest makes the same argument. Of those written in Chinese, and the English ones."""
    low.eval()
    by, made = {}, []
    for i in numpy.flatnonzero((m.argument_held & HELD) != 0):
        by.setdefault(m.argument_debate[i], []).append(i)
    for g in by.values():
        g = numpy.array(g)[:400]
        if len(set(m.argument[g])) < 2:
            continue
        ids, length = filled([m.argument_layout(m.argument_text[i]) for i in g])
        x = last_rows(base, low, put(ids), put(length)) @ low.map.T
        z = F.normalize(x - x.mean(0, keepdim=True), dim=1)
        c = (z @ z.T).cpu().numpy()
        number = m.argument[g]
        upper = numpy.triu_indices(len(g), 1)
        same = number[:, None] == number[None]
        numpy.fill_diagonal(c, -2)
        made.append((len(g), pair_device.area(c[upper], (~same[upper]).astype(int)), same[numpy.arange(len(g)), c.argmax(1)].mean()))
    small = [x for x in made if x[0] <= 60]
    large = [x for x in made if x[0] > 60]
    for name, some in (("threads", small), ("kpa2021", large)):
        if some:
            print("ARGUMENTS", name, len(some), "debates, area", numpy.mean([x[1] for x in some]), "nearest", numpy.mean([x[2] for x in some]), flush=True)


def line(name, m, rows, out):
    made = pair_device.scores(m, rows, out)
    pair_device.line(name, made)
    rows = numpy.array(rows)
    mine = (m.set[rows] == SETS.index("threads")) & (m.task[rows] == 0) & (m.parent[rows] < 0)
    z, gold, target = out[mine], m.label[rows[mine]], m.target[rows[mine]]
    difference, side = z[:, 0] - z[:, 1], gold < 2
    areas = [pair_device.area(difference[side & (target == t)], gold[side & (target == t)]) for t in numpy.unique(target)
             if min(((gold == c) & (target == t)).sum() for c in (0, 1)) >= 5]
    print("THREADS", name, "three labels right", (z.argmax(1) == numpy.where(gold == BOTH, 2, gold))[gold != BOTH].mean(), "side right",
          ((difference < 0) == (gold == 1))[side].mean(), "area", numpy.mean(areas), "debates", len(areas), flush=True)
    replies = (m.task[rows] == 1) & (m.set[rows] == SETS.index("threads"))
    z, gold = out[replies], m.label[rows[replies]]
    side = gold < 2
    print("REPLIES", name, "right", (z.argmax(1) == gold).mean(), "same or opposed right", ((z[:, 1] > z[:, 0]) == (gold == 1))[side].mean(), flush=True)


def steps_of(value, bits):
    """Rounded to 2^bits - 1 even steps of each row's largest in blocks of 64 along the longer side."""
    flat = value.T if value.shape[0] > value.shape[1] else value
    most = 2 ** (bits - 1) - 1
    blocks = F.pad(flat, (0, -flat.shape[1] % 64)).reshape(flat.shape[0], -1, 64)
    scale = blocks.abs().amax(2, keepdim=True).clamp_min(1e-8) / most
    rounded = ((blocks / scale).round().clamp(-most, most) * scale).reshape(flat.shape[0], -1)[:, : flat.shape[1]]
    return (rounded.T if value.shape[0] > value.shape[1] else rounded).contiguous()


def give_back(low, out, name):
    arrays = {"head": low.head, "head_bias": low.head_bias, "map": low.map}
    arrays |= {f"a|{k}": v for k, v in low.a.items()} | {f"b|{k}": v for k, v in low.b.items()}
    numpy.savez(out / name, **{k: v.detach().half().cpu().numpy() for k, v in arrays.items()})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--layers", type=int, default=28)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--tokens", type=int, default=8192)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--cpu", action="store_true")
    a = parser.parse_args()
    folder, out = pathlib.Path(a.folder), pathlib.Path(a.out)
    began = time.time()
    torch.manual_seed(7)
    device = "cpu" if a.cpu else "cuda"
    put = lambda x: torch.from_numpy(numpy.ascontiguousarray(x)).to(device, non_blocking=True)
    m = Material(folder / "material.npz")
    base = Base(folder, device, torch.float32 if a.cpu else torch.bfloat16, a.layers)
    low = Low(base).to(device)
    print(len(base.layers), "layers,", sum(p.numel() for p in low.parameters()), "numbers learned, ready after", time.time() - began, flush=True)
    train(m, base, low, a, put)
    rng = numpy.random.default_rng(3)
    rows = [i for i in range(m.count) if m.held[i] & HELD and SETS[m.set[i]] in SCORED]
    by = {}
    for i in rows:
        by.setdefault((m.set[i], m.task[i]), []).append(i)
    rows = sorted(i for mine in by.values() for i in rng.permutation(mine)[: 5000 if not a.steps else 40])
    tests = [i for i in range(m.count) if SETS[m.set[i]] in TESTS][:: 1 if not a.steps else 100]
    give_back(low, out, "reader.npz")
    given = logits(m, base, low, rows, put)
    line("trained", m, rows, given)
    argument_area(m, base, low, put)
    numpy.savez_compressed(out / "answers.npz", rows=numpy.array(rows), out=given.astype(numpy.float16), tests=numpy.array(tests),
                           tests_out=logits(m, base, low, tests, put).astype(numpy.float16))
    print("after", time.time() - began, flush=True)
    kept = {k: v.detach().clone() for k, v in low.named_parameters()}
    for bits in (4, 3):
        with torch.no_grad():
            for k, v in low.named_parameters():
                if k[:2] in ("a.", "b."):
                    v.copy_(steps_of(kept[k], bits))
        line(f"{bits} bits", m, rows, logits(m, base, low, rows, put))
    print("after", time.time() - began, flush=True)


if __name__ == "__main__":
    main()
