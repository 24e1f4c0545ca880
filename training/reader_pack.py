"""Packs the reader's learned numbers into models/reader.npz, in few bits.

  python training/reader_pack.py --trained reader.npz --out models/reader.npz

Low-rank differences: steps of a block's largest number (64 along the longer side, 3 bits: -3 to 3), the factor 2 of training
already in them; heads as half floats. The map of arguments stays behind: nothing uses it (models/reader.md). setup/reader_files.py unpacks it.
"""

import argparse
import pathlib

import numpy

BLOCK, MOST, SCALE = 64, 3, 2.0


def packed(value):
    flat = value.T if value.shape[0] > value.shape[1] else value
    blocks = numpy.pad(flat, ((0, 0), (0, -flat.shape[1] % BLOCK))).reshape(flat.shape[0], -1, BLOCK)
    scale = (numpy.abs(blocks).max(2) / MOST).clip(1e-8).astype(numpy.float16)
    levels = numpy.clip(numpy.round(blocks / scale.astype(numpy.float32)[:, :, None]), -MOST, MOST).astype(numpy.int8)
    return levels.reshape(flat.shape[0], -1)[:, : flat.shape[1]], scale


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trained", required=True)
    parser.add_argument("--out", default="models/reader.npz")
    a = parser.parse_args()
    stored, out, names, levels, scales = numpy.load(a.trained), {}, [], [], []
    for key in stored.files:
        value = stored[key].astype(numpy.float32)
        if key[:2] in ("a|", "b|"):
            side, layer, name = key.split("|")
            level, scale = packed(value * (SCALE if side == "b" else 1))
            names.append(f"blk.{layer}.{name}.weight.lora_{side} {value.shape[0]} {value.shape[1]}")
            levels.append(level.reshape(-1))
            scales.append(scale.reshape(-1))
        elif key != "map":
            out[key] = value.astype(numpy.float16)
    out |= {"names": numpy.frombuffer("\n".join(names).encode(), numpy.uint8), "levels": numpy.concatenate(levels), "scales": numpy.concatenate(scales)}
    numpy.savez_compressed(a.out, **out)
    print(pathlib.Path(a.out).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
