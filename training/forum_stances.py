"""Changes to the pair network by which it would hear a side in what forum users write. Not shipped: docs/dead_ends.md says why.

  python training/forum_stances.py learn --case CASE --corpora ../shared/corpora --out CACHE/stances.pt
  python training/forum_stances.py score --case CASE --corpora ../shared/corpora --trained CACHE/stances.pt     on what was held out
  python training/forum_stances.py score --case CASE --corpora ../shared/corpora                              the shipped network

CASE: zhihu-hotdaily, zhihu-covid and zhihu-campus imported and analysed; the labels (training/stances.tsv, and
eval/gold/stances.tsv of the questions held out: docs/labelling/stances.md) hold digests, the texts are found there.

Changes and head as in changes.py, beside all layers. Material of a pass: all labelled texts with a side and three in five of
those with none, three in ten beside the contrary statement with the label turned; and of the sets that the network
learned from before, so that it keeps what it knows, as many as make 22 in 100. Fold 0 of every set and all tests are left out
(stance_sets.py). 50 minutes on two cores that were shared; another torch gives other bytes.
"""

import argparse
import collections
import csv
import pathlib

import numpy
import torch
import torch.nn.functional as F
from pyarrow import parquet

import changes
import pair_network
import pair_scores
import pair_sets
import stance_sets
from argument_quality import digest

ROOT = pathlib.Path(__file__).resolve().parent.parent
LABELS, HELD_OUT = "training/stances.tsv", "eval/gold/stances.tsv"
LAYERS, FOLD, LONGEST = 12, 0, 220  # characters of a labelled text
OF_NONE, TURNED, OF_SETS = 0.6, 0.3, 0.22
SHARES = {"iam_zh": 0.34, "cstance": 0.30, "mtcsd": 0.18, "nlpcc_a": 0.10, "zscsd": 0.08}
OTHER_WAY = (stance_sets.AGAINST, stance_sets.FOR, stance_sets.NEITHER)


def texts_of_case(case):
    """Neighbouring sentences of a post up to LONGEST characters, by their digest."""
    table = parquet.read_table(f"{case}/segments/segments.parquet", columns=["post", "ordinal", "kind", "text"])
    posts = collections.defaultdict(list)
    for row in table.to_pylist():
        if row["kind"] not in ("quotation", "aside"):
            posts[row["post"]].append((row["ordinal"], row["text"]))
    found = {}
    for own in posts.values():
        own = [text for _, text in sorted(own)]
        for begin in range(len(own)):
            text = ""
            for part in own[begin:]:
                text += part
                if len(text) > LONGEST:
                    break
                found[digest(text)] = text
    return found


def labelled(case, path):
    """Examples as stance_sets has them, with the contrary of the target; of texts that the case has."""
    texts, rows = texts_of_case(case), []
    for row in csv.DictReader(open(ROOT / path, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        for name, label in (("for", stance_sets.FOR), ("against", stance_sets.AGAINST), ("neither", stance_sets.NEITHER)):
            rows += [dict(stance_sets.example("forum", row["statement"], texts[d], label), contrary=row["contrary"])
                     for d in row[name].split() if d in texts]
    return rows


def sets_of(corpora, held_out):
    """Chinese examples of the published sets, those of fold 0 or the others."""
    return [e for e in pair_sets.read_all(corpora) if e["task"] == "stance" and pair_sets.may_be_trained_on(e)
            and (stance_sets.fold_of(e) == FOLD) == held_out]


def learn(a):
    rng = changes.seeded(1)
    network, pieces = pair_network.unpacked(dict(numpy.load(changes.MODEL)))
    before = network.heads["stance"].state_dict()
    model = changes.ChangedNetwork(network, LAYERS, 3, 0.15)
    model.head.load_state_dict(before)
    forum, by_set = labelled(a.case, LABELS), collections.defaultdict(list)
    for e in sets_of(a.corpora, held_out=False):
        by_set[e["set"]].append(e)

    def draw():
        rows = []
        for e in forum:
            if e["label"] == stance_sets.NEITHER and rng.random() > OF_NONE:
                continue
            rows.append(dict(e, target=e["contrary"], label=OTHER_WAY[e["label"]]) if rng.random() < TURNED else e)
        more = len(rows) * OF_SETS / (1 - OF_SETS)
        for name, share in SHARES.items():
            rows += rng.sample(by_set[name], min(len(by_set[name]), int(more * share)))
        return rows

    loss_of = lambda answers, rows: F.cross_entropy(answers, torch.tensor([e["label"] for e in rows]), label_smoothing=0.05)
    changes.fit(model, draw, lambda e: laid_out(pieces, e), loss_of, 8e-4, 2.5, rng, warm=60, half=True)
    torch.save(model.learned(), a.out)


def laid_out(pieces, e):
    return pieces.layout(*pieces.rows([e["target"], e["text"]]), pieces.rows([e["parent"]])[0] if e["parent"] else ())


def held_out(a):
    """Examples by set: the forum's beside their statements and beside the contraries, and fold 0 of the sets."""
    sets = {"forum": labelled(a.case, HELD_OUT)}
    sets["forum, contrary"] = [dict(e, target=e["contrary"], label=OTHER_WAY[e["label"]]) for e in sets["forum"]]
    for e in sets_of(a.corpora, held_out=True):
        sets.setdefault(e["set"], []).append(e)
    return sets


def score(a):
    network, pieces = pair_network.unpacked(dict(numpy.load(changes.MODEL)))
    model = lambda ids, types: network(ids, types, "stance") / network.temperature["stance"]
    if a.trained:
        model = changes.ChangedNetwork(network, LAYERS, 3, 0).eval()
        model.load_state_dict(torch.load(a.trained), strict=False)
    for name, rows in held_out(a).items():
        targets = {target: number for number, target in enumerate(dict.fromkeys(e["target"] for e in rows))}
        pair_scores.line(name, changes.answers_of(model, [laid_out(pieces, e) for e in rows]), numpy.array([e["label"] for e in rows]),
                         numpy.array([targets[e["target"]] for e in rows]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("learn", "score"))
    parser.add_argument("--case", required=True)
    parser.add_argument("--corpora", default=str(ROOT.parent / "shared/corpora"))
    parser.add_argument("--trained")
    parser.add_argument("--out")
    a = parser.parse_args()
    {"learn": learn, "score": score}[a.step](a)


if __name__ == "__main__":
    main()
