"""Chooses the pieces that the pair judge keeps of its base's 21,128: what the Chinese corpora use.

  python training/pair_pieces.py --base FOLDER --corpora ../shared/corpora --pieces FILE

Kept: the special pieces; Chinese characters seen three times or of the first level of GB 2312 (3,755 common ones); other single
signs seen three times; all ASCII signs; longer pieces (numbers, Latin letters) seen fifty times. No labels are looked at.
"""

import argparse
import collections
import pathlib
import re
import subprocess

import pair_network

OTHER_LANGUAGES = ("polis", "iac", "kpa2021")
MOST_BYTES = 12_000_000  # read of one file


def text_of(path):
    if path.suffix == ".zst":
        raw = subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE).stdout.read(MOST_BYTES)
    else:
        with open(path, "rb") as file:
            raw = file.read(MOST_BYTES)
    text = raw.decode("gb18030" if "TaskB" in path.name or "Task_B" in path.name else "utf-8", "replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text)
    return text.encode("utf-8", "replace").decode()


def counts_of(corpora, vocabulary):
    pieces, counts = pair_network.Pieces(vocabulary), collections.Counter()
    for path in sorted(pathlib.Path(corpora).rglob("*")):
        if not path.is_file() or path.relative_to(corpora).parts[0] in OTHER_LANGUAGES:
            continue
        lines = text_of(path).split("\n")
        parts = [line[i : i + 2000] for line in lines for i in range(0, len(line), 2000)]
        for begin in range(0, len(parts), 5000):
            for rows in pieces.rows(parts[begin : begin + 5000]):
                counts.update(rows)
    return {vocabulary[row]: count for row, count in counts.items()}


def common(character):
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def kept(piece, count):
    bare = piece.removeprefix("##")
    if len(bare) == 1 and bare.isascii():
        return True
    if len(piece) > 1:
        return count >= 50 and not ("\u4e00" <= bare[0] <= "\u9fff")
    return count >= 3 or ("\u4e00" <= piece <= "\u9fff" and common(piece))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--corpora", default="../shared/corpora")
    parser.add_argument("--pieces", required=True)
    a = parser.parse_args()
    vocabulary = pair_network.base_vocabulary(a.base)
    counts = counts_of(a.corpora, vocabulary)
    chosen = [p for p in vocabulary if p not in pair_network.SPECIAL and kept(p, counts.get(p, 0))]
    pathlib.Path(a.pieces).write_text("\n".join(pair_network.SPECIAL + chosen), encoding="utf-8")
    print(len(chosen) + len(pair_network.SPECIAL), "pieces")


if __name__ == "__main__":
    main()
