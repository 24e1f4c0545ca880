#!/usr/bin/env python3
"""Holds setup/sbom.py to what CycloneDX 1.5 requires and to setup/*.txt: nothing missing, nothing without version, digest
or licence, the same bytes twice."""

import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIGITS = {"SHA-256": 64, "SHA-384": 96, "SHA-512": 128}


def written():
    return subprocess.run([sys.executable, ROOT / "setup/sbom.py", "9.8.7"], check=True, capture_output=True).stdout


def first_words(name):
    for line in (ROOT / "setup" / name).read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()[0]


class BillOfMaterials(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bytes = written()
        cls.bill = json.loads(cls.bytes)
        cls.parts = {part["bom-ref"]: part for part in cls.bill["components"]}

    def test_header_is_cyclonedx(self):
        self.assertEqual(self.bill["bomFormat"], "CycloneDX")
        self.assertEqual(self.bill["specVersion"], "1.5")
        self.assertEqual(self.bill["version"], 1)
        self.assertEqual(self.bill["metadata"]["component"]["version"], "9.8.7")

    def test_every_part_is_complete(self):
        self.assertEqual(len(self.parts), len(self.bill["components"]), "a bom-ref stands twice")
        for ref, part in self.parts.items():
            with self.subTest(ref):
                self.assertIn(part["type"], ("application", "library"))
                self.assertIn(part["scope"], ("required", "excluded"))
                self.assertRegex(part["name"], r"\S")
                self.assertRegex(part["version"], r"\d")
                self.assertRegex(part["purl"], r"^pkg:(deb/debian|pypi|npm|generic)/[^@\s]+@[^@\s]+$")
                self.assertRegex(part["licenses"][0]["license"]["name"], r"\S")
                self.assertGreaterEqual(len(part["hashes"]), 1)
                for digest in part["hashes"]:
                    self.assertRegex(digest["content"], rf"^[0-9a-f]{{{DIGITS[digest['alg']]}}}$")

    def test_every_pin_is_there(self):
        names = {part["name"] for part in self.parts.values()}
        for word in first_words("packages.txt"):
            self.assertIn(word, names)
        pins = {f"{part['name']}=={part['version']}": part for part in self.parts.values()}
        for line in (ROOT / "setup/wheels.txt").read_text().splitlines():
            if "==" in line and not line.startswith("#"):
                pin, digest = line.split(" --hash=sha256:")
                self.assertEqual(pins[pin]["hashes"], [{"alg": "SHA-256", "content": digest.strip()}])
        for word in first_words("archives.txt"):
            self.assertIn(word, names)
        lock = json.loads((ROOT / "web/package-lock.json").read_text())
        for path in filter(None, lock["packages"]):
            self.assertIn(path.rsplit("node_modules/", 1)[1], names)

    def test_what_is_shipped_is_what_agon_depends_on(self):
        (dependency,) = self.bill["dependencies"]
        required = {ref for ref, part in self.parts.items() if part["scope"] == "required"}
        self.assertEqual(set(dependency["dependsOn"]), required)
        for ref in required:  # agon's own licence allows no GPL in what it ships
            name = self.parts[ref]["licenses"][0]["license"]["name"]
            choices = re.split(r"\s+or\s+", name)
            self.assertTrue(any(not re.match(r"A?GPL", choice) for choice in choices), f"{ref}: {name}")

    def test_same_bytes_twice(self):
        self.assertEqual(self.bytes, written())


if __name__ == "__main__":
    unittest.main()
