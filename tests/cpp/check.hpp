/*
 * What the tests of codat.hpp share. A test is a program: it ends with 0, or at the first check that fails, with 1
 * and the place. They parse no JSON: they search for texts in it.
 */
#ifndef CHECK_HPP
#define CHECK_HPP

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "codat.hpp"

/// Ends the test with a text unless the condition holds.
#define CHECK(condition, text) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition, text))

inline void check_failed(const char *file, int line, const char *condition, const std::string &text) {
    std::fprintf(stderr, "%s:%d: not so: %s: %s\n", file, line, condition, text.c_str());
    std::exit(1);
}

inline bool contains(const std::string &text, const std::string &part) { return text.find(part) != text.npos; }

/// The outcome is a failure of this kind, and its error JSON has the same kind.
#define CHECK_FAILS(result, expected) check_fails(__FILE__, __LINE__, result, expected)

inline void check_fails(const char *file, int line, const codat::Result &result, codat::Status expected) {
    std::string kind = R"({"error":{"kind":")" + std::string(codat::status_name(expected)) + R"(","message":")";
    bool fails = !result && result.status() == expected && result.document().rfind(kind, 0) == 0;
    if (!fails) check_failed(file, line, kind.c_str(), result.document());
}

/// The number of a field, at its first occurrence.
inline long number_of(const codat::Result &result, const std::string &name) {
    std::string quoted = '"' + name + "\":";
    auto found = result.document().find(quoted);
    CHECK(found != std::string::npos, "no " + name + " in " + result.document());
    return std::strtol(result.document().c_str() + found + quoted.size(), nullptr, 10);
}

/// How many requests a sandbox has seen.
inline long requests(const codat::Sandbox &sandbox) { return number_of(sandbox.control("stats"), "requests"); }

/// Waits until the condition holds; ends the test if that has not come after 20 seconds.
template <typename Condition>
void wait_until(const char *what, Condition holds) {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds()) {
        CHECK(std::chrono::steady_clock::now() < deadline, std::string("never came: ") + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// For the end of a test: everything was freed.
inline int done() {
    CHECK(codat::live_objects() == 0, std::to_string(codat::live_objects()) + " objects are left");
    return 0;
}

#endif
