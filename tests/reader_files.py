"""setup/cut_layers.py and setup/reader_files.py: what they write holds what it should.

  python3 tests/reader_files.py          standard library only
"""

import pathlib
import struct
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "setup"))

import cut_layers  # noqa: E402
import reader_files  # noqa: E402


def text(s):
    return struct.pack("<Q", len(s)) + s


def small_model(layers):
    """A GGUF file of a list of words, a number of layers, and a tensor of 40 bytes a layer beside two others."""
    names = [b"output.weight", b"output_norm.weight", b"token_embd.weight"] + [b"blk.%d.attn_q.weight" % i for i in range(layers)]
    settings = [text(b"tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text(b"a") + text(b"bc"),
                text(b"qwen2.block_count") + struct.pack("<II", 4, layers), text(b"qwen2.eps") + struct.pack("<If", 6, 0.5)]
    head, data = b"GGUF" + struct.pack("<IQQ", 3, len(names), len(settings)) + b"".join(settings), b""
    for n, name in enumerate(names):
        head += text(name) + struct.pack("<IQIQ", 1, 10, 0, len(data))
        data += bytes([n] * 40).ljust(64, b"\0")
    return head.ljust((len(head) + 31) // 32 * 32, b"\0") + data


def read_model(path):
    """{name: (shape, the tensor's first 40 bytes)}"""
    with open(path, "rb") as file:
        _, alignment, infos = cut_layers.read_head(cut_layers.Whole(file))
        at = (file.tell() + alignment - 1) // alignment * alignment
    raw = path.read_bytes()
    return {name: (shape, raw[at + offset : at + offset + 40]) for name, shape, _, offset in infos}


def check_cut(folder):
    whole, part = folder / "whole.gguf", folder / "part.gguf"
    whole.write_bytes(small_model(5))
    cut_layers.cut(whole, 2, part)
    raw = part.read_bytes()
    at = raw.index(b"qwen2.block_count") + len(b"qwen2.block_count")
    assert struct.unpack("<II", raw[at : at + 8]) == (4, 2), "the number of layers"
    before = read_model(whole)
    after = read_model(part)
    assert set(after) == {b"output_norm.weight", b"token_embd.weight", b"blk.0.attn_q.weight", b"blk.1.attn_q.weight"}, sorted(after)
    for name, kept in after.items():
        assert kept == before[name], name
    try:
        (folder / "none.gguf").write_bytes(b"GGML" + raw[4:])
        cut_layers.cut(folder / "none.gguf", 2, part)
    except AssertionError:
        return
    raise SystemExit("a file of another kind was cut")


def check_steps():
    """Levels lie along the longer side, a scale for 64 of them."""
    levels = [i % 7 - 3 for i in range(2 * 70)]
    scales = [1.0, 10.0, 100.0, 1000.0]
    wide = reader_files.unpacked(levels, scales, 2, 70)
    value = lambda line, i: levels[line * 70 + i] * scales[line * 2 + i // 64]
    assert wide == [value(line, i) for line in range(2) for i in range(70)]
    tall = reader_files.unpacked(levels, scales, 70, 2)
    assert tall == [value(line, i) for i in range(70) for line in range(2)]


def check_learned(folder):
    """The committed file becomes an adapter whose tensors have the sizes of their names, and heads of full length."""
    arrays = reader_files.read_arrays(ROOT / "models/reader.npz")
    reader_files.write_learned(arrays, folder / "learned.gguf")
    reader_files.write_heads(arrays, folder / "heads.f32")
    names = [line.split() for line in arrays["names"][1].decode().split("\n")]
    tensors = read_model(folder / "learned.gguf")
    assert len(tensors) == len(names) == 20 * 7 * 2
    for name, rows, columns in names:
        assert tensors[name.encode()][0] == [int(columns), int(rows)], name
    assert (folder / "heads.f32").stat().st_size == 4 * (6 * 1536 + 6)
    assert len(arrays["levels"][1]) == sum(int(r) * int(c) for _, r, c in names)
    first = struct.unpack("<1536f", (folder / "heads.f32").read_bytes()[: 4 * 1536])
    assert 0 < max(map(abs, first)) < 1


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_cut(folder)
        check_steps()
        check_learned(folder)
    print("reader_files: cut, steps and learned hold")


if __name__ == "__main__":
    main()
