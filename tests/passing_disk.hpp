// A disk that hands everything to the machine's, for tests that override what they watch or break.
#pragma once

#include "ground/table/table.hpp"

namespace agon {

class PassingDisk : public Disk {
  public:
    Result<std::string> read_file(const std::string& path) override { return real_disk().read_file(path); }
    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        return real_disk().write_file(path, bytes);
    }
    bool exists(const std::string& path) override { return real_disk().exists(path); }
    Result<void> make_folder(const std::string& path) override { return real_disk().make_folder(path); }
    Result<std::vector<std::string>> list_folder(const std::string& path) override {
        return real_disk().list_folder(path);
    }
    Result<void> remove_file(const std::string& path) override { return real_disk().remove_file(path); }
    Result<void> rename_file(const std::string& from, const std::string& to) override {
        return real_disk().rename_file(from, to);
    }
};

}  // namespace agon
