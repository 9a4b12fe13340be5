#!/usr/bin/env bash
# Adds the NuGet package to a new project and runs the guide there: try-csharp.sh PACKAGES VERSION.
set -euo pipefail
packages=$1 version=$2
repository=$(realpath "$(dirname "$0")/..")
# If this script put the SDK together, the SDK has to know its folder.
source "$repository/.ci/dotnet"

cat >nuget.config <<CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="release" value="$packages" />
  </packageSources>
</configuration>
CONFIG
cat >guide.csproj <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>${TargetFramework:-net8.0}</TargetFramework>
    <LangVersion>8.0</LangVersion>
    <Nullable>enable</Nullable>
  </PropertyGroup>
</Project>
PROJECT
cp "$repository/examples/csharp/Program.cs" .
dotnet add package Codat --version "$version" >add.log || { cat add.log; exit 1; }
dotnet run | cmp - "$repository/examples/output.txt"
# What a user deploys has it all as well.
dotnet publish --nologo -v quiet -c Release -o published
dotnet published/guide.dll | cmp - "$repository/examples/output.txt"
