using System;
using System.Diagnostics;
using System.IO;

namespace Codat.Tests
{
    /// <summary>Files of the repository that the tests are part of.</summary>
    internal static class Repository
    {
        private static readonly string Root = Find();

        internal static string PathOf(string name) => Path.Combine(Root, name);

        internal static string Read(string name) => File.ReadAllText(PathOf(name));

        /// <summary>How to start these tests once more, with an argument.</summary>
        internal static ProcessStartInfo Self(params string[] arguments)
        {
            var start = new ProcessStartInfo(Process.GetCurrentProcess().MainModule!.FileName!)
            {
                RedirectStandardOutput = true,
            };
            if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            {
                start.ArgumentList.Add(typeof(Repository).Assembly.Location);
            }
            foreach (var argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }
            return start;
        }

        private static string Find()
        {
            for (string? folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "include", "codat.h")))
                {
                    return folder;
                }
            }
            throw new FileNotFoundException("include/codat.h is in no folder above the tests");
        }
    }
}
