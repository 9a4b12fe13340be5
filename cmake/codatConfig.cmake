# find_package(codat) makes these targets, each where its library is installed:
#
#   codat::codat          the shared library
#   codat::codat_static   the static library, with what it needs of the system
#
# Both bring the folder of codat.h (C99) and codat.hpp (C++17):
#
#   find_package(codat REQUIRED)
#   target_link_libraries(app PRIVATE codat::codat)
#
# Everything is found from where this file lies, <prefix>/lib/cmake/codat, so the prefix can be moved.

get_filename_component(_codat_lib "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
get_filename_component(_codat_include "${_codat_lib}/../include" ABSOLUTE)

if(EXISTS "${_codat_lib}/libcodat.so" AND NOT TARGET codat::codat)
  add_library(codat::codat SHARED IMPORTED)
  set_target_properties(codat::codat PROPERTIES
    IMPORTED_LOCATION "${_codat_lib}/libcodat.so"
    INTERFACE_INCLUDE_DIRECTORIES "${_codat_include}")
endif()

if(EXISTS "${_codat_lib}/libcodat.a" AND NOT TARGET codat::codat_static)
  add_library(codat::codat_static STATIC IMPORTED)
  set_target_properties(codat::codat_static PROPERTIES
    IMPORTED_LOCATION "${_codat_lib}/libcodat.a"
    # What `rustc --print native-static-libs` names on Linux, as in codat.pc.
    INTERFACE_LINK_LIBRARIES "gcc_s;util;rt;pthread;m;dl;c"
    INTERFACE_INCLUDE_DIRECTORIES "${_codat_include}")
endif()

if(NOT TARGET codat::codat AND NOT TARGET codat::codat_static)
  set(codat_FOUND FALSE)
  set(codat_NOT_FOUND_MESSAGE "there is no libcodat in ${_codat_lib}")
endif()

unset(_codat_include)
unset(_codat_lib)
