/* The header alone, included twice: it must need nothing before it. */
#include "codat.h"
#include "codat.h"

int main(void) {
    CodatStatus status = CODAT_OK;
    return codat_abi_version() == CODAT_ABI_VERSION ? (int)status : 1;
}
