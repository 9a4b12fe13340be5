// In a program that was compiled for another ABI version than the loaded library's, no object can be created.
#include "codat.h"
#undef CODAT_ABI_VERSION
#define CODAT_ABI_VERSION 99

#include "check.hpp"

template <typename T>
static void refused() {
    codat::Result outcome;
    T object("{}", outcome);
    CHECK(!object, "it is empty");
    CHECK_FAILS(outcome, CODAT_UNSUPPORTED);
    CHECK(contains(outcome.document(), "compiled for version 99"), outcome.document());
}

int main() {
    refused<codat::Client>();
    refused<codat::Context>();
    refused<codat::Sandbox>();
    return done();
}
