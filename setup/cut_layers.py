"""Writes the first layers of a language model's GGUF file as a file of its own, without its output matrix.

  python3 setup/cut_layers.py WHOLE LAYERS OUT

Standard library only. What is kept is kept byte for byte; only the number of layers in the header is changed. The format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
"""

import os
import struct
import sys

SIZE = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
TEXT, LIST = 8, 9


class Whole:
    def __init__(self, file):
        self.file = file

    def number(self, form):
        return struct.unpack("<" + form, self.file.read(struct.calcsize("<" + form)))[0]

    def text(self):
        return self.file.read(self.number("Q"))

    def skip(self, kind):
        if kind == TEXT:
            self.text()
        elif kind == LIST:
            of, count = self.number("I"), self.number("Q")
            if of in SIZE:
                self.file.seek(SIZE[of] * count, os.SEEK_CUR)
            else:
                for _ in range(count):
                    self.skip(of)
        else:
            self.file.seek(SIZE[kind], os.SEEK_CUR)


def read_head(w):
    """(settings as they stand, the number that tells the layers' count, tensors)"""
    assert w.file.read(4) == b"GGUF" and w.number("I") == 3, "not a GGUF file of version 3"
    tensors, settings = w.number("Q"), w.number("Q")
    kept, alignment = [], 32
    for _ in range(settings):
        begin = w.file.tell()
        name, kind = w.text(), w.number("I")
        at = w.file.tell()
        w.skip(kind)
        end = w.file.tell()
        w.file.seek(begin)
        raw = w.file.read(end - begin)
        if name.endswith(b".block_count"):
            kept.append((name, raw[: at - begin]))
        else:
            kept.append((None, raw))
        if name == b"general.alignment":
            alignment = struct.unpack("<I", raw[at - begin :])[0]
    infos = []
    for _ in range(tensors):
        name, shape = w.text(), [w.number("Q") for _ in range(w.number("I"))]
        infos.append((name, shape, w.number("I"), w.number("Q")))
    return kept, alignment, infos


def is_kept(name, layers):
    parts = name.split(b".")
    return int(parts[1]) < layers if parts[0] == b"blk" else parts[0] != b"output"


def cut(source, layers, target):
    with open(source, "rb") as file:
        w = Whole(file)
        settings, alignment, infos = read_head(w)
        up = lambda at: (at + alignment - 1) // alignment * alignment
        data = up(file.tell())
        file.seek(0, os.SEEK_END)
        bounds = sorted(i[3] for i in infos) + [file.tell() - data]
        length = {at: after - at for at, after in zip(bounds, bounds[1:])}
        kept = [i for i in infos if is_kept(i[0], layers)]
        head, at = [b"GGUF", struct.pack("<IQQ", 3, len(kept), len(settings))], 0
        for name, raw in settings:
            head.append(raw if name is None else raw + struct.pack("<I", layers))
        for name, shape, kind, offset in kept:
            head.append(struct.pack("<Q", len(name)) + name + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, at))
            at = up(at + length[offset])
        head = b"".join(head)
        with open(target, "wb") as out:
            out.write(head.ljust(up(len(head)), b"\0"))
            for _, _, _, offset in kept:
                file.seek(data + offset)
                left = length[offset]
                while left:
                    piece = file.read(min(left, 1 << 22))
                    left -= len(piece)
                    out.write(piece)
                out.write(b"\0" * (-out.tell() % alignment))


if __name__ == "__main__":
    cut(sys.argv[1], int(sys.argv[2]), sys.argv[3])
