#!/usr/bin/env python3
"""What do posts that an analyst has placed say of the posts around them? On sets whose posts have a side and answer each other.

Usage: placing.py CORPORA [PLACED...]
Of every group (a target of c-mtcsd, a fifth of the targets of zs-csd, a topic of iac) the most answered posts are placed, as many as
each of PLACED says (0 10 20 40), where they really stand. The reply marks of the fold in which the group was left out say how each
reply goes; how far they are believed, and the sides of the others, are worked out as in src/camps/lessons.cpp and settling.cpp.
Nobody's own words are heard here. Told: of the posts that take a side and were not placed, how many get a side (confidence .55 and
.75), how many of those are right, and how many would be by the larger side of the placed ones. Needs numpy, scikit-learn, zstd."""

import collections
import csv
import json
import pathlib
import subprocess
import sys
import zlib

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "training"))
import reply  # noqa: E402
import stance_sets  # noqa: E402

SIDE = {"favor": 1, "against": -1, "none": 0}
BARS = (0.55, 0.75)


def groups_of_mtcsd(root):
    """(set, fold, group) -> (sides of posts, authors, replies as (post, answered, marks))"""
    for fold, folder in enumerate(sorted(stance_sets.MTCSD)):
        posts = list(csv.DictReader(open(root / "c-mtcsd" / folder / "posts.csv", encoding="utf-8")))
        number = {p["id"]: i for i, p in enumerate(posts)}
        replies = []
        for i, p in enumerate(posts):
            parent = number.get(p["id"].rpartition("-")[0])
            if parent is not None:
                replies.append((i, parent, reply.marks(p["text"], posts[parent]["text"], p["id"].count("-"), False)))
        yield "mtcsd", fold, folder, [SIDE.get(p["stance"], 0) for p in posts], list(range(len(posts))), replies


def groups_of_zscsd(root):
    rows = json.load(open(root / "zs-csd/dev_data.json", encoding="utf-8"))
    for fold in range(5):
        number, sides, replies = {}, [], []
        mine = [r for r in rows if zlib.crc32(r["target"].encode()) % 5 == fold]
        for r in mine:
            number[r["target"], tuple(r["sentences"])] = len(sides)
            sides.append({0: -1, 1: 1, 2: 0}[r["label"]])
        for i, r in enumerate(mine):
            said, who = r["sentences"], r["speakers"]
            parent = number.get((r["target"], tuple(said[:-1])))
            if parent is not None:
                again = len(said) > 2 and who[-1] == who[-3]
                replies.append((i, parent, reply.marks(said[-1], said[-2], len(said) - 1, again)))
        yield "zscsd", fold, f"fold {fold}", sides, list(range(len(sides))), replies


def groups_of_iac(root):
    side, topic = {}, {}
    for row in csv.DictReader(open(root / "iac/author_stance.csv", encoding="utf-8")):
        pro, anti = int(row["pro"]), int(row["anti"])
        if row["topic"] in stance_sets.IAC:
            topic[row["discussion_id"]] = row["topic"]
            if pro != anti:
                side[row["discussion_id"], row["author"]] = 1 if pro > anti else -1
    raw = subprocess.run(["zstd", "-dc", root / "iac/stance_threads_posts.jsonl.zst"], capture_output=True, check=True).stdout
    of_topic = collections.defaultdict(list)
    for line in raw.decode("utf-8").splitlines():
        post = json.loads(line)
        if str(post["thread"]) in topic:
            of_topic[topic[str(post["thread"])]].append(post)
    for name, posts in sorted(of_topic.items()):
        number = {(p["thread"], p["post"]): i for i, p in enumerate(posts)}
        replies = []
        for i, p in enumerate(posts):
            parent = number.get((p["thread"], p["parent"]))
            if parent is None or posts[parent]["author"] == p["author"]:
                continue
            depth, above = 1, posts[parent]
            while depth < 5 and (p["thread"], above["parent"]) in number:
                above, depth = posts[number[p["thread"], above["parent"]]], depth + 1
            grand = number.get((p["thread"], posts[parent]["parent"]))
            again = grand is not None and posts[grand]["author"] == p["author"]
            replies.append((i, parent, reply.marks(p["text"][:400], posts[parent]["text"][:400], depth, again)))
        sides = [side.get((str(p["thread"]), p["author"]), 0) for p in posts]
        yield "iac", sorted(stance_sets.IAC).index(name) % 5, name, sides, [(p["thread"], p["author"]) for p in posts], replies


def believed(odds, same, mean=(0.0, 0.7), deviation=(0.9, 0.3)):
    """shift and slope as believed_after of src/camps/lessons.cpp."""
    shift, slope = mean
    for _ in range(100):
        p = 1 / (1 + numpy.exp(-(shift + slope * odds)))
        g = numpy.array([(p - same).sum() + (shift - mean[0]) / deviation[0] ** 2, ((p - same) * odds).sum() + (slope - mean[1]) / deviation[1] ** 2])
        w = p * (1 - p)
        h = numpy.array([[w.sum() + deviation[0] ** -2, (w * odds).sum()], [(w * odds).sum(), (w * odds * odds).sum() + deviation[1] ** -2]])
        step = numpy.linalg.solve(h, g)
        shift, slope = shift - 0.5 * step[0], slope - 0.5 * step[1]
    return (shift, slope) if slope > 0 else mean


def settle(own, ties, rounds=40):
    """Half log-odds after belief propagation, as in src/camps/settling.cpp."""
    if not ties:
        return own.copy()
    left, right = numpy.array([t[0] for t in ties]), numpy.array([t[1] for t in ties])
    likely = numpy.tanh(numpy.array([t[2] for t in ties]))
    to_left, to_right = numpy.zeros(len(ties)), numpy.zeros(len(ties))
    for _ in range(rounds):
        knows = own.copy()
        numpy.add.at(knows, left, to_left)
        numpy.add.at(knows, right, to_right)
        from_left = numpy.arctanh(likely * numpy.tanh(knows[left] - to_left))
        from_right = numpy.arctanh(likely * numpy.tanh(knows[right] - to_right))
        to_right, to_left = 0.5 * to_right + 0.5 * from_left, 0.5 * to_left + 0.5 * from_right
    knows = own.copy()
    numpy.add.at(knows, left, to_left)
    numpy.add.at(knows, right, to_right)
    return knows


def chosen(sides, replies, count, paired):
    """The most answered posts; paired: after each one the most answered of those that answer it."""
    answers, by = collections.Counter(r[1] for r in replies), collections.defaultdict(list)
    for i, j, _ in replies:
        by[j].append(i)
    rank = lambda i: (-answers[i], i)
    placed = []
    for i in sorted(range(len(sides)), key=rank):
        if len(placed) >= count:
            break
        if i in placed:
            continue
        placed.append(i)
        below = sorted((b for b in by[i] if b not in placed), key=rank)
        if paired and below and len(placed) < count:
            placed.append(below[0])
    return set(placed)


def after_placing(sides, authors, replies, odds, count, paired):
    placed = chosen(sides, replies, count, paired)
    pairs = [(o, sides[i] == sides[j]) for (i, j, _), o in zip(replies, odds) if i in placed and j in placed and sides[i] and sides[j]]
    shift, slope = believed(numpy.array([p[0] for p in pairs]), numpy.array([p[1] for p in pairs], float)) if pairs else (0.0, 0.7)
    most = 1.5 if len(pairs) >= 20 else 0.8
    silent = {i for i in placed if sides[i] == 0}
    ties = collections.defaultdict(float)
    for (i, j, _), o in zip(replies, odds):
        if abs(shift + slope * o) >= 0.35 and not silent & {i, j}:
            ties[min(i, j), max(i, j)] += min(most, max(-most, 0.5 * (shift + slope * o)))
    last = {}
    for i, author in enumerate(authors):
        if author in last and not silent & {i, last[author]}:
            ties[last[author], i] += 1.2
        last[author] = i
    own = numpy.array([4.0 * sides[i] if i in placed else 0.0 for i in range(len(sides))])
    leans = settle(own, [(i, j, strength) for (i, j), strength in ties.items()])
    rest = [i for i in range(len(sides)) if i not in placed and sides[i]]
    larger = 1 if sum(sides[i] for i in placed) >= 0 else -1
    confidence = 1 / (1 + numpy.exp(-2 * numpy.abs(leans)))
    told = []
    for bar in BARS:
        heard = [i for i in rest if confidence[i] >= bar]
        told += [len(heard), sum(leans[i] * sides[i] > 0 for i in heard), sum(larger == sides[i] for i in heard)]
    return len(rest), told, len(pairs), shift


def main():
    root = pathlib.Path(sys.argv[1])
    counts = [int(x) for x in sys.argv[2:]] or [0, 10, 20, 40]
    groups = [g for read in (groups_of_mtcsd, groups_of_zscsd, groups_of_iac) for g in read(root)]
    pairs = [(name, fold, marks, sides[i] == sides[j]) for name, fold, _, sides, _, replies in groups for i, j, marks in replies if sides[i] and sides[j]]
    x, same = numpy.array([p[2] for p in pairs], float), numpy.array([p[3] for p in pairs])
    sets, folds = numpy.array([p[0] for p in pairs]), numpy.array([p[1] for p in pairs])
    weights = {fold: reply.fit(x[folds != fold], same[folds != fold], sets[folds != fold]) for fold in range(5)}
    sums = collections.defaultdict(lambda: numpy.zeros(1 + 3 * len(BARS)))
    for name, fold, group, sides, authors, replies in groups:
        marks = numpy.array([r[2] for r in replies], float)
        w = weights[fold]
        odds = marks @ w[: len(reply.NAMES)] + w[len(reply.NAMES) :].mean()
        agree = numpy.mean([sides[i] == sides[j] for i, j, _ in replies if sides[i] and sides[j]])
        print(f"{name} {group}: {len(sides)} posts, {len(replies)} replies, {agree:.2f} of those between sides on the same side")
        for count, paired in [(c, p) for c in counts for p in (False, True)]:
            rest, told, learned, shift = after_placing(sides, authors, replies, odds, count, paired)
            sums[name, count, paired] += [rest, *told]
            print(f"  {count:3} placed{' in pairs' if paired else ''}, {learned} replies between them, shift {shift:+.2f}: " + "; ".join(
                f"at {bar} {told[3 * b] / rest:.2f} of {rest} get a side, right {told[3 * b + 1] / max(1, told[3 * b]):.3f}, larger side "
                f"{told[3 * b + 2] / max(1, told[3 * b]):.3f}" for b, bar in enumerate(BARS)))
    for (name, count, paired), total in sums.items():
        print(f"{name}, {count} placed{' in pairs' if paired else ''} in each group: " + "; ".join(
            f"at {bar} {total[3 * b + 1] / total[0]:.3f} of {total[0]:.0f} get a side, right {total[3 * b + 2] / max(1, total[3 * b + 1]):.3f}, larger side "
            f"{total[3 * b + 3] / max(1, total[3 * b + 1]):.3f}" for b, bar in enumerate(BARS)))


main()
