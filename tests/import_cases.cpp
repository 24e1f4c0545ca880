#include "tests/import_cases.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace agon {

namespace fs = std::filesystem;

void ImportTest::SetUp() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              (std::string("agon_") + info->test_suite_name() + info->name() + std::to_string(::getpid()));
    std::string name = folder_.string();
    std::replace(name.begin() + 6, name.end(), '/', '_');
    folder_ = name;
    fs::remove_all(folder_);
    fs::create_directories(folder_);
}

void ImportTest::TearDown() {
    fs::remove_all(folder_);
}

std::string ImportTest::write(const std::string& name, std::string_view bytes) const {
    EXPECT_TRUE(real_disk().write_file(path(name), bytes).ok());
    return path(name);
}

std::map<std::string, std::string> ImportTest::bytes_of(const std::string& name) const {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : fs::recursive_directory_iterator(path(name)))
        if (entry.is_regular_file())
            bytes[fs::relative(entry.path(), path(name)).string()] = *real_disk().read_file(entry.path().string());
    return bytes;
}

ImportOutcome ImportTest::take(const std::vector<std::string>& files, const ImportOptions& options,
                               const std::string& name) const {
    auto outcome = import_files(real_disk(), path(name), files, options);
    EXPECT_TRUE(outcome.ok()) << (outcome ? "" : outcome.error().line());
    return outcome ? std::move(*outcome) : ImportOutcome{};
}

std::string ImportTest::text_of(const Post& post, const Threads& threads, const std::string& name) const {
    for (const SourceFile& source : threads.sources) {
        if (source.sha256 != post.source) continue;
        const auto bytes = read_source(real_disk(), path(name), source);
        EXPECT_TRUE(bytes.ok());
        const auto raw = bytes->substr(static_cast<std::size_t>(post.body_begin),
                                       static_cast<std::size_t>(post.body_end - post.body_begin));
        const auto text = decode_field(raw, post.body_encoding, post.body_begin);
        EXPECT_TRUE(text.ok()) << (text ? "" : text.error().line());
        return !text ? "" : post.body_is_html ? html_to_text(*text).mapped.text : text->text;
    }
    return "no source";
}

std::vector<std::string> ImportTest::described(const Threads& threads, const std::string& name) const {
    std::map<std::int64_t, std::string> posts, questions;
    for (const Thread& t : threads.threads) questions[static_cast<std::int64_t>(t.thread)] = t.native_id;
    for (const Post& p : threads.posts) posts[static_cast<std::int64_t>(p.post)] = p.native_id;
    const auto called = [](const std::map<std::int64_t, std::string>& names, std::int64_t id) {
        const auto found = names.find(id);
        return id == 0 ? "-" : found == names.end() ? "?" : found->second;
    };
    std::vector<std::string> lines;
    for (const Thread& t : threads.threads)
        lines.push_back("thread " + t.platform + " " + t.native_id + " | " + t.title + " | " + t.detail + " | " +
                        std::to_string(t.created_seconds) + " " + t.stream + " " + t.topic);
    for (const Post& p : threads.posts) {
        std::string text = text_of(p, threads, name);
        std::replace(text.begin(), text.end(), '\n', '~');
        lines.push_back("post " + p.platform + " " + std::string(enum_name(p.kind)) + " " + p.native_id + " in " +
                        called(questions, static_cast<std::int64_t>(p.thread)) + " to " +
                        called(posts, static_cast<std::int64_t>(p.parent)) + (p.parent_missing ? " (missing)" : "") +
                        " | " + std::string(enum_name(p.author_kind)) + " " + p.author_name + " | " +
                        std::to_string(p.created_seconds) + " " + std::string(enum_name(p.created_precision)) + " e" +
                        std::to_string(p.edited_seconds) + " v" + std::to_string(p.votes) + " c" +
                        std::to_string(p.comment_count) + (p.body_is_cut ? " cut" : "") + (p.newest ? "" : " old") +
                        " | " + p.url + " | " + text);
    }
    for (const Vote& v : threads.votes)
        lines.push_back("vote " + called(posts, static_cast<std::int64_t>(v.post)) + " " + std::to_string(v.value) +
                        " " + std::to_string(v.created_seconds));
    for (const AuthorName& a : threads.authors) lines.push_back("author " + a.name);
    for (const Reject& r : threads.rejects)
        lines.push_back("reject " + r.file + " " + std::to_string(r.record) + " " + std::to_string(r.offset) + " " +
                        r.code + ": " + r.reason);
    std::sort(lines.begin(), lines.end());
    return lines;
}

std::string packed(const std::string& format, const NamedBytes& files) {
    std::string out(1 << 16, '\0');
    for (const auto& [name, bytes] : files) out.resize(out.size() + bytes.size() * 2 + 4096);
    archive* writer = archive_write_new();
    if (format == "zip")
        archive_write_set_format_zip(writer);
    else if (format.starts_with("tar"))
        archive_write_set_format_pax_restricted(writer);
    else
        archive_write_set_format_raw(writer);
    if (format.ends_with(".gz")) archive_write_add_filter_gzip(writer);
    if (format.ends_with(".zst")) archive_write_add_filter_zstd(writer);
    if (format.ends_with("xz")) {
        EXPECT_EQ(archive_write_add_filter_xz(writer), ARCHIVE_OK);
    }
    if (format.ends_with("bz2")) {
        EXPECT_EQ(archive_write_add_filter_bzip2(writer), ARCHIVE_OK);
    }
    std::size_t used = 0;
    EXPECT_EQ(archive_write_open_memory(writer, out.data(), out.size(), &used), ARCHIVE_OK);
    for (const auto& [name, bytes] : files) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK) << archive_error_string(writer);
        archive_write_data(writer, bytes.data(), bytes.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    out.resize(used);
    return out;
}

std::string gzipped(std::string_view bytes) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd_of(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

std::string workbook_of(const std::vector<std::vector<std::string>>& rows) {
    const auto escaped = [](const std::string& text) {
        std::string out;
        for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
        return out;
    };
    std::string sheet = "<?xml version=\"1.0\"?><worksheet><sheetData>", strings = "<?xml version=\"1.0\"?><sst>";
    int count = 0, number = 0;
    for (const auto& row : rows) {
        sheet += "<row r=\"" + std::to_string(++number) + "\">";
        char column = 'A';
        for (const std::string& cell : row) {
            const std::string at = " r=\"" + std::string(1, column++) + std::to_string(number) + "\"";
            if (cell.empty()) continue;
            if (cell[0] == '=')
                sheet += "<c" + at + "><v>" + cell.substr(1) + "</v></c>";
            else if (cell[0] == '@')
                sheet += "<c" + at + " s=\"1\"><v>" + cell.substr(1) + "</v></c>";
            else if (cell[0] == '!')
                sheet += "<c" + at + " t=\"inlineStr\"><is><t>" + escaped(cell.substr(1)) + "</t></is></c>";
            else {
                sheet += "<c" + at + " t=\"s\"><v>" + std::to_string(count++) + "</v></c>";
                strings += "<si><t>" + escaped(cell) + "</t></si>";
            }
        }
        sheet += "</row>";
    }
    return packed("zip", {{"[Content_Types].xml", "<Types/>"},
                          {"xl/workbook.xml", "<workbook/>"},
                          {"xl/styles.xml",
                           "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
                          {"xl/sharedStrings.xml", strings + "</sst>"},
                          {"xl/worksheets/sheet1.xml", sheet + "</sheetData></worksheet>"}});
}

}  // namespace agon
