using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>Goes through all rows of a list. Leaving the loop ends what is being fetched.</summary>
    internal static class Pages
    {
        internal static IEnumerable<T> All<T>(
            Caller caller,
            string operation,
            byte[] input,
            CallOptions? options,
            CancellationToken cancellation) where T : CodatModel
        {
            using var pager = caller.Pages<T>(operation, input, options, cancellation);
            while (pager.Next() is Page<T> page)
            {
                foreach (var item in page.Results)
                {
                    pager.ThrowIfCancelled();
                    yield return item;
                }
            }
        }

        internal static async IAsyncEnumerable<T> AllAsync<T>(
            Caller caller,
            string operation,
            byte[] input,
            CallOptions? options,
            CancellationToken cancellation,
            [EnumeratorCancellation] CancellationToken ofLoop = default) where T : CodatModel
        {
            using var pager = caller.Pages<T>(operation, input, options, cancellation, ofLoop);
            while (await pager.NextAsync().ConfigureAwait(false) is Page<T> page)
            {
                foreach (var item in page.Results)
                {
                    pager.ThrowIfCancelled();
                    yield return item;
                }
            }
        }
    }
}
