using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Codat.Tests
{
    internal sealed class CheckException : Exception
    {
        internal CheckException(string message) : base(message)
        {
        }
    }

    /// <summary>What tests assert with.</summary>
    internal static class Check
    {
        internal static void That(bool condition, string message)
        {
            if (!condition)
            {
                throw new CheckException(message);
            }
        }

        internal static void Equal<T>(T expected, T actual) =>
            That(EqualityComparer<T>.Default.Equals(expected, actual), $"expected {expected}, found {actual}");

        internal static void Contains(string part, string text) =>
            That(text.Contains(part), $"'{part}' is not in '{text}'");

        internal static void Same(IEnumerable<string> expected, IEnumerable<string> actual)
        {
            var missing = new SortedSet<string>(expected, StringComparer.Ordinal);
            var surplus = new SortedSet<string>(actual, StringComparer.Ordinal);
            var both = new SortedSet<string>(missing, StringComparer.Ordinal);
            both.IntersectWith(surplus);
            missing.ExceptWith(both);
            surplus.ExceptWith(both);
            That(
                missing.Count + surplus.Count == 0,
                $"missing: {string.Join(", ", missing)}; too many: {string.Join(", ", surplus)}");
        }

        internal static T Throws<T>(Action action) where T : Exception
        {
            try
            {
                action();
            }
            catch (T e)
            {
                return e;
            }
            throw new CheckException($"no {typeof(T).Name} was thrown");
        }

        internal static async Task<T> ThrowsAsync<T>(Func<Task> action) where T : Exception
        {
            try
            {
                await action();
            }
            catch (T e)
            {
                return e;
            }
            throw new CheckException($"no {typeof(T).Name} was thrown");
        }

        /// <summary>Waits until something is so, for much longer than it takes.</summary>
        internal static async Task Until(Func<bool> condition, Func<string>? found = null)
        {
            var watch = Stopwatch.StartNew();
            while (!condition())
            {
                That(watch.Elapsed < TimeSpan.FromSeconds(30), $"waited in vain: {found?.Invoke()}");
                await Task.Delay(2);
            }
        }

        /// <summary>Far below what it would take if nothing cut it short, with room for a busy machine.</summary>
        internal static void Prompt(Stopwatch watch) =>
            That(watch.Elapsed < TimeSpan.FromSeconds(3), $"took {watch.Elapsed}");
    }
}
