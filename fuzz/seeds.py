#!/usr/bin/env python3
"""fuzz/seeds.py FOLDER: writes what a search cannot come upon by itself and no fixture is: the fixtures packed, in other encodings, as
pages in WARC files, and workbooks as the fuzz target xlsx takes them (strings, styles and sheet, a zero byte between them)."""
import bz2
import gzip
import io
import lzma
import pathlib
import sys
import tarfile
import zipfile

FIXTURES = pathlib.Path("tests/cases/threads")
SMALL = 3000  # bytes; libFuzzer is told to make no longer ones than 4096


def zipped(name: str, content: bytes, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("folder/" + name, content)
        archive.writestr("b.csv", "text,author\nwords,someone\n")
    return out.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("目录/" + name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def record(kind: str, block: bytes) -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.zhihu.com/question/1\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def warc(content: bytes, encoding: str) -> bytes:
    kind = "application/json" if content.lstrip()[:1] in (b"{", b"[") else "text/html"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n"
    if encoding == "gzip":
        head, content = head + "Content-Encoding: gzip\r\n", gzip.compress(content, mtime=0)
    if encoding == "chunked":
        half = len(content) // 2
        head += "Transfer-Encoding: chunked\r\n"
        content = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (content[:half], content[half:], b""))
    refused = b"HTTP/1.1 302 Found\r\nLocation: /signin\r\nContent-Type: text/html\r\n\r\n"
    return (record("warcinfo", b"software: none\r\n") + record("response", refused) +
            record("response", head.encode() + b"\r\n" + content))


def workbook() -> bytes:
    strings = "<sst><si><t>question</t></si><si><t>author</t></si><si><t>text</t></si><si><t>created</t></si>" \
              "<si><r><t>Is it </t></r><r><t>so?</t></r></si><si><t>A &amp; B</t></si></sst>"
    styles = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm"/></numFmts><cellXfs><xf numFmtId="0"/>' \
             '<xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    sheet = '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>' \
            '<c r="D1" t="s"><v>3</v></c></row><row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" t="inlineStr"><is><t>Li</t></is></c>' \
            '<c r="C2" t="s"><v>5</v></c><c r="D2" s="1"><v>43831.5</v></c></row><row r="3"><c r="A3" t="s"><v>4</v></c>' \
            '<c t="str"><f>A1</f><v>x</v></c><c r="C3" t="inlineStr"><is><t>Yes.</t></is></c><c r="D3" s="2"><v>43832</v></c></row>' \
            '</sheetData></worksheet>'
    return "\0".join([strings, styles, sheet]).encode()


def seeds_of(path: pathlib.Path):
    content = path.read_bytes()
    if len(content) > SMALL:
        return
    yield "gz", gzip.compress(content, mtime=0)
    yield "bz2", bz2.compress(content)
    yield "xz", lzma.compress(content)
    yield "zip", zipped(path.name, content, zipfile.ZIP_DEFLATED)
    yield "stored.zip", zipped(path.name, content, zipfile.ZIP_STORED)
    yield "tar.gz", tarred(path.name, content)
    for encoding in ("plain", "gzip", "chunked"):
        yield encoding + ".warc", warc(content, encoding)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return
    for encoding in ("gb18030", "big5", "utf-16", "utf-16-be", "utf-8-sig"):
        yield encoding, text.encode(encoding, "ignore")


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "book.parts").write_bytes(workbook())
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file() and path.suffix != ".expected":
            for ending, content in seeds_of(path):
                (folder / f"{path.name}.{ending}").write_bytes(content)


main()
