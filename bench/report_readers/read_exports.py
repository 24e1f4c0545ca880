"""Reads what `agon report` writes with readers of those formats: python-docx, bibtexparser, rispy, json.

  python read_exports.py AGON CASE SOURCES_FOLDER

Every quote of the Web Annotations is looked for in the imported files by its bytes; needs
pip install python-docx bibtexparser rispy
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import bibtexparser
import docx
import rispy

agon, case, sources = sys.argv[1:4]
problems = []


def check(good, what):
    if not good:
        problems.append(what)


folder = pathlib.Path(tempfile.mkdtemp(prefix="agon_readers_"))
for ending in ("docx", "bib", "ris", "csl.json", "jsonld", "json", "md"):
    subprocess.run([agon, "report", case, "-o", folder / f"r.{ending}", "--quiet"], check=True, stdout=subprocess.DEVNULL)

report = json.loads((folder / "r.json").read_text())
notes = [b for b in report["blocks"] if b["kind"] == "endnote"]

document = docx.Document(str(folder / "r.docx"))
headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1" or p.style.name == "heading 1"]
check(headings == [b["text"] for b in report["blocks"] if b["kind"] == "heading"], "docx: headings differ")
tables = sum(b["kind"] == "table_head" for b in report["blocks"])
check(len(document.tables) == tables, f"docx: {len(document.tables)} tables, {tables} expected")
xml = zipfile.ZipFile(folder / "r.docx").read("word/footnotes.xml").decode()
check(xml.count("<w:footnoteRef/>") == len(notes), "docx: footnotes are not the endnotes")
body = zipfile.ZipFile(folder / "r.docx").read("word/document.xml").decode()
check(body.count("<w:footnoteReference ") >= len(notes), "docx: footnotes without a reference")

bibtex = bibtexparser.loads((folder / "r.bib").read_text())
ris = rispy.loads((folder / "r.ris").read_text(newline=""))
csl = json.loads((folder / "r.csl.json").read_text())
check(len(bibtex.entries) == len(ris) == len(csl) > 0, f"references: {len(bibtex.entries)} {len(ris)} {len(csl)}")
check([e["TI"] if "TI" in e else e.get("title") for e in ris] == [e["title"] for e in csl], "ris: titles differ from csl")
check(all(e["author"][0]["literal"] and e["type"] == "post" for e in csl), "csl: an item without author")

by_digest = {hashlib.sha256(p.read_bytes()).hexdigest(): p.read_bytes() for p in pathlib.Path(sources).rglob("*") if p.is_file()}
page = json.loads((folder / "r.jsonld").read_text())
check(page["type"] == "AnnotationPage" and len(page["items"]) == len(notes), "jsonld: not one annotation an endnote")
for item in page["items"]:
    quote, position = item["target"]["selector"]
    raw = by_digest[item["target"]["source"].removeprefix("urn:sha-256:")][position["start"] : position["end"]].decode()
    check(json.loads('"' + raw + '"').replace("<br>", "").strip() == quote["exact"] or quote["exact"][:6] in raw,
          f"jsonld: {quote['exact']} is not at its bytes")

for ending in ("docx", "json", "md"):
    done = subprocess.run([agon, "verify", folder / f"r.{ending}", "--case", case], stdout=subprocess.PIPE, text=True)
    check(done.returncode == 0, f"verify {ending}: {done.stdout}")

print(f"{len(notes)} endnotes, {len(csl)} references, {tables} tables read back")
for problem in problems:
    print("PROBLEM", problem)
sys.exit(1 if problems else 0)
