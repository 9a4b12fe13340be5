using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>Finding the library, and saying why it was not found.</summary>
    internal static class LoaderTests
    {
        internal const string ChildArgument = "--load";

        internal static async Task Run(Runner runner)
        {
            await runner.Test("loader: only the library in CODAT_LIBRARY is tried, and named if it is missing", () =>
            {
                var e = Check.Throws<DllNotFoundException>(
                    () => LibraryLoader.Load("/nowhere/libcodat.so", AppContext.BaseDirectory, 1));
                Check.Contains("/nowhere/libcodat.so (CODAT_LIBRARY): no such file", e.Message);
                Check.Contains("Set the environment variable CODAT_LIBRARY", e.Message);
                Check.Equal(1, e.Message.Split("): ").Length - 1);
            });
            await runner.Test("loader: every path that was tried is named, with the remedy", () =>
            {
                var e = Check.Throws<DllNotFoundException>(() => LibraryLoader.Load(null, "/nowhere", 1));
                Check.Contains($"/nowhere/runtimes/{LibraryLoader.Rid}/native/{LibraryLoader.FileName}", e.Message);
                Check.Contains($"/nowhere/{LibraryLoader.FileName} (beside the assembly)", e.Message);
                Check.Contains($"{LibraryLoader.FileName} (the system's search path)", e.Message);
            });
            await runner.Test("loader: a file that is no library is refused with its name", () =>
            {
                var file = Path.GetTempFileName();
                var e = Check.Throws<DllNotFoundException>(() => LibraryLoader.Load(file, "/nowhere", 1));
                File.Delete(file);
                Check.Contains(file, e.Message);
            });
            await runner.Test("loader: another library is refused", () =>
            {
                var other = Path.Combine(
                    Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so");
                var e = Check.Throws<DllNotFoundException>(() => LibraryLoader.Load(other, "/nowhere", 1));
                Check.Contains("not libcodat", e.Message);
            });
            await runner.Test("loader: another ABI version is refused", () =>
            {
                var e = Check.Throws<DllNotFoundException>(() => LibraryLoader.Load(
                    Environment.GetEnvironmentVariable(LibraryLoader.Variable), AppContext.BaseDirectory, 2));
                Check.Contains("ABI version 1, but this package needs 2", e.Message);
            });
            await runner.Test("loader: a user sees the loader's own message", () =>
            {
                var start = Repository.Self(ChildArgument);
                start.Environment[LibraryLoader.Variable] = "/nowhere/libcodat.so";
                using var child = Process.Start(start)!;
                var output = child.StandardOutput.ReadToEnd();
                child.WaitForExit();
                Check.Equal(0, child.ExitCode);
                Check.Contains("/nowhere/libcodat.so (CODAT_LIBRARY): no such file", output);
            });
        }

        /// <summary>What the child process does: use the library, and print why it cannot.</summary>
        internal static int Child()
        {
            var e = Check.Throws<DllNotFoundException>(() => new CodatClient("key"));
            Console.WriteLine(e.Message);
            return 0;
        }
    }
}
