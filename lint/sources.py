"""What the lint scripts share: which files are ours, what a file includes, and which files passed before."""

import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_OURS = {"build", "out", "node_modules", "__pycache__", "dist"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def files(*folders, endings=None, root=ROOT):
    """Paths below the folders, relative to the root, sorted."""
    found = []
    for folder in folders:
        for here, inner, names in os.walk(root / folder):
            inner[:] = [name for name in inner if name not in NOT_OURS and not name.startswith(".")]
            found += [pathlib.Path(here, name).relative_to(root) for name in names]
    return sorted(path for path in found if endings is None or path.suffix in endings)


def cpp_files(*folders, root=ROOT):
    return files(*folders, endings={".cpp", ".hpp"}, root=root)


def includes(text):
    """(line number, '<' or '"', path) of every include."""
    return [(text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in INCLUDE.finditer(text)]


def without_comments_and_strings(text):
    """The same text, line for line, with what is inside comments and literals blanked."""
    pattern = re.compile(
        r'R"(?P<fence>[^()\\\s]{0,16})\(.*?\)(?P=fence)"'  # raw strings first: quotes mean nothing in them
        r'|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",  # not the separator in 1'000
        re.DOTALL)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def compile_command():
    """The compiler and flags of the release build, without a source file. Needs a configured build."""
    database = ROOT / "build/release/compile_commands.json"
    if not database.exists():
        sys.exit(f"{database.relative_to(ROOT)} is missing: run cmake --preset release")
    words = shlex.split(json.loads(database.read_text())[0]["command"])
    if pathlib.Path(words[0]).name == "ccache":
        words = words[1:]
    cut = words.index("-o")
    return words[:cut]


class Passed:
    """Remembers, in build/lint, the digests under which a file passed a check, so that it is not checked again.

    A digest covers the file, our headers that it reaches, and `salt` (flags, tool version, settings)."""

    def __init__(self, check, salt):
        self.path = ROOT / "build/lint" / (check + ".json")
        self.salt = salt
        self.texts = {}
        try:
            self.old = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.old = {}
        self.new = {}

    def text(self, path):
        if path not in self.texts:
            self.texts[path] = (ROOT / path).read_text()
        return self.texts[path]

    def digest(self, path):
        seen, waiting = set(), [path]
        while waiting:
            at = waiting.pop()
            if at in seen or not (ROOT / at).is_file():
                continue
            seen.add(at)
            waiting += [pathlib.Path(name) for _, mark, name in includes(self.text(at)) if mark == '"']
        whole = hashlib.sha256(self.salt.encode())
        for at in sorted(seen):
            whole.update(f"\0{at}\0{self.text(at)}".encode())
        return whole.hexdigest()

    def to_check(self, paths):
        """The paths that have not passed as they are now."""
        digests = {path: self.digest(path) for path in paths}
        self.waiting = {path: digest for path, digest in digests.items() if self.old.get(str(path)) != digest}
        self.new = {str(path): digest for path, digest in digests.items() if path not in self.waiting}
        return list(self.waiting)

    def passed(self, path):
        self.new[str(path)] = self.waiting[path]

    def save(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(self.new, indent=1, sort_keys=True))
        fresh.replace(self.path)


def run(words, **options):
    return subprocess.run(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def finish(problems):
    """Prints the problems, one per line, and ends with the status they call for."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
