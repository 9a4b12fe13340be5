#include <iostream>

#include "codat.hpp"

int main() {
    codat::Client client; // reads CODAT_API_KEY
    codat::Result created = client.companies().create(R"({"name":"Toft Bakery"})");
    std::cout << created.document() << "\n";
    return created ? 0 : 1;
}
