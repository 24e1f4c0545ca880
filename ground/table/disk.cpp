// The machine's disk behind Disk. A write goes to a temporary name in the same folder, is fsynced, renamed over the
// target, and the folder is fsynced: after a crash the path holds either all old or all new bytes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "ground/table/table.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

Error disk_error(ErrorCode code, const std::string& path, int number) {
    if (number == EROFS || number == EACCES || number == EPERM) code = ErrorCode::read_only_target;
    return {code, path, 0, -1, std::strerror(number)};
}

class FileHandle {
  public:
    explicit FileHandle(int number) : number_(number) {}
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    int let_go() { return std::exchange(number_, -1); }

  private:
    int number_;
};

class RealReader final : public FileReader {
  public:
    RealReader(int number, std::string path, std::int64_t size) : file_(number), path_(std::move(path)), size_(size) {}

    static Result<std::unique_ptr<RealReader>> open(const std::string& path) {
        std::error_code ignored;
        if (!fs::exists(path, ignored)) return Error{ErrorCode::file_missing, path, 0, -1, ""};
        if (fs::is_directory(path, ignored)) return Error{ErrorCode::is_directory, path, 0, -1, ""};
        const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (number < 0) return Error{ErrorCode::file_unreadable, path, 0, -1, std::strerror(errno)};
        struct stat status {};
        const bool is_known = ::fstat(number, &status) == 0 && S_ISREG(status.st_mode);
        return std::make_unique<RealReader>(number, path, is_known ? std::int64_t{status.st_size} : -1);
    }

    Result<std::size_t> read(char* into, std::size_t room) override {
        for (;;) {
            const ssize_t count = ::read(file_.number(), into, room);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return Error{ErrorCode::file_unreadable, path_, 0, taken_, std::strerror(errno)};
            taken_ += count;
            return static_cast<std::size_t>(count);
        }
    }
    std::int64_t size() const override { return size_; }
    /// The open file itself, for another to close.
    int let_go() { return file_.let_go(); }

  private:
    FileHandle file_;
    std::string path_;
    std::int64_t size_, taken_ = 0;
};

Result<void> write_to(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return disk_error(ErrorCode::write_failed, path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<void> read_from(int file, std::int64_t at, char* into, std::size_t count, const std::string& path) {
    while (count > 0) {
        const ssize_t got = ::pread(file, into, count, at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return Error{ErrorCode::file_unreadable, path, 0, at, got < 0 ? std::strerror(errno) : "ends"};
        into += got, at += got, count -= static_cast<std::size_t>(got);
    }
    return {};
}

/// A file that is read at any place; opened for writing too, a scratch file.
class RealPlaces final : public ScratchFile {
  public:
    RealPlaces(int number, std::string path, std::int64_t size) : file_(number), path_(std::move(path)), size_(size) {}

    Result<void> append(std::string_view bytes) override {
        TRY_VOID(write_to(file_.number(), bytes, path_));
        size_ += static_cast<std::int64_t>(bytes.size());
        return {};
    }
    Result<void> read_at(std::int64_t at, char* into, std::size_t count) const override {
        return read_from(file_.number(), at, into, count, path_);
    }
    std::int64_t size() const override { return size_; }

  private:
    FileHandle file_;
    std::string path_;
    std::int64_t size_;
};

/// Writes "path.part" and gives it its name at the end.
class RealWriter final : public FileWriter {
  public:
    RealWriter(Disk& disk, int number, std::string path)
        : disk_(disk), file_(number), path_(std::move(path)), temporary_(path_ + ".part") {}
    ~RealWriter() override {
        if (!finished_) ::unlink(temporary_.c_str());
    }

    Result<void> append(std::string_view bytes) override { return write_to(file_.number(), bytes, temporary_); }

    Result<void> finish() override {
        if (::fsync(file_.number()) != 0) return disk_error(ErrorCode::write_failed, temporary_, errno);
        TRY_VOID(disk_.rename_file(temporary_, path_));
        finished_ = true;
        return {};
    }

  private:
    Disk& disk_;
    FileHandle file_;
    std::string path_, temporary_;
    bool finished_ = false;
};

/// A file that is in memory as a whole, for disks that know no other.
class WholeReader final : public FileReader {
  public:
    explicit WholeReader(std::string bytes) : bytes_(std::move(bytes)) {}
    Result<std::size_t> read(char* into, std::size_t room) override {
        const std::size_t count = std::min(room, bytes_.size() - taken_);
        bytes_.copy(into, count, taken_);
        taken_ += count;
        return count;
    }
    std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }

  private:
    std::string bytes_;
    std::size_t taken_ = 0;
};

class WholePlaces final : public ScratchFile {
  public:
    WholePlaces(std::string bytes, std::string path) : bytes_(std::move(bytes)), path_(std::move(path)) {}
    Result<void> append(std::string_view bytes) override {
        bytes_ += bytes;
        return {};
    }
    Result<void> read_at(std::int64_t at, char* into, std::size_t count) const override {
        if (at < 0 || at > size() || count > bytes_.size() - static_cast<std::size_t>(at))
            return Error{ErrorCode::file_unreadable, path_, 0, at, "ends"};
        bytes_.copy(into, count, static_cast<std::size_t>(at));
        return {};
    }
    std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }

  private:
    std::string bytes_, path_;
};

class WholeWriter final : public FileWriter {
  public:
    WholeWriter(Disk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}
    Result<void> append(std::string_view bytes) override {
        bytes_ += bytes;
        return {};
    }
    Result<void> finish() override { return disk_.write_file(path_, bytes_); }

  private:
    Disk& disk_;
    std::string path_, bytes_;
};

class RealDisk final : public Disk {
  public:
    Result<std::string> read_file(const std::string& path) override {
        TRY(const auto file, RealReader::open(path));
        std::string bytes;
        if (file->size() > 0) bytes.reserve(static_cast<std::size_t>(file->size()) + 1);
        char chunk[1 << 16];
        for (;;) {
            TRY(const std::size_t count, file->read(chunk, sizeof chunk));
            if (count == 0) return bytes;
            bytes.append(chunk, count);
        }
    }

    Result<std::unique_ptr<FileReader>> open_file(const std::string& path) override {
        TRY(auto file, RealReader::open(path));
        return std::unique_ptr<FileReader>(std::move(file));
    }

    Result<std::unique_ptr<PlaceReader>> open_places(const std::string& path) override {
        TRY(auto file, RealReader::open(path));
        const std::int64_t size = file->size();
        if (size < 0) return Disk::open_places(path);  // a pipe has no places
        return std::unique_ptr<PlaceReader>(std::make_unique<RealPlaces>(file->let_go(), path, size));
    }

    Result<std::unique_ptr<FileWriter>> create_file(const std::string& path) override {
        const fs::path folder = fs::path(path).parent_path();
        if (!folder.empty()) TRY_VOID(make_folder(folder.string()));
        const std::string temporary = path + ".part";
        const int number = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (number < 0) return disk_error(ErrorCode::write_failed, temporary, errno);
        return std::unique_ptr<FileWriter>(std::make_unique<RealWriter>(*this, number, path));
    }

    /// Without a name from the first moment on where the file system can do that.
    Result<std::unique_ptr<ScratchFile>> create_scratch(const std::string& folder) override {
        TRY_VOID(make_folder(folder));
        int number = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (number < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
            std::string name = folder + "/scratch-XXXXXX";
            number = ::mkostemp(name.data(), O_CLOEXEC);
            if (number >= 0) ::unlink(name.c_str());
        }
        if (number < 0) return disk_error(ErrorCode::write_failed, folder, errno);
        return std::unique_ptr<ScratchFile>(std::make_unique<RealPlaces>(number, folder, 0));
    }

    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        TRY(const auto file, create_file(path));
        TRY_VOID(file->append(bytes));
        return file->finish();
    }

    Result<void> rename_file(const std::string& from, const std::string& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return disk_error(ErrorCode::write_failed, to, errno);
        const fs::path folder = fs::path(to).parent_path();
        FileHandle directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (directory.number() >= 0) ::fsync(directory.number());
        return {};
    }

    bool exists(const std::string& path) override {
        std::error_code ignored;
        return fs::exists(path, ignored);
    }

    Result<void> make_folder(const std::string& path) override {
        std::error_code error;
        fs::create_directories(path, error);
        if (error) return disk_error(ErrorCode::write_failed, path, error.value());
        return {};
    }

    Result<std::vector<std::string>> list_folder(const std::string& path) override {
        std::error_code error;
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(path, error)) names.push_back(entry.path().filename().string());
        if (error) return Error{ErrorCode::file_unreadable, path, 0, -1, error.message()};
        std::sort(names.begin(), names.end());
        return names;
    }

    Result<void> remove_file(const std::string& path) override {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) return disk_error(ErrorCode::write_failed, path, errno);
        return {};
    }
};

}  // namespace

Result<void> Disk::rename_file(const std::string& from, const std::string& to) {
    TRY(const std::string bytes, read_file(from));
    TRY_VOID(write_file(to, bytes));
    return remove_file(from);
}

Result<std::unique_ptr<FileReader>> Disk::open_file(const std::string& path) {
    TRY(std::string bytes, read_file(path));
    return std::unique_ptr<FileReader>(std::make_unique<WholeReader>(std::move(bytes)));
}

Result<std::unique_ptr<PlaceReader>> Disk::open_places(const std::string& path) {
    TRY(std::string bytes, read_file(path));
    return std::unique_ptr<PlaceReader>(std::make_unique<WholePlaces>(std::move(bytes), path));
}

Result<std::string> sha256_of_file(Disk& disk, const std::string& path) {
    TRY(const auto file, disk.open_file(path));
    Digester digester;
    std::vector<char> piece(1 << 20);
    for (;;) {
        TRY(const std::size_t count, file->read(piece.data(), piece.size()));
        if (count == 0) return digester.hex();
        digester.take({piece.data(), count});
    }
}

Result<std::unique_ptr<FileWriter>> Disk::create_file(const std::string& path) {
    return std::unique_ptr<FileWriter>(std::make_unique<WholeWriter>(*this, path));
}

Result<std::unique_ptr<ScratchFile>> Disk::create_scratch(const std::string&) {
    return std::unique_ptr<ScratchFile>(std::make_unique<WholePlaces>("", "(scratch)"));
}

Disk& real_disk() {
    static RealDisk disk;
    return disk;
}

}  // namespace agon
