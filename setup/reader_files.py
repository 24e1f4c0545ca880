"""Makes what setup/reader.cpp reads: the first layers of the base, what agon learned on top of them, and its heads.

  python3 setup/reader_files.py BASE.gguf models/reader.npz FOLDER

FOLDER/reader.gguf (cut_layers.py), FOLDER/reader-learned.gguf (low-rank differences, llama.cpp's form of an adapter) and
FOLDER/reader-heads.f32: six rows of 1536 floats (stance: for, against, neither; reply: same, opposed, no side) and six
numbers added to them. Standard library only; training/reader_pack.py says what is in the npz.
"""

import array
import ast
import pathlib
import struct
import sys
import zipfile

import cut_layers

BLOCK = 64


def half_floats(raw):
    return struct.unpack(f"<{len(raw) // 2}e", raw)


def read_arrays(path):
    """{name: (shape, raw bytes)}"""
    out = {}
    with zipfile.ZipFile(path) as stored:
        for name in stored.namelist():
            raw = stored.read(name)
            size = struct.unpack("<H", raw[8:10])[0]
            head = ast.literal_eval(raw[10 : 10 + size].decode("latin-1"))
            out[name.removesuffix(".npy")] = head["shape"], raw[10 + size :]
    return out


def floats(numbers):
    made = array.array("f", numbers)
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def unpacked(levels, scales, rows, columns):
    """rows x columns floats, from levels that lie along the longer side."""
    turned = rows > columns
    lines, length = (columns, rows) if turned else (rows, columns)
    blocks = (length + BLOCK - 1) // BLOCK
    made = [[levels[line * length + i] * scales[line * blocks + i // BLOCK] for i in range(length)] for line in range(lines)]
    if turned:
        return [made[line][i] for i in range(length) for line in range(lines)]
    return [number for line in made for number in line]


def learned_tensors(arrays):
    levels, scales = array.array("b", arrays["levels"][1]), half_floats(arrays["scales"][1])
    at = block = 0
    for line in arrays["names"][1].decode().split("\n"):
        name, rows, columns = line.split()
        rows, columns = int(rows), int(columns)
        short, long = sorted((rows, columns))
        count, blocks = rows * columns, short * ((long + BLOCK - 1) // BLOCK)
        yield name, rows, columns, floats(unpacked(levels[at : at + count], scales[block : block + blocks], rows, columns))
        at, block = at + count, block + blocks


def write_learned(arrays, path):
    text = lambda s: struct.pack("<Q", len(s)) + s
    setting = lambda name, value: text(name) + struct.pack("<I", 8) + text(value)
    settings = [setting(b"general.architecture", b"qwen2"), setting(b"general.type", b"adapter"), setting(b"adapter.type", b"lora"),
                text(b"adapter.lora.alpha") + struct.pack("<If", 6, 0.0)]  # 0: the differences as they are
    tensors = list(learned_tensors(arrays))
    head, at = [b"GGUF", struct.pack("<IQQ", 3, len(tensors), len(settings)), *settings], 0
    for name, rows, columns, raw in tensors:
        head.append(text(name.encode()) + struct.pack("<IQQIQ", 2, columns, rows, 0, at))
        at += (len(raw) + 31) // 32 * 32
    head = b"".join(head)
    with open(path, "wb") as out:
        out.write(head.ljust((len(head) + 31) // 32 * 32, b"\0"))
        for *_, raw in tensors:
            out.write(raw.ljust((len(raw) + 31) // 32 * 32, b"\0"))


def write_heads(arrays, path):
    with open(path, "wb") as out:
        out.write(floats(half_floats(arrays["head"][1])))
        out.write(floats(half_floats(arrays["head_bias"][1])))


def main():
    base, learned, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    arrays = read_arrays(learned)
    layers = 1 + max(int(line.split(".")[1]) for line in arrays["names"][1].decode().split("\n"))
    write_learned(arrays, folder / "reader-learned.gguf")
    write_heads(arrays, folder / "reader-heads.f32")
    cut_layers.cut(base, layers, folder / "reader.gguf")


if __name__ == "__main__":
    main()
