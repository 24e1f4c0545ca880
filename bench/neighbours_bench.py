"""Exact nearest neighbours: agon against faiss-cpu's exact search, on the same vectors, by turns in the same run.

Usage: python neighbours_bench.py NEIGHBOURS_BENCH ROWS.f32|COUNT WIDTH K THREADS [ROUNDS]
ROWS.f32 holds float32 rows; a COUNT instead makes unit rows around COUNT / 200 centres, with a fixed seed.
Prints CPU and wall seconds of each, the ratio of the best CPU seconds, and how many neighbours differ.
"""
import os
import subprocess
import sys
import tempfile
import time

import faiss
import numpy as np


def made_rows(count, width):
    random = np.random.default_rng(5)
    centres = random.standard_normal((max(count // 200, 1), width), dtype=np.float32)
    rows = centres[random.integers(0, len(centres), count)]
    rows += 0.9 * random.standard_normal((count, width), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def faiss_once(rows, k, threads):
    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    cpu, wall = time.process_time(), time.perf_counter()
    _, found = index.search(rows, k + 1)
    return time.process_time() - cpu, time.perf_counter() - wall, found


def agon_once(program, path, width, k, threads, folder, kernel=()):
    out = os.path.join(folder, "out")
    line = subprocess.run([program, path, str(width), str(k), str(threads), out, *kernel], check=True,
                          capture_output=True, text=True).stdout
    cpu, wall = map(float, line.split())
    return cpu, wall, np.fromfile(out, np.int32).reshape(-1, k)


def without_self(found, k):
    rows = []
    for number, row in enumerate(found):
        others = [x for x in row if x != number]
        rows.append(others[:k])
    return np.array(rows)


def main():
    program, source, width, k, threads = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
    rounds = int(sys.argv[6]) if len(sys.argv) > 6 else 3
    with tempfile.TemporaryDirectory() as folder:
        rows = made_rows(int(source), width) if source.isdigit() else np.fromfile(source, np.float32).reshape(-1, width)
        path = os.path.join(folder, "rows.f32")
        rows.tofile(path)
        best = {}
        for _ in range(rounds):
            runs = {"agon": agon_once(program, path, width, k, threads, folder),
                    "agon, AVX2 kernel": agon_once(program, path, width, k, threads, folder, ("avx2",)),
                    "faiss-cpu": faiss_once(rows, k, threads)}
            for name, run in runs.items():
                if name not in best or run[0] < best[name][0]:
                    best[name] = run
        multiplications = float(len(rows)) ** 2 * width
        for name, (cpu, wall, _) in best.items():
            print(f"{name}: {cpu:.2f} CPU s, {wall:.2f} s wall, {multiplications / cpu / 1e9:.1f} G multiply-adds a CPU s, "
                  f"{best['faiss-cpu'][0] / cpu:.2f} x faiss-cpu {faiss.__version__}")
        mine, theirs = best["agon"][2], without_self(best["faiss-cpu"][2], k)
        differ = int((np.sort(mine, 1) != np.sort(theirs, 1)).any(1).sum())
        print(f"{len(rows)} x {width}, k {k}, {threads} threads: {differ} rows whose neighbours differ (ties, float order)")


main()
