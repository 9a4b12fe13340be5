using System;
using System.Linq;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>
    /// Runs all tests, or those whose name contains the first argument. <c>CODAT_LIBRARY</c> names the library to
    /// test where the build did not put one beside it.
    /// </summary>
    internal static class Program
    {
        private static async Task<int> Main(string[] arguments)
        {
            if (arguments.FirstOrDefault() == LoaderTests.ChildArgument)
            {
                return LoaderTests.Child();
            }
            if (arguments.FirstOrDefault() == ExitTests.ChildArgument)
            {
                return ExitTests.Child(arguments[1], arguments[2]);
            }
            if (arguments.FirstOrDefault() == ScarceTests.ChildArgument)
            {
                return await ScarceTests.Child();
            }
            var runner = new Runner(arguments.FirstOrDefault() ?? "");
            await LoaderTests.Run(runner);
            await ContractTests.Run(runner);
            await ModelTests.Run(runner);
            await SettingsTests.Run(runner);
            await Conformance.Run(runner);
            await OperationTests.Run(runner);
            await RequestTests.Run(runner);
            await ListTests.Run(runner);
            await CallTests.Run(runner);
            await OutcomeTests.Run(runner);
            await ValueTests.Run(runner);
            await ManualTests.Run(runner);
            await GuideTests.Run(runner);
            await InputTests.Run(runner);
            await ExampleTests.Run(runner);
            await ThreadTests.Run(runner);
            await ScarceTests.Run(runner);
            await CancelTests.Run(runner);
            await WaitTests.Run(runner);
            await LogTests.Run(runner);
            await WebhookTests.Run(runner);
            await LifetimeTests.Run(runner);
            await SoakTests.Run(runner);
            await ExitTests.Run(runner);
            await runner.Test("nothing is left alive at the end", () =>
            {
                LifetimeTests.Collect();
                Check.Equal(0L, CodatLibrary.LiveObjects);
            });
            return runner.Finish();
        }
    }
}
