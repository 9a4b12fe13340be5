using System;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>The operations on webhook consumers; see <see cref="CodatClient.Webhooks"/>.</summary>
    /// <remarks>
    /// May be used from several threads at once. <see cref="Webhook"/> checks what consumers are sent.
    /// </remarks>
    public sealed class WebhooksClient
    {
        private readonly Caller _caller;

        internal WebhooksClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Lists all webhook consumers. This is the service's operation <c>list-webhook-consumers</c>.
        /// </summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The consumers.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public WebhookConsumerList List(CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListRequest(), options, cancellationToken);

        /// <inheritdoc cref="List"/>
        public Task<WebhookConsumerList> ListAsync(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListRequest(), options, cancellationToken);

        private static Request<WebhookConsumerList> ListRequest() =>
            Request.For<WebhookConsumerList>("webhooks.list");

        /// <summary>
        /// Creates a webhook consumer, of which there can be 50. A lost response never creates a second one. This is
        /// the service's operation <c>create-webhook-consumer</c>.
        /// </summary>
        /// <param name="request">The consumer.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The consumer.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public WebhookConsumer Create(WebhookConsumerRequest request,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(CreateRequest(request), options, cancellationToken);

        /// <inheritdoc cref="Create"/>
        public Task<WebhookConsumer> CreateAsync(WebhookConsumerRequest request,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(CreateRequest(request), options, cancellationToken);

        private static Request<WebhookConsumer> CreateRequest(WebhookConsumerRequest request) =>
            Request.For<WebhookConsumer>("webhooks.create", Input.Given(request));

        /// <summary>
        /// Deletes a webhook consumer. This is the service's operation <c>delete-webhook-consumer</c>.
        /// </summary>
        /// <param name="webhookId">The consumer's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta Delete(
            string webhookId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(DeleteRequest(webhookId), options, cancellationToken);

        /// <inheritdoc cref="Delete"/>
        public Task<CallMeta> DeleteAsync(
            string webhookId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(DeleteRequest(webhookId), options, cancellationToken);

        private static Request<CallMeta> DeleteRequest(string webhookId) =>
            Request.ForMeta("webhooks.delete", ("webhookId", webhookId));

        /// <summary>
        /// Gets a new integration key for Zapier, and revokes the previous one. This is the service's operation
        /// <c>rotate-zapier-key</c>.
        /// </summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The key, which is a secret.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public ZapierKey RotateZapierKey(CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(RotateZapierKeyRequest(), options, cancellationToken);

        /// <inheritdoc cref="RotateZapierKey"/>
        public Task<ZapierKey> RotateZapierKeyAsync(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(RotateZapierKeyRequest(), options, cancellationToken);

        private static Request<ZapierKey> RotateZapierKeyRequest() =>
            Request.For<ZapierKey>("webhooks.rotate_zapier_key");
    }
}
