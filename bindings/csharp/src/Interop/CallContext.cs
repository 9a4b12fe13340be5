using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>The context of a call that blocks, or of a list: its options, the tokens that cancel it, and its listener.</summary>
    internal sealed class CallContext : IDisposable
    {
        private static readonly ContextHandle Default = new ContextHandle();

        /// <summary>The names of operations that send an idempotency key.</summary>
        private static readonly Lazy<HashSet<string>> Keyed = new Lazy<HashSet<string>>(() =>
        {
            using var described = JsonDocument.Parse(CodatLibrary.DescribeOperations());
            return described.RootElement.GetProperty("result").EnumerateArray()
                .Where(operation => operation.TryGetProperty("method", out var method) &&
                    (method.ValueEquals("POST") || method.ValueEquals("PATCH")))
                .Select(operation => operation.GetProperty("name").GetString()!)
                .Concat(new[] { "request.post", "request.patch" })
                .ToHashSet();
        });

        private readonly GCHandle _progress;
        private readonly CancellationTokenRegistration[] _registrations = Array.Empty<CancellationTokenRegistration>();

        /// <summary>No native context is created if no option is set.</summary>
        internal CallContext(
            string operation, CallOptions? options, Progress? progress, params CancellationToken[] cancellations)
        {
            Handle = Default;
            var json = CallOptions.Json(options);
            if (json is null && progress is null && !Array.Exists(cancellations, token => token.CanBeCanceled))
            {
                return;
            }
            if (progress != null)
            {
                _progress = GCHandle.Alloc(progress);
            }
            try
            {
                var status = NativeMethods.codat_context_new_with_progress(
                    json,
                    progress is null ? null : Progress.Callback,
                    progress is null ? IntPtr.Zero : GCHandle.ToIntPtr(_progress),
                    out var handle,
                    out var error);
                Document.Take<object?>(status, error, _ => null);
                Handle = handle;
            }
            catch (CodatException e)
            {
                Dispose();
                throw Refused(e, operation, options);
            }
            catch
            {
                Dispose();
                throw;
            }
            _registrations = Array.ConvertAll(cancellations, token => token.UnsafeRegister(
                state => NativeMethods.codat_context_cancel((ContextHandle)state!), Handle));
        }

        internal ContextHandle Handle { get; }

        /// <summary>A repeat that is refused here leaves the outcome of the call that it repeats unknown.</summary>
        internal static CodatException Refused(CodatException refusal, string operation, CallOptions? options)
        {
            var details = refusal.Details.Copy();
            details.Operation = operation;
            if (options is { IdempotencyKey: string key, FirstUse: false } && Keyed.Value.Contains(operation))
            {
                (details.OutcomeUnknown, details.IdempotencyKey) = (true, key);
            }
            return ExceptionFactory.Of((int)refusal.Kind, details, refusal.Meta);
        }

        public void Dispose()
        {
            foreach (var registration in _registrations)
            {
                // Waits for a cancellation that is running, so the handle outlives it.
                registration.Dispose();
            }
            if (Handle != Default)
            {
                Handle.Dispose();
            }
            if (_progress.IsAllocated)
            {
                _progress.Free();
            }
        }
    }
}
