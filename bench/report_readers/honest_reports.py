#!/usr/bin/env python3
"""Honest reports of a case in every format, language, mode of names and length, each held against the case by `agon verify`.

    honest_reports.py AGON CASE FOLDER [HOW_MANY]

FOLDER must not exist. Exit code 1 if a report that nobody touched was not believed: a false alarm.
"""

import itertools
import pathlib
import resource
import subprocess
import sys

FORMATS = ("html", "md", "docx", "json")
LENGTHS = (400, 700, 1000, 1500, 2000, 2400, 3000, 5000, 12000)


def main() -> int:
    agon, case, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    how_many = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    folder.mkdir()
    modes = ("verbatim", "pseudonyms", "paraphrase")
    kinds = list(itertools.product(LENGTHS, modes, ("en", "zh"), FORMATS))[:how_many]
    alarms = 0
    for words, mode, language, ending in kinds:
        report = folder / f"{words}-{mode}-{language}.{ending}"
        subprocess.run(
            [agon, "report", case, "-o", report, "--words", str(words), "--mode", mode, "--lang", language]
            + ["--key", folder / "key", "--quiet"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        told = subprocess.run([agon, "verify", report, "--case", case], capture_output=True, text=True)
        if told.returncode != 0:
            alarms += 1
            print(f"{report.name}: {told.stdout.strip()} {told.stderr.strip()}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(kinds)} reports, {alarms} false alarms, {used.ru_utime + used.ru_stime:.0f} CPU s")
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
