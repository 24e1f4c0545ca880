"""Kills an import at random moments and looks whether the next run ends at the same bytes.

    python3 bench/kill_import.py BUILD/import_bench posts.jsonl FOLDER [KILLS] [LINES]

The case holds half of the LINES already; the import that is killed brings the other half. After each kill the import is
run again to its end, and every file of the case is compared with the uninterrupted one's."""

import hashlib
import pathlib
import random
import shutil
import subprocess
import sys
import time


def digests(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def main():
    program, posts, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    kills = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 20000
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with open(posts, "rb") as lines:
        rows = [next(lines) for _ in range(count)]
    halves = [folder / "first.jsonl", folder / "second.jsonl"]
    halves[0].write_bytes(b"".join(rows[: count // 2]))
    halves[1].write_bytes(b"".join(rows[count // 2 :]))
    run = lambda case, half: [program, "import", str(folder / case), str(halves[half])]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(run("old", 0), check=True, **quiet)
    shutil.copytree(folder / "old", folder / "case")
    started = time.monotonic()
    subprocess.run(run("case", 1), check=True, **quiet)
    whole = time.monotonic() - started
    old, expected = digests(folder / "old"), digests(folder / "case")
    chance = random.Random(200)
    killed = partial = different = left_over = 0
    for _ in range(kills):
        shutil.rmtree(folder / "case")
        shutil.copytree(folder / "old", folder / "case")
        process = subprocess.Popen(run("case", 1), **quiet)
        time.sleep(chance.random() * whole)
        process.kill()
        killed += process.wait() == -9
        between = digests(folder / "case")
        partial += any(between.get(name) != value for name, value in old.items()) and between != expected
        left_over += any(name not in expected for name in between)
        subprocess.run(run("case", 1), check=True, **quiet)
        different += digests(folder / "case") != expected
    print(f"kills {kills}: died of it {killed}, left files aside {left_over}, left some tables new and some old {partial}, "
          f"bytes different after the next run {different}; one import takes {whole:.2f} s")
    return 1 if different else 0


sys.exit(main())
