using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>
    /// Finds libcodat: the file that <c>CODAT_LIBRARY</c> names, and no other; else the package's own, beside the
    /// assembly, and at last wherever the runtime and the system look.
    /// </summary>
    internal static class LibraryLoader
    {
        /// <summary>The library's name in the declarations of its functions.</summary>
        internal const string Library = "codat";

        internal const string Variable = "CODAT_LIBRARY";

        /// <summary>The version of the library's functions that this package is written for.</summary>
        internal const uint AbiVersion = 1;

        // A failure is not kept: the next use tries again.
        private static readonly Lazy<IntPtr> Loaded = new Lazy<IntPtr>(
            () => Load(Environment.GetEnvironmentVariable(Variable), AssemblyFolder(), AbiVersion),
            LazyThreadSafetyMode.PublicationOnly);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate uint AbiVersionFunction();

        internal static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
            name == Library ? Loaded.Value : IntPtr.Zero;

        internal static IntPtr Load(string? named, string folder, uint abiVersion)
        {
            var tried = new List<string>();
            foreach (var (path, origin) in Candidates(named, folder))
            {
                if (TryOpen(path, out var library, out var problem) && Fits(library, abiVersion, out problem))
                {
                    return library;
                }
                tried.Add($"  {path} ({origin}): {problem}");
            }
            throw new DllNotFoundException(
                "libcodat was not found. Tried:\n" + string.Join("\n", tried)
                + $"\nSet the environment variable {Variable} to the full path of {FileName}, or put that file in"
                + $" {Path.Combine(folder, "runtimes", Rid, "native")}. 'cargo build --release' makes it.");
        }

        private static IEnumerable<(string Path, string Origin)> Candidates(string? named, string folder)
        {
            if (!string.IsNullOrEmpty(named))
            {
                yield return (named, Variable);
                yield break;
            }
            yield return (Path.Combine(folder, "runtimes", Rid, "native", FileName), "the package");
            yield return (Path.Combine(folder, FileName), "beside the assembly");
            yield return (FileName, "the system's search path");
        }

        private static bool TryOpen(string path, out IntPtr library, out string problem)
        {
            library = IntPtr.Zero;
            problem = "no such file";
            if (path != FileName && !File.Exists(path))
            {
                return false;
            }
            try
            {
                // A bare name is looked for in the native folders of the application's packages too.
                library = path == FileName
                    ? NativeLibrary.Load(path, typeof(LibraryLoader).Assembly, null)
                    : NativeLibrary.Load(Path.GetFullPath(path));
                return true;
            }
            catch (Exception e) when (e is DllNotFoundException || e is BadImageFormatException)
            {
                problem = path == FileName ? "not found" : FirstLine(e.Message);
                return false;
            }
        }

        private static bool Fits(IntPtr library, uint wanted, out string problem)
        {
            if (!NativeLibrary.TryGetExport(library, "codat_abi_version", out var function))
            {
                problem = "not libcodat: it has no function codat_abi_version";
            }
            else
            {
                var found = Marshal.GetDelegateForFunctionPointer<AbiVersionFunction>(function)();
                if (found == wanted)
                {
                    problem = "";
                    return true;
                }
                problem = $"ABI version {found}, but this package needs {wanted}: install the libcodat that goes"
                    + " with it";
            }
            NativeLibrary.Free(library);
            return false;
        }

        internal static string FileName =>
            RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "codat.dll"
            : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libcodat.dylib"
            : "libcodat.so";

        internal static string Rid
        {
            get
            {
                var system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win"
                    : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx"
                    : "linux";
                return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
            }
        }

        /// <summary>The folder of this assembly; in a single-file application it has none.</summary>
        private static string AssemblyFolder()
        {
            var folder = Path.GetDirectoryName(typeof(LibraryLoader).Assembly.Location);
            return string.IsNullOrEmpty(folder) ? AppContext.BaseDirectory : folder;
        }

        private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();
    }
}
