"""Writes the bundled explorer into a C++ source: python3 web/embed.py FOLDER TARGET.cpp"""

import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
}


def main():
    folder, target = map(pathlib.Path, sys.argv[1:])
    out = ['#include "src/explorer/assets.hpp"', "", "namespace agon {", "namespace {", ""]
    entries = []
    for number, path in enumerate(sorted(folder.iterdir())):
        if path.suffix not in TYPES:
            continue
        content = path.read_bytes()
        cells = ",".join(str(byte) for byte in content)
        out.append(f"constexpr unsigned char kFile{number}[] = {{{cells}}};")
        digest = hashlib.sha256(content).hexdigest()
        entries.append(
            f'    {{"/{path.name}", "{TYPES[path.suffix]}", "{digest}",\n'
            f"     {{reinterpret_cast<const char*>(kFile{number}), sizeof kFile{number}}}}},"
        )
    out += ["", "}  // namespace", "", "std::span<const Asset> all_assets() {", "    static const Asset kAssets[] = {"]
    out += entries + ["    };", "    return kAssets;", "}", "", "}  // namespace agon", ""]
    target.write_text("\n".join(out))


main()
