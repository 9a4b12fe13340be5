#!/usr/bin/env bash
# Makes the NuGet package: csharp.sh PREFIX PACKAGES.
set -euo pipefail
prefix=$1 packages=$(realpath -m "$2")
mkdir -p "$packages"
rm -f "$packages"/Codat.*.nupkg
dotnet pack bindings/csharp/src --nologo -v quiet -c Release -o "$packages" -p:CodatLibraryDir="$prefix/lib"
