using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>The wrapper has all that the header, the table of operations and the Rust models have.</summary>
    internal static class ContractTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("contract: declarations are those of the header", Declarations);
            await runner.Test("contract: every operation has a synchronous and an asynchronous method", Operations);
            await runner.Test("contract: every method's documentation names the service's operation", Documentation);
            await runner.Test("contract: every status has a kind and an exception", Statuses);
            await runner.Test("contract: every configuration field has a property with its default", Configuration);
            await runner.Test("contract: the package has the library's version", () =>
            {
                var version = typeof(CodatClient).Assembly.GetName().Version!.ToString(3);
                Check.Equal(version, CodatLibrary.Version);
                Check.Contains($"\nversion = \"{version}\"", Repository.Read("Cargo.toml"));
            });
            await runner.Test("contract: every field of the Rust models has a property", Models);
        }

        private static void Declarations()
        {
            var header = Functions();
            var methods = typeof(NativeMethods)
                .GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(method => method.GetCustomAttribute<DllImportAttribute>() != null)
                .ToDictionary(method => method.Name);
            var perOperation = Names().Select(name => "codat_" + name.Replace('.', '_'));
            // A client without a log is one whose log is null; the same holds for a context without progress. Ctrl-C is
            // handled on a separate thread, and needs no interrupt callback. Guid.NewGuid() makes keys. A queue that
            // delivers keeps nothing to take. The runtime ends with the process, whatever is called back. Any request is
            // called by its name.
            var plain = new[]
            {
                "codat_client_new", "codat_context_new", "codat_context_set_interrupt", "codat_idempotency_key_new",
                "codat_queue_fd", "codat_queue_take", "codat_end", "codat_request",
            };
            Check.Same(header.Keys, methods.Keys.Concat(perOperation).Concat(plain));
            foreach (var method in methods.Values)
            {
                var (answer, parameters) = header[method.Name];
                Fits(method.Name, answer, method.ReturnType);
                var own = method.GetParameters();
                Check.That(own.Length == parameters.Length, $"{method.Name}: {own.Length} parameters");
                for (var i = 0; i < own.Length; i++)
                {
                    Fits($"{method.Name}, parameter {i + 1}", parameters[i], own[i].ParameterType);
                }
            }
        }

        private static void Fits(string place, string c, Type type)
        {
            var fitting = c switch
            {
                "void" => new[] { typeof(void) },
                "CodatStatus" => new[] { typeof(int) },
                "int32_t" => new[] { typeof(int) },
                "uint32_t" => new[] { typeof(uint) },
                "int64_t" => new[] { typeof(long) },
                "size_t" => new[] { typeof(UIntPtr) },
                "const uint8_t *" => new[] { typeof(byte).MakePointerType() },
                // Text that goes in is copied; text that comes out is read in place.
                "const char *" => new[] { typeof(byte[]), typeof(IntPtr) },
                "char *" => new[] { typeof(IntPtr) },
                "void *" => new[] { typeof(IntPtr) },
                "CodatProgressCallback" => new[] { typeof(ProgressCallback) },
                "const CodatPager *" => new[] { typeof(PagerHandle) },
                "CodatPager *" => new[] { typeof(IntPtr) },
                "CodatPager **" => new[] { typeof(PagerHandle).MakeByRefType() },
                "CodatLogCallback" => new[] { typeof(LogCallback) },
                "CodatWakeCallback" => new[] { typeof(IntPtr) },
                "CodatEventCallback" => new[] { typeof(EventCallback) },
                "const CodatQueue *" => new[] { typeof(QueueHandle) },
                "CodatQueue *" => new[] { typeof(IntPtr) },
                "CodatQueue **" => new[] { typeof(QueueHandle).MakeByRefType() },
                "uint64_t" => new[] { typeof(ulong) },
                "uint64_t *" => new[] { typeof(ulong).MakeByRefType() },
                "char **" => new[] { typeof(IntPtr).MakeByRefType() },
                "const CodatClient *" => new[] { typeof(ClientHandle) },
                "const CodatContext *" => new[] { typeof(ContextHandle) },
                "const CodatSandbox *" => new[] { typeof(SandboxHandle) },
                // What ends an object is called by the handle that goes with it.
                "CodatClient *" => new[] { typeof(IntPtr) },
                "CodatContext *" => new[] { typeof(IntPtr) },
                "CodatSandbox *" => new[] { typeof(IntPtr) },
                "CodatClient **" => new[] { typeof(ClientHandle).MakeByRefType() },
                "CodatContext **" => new[] { typeof(ContextHandle).MakeByRefType() },
                "CodatSandbox **" => new[] { typeof(SandboxHandle).MakeByRefType() },
                _ => Array.Empty<Type>(),
            };
            Check.That(fitting.Contains(type), $"{place}: {c} is declared as {type}");
        }

        /// <summary>Each function of the header: its type, and those of its parameters, without names.</summary>
        private static Dictionary<string, (string Answer, string[] Parameters)> Functions()
        {
            var text = Regex.Replace(Repository.Read("include/codat.h"), @"//[^\n]*|/\*.*?\*/", "", RegexOptions.Singleline);
            return Regex.Matches(text, @"([\w ]+[ *])(codat_\w+)\(([^)]*)\);").ToDictionary(
                match => match.Groups[2].Value,
                match => (Squeeze(match.Groups[1].Value), match.Groups[3].Value.Split(',')
                    .Select(parameter => Squeeze(Regex.Replace(parameter, @"\w+\s*$", "")))
                    .Where(parameter => parameter != "")
                    .ToArray()));
        }

        private static string Squeeze(string text) => Regex.Replace(text, @"\s+", " ").Trim();

        private static IEnumerable<string> Names()
        {
            using var document = JsonDocument.Parse(CodatLibrary.DescribeOperations());
            return document.RootElement.GetProperty("result").EnumerateArray()
                .Select(operation => operation.GetProperty("name").GetString()!)
                .ToList();
        }

        private static void Operations()
        {
            var expected = Names().Select(name => string.Concat(
                name.Split('.', '_').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1))));
            var own = Methods("Companies", typeof(CompaniesClient))
                .Concat(Methods("Connections", typeof(ConnectionsClient)))
                .Concat(Methods("Refresh", typeof(RefreshClient)))
                .Concat(Methods("Integrations", typeof(IntegrationsClient)))
                .Concat(Methods("Webhooks", typeof(WebhooksClient)))
                .Concat(Methods("Groups", typeof(GroupsClient)))
                .Concat(Methods("Settings", typeof(SettingsClient)))
                .Concat(Methods("ConnectionManagement", typeof(ConnectionManagementClient)))
                .Concat(Methods("Push", typeof(PushClient)))
                .Concat(Methods("SupplementalData", typeof(SupplementalDataClient)))
                .Concat(Methods("CustomDataTypes", typeof(CustomDataTypesClient)))
                .Where(name => !name.Contains("ListAll"))
                .ToList();
            Check.Same(expected.SelectMany(name => new[] { name, name + "Async" }), own);
        }

        private static void Documentation()
        {
            var file = Path.ChangeExtension(typeof(CodatClient).Assembly.Location, ".xml");
            var summaries = XDocument.Load(file).Descendants("member").ToLookup(
                member => member.Attribute("name")!.Value.Split('(')[0],
                member => member.Element("summary")?.Descendants("c").Select(code => code.Value));
            using var document = JsonDocument.Parse(CodatLibrary.DescribeOperations());
            foreach (var operation in document.RootElement.GetProperty("result").EnumerateArray())
            {
                if (operation.TryGetProperty("operationId", out var id))
                {
                    var name = operation.GetProperty("name").GetString()!.Split('.')
                        .Select(part => string.Concat(part.Split('_').Select(Pascal))).ToArray();
                    var method = $"M:Codat.{name[0]}Client.{name[1]}";
                    Check.That(summaries[method].Any(names => names?.Contains(id.GetString()) == true), $"{method}: no {id}");
                }
            }
        }

        private static IEnumerable<string> Methods(string prefix, Type type) =>
            type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Select(method => prefix + method.Name);

        private static void Statuses()
        {
            var statuses = Regex.Matches(Repository.Read("include/codat.h"), @"^ +CODAT_(?!LOG_|EVENT_)(\w+) = (\d+),", RegexOptions.Multiline)
                .ToDictionary(match => int.Parse(match.Groups[2].Value), match => match.Groups[1].Value.Replace("_", ""));
            Check.That(statuses.Remove(0) && statuses.Count > 0, "no statuses in the header");
            Check.Same(
                statuses.Select(status => $"{status.Value} {status.Key}"),
                Enum.GetValues(typeof(CodatErrorKind)).Cast<CodatErrorKind>()
                    .Select(kind => $"{kind.ToString().ToUpperInvariant()} {(int)kind}"));
            foreach (var kind in Enum.GetValues(typeof(CodatErrorKind)).Cast<CodatErrorKind>())
            {
                var e = ExceptionFactory.Of((int)kind, new ErrorDetails(), new CallMeta());
                Check.Equal($"Codat{kind}Exception", e.GetType().Name);
                Check.Equal(kind, e.Kind);
            }
            var used = new ErrorDetails { OutcomeUnknown = true, IdempotencyKey = "key" };
            var another = ExceptionFactory.Of((int)CodatErrorKind.Unprocessable, used, new CallMeta());
            Check.Contains("call again without the key", another.ToString());
            var unknown = ExceptionFactory.Of(12345, new ErrorDetails { Message = "new" }, new CallMeta());
            Check.Equal(typeof(CodatException), unknown.GetType());
            Check.Equal(12345, (int)unknown.Kind);
        }

        private static void Configuration()
        {
            var header = Repository.Read("include/codat.h");
            Documented(header, "Creates a client.", new CodatClientOptions(), nameof(CodatClientOptions.Log), nameof(CodatClientOptions.LogLevel));
            Documented(header, "Creates a context.", new CallOptions(), nameof(CallOptions.Extra));
            Documented(header, "Starts a sandbox", new CodatSandboxOptions());
        }

        /// <summary>Properties are the fields that the header lists, and those <paramref name="besides"/>.</summary>
        private static void Documented(string header, string from, object options, params string[] besides)
        {
            var start = header.IndexOf("// " + from, StringComparison.Ordinal);
            var text = header.Substring(start, header.IndexOf("CodatStatus codat_", start, StringComparison.Ordinal) - start);
            var members = Regex.Matches(text, @"//   - `(\w+)`:(.*?)(?=\n//   - |\n// - )", RegexOptions.Singleline);
            var properties = options.GetType().GetProperties().ToDictionary(property => property.Name);
            Check.Same(members.Select(member => Pascal(member.Groups[1].Value)).Concat(besides), properties.Keys);
            foreach (var member in members.Cast<Match>())
            {
                var value = properties[Pascal(member.Groups[1].Value)].GetValue(options);
                var stated = Regex.Match(member.Groups[2].Value, @"Default (\d+|false)\.");
                if (stated.Success)
                {
                    var own = value is TimeSpan time ? $"{time.TotalMilliseconds}" : $"{value}".ToLowerInvariant();
                    Check.Equal($"{member.Groups[1].Value} {stated.Groups[1].Value}", $"{member.Groups[1].Value} {own}");
                }
            }
        }

        private static string Pascal(string name)
        {
            name = name.EndsWith("Ms", StringComparison.Ordinal) ? name[..^2] : name;
            return char.ToUpperInvariant(name[0]) + name.Substring(1);
        }

        private static void Models()
        {
            var found = 0;
            foreach (var file in Directory.GetFiles(Repository.PathOf("src/models"), "*.rs"))
            {
                var structs = Regex.Matches(
                    File.ReadAllText(file), @"pub struct (\w+)(<T>)? \{(.*?)\n\}", RegexOptions.Singleline);
                foreach (var model in structs.Cast<Match>())
                {
                    var type = typeof(Company).Assembly.GetType($"Codat.{model.Groups[1].Value}{(model.Groups[2].Success ? "`1" : "")}");
                    Check.That(type != null, $"there is no {model.Groups[1].Value}");
                    var names = Fields(model.Groups[3].Value);
                    Check.Same(names, type!.GetProperties().Where(property => property.DeclaringType == type).Select(JsonName));
                    Check.That(
                        model.Value.Contains("pub extra: Extra") ? typeof(CodatModel).IsAssignableFrom(type) : true,
                        $"{type.Name} keeps no unknown fields");
                    found++;
                }
            }
            Check.That(found > 10, $"only {found} models were found");
        }

        /// <summary>The JSON names of a Rust struct's fields, except the one that keeps unknown fields.</summary>
        private static IEnumerable<string> Fields(string body) =>
            Regex.Matches(body, @"((?:#\[[^\n]*\]\s*)*)pub (\w+):")
                .Where(field => !field.Groups[1].Value.Contains("flatten"))
                .Select(field =>
                {
                    var renamed = Regex.Match(field.Groups[1].Value, "rename = \"(\\w+)\"");
                    return renamed.Success
                        ? renamed.Groups[1].Value
                        : Regex.Replace(field.Groups[2].Value, "_(.)", letter => letter.Groups[1].Value.ToUpperInvariant());
                });

        private static string JsonName(PropertyInfo property) =>
            property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
            ?? char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);
    }
}
