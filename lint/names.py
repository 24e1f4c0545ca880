#!/usr/bin/env python3
"""Names that say nothing, and words that library code may not use.

lint/names.py [ROOT]. Long files get a note, not an error.
"""

import pathlib
import re
import sys

import sources

EMPTY_NAMES = {"util", "utils", "common", "misc", "manager", "managers", "helper", "helpers", "data", "info"}
CODE = {".cpp", ".hpp", ".c", ".h", ".py", ".ts", ".tsx", ".js", ".sh", ".cmake"}
MOST_LINES = 400

EVERYWHERE = [
    (re.compile(r"\bstd::w?s?regex\b|#\s*include\s*<regex>"), "std::regex is slow and overflows the stack: use RE2"),
]
# The library never prints and never exits: only src/cli does.
IN_LIBRARIES = [
    (re.compile(r"\bstd::w?(cout|cerr|clog|cin)\b"), "only src/cli talks to the terminal"),
    (re.compile(r"\b(v?f?printf|puts|fputs|putchar|perror)\s*\("), "only src/cli prints"),
    (re.compile(r"\b(fmt|std)::print(ln)?\s*\("), "only src/cli prints"),
    (re.compile(r"(?<![\w.>])(std::)?(_?exit|_Exit|quick_exit|abort|terminate)\s*\("), "only src/cli ends the program"),
]
# VERIFY says on stderr which invariant broke, and aborts.
VERIFY_LIVES_IN = pathlib.PurePosixPath("ground/outcome/outcome.cpp")


def empty_name(path):
    """The part of a path that says nothing, if any. Whole folder names; in code files every word of the name."""
    for folder in path.parts[:-1]:
        if folder in EMPTY_NAMES:
            return folder
    words = re.split(r"[_\-.]", path.stem.lower()) if path.suffix in CODE else [path.stem.lower()]
    return next((word for word in words if word in EMPTY_NAMES), None)


def main():
    root = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else sources.ROOT
    problems, notes = [], []
    for path in sources.files(".", root=root):
        word = empty_name(path)
        if word:
            problems.append(f"{path}: \"{word}\" does not say what is inside")

    for path in sources.cpp_files("ground", "src", "tests", "fuzz", "bench", root=root):
        text = (root / path).read_text()
        lines = text.count("\n")
        if lines > MOST_LINES:
            notes.append(f"note: {path}: {lines} lines; past {MOST_LINES} a sentence of reason is due")
        rules = list(EVERYWHERE)
        if path.parts[0] in ("ground", "src") and path.parts[1] != "cli" and path != VERIFY_LIVES_IN:
            rules += IN_LIBRARIES
        code = sources.without_comments_and_strings(text)
        for number, line in enumerate(code.splitlines(), 1):
            for pattern, reason in rules:
                match = pattern.search(line)
                if match:
                    problems.append(f"{path}:{number}: {match[0].strip()}: {reason}")
    for note in notes:
        print(note)
    sources.finish(problems)


main()
