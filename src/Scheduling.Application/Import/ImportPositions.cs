using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Scheduling.Application.Import;

/// <summary>On which line of a JSON text each value begins, by JSON pointer (RFC 6901).</summary>
internal sealed class ImportPositions
{
    // The serialiser quotes a name that holds anything its paths would misread.
    private static readonly SearchValues<char> Misread = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    private readonly Dictionary<string, int> lines = [];
    private readonly Dictionary<string, string> pointers = [];

    private ImportPositions()
    {
    }

    /// <summary>Reads a text that is known to be JSON.</summary>
    public static ImportPositions Of(ReadOnlySpan<byte> utf8, JsonReaderOptions options)
    {
        var positions = new ImportPositions();
        var reader = new Utf8JsonReader(utf8, options);
        var open = new Stack<Level>();
        var (line, counted) = (1, 0);
        var (pointer, path) = ("", "$");
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += utf8[counted..start].Count((byte)'\n');
            counted = start;
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var level = open.Peek();
                var name = reader.GetString()!;
                (pointer, path) = (level.Pointer + "/" + Escaped(name), level.Path + Segment(name));
                positions.Add(pointer, path, line);
                continue;
            }

            if (open.Count > 0 && open.Peek() is { IsArray: true } array)
            {
                var index = array.Next++.ToString(CultureInfo.InvariantCulture);
                (pointer, path) = (array.Pointer + "/" + index, $"{array.Path}[{index}]");
            }

            positions.Add(pointer, path, line);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push(new Level(pointer, path, reader.TokenType == JsonTokenType.StartArray));
            }
        }

        return positions;
    }

    /// <summary>The line of a value or, when it isn't there, of the nearest thing around it.</summary>
    public int? LineOf(string pointer)
    {
        while (!lines.ContainsKey(pointer) && pointer.LastIndexOf('/') is >= 0 and var slash)
        {
            pointer = pointer[..slash];
        }

        return lines.TryGetValue(pointer, out var line) ? line : null;
    }

    /// <summary>The pointer for a path as the serialiser writes it.</summary>
    public string PointerOf(string? path) => path is not null && pointers.TryGetValue(path, out var pointer) ? pointer : "";

    private void Add(string pointer, string path, int line)
    {
        lines.TryAdd(pointer, line);
        pointers.TryAdd(path, pointer);
    }

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Segment(string name) => name.AsSpan().ContainsAny(Misread) ? $"['{name}']" : "." + name;

    private sealed class Level(string pointer, string path, bool isArray)
    {
        public string Pointer { get; } = pointer;
        public string Path { get; } = path;
        public bool IsArray { get; } = isArray;
        public int Next { get; set; }
    }
}
