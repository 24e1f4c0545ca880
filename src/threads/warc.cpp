// WARC: the web pages of a crawl, ISO 28500. A record is a line "WARC/1.0", header lines, a blank line, Content-Length
// bytes and two line ends; gzip a record, as crawlers write it, was undone before (unpack.cpp).
// Of a `response` record the bytes hold an HTTP answer; its body, without chunks and compression, is what a browser
// saw and becomes a source named by its address. Pages, JSON, feeds and tables are taken. Pictures, films, sounds,
// fonts, styles and scripts hold no posts and are no records. Every other answer is one that does not come in, and a
// Reject.
//   taken: 200 text/html   rejected: 403, 302, 200 application/pdf, packed as br   no record: request, 200 image/png
#include <zlib.h>

#include <algorithm>

#include "ground/text/ascii_lower.hpp"
#include "src/threads/unpack.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLargestPage = 1 << 28;

/// "Name: value" lines up to a blank one; names in lower case.
struct HeaderLines {
    std::map<std::string, std::string> values;
    std::size_t end = 0;  // behind the blank line; npos: there was none

    const std::string& at(const std::string& name) const {
        static const std::string none;
        const auto found = values.find(name);
        return found == values.end() ? none : found->second;
    }
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

HeaderLines header_lines(std::string_view bytes, std::size_t at) {
    HeaderLines header;
    for (;;) {
        const std::size_t end = bytes.find('\n', at);
        if (end == std::string_view::npos) {
            header.end = std::string_view::npos;
            return header;
        }
        const std::string_view line = trimmed(bytes.substr(at, end - at));
        at = end + 1;
        if (line.empty()) break;
        if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
            header.values[ascii_lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
    }
    header.end = at;
    return header;
}

/// A length in digits of a base, or -1.
std::int64_t length_in(std::string_view text, int base) {
    std::int64_t value = 0;
    if (text.empty() || text.size() > 12) return -1;
    for (const char c : ascii_lower(text)) {
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
        if (digit >= base) return -1;
        value = value * base + digit;
    }
    return value;
}

/// Transfer-Encoding: chunked.
Result<std::string> joined_chunks(std::string_view body) {
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const std::size_t end = body.find('\n', at);
        if (end == std::string_view::npos) break;
        const std::string_view line = trimmed(body.substr(at, end - at));
        const std::int64_t length = length_in(trimmed(line.substr(0, line.find(';'))), 16);
        if (length == 0) return out;
        if (length < 0 || static_cast<std::size_t>(length) > body.size() - end - 1) break;
        out.append(body.substr(end + 1, static_cast<std::size_t>(length)));
        at = std::min(body.find('\n', end + 1 + static_cast<std::size_t>(length)), body.size() - 1) + 1;
    }
    return Error{ErrorCode::archive_damaged, "", 0, -1, "a chunk of an answer is cut short"};
}

std::string address_of(const HeaderLines& header) {
    std::string address = header.at("warc-target-uri");
    for (char& c : address)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = '_';
    return address;
}

bool is_wanted(const std::string& type) {
    for (const std::string_view part : {"html", "json", "xml", "rss", "text/plain", "text/csv"})
        if (ascii_lower(type).find(part) != std::string::npos) return true;
    return false;
}

/// Of these a page is made, but they say nothing themselves.
bool is_part_of_a_page(const std::string& type) {
    for (const std::string_view part :
         {"image/", "video/", "audio/", "font", "text/css", "javascript", "ecmascript", "wasm", "text/dns"})
        if (ascii_lower(type).find(part) != std::string::npos) return true;
    return false;
}

/// What a server wrote, as a short piece of a line.
std::string quoted(std::string_view text) {
    std::string out(text.substr(0, 80));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = '_';
    return '"' + out + '"';
}

Error refused(std::string detail) {
    return {ErrorCode::bad_value, "", 0, -1, std::move(detail)};
}

/// "HTTP/1.1 404 Not Found" -> 404
std::string_view status_in(std::string_view line) {
    const std::size_t begin = std::min(line.find(' '), line.size());
    const std::string_view rest = trimmed(line.substr(begin));
    return rest.substr(0, rest.find(' '));
}

/// The body of an HTTP answer; empty: no record. Errors: it is one and does not come in.
Result<std::string> body_of_answer(std::string_view answer) {
    const std::size_t line_end = answer.find('\n');
    if (!answer.starts_with("HTTP/") || line_end == std::string_view::npos) return refused("no HTTP answer");
    const std::string_view status = status_in(answer.substr(0, line_end));
    const HeaderLines header = header_lines(answer, line_end + 1);
    if (header.end == std::string_view::npos) return refused("an HTTP answer without an end of its header");
    const std::string& type = header.at("content-type");
    const std::string& elsewhere = header.at("location");
    if (status != "200")
        return refused("status " + quoted(status) + (elsewhere.empty() ? "" : ", elsewhere: " + quoted(elsewhere)));
    if (is_part_of_a_page(type)) return std::string();
    if (!is_wanted(type)) return refused("content type " + quoted(type));
    std::string body(answer.substr(header.end));
    if (ascii_lower(header.at("transfer-encoding")).find("chunked") != std::string::npos) {
        TRY(body, joined_chunks(body));
    }
    const std::string packing = ascii_lower(header.at("content-encoding"));
    if (packing == "gzip" || packing == "x-gzip" || packing == "deflate") {
        TRY(body, inflate(body, kLargestPage));
    } else if (!packing.empty() && packing != "identity") {
        return refused("an answer packed as " + quoted(packing));
    }
    if (body.empty()) return Error{ErrorCode::missing_field, "", 0, -1, "the answer is empty"};
    return body;
}

/// The same of any record.
Result<std::string> body_of_record(const HeaderLines& header, std::string_view content) {
    const std::string& kind = header.at("warc-type");
    const std::string& type = header.at("content-type");
    if (kind == "continuation") return refused("a record in several pieces");
    if (kind == "response" && !is_part_of_a_page(type)) return body_of_answer(content);
    if (kind != "resource" || is_part_of_a_page(type)) return std::string();
    if (!is_wanted(type)) return refused("content type " + quoted(type));
    if (content.empty()) return Error{ErrorCode::missing_field, "", 0, -1, "the resource is empty"};
    return std::string(content);
}

}  // namespace

bool is_warc(std::string_view bytes) {
    return bytes.starts_with("WARC/1.") || bytes.starts_with("WARC/0.");
}

Result<std::string> inflate(std::string_view packed, std::int64_t most_bytes) {
    // 47: zlib and gzip told apart by their heads; -15: what some servers call deflate.
    for (const int window : {47, -15}) {
        z_stream stream{};
        if (inflateInit2(&stream, window) != Z_OK) break;
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream.avail_in = static_cast<uInt>(packed.size());
        std::string out;
        int status = Z_OK;
        while (status == Z_OK && static_cast<std::int64_t>(out.size()) <= most_bytes) {
            const std::size_t before = out.size();
            out.resize(before + (1 << 16));
            stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
            stream.avail_out = 1 << 16;
            status = ::inflate(&stream, Z_NO_FLUSH);
            out.resize(out.size() - stream.avail_out);
        }
        inflateEnd(&stream);
        if (static_cast<std::int64_t>(out.size()) > most_bytes)
            return Error{ErrorCode::archive_refused, "", 0, -1, "a page that is too large"};
        if (status == Z_STREAM_END) return out;
    }
    return Error{ErrorCode::archive_damaged, "", 0, -1, "an answer cannot be unpacked"};
}

Result<void> read_warc(const ArchiveMember& file, const TakeMember& take, std::vector<Reject>& rejects) {
    const std::string_view bytes = file.bytes;
    std::size_t at = 0;
    std::int64_t number = 0, pages = 0;
    std::string digest;
    while (at < bytes.size()) {
        if (bytes[at] == '\r' || bytes[at] == '\n') {
            ++at;
            continue;
        }
        ++number;
        const auto damaged = [&](std::string detail) {
            return Error{ErrorCode::archive_damaged, "", number, static_cast<std::int64_t>(at), std::move(detail)};
        };
        if (!is_warc(bytes.substr(at))) return damaged("no WARC record begins here");
        const HeaderLines header = header_lines(bytes, at);
        if (header.end == std::string_view::npos) return damaged("the header of a record is cut short");
        const std::int64_t length = length_in(header.at("content-length"), 10);
        if (length < 0) return damaged("a record without Content-Length");
        if (static_cast<std::size_t>(length) > bytes.size() - header.end) return damaged("a record is cut short");
        const std::string_view content = bytes.substr(header.end, static_cast<std::size_t>(length));
        auto body = body_of_record(header, content);
        if (!body) {
            if (digest.empty()) digest = sha256_hex(bytes);
            rejects.push_back({digest, file.name + '/' + address_of(header), number, static_cast<std::int64_t>(at),
                               std::string(name_of(body.error().code)), body.error().line()});
        } else if (!body->empty()) {
            ++pages;
            ArchiveMember page;
            page.name = file.name + '/' + address_of(header);
            page.folder = file.folder;
            page.container = file.container;
            page.bytes = std::move(*body);
            take(std::move(page));
        }
        at = header.end + static_cast<std::size_t>(length);
    }
    if (pages == 0) return Error{ErrorCode::unknown_format, "", 0, -1, "a crawl without a page, JSON, feed or table"};
    return {};
}

}  // namespace agon
