using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Goes through all pages of a list.</summary>
    internal static class Pages
    {
        internal static IEnumerable<T> All<T>(int? first, Func<int, Page<T>> get) where T : CodatModel
        {
            for (var number = first ?? 1; ; number++)
            {
                var page = get(number);
                foreach (var item in page.Results)
                {
                    yield return item;
                }
                if (IsLast(page))
                {
                    yield break;
                }
            }
        }

        internal static async IAsyncEnumerable<T> AllAsync<T>(
            int? first,
            Func<int, CancellationToken, Task<Page<T>>> get,
            [EnumeratorCancellation] CancellationToken cancellation) where T : CodatModel
        {
            for (var number = first ?? 1; ; number++)
            {
                var page = await get(number, cancellation).ConfigureAwait(false);
                foreach (var item in page.Results)
                {
                    yield return item;
                }
                if (IsLast(page))
                {
                    yield break;
                }
            }
        }

        private static bool IsLast<T>(Page<T> page) where T : CodatModel =>
            page.Links.Next is null || page.Results.Count == 0;
    }
}
