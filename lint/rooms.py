#!/usr/bin/env python3
"""A room includes ground/* and the rooms that src/rooms.txt grants it, by their one public header.

lint/rooms.py [ROOT]
"""

import pathlib
import re
import sys

import sources

# Mirrors the link order in CMakeLists.txt.
GROUND = {
    "outcome": set(),
    "text": {"outcome"},
    "table": {"outcome", "text"},
    "model": {"outcome", "text", "table"},
    "lexicon": {"outcome", "text", "table"},
}
# The checker shares no code with what it checks; whoever edits rooms.txt must meet this line too.
VERDICT_SEES = {"threads", "report"}


def read_rooms(root):
    """Room -> granted rooms, and what is wrong with the list itself."""
    granted, problems = {}, []
    for number, line in enumerate((root / "src/rooms.txt").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        room, _, rest = line.partition(":")
        for other in rest.split():
            if other not in granted:
                problems.append(f"src/rooms.txt:{number}: {room} is granted {other}, which is not upstream of it")
        granted[room] = set(rest.split())
    if granted.get("verdict") != VERDICT_SEES:
        problems.append("src/rooms.txt: verdict may see threads and report, no more and no less")
    for folder in sorted((root / "src").iterdir()):
        if folder.is_dir() and folder.name not in granted:
            problems.append(f"src/{folder.name}: not a room of src/rooms.txt")
    for folder in sorted((root / "ground").iterdir()):
        if folder.is_dir() and folder.name not in GROUND:
            problems.append(f"ground/{folder.name}: a further ground library needs a decision page, and a line here")
    return granted, problems


def objection(path, name, granted):
    """Why `path` may not include "name"; None if it may."""
    place, owner = path.parts[0], path.parts[1]
    if name == "include/agon.h" and owner == "abi":  # that room's public header, for those outside
        return None
    parts = pathlib.PurePosixPath(name).parts
    if len(parts) != 3 or parts[0] not in ("ground", "src") or not name.endswith(".hpp"):
        return "write our headers from the root: \"ground/LIBRARY/X.hpp\" or \"src/ROOM/X.hpp\""
    folder, other, header = parts
    if folder == place and other == owner:
        return None
    if folder == "ground":
        if place == "src" or other in GROUND.get(owner, ()):
            return None
        return f"ground/{owner} stands below ground/{other}"
    if place == "ground":
        return "ground includes no room"
    if other not in granted.get(owner, ()):
        return f"src/rooms.txt does not grant {other} to {owner}"
    if header != other + ".hpp":
        return f"the public header of {other} is src/{other}/{other}.hpp"
    return None


def one_name_two_types(root):
    """Types of the same name in two rooms are one type to the linker, and the program breaks at run time."""
    places = {}
    for path in sources.cpp_files("ground", "src", root=root):
        text = re.sub(r"namespace \{.*?\n\}  // namespace\n", "", (root / path).read_text(), flags=re.S)
        for match in re.finditer(r"^(?:struct|class|enum class) (?:\[\[nodiscard\]\] )?(\w+)(?: final)?[ :{]", text, flags=re.M):
            places.setdefault(match.group(1), set()).add("/".join(path.parts[:2]))
    return [
        f"{name}: a type of this name stands in {' and '.join(sorted(rooms))}"
        for name, rooms in sorted(places.items())
        if len(rooms) > 1 and name not in ("EnumNames", "ColumnsOf")
    ]


def main():
    root = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else sources.ROOT
    granted, problems = read_rooms(root)
    for path in sources.cpp_files("ground", "src", root=root):
        if len(path.parts) != 3:
            problems.append(f"{path}: a source file stands directly in its room or library")
            continue
        for number, mark, name in sources.includes((root / path).read_text()):
            if mark == "<" and not name.startswith(("src/", "ground/")):
                continue
            reason = objection(path, name, granted)
            if reason:
                problems.append(f"{path}:{number}: {name}: {reason}")
    problems += one_name_two_types(root)
    sources.finish(problems)


main()
