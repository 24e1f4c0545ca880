"""Piece rows of all texts of the stance sets, made once by the encoder's own C++ and kept on disk.

The 1280 numbers of a piece are turned (PCA over a sample of pieces, whitened by the square root of the spread, so that
large directions stay somewhat larger) and cut to WIDTH. The matrix goes into the model file: agon applies the same one.
"""

import pathlib
import subprocess
import zlib

import numpy

import stance_sets

WIDTH = 192


def texts_of(examples):
    seen = {}
    for item in examples:
        for key in ("text", "target", "parent"):
            if key == "parent" and item["set"] == "iac":
                continue
            seen.setdefault(item[key], len(seen))
    for item in examples:
        seen.setdefault(stance_sets.turned(item["target"], item["lang"]), len(seen))
    return seen


def run(program, encoder, lines, folder, name, *projection):
    (folder / f"{name}.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    subprocess.run([program, encoder, folder / f"{name}.txt", folder / f"{name}.counts", folder / f"{name}.rows", folder / f"{name}.vectors", *projection],
                   check=True)


def make_projection(program, encoder, lines, folder):
    sample = sorted(lines, key=lambda line: zlib.crc32(line.encode()))[:1600]
    run(program, encoder, sample, folder, "sample")
    rows = numpy.fromfile(folder / "sample.rows", dtype=numpy.float16).reshape(-1, 1280).astype(numpy.float64)
    mean = rows.mean(0)
    spread, turn = numpy.linalg.eigh(numpy.cov(rows - mean, rowvar=False))
    spread, turn = spread[::-1][:WIDTH], turn[:, ::-1][:, :WIDTH]
    print("share of the spread kept:", spread.sum() / numpy.trace(numpy.cov(rows, rowvar=False)))
    turn = turn * numpy.sign(turn[numpy.abs(turn).argmax(0), numpy.arange(WIDTH)])
    matrix = turn / spread**0.25
    matrix = matrix / numpy.sqrt((((rows - mean) @ matrix) ** 2).mean())
    projection = numpy.vstack([-mean @ matrix, matrix]).astype(numpy.float32)
    projection.tofile(folder / "projection.f32")
    return projection


def make(program, encoder, examples, folder):
    folder = pathlib.Path(folder)
    lines = list(texts_of(examples))
    if not (folder / "projection.f32").exists():
        make_projection(program, encoder, lines, folder)
    run(program, encoder, lines, folder, "all", folder / "projection.f32", str(WIDTH))


def load(folder, examples):
    folder = pathlib.Path(folder)
    counts = numpy.fromfile(folder / "all.counts", dtype=numpy.int32)
    rows = numpy.memmap(folder / "all.rows", dtype=numpy.float16, mode="r").reshape(-1, WIDTH)
    begins = numpy.concatenate([[0], numpy.cumsum(counts)])
    return texts_of(examples), begins, rows


if __name__ == "__main__":
    import sys

    import stance_sets

    make(sys.argv[1], sys.argv[2], stance_sets.read_all(sys.argv[3]), sys.argv[4])
