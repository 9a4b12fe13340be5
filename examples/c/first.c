#include <stdio.h>

#include "codat.h"

int main(void) {
    CodatClient *client;
    char *json;
    CodatStatus status = codat_client_new(NULL, &client, &json); // reads CODAT_API_KEY
    if (status == CODAT_OK) {
        status = codat_companies_create(client, NULL, "{\"name\":\"Toft Bakery\"}", &json);
        codat_client_free(client);
    }
    puts(json);
    codat_string_free(json);
    return status != CODAT_OK;
}
