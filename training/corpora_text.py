"""The text of a file of the corpora, and which Chinese characters are common."""

import re
import subprocess

OTHER_LANGUAGES = ("polis", "iac", "kpa2021")  # folders
MOST_BYTES = 12_000_000  # read of one file


def text_of(path, most=MOST_BYTES):
    if path.suffix == ".zst":
        raw = subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE).stdout.read(most)
    else:
        with open(path, "rb") as file:
            raw = file.read(most)
    text = raw.decode("gb18030" if "TaskB" in path.name or "Task_B" in path.name else "utf-8", "replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text)
    return text.encode("utf-8", "replace").decode()


def common(character):
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
