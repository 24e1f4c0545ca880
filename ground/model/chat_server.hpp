// What a client of chat completions learns of a server while it asks.
#pragma once

namespace agon {

/// Not every server knows response_format's json_schema: llama-cpp-python 0.3 refuses it with a 500
/// and takes the schema in its own json_object.
struct ChatServer {
    bool answered_once = false, takes_json_object = false;
};

}  // namespace agon
