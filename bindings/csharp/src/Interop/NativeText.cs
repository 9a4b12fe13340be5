using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Codat.Interop
{
    /// <summary>Text that crosses the boundary: UTF-8 with a NUL at its end.</summary>
    internal static class NativeText
    {
        /// <summary>Memory is there in pages of this size, or of several of it.</summary>
        private const int PageSize = 4096;

        private static readonly JsonWriterOptions Writing = new JsonWriterOptions { Encoder = new Surrogates.Encoder() };

        /// <summary>A JSON object with the fields that <paramref name="write"/> writes.</summary>
        internal static byte[] Json(Action<Utf8JsonWriter> write)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, Writing))
            {
                writer.WriteStartObject();
                write(writer);
                writer.WriteEndObject();
            }
            var text = new byte[buffer.WrittenCount + 1];
            buffer.WrittenSpan.CopyTo(text);
            return text;
        }

        /// <summary>A text of the caller's. A NUL in it would cut it short unseen, and is refused; an escape is refused by the library.</summary>
        internal static byte[] Of(string text, string parameter)
        {
            if (text is null)
            {
                throw new ArgumentNullException(parameter);
            }
            if (text.IndexOf('\0') >= 0)
            {
                throw new ArgumentException("must not hold the character U+0000", parameter);
            }
            return Encoding.UTF8.GetBytes(Surrogates.Escaped(text) + "\0");
        }

        /// <summary>The bytes of a text that the library handed out, valid until it is freed.</summary>
        internal static unsafe ReadOnlySpan<byte> Span(IntPtr text)
        {
            if (text == IntPtr.Zero)
            {
                return default;
            }
            var start = (byte*)text;
            for (var page = start; ;)
            {
                // Response JSON can be large, so a page at a time; beyond the one that the text ends in, nothing may be
                // read.
                var left = PageSize - (int)((ulong)page % PageSize);
                var end = new ReadOnlySpan<byte>(page, left).IndexOf((byte)0);
                if (end >= 0)
                {
                    return new ReadOnlySpan<byte>(start, checked((int)(page + end - start)));
                }
                page += left;
            }
        }

        /// <summary>Whole response JSON as a string.</summary>
        internal static string Read(ReadOnlySpan<byte> document) => Encoding.UTF8.GetString(document);

        /// <summary>A constant of the library, which is not freed.</summary>
        internal static string Constant(IntPtr text) => Marshal.PtrToStringUTF8(text) ?? "";

        /// <summary>A time in whole milliseconds, never rounded down to none.</summary>
        internal static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);
    }
}
