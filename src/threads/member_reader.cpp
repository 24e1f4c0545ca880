#include "src/threads/member_reader.hpp"

#include <simdjson.h>

#include <future>
#include <utility>

#include "src/threads/decoding.hpp"
#include "src/threads/lines_in_pieces.hpp"

namespace agon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Result<const Format*> known_format(const std::string& name) {
    if (const Format* found = format_called(name)) return found;
    std::string known;
    for (const Format& format : formats()) known += (known.empty() ? "" : ", ") + std::string(format.name);
    return Error{ErrorCode::unknown_format, "", 0, -1, '"' + name + "\"; known: " + known};
}

FileRead nothing() {
    FileRead read;
    read.holds_nothing = true;
    return read;
}

/// Where posts come from: as the user says, else as the format says; a Stack Exchange dump lies in a folder named after
/// its site, and every site counts its own ids.
std::string platform_of(const ImportOptions& options, const Format& format, const std::string& folder) {
    if (!options.platform.empty()) return options.platform;
    if (format.name == "stack_exchange" && folder.find('.') != std::string::npos) return folder;
    return std::string(format.platform);
}

}  // namespace

Result<FileRead> MemberReader::read(ArchiveMember& member) const {
    if (first_invalid_utf8(member.name) >= 0) return Error{ErrorCode::not_text, "", 0, -1, "the name of the file"};
    TRY(const ColumnMap columns, ColumnMap::from(options_.column_map));
    if (is_passed_over(member.bytes)) return nothing();
    if (!member.parts.empty()) return read_book(member, columns);
    return read_text(member, columns);
}

Result<std::optional<FileRead>> MemberReader::read_lines(Disk& disk, FileReader& file, const std::string& aside,
                                                         RowStore& store, ArchiveMember& member) const {
    LinesInPieces lines(file);
    TRY_VOID(lines.next());
    TRY(const ColumnMap columns, ColumnMap::from(options_.column_map));
    const Format* format = file.size() > static_cast<std::int64_t>(kSourcePiece)
                               ? format_of_lines(lines.buffer(), member.name, options_.format, columns)
                               : nullptr;
    if (is_passed_over(lines.buffer())) return std::optional<FileRead>(nothing());
    member.bytes = lines.buffer();
    if (!format || first_invalid_utf8(member.name) >= 0) return std::optional<FileRead>();
    SourceFile source = source_of(member, *format);
    source.bytes = file.size();
    Collector collector(std::move(source), member.folder, {}, {});
    const ColumnMap own = format->layout ? ColumnMap(format->layout->slots) : columns;
    FlatLines records(collector, own, ReadFlat(format->layout));
    SourcePacker packer(file.size());
    NewSource stored;
    while (!lines.at_end()) {
        auto packing = std::async(std::launch::async, [&] { return packer.pack(lines.piece()); });
        const bool is_text = simdjson::validate_utf8(lines.whole_lines());
        collector.move_on(lines.whole_lines(), lines.base());
        if (is_text) records.read();
        const auto packed = packing.get();
        if (!is_text) return std::optional<FileRead>();
        if (!packed) return packed.error();
        TRY_VOID(stored.append(disk, aside, options_.memory_bytes, *packed));
        if (collector.row_count() >= options_.rows_in_memory) TRY_VOID(collector.lay_aside(store));
        TRY_VOID(lines.next());
    }
    TRY(const PackedSource named, packer.finish());
    collector.name_source(named.sha256, named.stored_sha256);
    FileRead read;
    read.gathered.push_back(collector.take());
    read.sources.push_back(std::move(stored));
    return std::optional<FileRead>(std::move(read));
}

bool MemberReader::is_passed_over(std::string_view head) const {
    return (options_.format == "auto" || options_.format == "stack_exchange") && holds_nothing(head);
}

SourceFile MemberReader::source_of(const ArchiveMember& member, const Format& format) const {
    SourceFile source;
    source.name = member.name;
    source.bytes = static_cast<std::int64_t>(member.bytes.size());
    source.format = format.name;
    source.platform = platform_of(options_, format, member.folder);
    source.stream = options_.stream;
    source.topic = options_.topic;
    source.container = member.container;
    return source;
}

Result<FileRead> MemberReader::read_text(ArchiveMember& member, const ColumnMap& columns) const {
    const std::size_t size = member.bytes.size();
    if (size == 0 || member.bytes == kByteOrderMark) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    DecodedFile decoded;
    if (!simdjson::validate_utf8(member.bytes) || member.bytes.starts_with(kByteOrderMark)) {
        TRY(decoded, decode_file(member.bytes));
    }
    std::string& text = decoded.charset == Charset::utf8 ? member.bytes : decoded.characters.text;
    const std::size_t text_size = text.size();
    text.append(kJsonPadding, '\0');
    const std::string_view content = std::string_view(text).substr(0, text_size);
    const std::string base = member.name.substr(member.name.rfind('/') + 1);
    auto format = options_.format == "auto" ? sniff_format(content, base, columns) : known_format(options_.format);
    if (!format) return format.error();
    const std::string_view original = std::string_view(member.bytes).substr(0, size);
    SourceFile source = source_of(member, **format);
    source.bytes = static_cast<std::int64_t>(size);
    source.charset = decoded.charset;
    source.charset_ground = decoded.ground;
    source.sha256 = sha256_hex(original);
    TRY(std::string packed, compress_source(original));
    source.stored_sha256 = sha256_hex(packed);
    FileRead read;
    read.sources.emplace_back(std::move(packed));
    Collector collector(std::move(source), member.folder, content, decoded.damage);
    TRY_VOID(read_as(**format, collector, columns));
    text.resize(text_size);
    read.gathered.push_back(collector.take());
    move_to_source(read.gathered[0], decoded);
    return read;
}

Result<FileRead> MemberReader::read_book(const ArchiveMember& member, const ColumnMap& columns) const {
    TRY(const Format* format, known_format(options_.format == "auto" ? "xlsx" : options_.format));
    FileRead read;
    const Workbook book{member.name, member.folder, member.parts};
    TRY(read.gathered, read_workbook(book, source_of(member, *format), options_.format, columns));
    for (Gathered& part : read.gathered) {
        const std::string& bytes = member.parts.at(part.source.name.substr(member.name.size() + 1));
        if (const std::int64_t bad = first_invalid_utf8(bytes); bad >= 0)
            return Error{ErrorCode::not_text, "", 0, bad, part.source.name};
        TRY(std::string compressed, compress_source(bytes));
        part.source.stored_sha256 = sha256_hex(compressed);
        read.sources.emplace_back(std::move(compressed));
    }
    return read;
}

}  // namespace agon
