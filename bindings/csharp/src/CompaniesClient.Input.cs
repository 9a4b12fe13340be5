using System;
using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    // What the operations take: identifiers and a request's members side by side in one flat object.
    public sealed partial class CompaniesClient
    {
        private static byte[] Input(ListCompanies? request) => NativeText.Json(writer => request?.Write(writer));

        private static byte[] Input(CompanyRequest request) => NativeText.Json(Given(request).Write);

        private static byte[] Input(string companyId) =>
            NativeText.Json(writer => writer.WriteString("companyId", companyId));

        private static byte[] Input(string companyId, CompanyRequest request) => NativeText.Json(writer =>
        {
            writer.WriteString("companyId", companyId);
            Given(request).Write(writer);
        });

        private static byte[] Input(string companyId, CompanyUpdate request) => NativeText.Json(writer =>
        {
            writer.WriteString("companyId", companyId);
            Given(request).Write(writer);
        });

        private static byte[] Input(string companyId, string productIdentifier) => NativeText.Json(writer =>
        {
            writer.WriteString("companyId", companyId);
            writer.WriteString("productIdentifier", productIdentifier);
        });

        private static byte[] Input(string companyId, string productIdentifier, IEnumerable<string>? dataTypes) =>
            NativeText.Json(writer =>
            {
                writer.WriteString("companyId", companyId);
                writer.WriteString("productIdentifier", productIdentifier);
                writer.WritePropertyName("dataTypes");
                JsonSerializer.Serialize(writer, dataTypes);
            });

        private static T Given<T>(T request) where T : class =>
            request ?? throw new ArgumentNullException(nameof(request));
    }
}
