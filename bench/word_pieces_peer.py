#!/usr/bin/env python3
"""Word pieces beside the `tokenizers` library (0.23, Apache-2.0): do both give the same pieces?

Usage: word_pieces_peer.py PIECES_PROGRAM NETWORK CORPORA [strings]
PIECES_PROGRAM is bench/word_pieces_bench.cpp, NETWORK a network.npz of the pair network. Strings: lines of the corpora, each
also cut and glued at places drawn with a fixed seed, with characters of every script between. Prints the strings on which
the two differ and how many do. Needs: tokenizers, numpy."""

import pathlib
import random
import subprocess
import sys

import numpy
import tokenizers
from tokenizers import models, normalizers, pre_tokenizers

MARKS = 5


def library(pieces):
    known = {piece: number for number, piece in enumerate(pieces)}
    model = models.WordPiece(known, unk_token="[UNK]", max_input_chars_per_word=100, continuing_subword_prefix="##")
    made = tokenizers.Tokenizer(model)
    made.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def strings_of(corpora, count):
    chooser = random.Random(7)
    lines = []
    for path in sorted(pathlib.Path(corpora).rglob("*")):
        if path.suffix in (".tsv", ".csv", ".json", ".jsonl", ".txt") and path.stat().st_size < 30_000_000:
            lines += [line for line in path.read_text("utf-8", "replace").splitlines() if line.strip()][:2000]
    chooser.shuffle(lines)
    blocks = [(0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x5D0, 0x5EA), (0x620, 0x64A), (0xE01, 0xE5B),
              (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2460, 0x24FF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
              (0xF900, 0xFAD9), (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x1F300, 0x1F64F), (0x20000, 0x20100)]
    out = []
    for line in lines[:count]:
        begin = chooser.randrange(len(line))
        out.append(line[begin : begin + 300])
        mixed = list(line[:60])
        for _ in range(8):
            low, high = chooser.choice(blocks)
            mixed.insert(chooser.randrange(len(mixed) + 1), chr(chooser.randint(low, high)))
        out.append("".join(mixed))
    return [text.replace("\n", " ").replace("\r", " ").replace("\0", " ") for text in out]


def main():
    program, network, corpora = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 20000
    pieces = bytes(numpy.load(network)["pieces"]).decode().split("\n")
    tokenizer = library(pieces)
    texts = strings_of(corpora, count)
    lines = "".join(text + "\n" for text in texts).encode("utf-8", "replace")
    got = subprocess.run([program, network], input=lines, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    assert len(got) == len(texts), (len(got), len(texts))
    different = 0
    for text, numbers in zip(texts, got):
        want = tokenizer.encode(text, add_special_tokens=False).ids
        if want != [int(number) for number in numbers.split()]:
            different += 1
            if different <= 20:
                print(repr(text), [pieces[i] for i in want], [pieces[int(i)] for i in numbers.split()], sep="\n  ")
    print(f"{len(texts)} strings, {different} differ")


main()
