// The C# contestants: Bench.dll CONTESTANT URL OPERATION THREADS SECONDS.
//
//     codat       libcodat's asynchronous methods
//     codat-sync  libcodat's blocking methods, on separate threads
//     HttpClient  HttpClient and System.Text.Json, asynchronous
//     empty       nothing: what a program costs that does nothing
//
// What it measures, and the line that it prints, is what every contestant does, except that it warms up for twice the
// time, for the runtime to have compiled everything for good; see docs/explanation/how-we-measure.md.

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

internal sealed class Arguments
{
    public string Url = "";
    public string Operation = "";
    public int PageSize;
    public int Threads;
    public double Seconds;
}

internal static class Program
{
    public const string CompanyId = "8a210b68-6988-11ed-a1eb-0242ac120002";

    private static async Task Main(string[] given)
    {
        if (given[0] == "empty")
        {
            return;
        }
        var operation = given[2].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var arguments = new Arguments
        {
            Url = given[1],
            Operation = operation,
            PageSize = operation == given[2] ? 0 : int.Parse(given[2].Substring(operation.Length)),
            Threads = int.Parse(given[3]),
            Seconds = double.Parse(given[4], CultureInfo.InvariantCulture),
        };
        if (given[0] == "codat-sync")
        {
            var call = WithCodat.Blocking(arguments);
            await Measure(arguments, call, seconds => Task.Factory.StartNew(
                () => CallsFor(call, seconds), TaskCreationOptions.LongRunning));
        }
        else
        {
            var call = given[0] == "codat" ? WithCodat.Calls(arguments) : WithHttpClient.Calls(arguments);
            await Measure(arguments, () => call().Wait(), seconds => Task.Run(() => CallsFor(call, seconds)));
        }
    }

    /// <summary>Warms up, measures, and prints; with 0 seconds it is one call.</summary>
    private static async Task Measure(Arguments arguments, Action once, Func<double, Task<long>> callsFor)
    {
        if (arguments.Seconds == 0)
        {
            once();
            return;
        }
        Task<long[]> All(double seconds) =>
            Task.WhenAll(Enumerable.Range(0, arguments.Threads).Select(_ => callsFor(seconds)));
        await All(arguments.Seconds * 2);
        var clock = Stopwatch.StartNew();
        var cpu = CpuSeconds();
        var calls = (await All(arguments.Seconds)).Sum();
        var elapsed = clock.Elapsed.TotalSeconds;
        cpu = CpuSeconds() - cpu;
        Console.WriteLine(FormattableString.Invariant(
            $"{{\"calls\":{calls},\"seconds\":{elapsed},\"cpu\":{cpu},\"peak_kib\":{PeakKib()}}}"));
    }

    private static async Task<long> CallsFor(Func<Task> call, double seconds)
    {
        var calls = 0L;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds; calls++)
        {
            await call();
        }
        return calls;
    }

    private static long CallsFor(Action call, double seconds)
    {
        var calls = 0L;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds; calls++)
        {
            call();
        }
        return calls;
    }

    /// <summary>User and system time of this process.</summary>
    private static double CpuSeconds()
    {
        // Two times, each seconds and microseconds, and 14 counts.
        var usage = new long[18];
        if (getrusage(0, usage) != 0)
        {
            throw new InvalidOperationException("getrusage");
        }
        return usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6;
    }

    /// <summary>The most memory ever resident. (That of getrusage begins with what the parent had.)</summary>
    private static long PeakKib()
    {
        var line = File.ReadLines("/proc/self/status").First(each => each.StartsWith("VmHWM:"));
        return long.Parse(line.Substring(6).Replace("kB", "").Trim());
    }

    [DllImport("libc")]
    private static extern int getrusage(int who, [Out] long[] usage);
}
