/*
 * The whole guide, on the embedded sandbox: no account, no network.
 *
 *     c++ -std=c++17 guide.cpp $(pkg-config --cflags --libs codat) -o guide && ./guide
 *
 * The customer's part is done by the sandbox; with ./guide --browser you are the customer, in your browser.
 *
 * With an API key and no sandbox, the same calls go to the real service.
 */
#include <exception>
#include <initializer_list>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "codat.hpp"

// What follows a field's name in response JSON. A real program uses its JSON library; this finds the name's first
// occurrence, which is enough for this JSON and is not what to copy.
static std::string_view field(std::string_view document, const std::string &name) {
    std::string quoted = '"' + name + "\":";
    auto found = document.find(quoted);
    if (found == document.npos) throw std::runtime_error("no " + name + " in " + std::string(document));
    return document.substr(found + quoted.size());
}

// A field that is a string; these have no escapes in them.
static std::string text_of(std::string_view document, const std::string &name) {
    std::string_view value = field(document, name).substr(1);
    return std::string(value.substr(0, value.find('"')));
}

static int number_of(std::string_view document, const std::string &name) {
    return std::stoi(std::string(field(document, name)));
}

// {"name":"value",…}. This too is the JSON library's work, which knows what must be escaped.
static std::string object(std::initializer_list<std::pair<std::string, std::string>> members) {
    std::string text;
    for (const auto &[name, value] : members) {
        text += (text.empty() ? "{\"" : ",\"") + name + "\":\"" + value + '"';
    }
    return text + '}';
}

static std::string counted(int count, const std::string &one, const std::string &many) {
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

// What the customer does on the Link page: with --browser you, and otherwise the sandbox instead of the customer.
static void customer_authorizes(const codat::Sandbox &sandbox, const std::string &url, bool by_hand) {
    if (by_hand) {
        std::cerr << "   Open " << url << " and pick Xero.\n";
    } else {
        sandbox.control("link-connection", object({{"url", url}, {"platformKey", "gbol"}})).value();
    }
}

// Queues a pull of invoices, and waits until it has ended: well or badly, as the status says.
static std::string pull_invoices(const codat::Client &client, const std::string &company) {
    auto queued = client.refresh().queue_or_join(object({{"companyId", company}, {"dataType", "invoices"}})).value();
    auto input = R"({"companyId":")" + company + R"(","pullOperationIds":[")" + text_of(queued, "id") + "\"]}";
    return text_of(client.refresh().wait_until_complete(input).value(), "status");
}

// The steps; returns how many companies there are in the end.
static int guide(bool by_hand) {
    // The service in miniature, and a client for it. For the real one: codat::Client client, with the key in
    // the environment variable CODAT_API_KEY.
    codat::Sandbox sandbox;
    codat::Client client(sandbox.config());

    // Create a company and keep its id.
    auto company = client.companies().create(R"({"name":"Toft Bakery","description":"Bread"})").value();
    std::string toft = text_of(company, "id");
    std::cout << "1. Created company " << std::quoted(text_of(company, "name")) << " (id of " << toft.size()
              << " characters)\n";

    // Its Link URL is where the customer connects their accounting software.
    bool is_url = text_of(company, "redirect").rfind("http", 0) == 0;
    std::cout << "2. Its Link URL is " << (is_url ? "ready to send to the customer" : "missing") << '\n';

    // Send the customer there, and wait until they have authorized.
    auto of_toft = object({{"companyId", toft}});
    customer_authorizes(sandbox, text_of(company, "redirect"), by_hand);
    auto linked = client.connections().wait_until_linked(of_toft).value();
    std::string connection = text_of(linked, "id");
    std::cout << "3. The customer authorized access: " << text_of(linked, "platformName") << " is "
              << text_of(linked, "status") << '\n';

    // Pull the data.
    std::cout << "4. Pulled invoices: " << pull_invoices(client, toft) << '\n';

    // One day the customer, or the software, withdraws.
    sandbox.control("deauthorize-connection", object({{"companyId", toft}, {"connectionId", connection}})).value();
    auto lost_access = client.connections().needs_reauthorization(of_toft).value();
    auto lost_one = field(lost_access, "platformName");
    std::cout << "5. Access was lost: " << text_of(lost_access, "platformName") << " is "
              << text_of(lost_one, "status") << '\n';

    // Send them to the same link again, never to that of a new company.
    auto link = lost_access.substr(lost_access.rfind("\"linkUrl\":"));
    customer_authorizes(sandbox, text_of(link, "linkUrl"), by_hand);
    linked = client.connections().wait_until_linked(of_toft).value();
    bool is_same = text_of(linked, "id") == connection;
    std::cout << "6. The customer authorized it again: " << text_of(linked, "platformName") << " is "
              << text_of(field(linked, "platformName"), "status") << (is_same ? ", the same" : ", another") << " connection\n";

    // The data flows again. Listing companies returns how many there are in all.
    auto pulled = pull_invoices(client, toft);
    int count = number_of(client.companies().list().value(), "totalResults");
    std::cout << "7. Pulled invoices again: " << pulled << ", and there is still "
              << counted(count, "company", "companies") << '\n';

    // An update changes what is given and leaves the rest.
    auto input = object({{"companyId", toft}, {"description", "Bread and cakes"}});
    company = client.companies().update(input).value();
    std::cout << "8. Updated it: description is now " << std::quoted(text_of(company, "description")) << '\n';

    // Create a group once, and keep its id: groups can be neither renamed nor deleted.
    auto created = client.groups().create(R"({"name":"Invoice finance"})").value();
    std::string group = text_of(created, "id");
    std::cout << "9. Created group " << std::quoted(text_of(created, "name")) << '\n';

    auto groups = client.groups().list().value();
    count = 0;
    for (auto at = groups.find("\"id\":"); at != groups.npos; at = groups.find("\"id\":", at + 1)) count++;
    std::cout << "10. There " << (count == 1 ? "is " : "are ") << counted(count, "group", "groups") << '\n';

    // A company can be created in a group,
    input = R"({"name":"Harbour Cafe","groups":[)" + object({{"id", group}}) + "]}";
    company = client.companies().create(input).value();
    std::string harbour = text_of(company, "id");
    bool is_in_group = company.find(group) != company.npos;
    std::cout << "11. Created company " << std::quoted(text_of(company, "name"))
              << (is_in_group ? " in the group\n" : " in no group\n");

    // or added to one later,
    input = object({{"companyId", toft}, {"groupId", group}});
    company = client.groups().add_company(input).value();
    std::cout << "12. Added " << std::quoted(text_of(company, "name")) << " to the group\n";

    // and removed from it. The response has no body, so check the result instead of its value.
    codat::Result removed = client.groups().remove_company(input);
    std::cout << "13. " << (removed ? "Removed " : "Could not remove ")
              << std::quoted(text_of(company, "name")) << " from the group\n";

    // What if the network breaks after the service has done the work, three times in a row? The attempts of a
    // call share one Idempotency-Key, so still only one company is created.
    sandbox.control("queue-faults", R"({"faults":[{"method":"POST","path":"/companies","effect":"cut",)"
                                    R"("when":"after","times":3}]})").value();
    company = client.companies().create(R"({"name":"Night Owl"})").value();
    std::string owl = text_of(company, "name");
    int lost = number_of(company, "attempts") - 1;
    auto owls = client.companies().list(object({{"query", "name=" + owl}})).value();
    std::cout << "14. Lost the response to the next create " << (lost == 3 ? "three" : "not three")
              << " times: still " << counted(number_of(owls, "totalResults"), "company", "companies")
              << " named " << std::quoted(owl) << '\n';

    // Delete a company, with everything that belongs to it, for good.
    input = object({{"companyId", harbour}});
    company = client.companies().get(input).value();
    client.companies().delete_(input).value();
    std::cout << "15. Deleted " << std::quoted(text_of(company, "name")) << '\n';

    return number_of(client.companies().list().value(), "totalResults");
}

int main(int argc, char **argv) {
    try {
        int count = guide(argc > 1 && std::string_view(argv[1]) == "--browser"); // the client and the sandbox end with it
        auto left = static_cast<int>(codat::live_objects());
        std::cout << "16. Done: " << counted(count, "company", "companies") << ", "
                  << counted(left, "object", "objects") << " left to free\n";
        return left == 0 ? 0 : 1;
    } catch (const std::exception &error) {
        // A codat::Error has the error JSON: what went wrong, where, and whether to try again.
        std::cerr << error.what() << '\n';
    }
    return 1;
}
