using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Codat.Interop
{
    /// <summary>
    /// Unpaired surrogates have no UTF-8, and the runtime's encoders replace them without a word. They are passed on as
    /// escapes, so that the library refuses them, and names the field.
    /// </summary>
    internal static class Surrogates
    {
        /// <summary>The text with escapes for what is unpaired.</summary>
        internal static string Escaped(string text)
        {
            var at = Unpaired(text);
            if (at < 0)
            {
                return text;
            }
            var escaped = new StringBuilder(text.Length + 5);
            var rest = text.AsSpan();
            for (; at >= 0; at = Unpaired(rest))
            {
                escaped.Append(rest.Slice(0, at)).Append(Escape(rest[at]));
                rest = rest.Slice(at + 1);
            }
            return escaped.Append(rest).ToString();
        }

        private static string Escape(char unpaired) =>
            "\\u" + ((int)unpaired).ToString("x4", CultureInfo.InvariantCulture);

        /// <summary>The index of the first; -1 for none.</summary>
        private static int Unpaired(ReadOnlySpan<char> text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (!char.IsSurrogate(text[i]))
                {
                    continue;
                }
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return i;
                }
                i++;
            }
            return -1;
        }

        /// <summary>The runtime's encoder of JSON, except for unpaired surrogates.</summary>
        internal sealed class Encoder : JavaScriptEncoder
        {
            public override int MaxOutputCharactersPerInputCharacter => Default.MaxOutputCharactersPerInputCharacter;

            public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) =>
                Default.FindFirstCharacterToEncode(text, textLength);

            public override bool WillEncode(int unicodeScalar) => Default.WillEncode(unicodeScalar);

            public override unsafe bool TryEncodeUnicodeScalar(
                int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
                Default.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

            public override OperationStatus Encode(
                ReadOnlySpan<char> source,
                Span<char> destination,
                out int charsConsumed,
                out int charsWritten,
                bool isFinalBlock = true)
            {
                (charsConsumed, charsWritten) = (0, 0);
                for (var at = Unpaired(source); at >= 0; at = Unpaired(source.Slice(charsConsumed)))
                {
                    var status = Default.Encode(
                        source.Slice(charsConsumed, at), destination.Slice(charsWritten), out var read, out var written);
                    (charsConsumed, charsWritten) = (charsConsumed + read, charsWritten + written);
                    if (status != OperationStatus.Done)
                    {
                        return status;
                    }
                    if (!Escape(source[charsConsumed]).AsSpan().TryCopyTo(destination.Slice(charsWritten)))
                    {
                        return OperationStatus.DestinationTooSmall;
                    }
                    (charsConsumed, charsWritten) = (charsConsumed + 1, charsWritten + 6);
                }
                var last = Default.Encode(
                    source.Slice(charsConsumed), destination.Slice(charsWritten), out var restRead, out var restWritten, isFinalBlock);
                (charsConsumed, charsWritten) = (charsConsumed + restRead, charsWritten + restWritten);
                return last;
            }
        }
    }
}
