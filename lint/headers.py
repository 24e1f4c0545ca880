#!/usr/bin/env python3
"""Every header compiles alone, without warnings. Headers that passed as they are now are not compiled again.

A header that a source includes before all else is compiled alone by the build; what is left to see is whether it warns,
which the headers of one folder are asked together. Where that fails, each is compiled alone, as all others are."""

import concurrent.futures
import itertools

import sources


def compile_together(command, headers):
    text = "".join(f'#include "{header}"\n' for header in headers)
    return sources.run(command + ["-Werror", "-fsyntax-only", "-x", "c++", "-"], input=text)


def objections(command, headers):
    """(header, what the compiler says) for each that it objects to."""
    result = compile_together(command, headers)
    if result.returncode == 0:
        return []
    if len(headers) == 1:
        return [(headers[0], result.stdout.rstrip())]
    return [found for header in headers for found in objections(command, [header])]


def main():
    command = sources.compile_command()
    version = sources.run([command[0], "--version"]).stdout
    passed = sources.Passed("headers", version + " ".join(command))
    every = sources.cpp_files("ground", "src", "tests")
    included = [sources.includes((sources.ROOT / path).read_text()) for path in every if path.suffix == ".cpp"]
    first = {lines[0][2] for lines in included if lines}
    todo = passed.to_check([path for path in every if path.suffix == ".hpp"])
    alone = [path for path in todo if str(path) not in first]
    folders = itertools.groupby([path for path in todo if str(path) in first], lambda path: path.parent)
    batches = [list(paths) for _, paths in folders] + [[path] for path in alone]
    problems = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for batch, found in zip(batches, pool.map(lambda batch: objections(command, batch), batches)):
            problems += [f"{header}: does not compile alone\n{said}" for header, said in found]
            for header in batch:
                if header not in dict(found):
                    passed.passed(header)
    passed.save()
    sources.finish(problems)


main()
