// The machine's disk behind Disk. A write goes to a temporary name in the same folder, is fsynced, renamed over the
// target, and the folder is fsynced: after a crash the path holds either all old or all new bytes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "ground/table/table.hpp"

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

  private:
    int number_;
};

class RealDisk final : public Disk {
  public:
    Result<std::string> read_file(const std::string& path) override {
        std::error_code ignored;
        if (!fs::exists(path, ignored)) return Error{ErrorCode::file_missing, path, 0, -1, ""};
        if (fs::is_directory(path, ignored)) return Error{ErrorCode::is_directory, path, 0, -1, ""};
        FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (file.number() < 0) return Error{ErrorCode::file_unreadable, path, 0, -1, std::strerror(errno)};
        struct stat status {};
        std::string bytes;
        if (::fstat(file.number(), &status) == 0 && status.st_size > 0)
            bytes.reserve(static_cast<std::size_t>(status.st_size) + 1);
        char chunk[1 << 16];
        for (;;) {
            const ssize_t count = ::read(file.number(), chunk, sizeof chunk);
            if (count == 0) return bytes;
            if (count < 0) {
                if (errno == EINTR) continue;
                return Error{ErrorCode::file_unreadable, path, 0, static_cast<std::int64_t>(bytes.size()),
                             std::strerror(errno)};
            }
            bytes.append(chunk, static_cast<std::size_t>(count));
        }
    }

    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        const fs::path folder = fs::path(path).parent_path();
        if (!folder.empty()) TRY_VOID(make_folder(folder.string()));
        const std::string temporary = path + ".part";
        TRY_VOID(write_and_sync(temporary, bytes));
        auto renamed = rename_file(temporary, path);
        if (!renamed) ::unlink(temporary.c_str());
        return renamed;
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

  private:
    static Result<void> write_and_sync(const std::string& path, std::string_view bytes) {
        FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (file.number() < 0) return disk_error(ErrorCode::write_failed, path, errno);
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t count = ::write(file.number(), bytes.data() + done, bytes.size() - done);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) {
                const int number = errno;
                ::unlink(path.c_str());
                return disk_error(ErrorCode::write_failed, path, number);
            }
            done += static_cast<std::size_t>(count);
        }
        if (::fsync(file.number()) != 0) {
            const int number = errno;
            ::unlink(path.c_str());
            return disk_error(ErrorCode::write_failed, path, number);
        }
        return {};
    }
};

}  // namespace

Result<void> Disk::rename_file(const std::string& from, const std::string& to) {
    TRY(const std::string bytes, read_file(from));
    TRY_VOID(write_file(to, bytes));
    return remove_file(from);
}

Disk& real_disk() {
    static RealDisk disk;
    return disk;
}

}  // namespace agon
