"""Reads what `agon report` and `agon export` write with readers of those formats, and recounts it from the tables.

  python read_exports.py AGON CASE SOURCES_FOLDER [ARGDOWN_NODE_MODULES]

needs  pip install python-docx bibtexparser rispy networkx openpyxl frictionless duckdb lxml
       npm install @argdown/core   (in the folder named last; without it Argdown is not read)
       pdftotext, pandoc where they are installed
Every quote of the Web Annotations is looked for in the imported files by its bytes; every coding of the QDPX is cut out
of its text by code points.
"""
import csv
import hashlib
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import bibtexparser
import docx
import duckdb
import frictionless
import lxml.etree
import networkx
import openpyxl
import rispy

agon, case, sources = sys.argv[1:4]
argdown_modules = sys.argv[4] if len(sys.argv) > 4 else None
problems, passed = [], []
folder = pathlib.Path(tempfile.mkdtemp(prefix="agon_readers_"))


def check(good, what):
    (passed if good else problems).append(what)


def run(*words):
    return subprocess.run([str(w) for w in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def squeeze(text):
    return re.sub(r"\s+", "", text)


def rows(table, what="*", where=""):
    return duckdb.sql(f"select {what} from '{case}/{table}.parquet' {where}").fetchall()


# ---- The report and what it cites ------------------------------------------------------------------------------------
for ending in ("docx", "bib", "ris", "csl.json", "jsonld", "json", "md"):
    done = run(agon, "report", case, "-o", folder / f"r.{ending}", "--quiet")
    check(done.returncode == 0, f"report .{ending}: {done.stderr}")
report = json.loads((folder / "r.json").read_text())
notes = [b for b in report["blocks"] if b["kind"] == "endnote"]

document = docx.Document(str(folder / "r.docx"))
headings = [p.text for p in document.paragraphs if p.style.name.lower() == "heading 1"]
check(headings == [b["text"] for b in report["blocks"] if b["kind"] == "heading"], "docx: headings as in the report")
tables = sum(b["kind"] == "table_head" for b in report["blocks"])
check(len(document.tables) == tables, f"docx: {len(document.tables)} tables, {tables} in the report")
xml = zipfile.ZipFile(folder / "r.docx").read("word/footnotes.xml").decode()
check(xml.count("<w:footnoteRef/>") == len(notes), "docx: footnotes are the endnotes")
body = zipfile.ZipFile(folder / "r.docx").read("word/document.xml").decode()
check(body.count("<w:footnoteReference ") >= len(notes), "docx: every footnote has a reference")

parse = getattr(bibtexparser, "loads", None) or bibtexparser.parse_string
bibtex = parse((folder / "r.bib").read_text()).entries
ris = rispy.loads((folder / "r.ris").read_bytes().decode())
csl = json.loads((folder / "r.csl.json").read_text())
check(len(bibtex) == len(ris) == len(csl) > 0, f"references: {len(bibtex)} BibTeX, {len(ris)} RIS, {len(csl)} CSL")
check([e.get("title") or e.get("primary_title") for e in ris] == [e["title"] for e in csl], "ris: titles as in csl")
check(all(e["author"][0]["literal"] and e["type"] == "post" for e in csl), "csl: every item has an author")

by_digest = {hashlib.sha256(p.read_bytes()).hexdigest(): p.read_bytes() for p in pathlib.Path(sources).rglob("*") if p.is_file()}
page = json.loads((folder / "r.jsonld").read_text())
check(page["type"] == "AnnotationPage" and len(page["items"]) == len(notes), "jsonld: one annotation an endnote")
found = 0
for item in page["items"]:
    quote, position = item["target"]["selector"]
    raw = by_digest[item["target"]["source"].removeprefix("urn:sha-256:")][position["start"] : position["end"]].decode()
    shown = html.unescape(re.sub(r"<[^>]*>", "", json.loads('"' + raw + '"'))).replace("\n", "").strip()
    found += shown == quote["exact"]
check(found == len(page["items"]), f"jsonld: {found} of {len(page['items'])} quotes stand at their bytes")

for ending in ("docx", "json", "md"):
    done = run(agon, "verify", folder / f"r.{ending}", "--case", case)
    check(done.returncode == 0, f"verify {ending}: {done.stdout.splitlines()[-1]}")

if shutil.which("chromium"):
    done = run(agon, "report", case, "-o", folder / "r.pdf", "--quiet")
    check(done.returncode == 0, f"report .pdf: {done.stderr}")
    if shutil.which("pdftotext"):
        text = run("pdftotext", "-layout", folder / "r.pdf", "-").stdout
        info = run("pdfinfo", folder / "r.pdf").stdout
        fonts = run("pdffonts", folder / "r.pdf").stdout.splitlines()[2:]
        squeezed = squeeze(text)
        missing = [b["text"] for b in report["blocks"] if b["kind"] == "heading" and squeeze(b["text"]) not in squeezed]
        check(not missing, f"pdf: headings not found: {missing}")
        check(re.search(r"Tagged:\s+yes", info), "pdf: tagged")
        check(all(" yes " in f for f in fonts), f"pdf: all {len(fonts)} fonts embedded")
        originals = [t["original"] for t in report["translations"] if re.search("[\u4e00-\u9fff]{6}", t["original"])]
        shown = sum(squeeze(o) in squeezed for o in originals)
        check(shown > 0, f"pdf: {shown} Chinese originals can be read out again")

# ---- Networks ----------------------------------------------------------------------------------------------------------
voices = {r[0] for r in rows("camps/voices", "distinct voice")} | {r[0] for r in rows("points/links", "distinct from_voice")} | {
    r[0] for r in rows("points/links", "distinct to_voice")}
links = rows("points/links", "from_voice, to_voice, sum(positive), sum(negative)", "group by all")
points = rows("points/points", "point, voices")
for network in ("voices", "arguments"):
    for ending, read in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)):
        file = folder / f"{network}.{ending}"
        done = run(agon, "export", case, "-o", file, "--network", network)
        check(done.returncode == 0, f"export {ending}: {done.stderr}")
        graph = read(file)
        if network == "voices":
            check(graph.number_of_nodes() == len(voices), f"{ending} voices: {graph.number_of_nodes()} nodes")
            signs = {(a, b): (int(d["positive"]), int(d["negative"])) for a, b, d in graph.edges(data=True)}
            check(signs == {(f"v{a}", f"v{b}"): (p, n) for a, b, p, n in links}, f"{ending} voices: {len(signs)} edges and their signs as in points/links")
        else:
            debates = len(rows("debates/debates"))
            check(graph.number_of_nodes() == len(points) + debates, f"{ending} arguments: {graph.number_of_nodes()} nodes")
            counted = {n[1:]: int(d["voices"]) for n, d in graph.nodes(data=True) if n[0] == "p"}
            check(counted == {str(p): v for p, v in points}, f"{ending} arguments: voices as in points/points")
        check(all(d.get("label") for _, d in graph.nodes(data=True)), f"{ending} {network}: every node has a label")

# ---- Arguments ---------------------------------------------------------------------------------------------------------
run(agon, "export", case, "-o", folder / "r.aif.json")
aif = json.loads((folder / "r.aif.json").read_text())["AIF"]
ids = {n["nodeID"]: n["type"] for n in aif["nodes"]}
check(len(ids) == len(aif["nodes"]), "aif: node ids are unique")
check(all(e["fromID"] in ids and e["toID"] in ids for e in aif["edges"]), "aif: every edge joins two nodes")
check(not any(ids[e["fromID"]] == "I" and ids[e["toID"]] == "I" for e in aif["edges"]), "aif: no I-node leads to an I-node directly")
for kind in ("RA", "CA", "YA"):
    check(all(sum(e["toID"] == n for e in aif["edges"]) == 1 and sum(e["fromID"] == n for e in aif["edges"]) == 1
              for n, t in ids.items() if t == kind), f"aif: {kind}-nodes have one premise and one conclusion")
check({l["nodeID"] for l in aif["locutions"]} == {n for n, t in ids.items() if t == "L"}, "aif: locutions are the L-nodes")
check({l["personID"] for l in aif["locutions"]} <= {p["participantID"] for p in aif["participants"]}, "aif: every locution has its participant")

run(agon, "export", case, "-o", folder / "r.argdown")
if argdown_modules:
    script = folder / "argdown.cjs"
    script.write_text(f"""
const {{ ArgdownApplication, ParserPlugin, ModelPlugin }} = require({json.dumps(str(pathlib.Path(argdown_modules).resolve() / '@argdown/core'))});
const app = new ArgdownApplication();
app.addPlugin(new ParserPlugin(), 'parse-input'); app.addPlugin(new ModelPlugin(), 'build-model');
const r = app.run({{ process: ['parse-input', 'build-model'], input: require('fs').readFileSync({json.dumps(str(folder / 'r.argdown'))}, 'utf8') }});
console.log(JSON.stringify({{ errors: [...(r.parserErrors || []), ...(r.lexerErrors || [])].map((e) => e.message), statements: Object.keys(r.statements || {{}}), arguments: Object.keys(r.arguments || {{}}), relations: (r.relations || []).map((x) => [x.relationType, x.from && x.from.title, x.to && x.to.title]) }}));
""")
    done = run("node", script)
    check(done.returncode == 0, f"argdown: {done.stderr[-300:]}")
    if done.returncode == 0:
        read = json.loads(done.stdout)
        check(not read["errors"], f"argdown: parser errors {read['errors'][:3]}")
        check(len(read["arguments"]) == len(points), f"argdown: {len(read['arguments'])} arguments, {len(points)} key points")
        kinds = rows("points/points", "pole, count(*)", "group by pole")
        wanted = sum(n for _, n in kinds) + len(rows("points/point_relations"))
        check(len(read["relations"]) == wanted, f"argdown: {len(read['relations'])} relations, {wanted} expected")

# ---- QDPX: the schema's rules for the parts that are used, and positions in code points -----------------------------------
run(agon, "export", case, "-o", folder / "r.qdpx")
archive = zipfile.ZipFile(folder / "r.qdpx")
check(archive.testzip() is None, "qdpx: a sound zip")
schema = lxml.etree.XMLSchema(lxml.etree.parse(str(pathlib.Path(__file__).parent / "refi_qda_part.xsd")))
project = lxml.etree.fromstring(archive.read("project.qde"))
check(schema.validate(project), f"qdpx: {schema.error_log.last_error}")
ns = {"q": "urn:QDA-XML:project:1.0"}
codes = {c.get("guid"): c.get("name") for c in project.iterfind(".//q:Code", ns)}
guids = [e.get("guid") for e in project.iter() if e.get("guid")]
check(len(guids) == len(set(guids)), "qdpx: guids are unique")
check(all(r.get("targetGUID") in codes for r in project.iterfind(".//q:CodeRef", ns)), "qdpx: every coding has its code")
cut = wrong = astral = 0
for source in project.iterfind(".//q:TextSource", ns):
    text = archive.read("sources/" + source.get("plainTextPath").removeprefix("internal://")).decode()
    astral += any(ord(c) > 0xFFFF for c in text)
    for selection in source.iterfind("q:PlainTextSelection", ns):
        piece = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
        cut += 1
        name = selection.get("name")
        wrong += not piece or (name != "" and squeeze(piece) != squeeze(name))
check(cut > 0 and wrong == 0, f"qdpx: {cut} codings cut by code points, {wrong} wrong ({astral} texts with characters outside the first plane)")
matched = len(rows("points/matches", "distinct segment"))
check(sum(s.get("name") != "" for s in project.iterfind(".//q:PlainTextSelection", ns)) == matched, f"qdpx: {matched} matched segments coded")

# ---- Tables ------------------------------------------------------------------------------------------------------------
done = run(agon, "export", case, "--format", "tables", "-o", folder / "tables")
check(done.returncode == 0, f"tables: {done.stderr}")
validated = frictionless.validate(str(folder / "tables/datapackage.json"))
check(validated.valid, f"frictionless: {validated.flatten(['message'])[:3]}")
package = json.loads((folder / "tables/datapackage.json").read_text())
csv.field_size_limit(1 << 30)
dangerous = 0
for resource in package["resources"]:
    with open(folder / "tables" / resource["path"], newline="") as file:
        read = list(csv.reader(file))
    table = resource["path"].removesuffix(".csv")
    stored = rows(table)
    check(len(read) - 1 == len(stored), f"csv {table}: {len(read) - 1} rows, {len(stored)} in the case")
    texts = [i for i, f in enumerate(resource["schema"]["fields"]) if f["type"] == "string"]
    dangerous += sum(row[i][:1] in ("=", "+", "-", "@", "\t", "\r") and row[i] != "" for row in read[1:] for i in texts)
check(dangerous == 0, f"csv: {dangerous} cells that a spreadsheet would run")
run(agon, "export", case, "-o", folder / "r.xlsx")
book = openpyxl.load_workbook(folder / "r.xlsx", read_only=True)
check(len(book.sheetnames) == len(package["resources"]), f"xlsx: {len(book.sheetnames)} sheets")
formulas = lines = 0
for sheet in book:
    for line in sheet.iter_rows():
        lines += 1
        formulas += sum(cell.data_type == "f" for cell in line)
total = sum(len(rows(r["path"].removesuffix(".csv"))) for r in package["resources"])
check(lines == total + len(book.sheetnames), f"xlsx: {lines} lines for {total} rows and {len(book.sheetnames)} heads")
check(formulas == 0, f"xlsx: {formulas} formulas")
run(agon, "export", case, "--format", "4cat", "-o", folder / "posts.csv")
with open(folder / "posts.csv", newline="") as file:
    posts = list(csv.DictReader(file))
check(len(posts) == len(rows("threads/posts", "*", "where newest = 1")) and all(p["body"] for p in posts), f"4cat: {len(posts)} posts")

if shutil.which("pandoc"):
    for ending, format in (("docx", "docx"), ("md", "markdown")):
        done = run("pandoc", "-f", format, "-t", "plain", folder / f"r.{ending}")
        check(done.returncode == 0 and len(done.stdout) > 200, f"pandoc reads {ending}: {done.stderr[:200]}")
    formats = run("pandoc", "--list-input-formats").stdout.split()  # RIS from pandoc 3 on
    for ending, format in (("bib", "biblatex"), ("ris", "ris"), ("csl.json", "csljson")):
        if format not in formats:
            continue
        done = run("pandoc", "-f", format, "-t", "csljson", folder / f"r.{ending}")
        read = len(json.loads(done.stdout)) if done.returncode == 0 else 0
        check(read == len(csl), f"pandoc reads {ending}: {read} references {done.stderr[:200]}")

for what in passed:
    print("ok", what)
for what in problems:
    print("PROBLEM", what)
print(f"{len(passed)} checks passed, {len(problems)} failed; {len(notes)} endnotes, {len(csl)} references, {tables} tables")
shutil.rmtree(folder)
sys.exit(1 if problems else 0)
