#!/usr/bin/env python3
"""Every header compiles alone. Headers that passed as they are now are not compiled again.

A header that a source includes before all else is compiled alone by the build, so only the others are tried here,
and without warnings."""

import concurrent.futures

import sources


def compile_alone(command, header):
    result = sources.run(
        command + ["-Werror", "-fsyntax-only", "-x", "c++", "-"], input=f'#include "{header}"\n')
    return None if result.returncode == 0 else f"{header}: does not compile alone\n{result.stdout.rstrip()}"


def main():
    command = sources.compile_command()
    version = sources.run([command[0], "--version"]).stdout
    passed = sources.Passed("headers", version + " ".join(command))
    every = sources.cpp_files("ground", "src", "tests")
    included = [sources.includes((sources.ROOT / path).read_text()) for path in every if path.suffix == ".cpp"]
    first = {lines[0][2] for lines in included if lines}
    todo = passed.to_check([path for path in every if path.suffix == ".hpp" and str(path) not in first])
    problems = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for header, problem in zip(todo, pool.map(lambda header: compile_alone(command, header), todo)):
            if problem:
                problems.append(problem)
            else:
                passed.passed(header)
    passed.save()
    sources.finish(problems)


main()
