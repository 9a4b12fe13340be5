using System;
using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    // What customers do, the pulling of their data, and webhooks.
    public sealed partial class CodatSandbox
    {
        /// <summary>The secret that signs its webhooks, for <see cref="Webhook"/>.</summary>
        public string WebhookSecret =>
            Control("webhook-secret", _ => { }, Document.Field<string>("webhookSecret"));

        /// <summary>Does what a customer does in Link: authorizes a connection, for the first time or again.</summary>
        /// <param name="companyId">The company.</param>
        /// <param name="connectionId">The connection.</param>
        public void LinkConnection(string companyId, string connectionId) =>
            Act("link-connection", Of(companyId, connectionId));

        /// <summary>Does what a customer does in Link: picks software, and authorizes.</summary>
        /// <param name="companyId">The company.</param>
        /// <param name="platformKey">The software's four letters; Xero's by default.</param>
        /// <returns>The connection's identifier.</returns>
        public string LinkPlatform(string companyId, string platformKey = "gbol") => Control(
            "link-connection",
            writer =>
            {
                writer.WriteString("companyId", companyId);
                writer.WriteString("platformKey", platformKey);
            },
            Document.Field<string>("connectionId"));

        /// <summary>Does what a customer does who withdraws: a linked connection becomes deauthorized.</summary>
        /// <param name="companyId">The company.</param>
        /// <param name="connectionId">The connection.</param>
        public void DeauthorizeConnection(string companyId, string connectionId) =>
            Act("deauthorize-connection", Of(companyId, connectionId));

        /// <summary>Has the next pull of data that fits end badly.</summary>
        /// <param name="companyId">Whose; any by default.</param>
        /// <param name="dataType">Which; any by default.</param>
        /// <param name="status">How it ends; <see cref="PullStatus.FetchError"/> by default.</param>
        /// <param name="message">What went wrong.</param>
        public void FailNextPull(
            string? companyId = null, string? dataType = null, PullStatus? status = null, string? message = null) =>
            Act("fail-next-pull", writer =>
            {
                writer.WriteString("companyId", companyId);
                writer.WriteString("dataType", dataType);
                writer.WriteString("status", status?.ToString());
                writer.WriteString("message", message);
            });

        /// <summary>Sets how long a pull of data takes of the sandbox's time; at first 2 seconds.</summary>
        /// <param name="time">How long; whole seconds.</param>
        public void SetPullTime(TimeSpan time) =>
            Act("set-pull-seconds", writer => writer.WriteNumber("seconds", (long)time.TotalSeconds));

        /// <summary>Sets the page that Link sends a customer to afterwards.</summary>
        /// <param name="url">May hold <c>{companyId}</c>, <c>{connectionId}</c>, <c>{statusCode}</c> and others, also
        /// your own. Null: nowhere.</param>
        /// <param name="allowedHosts">Hosts that it may lead to; its own by default.</param>
        public void SetRedirect(string? url, IEnumerable<string>? allowedHosts = null) => Act("set-redirect", writer =>
        {
            writer.WriteString("url", url);
            writer.Write("allowedHosts", allowedHosts);
        });

        /// <summary>The webhooks to be delivered and delivered, the oldest first.</summary>
        /// <param name="since">Only those after the one with this <see cref="SandboxWebhook.Number"/>.</param>
        public IReadOnlyList<SandboxWebhook> Webhooks(long since = 0) =>
            Control(
                "list-webhooks", writer => writer.Write("since", since), Document.Field<List<SandboxWebhook>>("webhooks"));

        private static Action<Utf8JsonWriter> Of(string companyId, string connectionId) => writer =>
        {
            writer.WriteString("companyId", companyId);
            writer.WriteString("connectionId", connectionId);
        };
    }
}
