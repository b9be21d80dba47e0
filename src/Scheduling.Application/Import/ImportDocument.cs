using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Scheduling.Application.Import;

/// <summary>An import file that has been read, and where in it everything stands. Strict: nothing unknown, nothing twice, no comments.</summary>
public sealed partial class ImportDocument
{
    private const int MaxDepth = 32;

    private static readonly JsonSerializerOptions Options = Create();
    private readonly ImportPositions positions;

    private ImportDocument(string name, ImportFile file, ImportPositions positions) => (Name, File, this.positions) = (name, file, positions);

    /// <summary>What messages call the file.</summary>
    public string Name { get; }

    /// <summary>Its content.</summary>
    public ImportFile File { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="utf8">Its bytes.</param>
    /// <exception cref="ImportException">It is no JSON, or has unknown, missing or malformed members.</exception>
    public static ImportDocument Read(string name, ReadOnlyMemory<byte> utf8)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        ImportPositions positions;
        try
        {
            positions = ImportPositions.Of(utf8.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            throw new ImportException(name, [new ImportError("", (int?)e.LineNumber + 1, "is not valid JSON: " + Plain(e))]);
        }
        catch (InvalidOperationException)
        {
            throw new ImportException(name, [new ImportError("", null, "holds a member name that is no Unicode text")]);
        }

        try
        {
            var file = JsonSerializer.Deserialize<ImportFile>(utf8.Span, Options) ?? throw new JsonException("must be an object");
            var document = new ImportDocument(name, file, positions);
            return file.Format == 1 ? document : throw document.Wrong("/format", "must be 1");
        }
        catch (JsonException e)
        {
            var pointer = positions.PointerOf(e.Path);
            throw new ImportException(name, [new ImportError(pointer, positions.LineOf(pointer) ?? (int?)e.LineNumber + 1, Explained(e))]);
        }
    }

    /// <summary>The refusal that names a place of this file.</summary>
    public ImportException Wrong(string pointer, string message) => Wrong([(pointer, message)]);

    /// <summary>The refusal that names several places of this file.</summary>
    public ImportException Wrong(IEnumerable<(string Pointer, string Message)> errors) =>
        new(Name, [.. errors.Select(e => new ImportError(e.Pointer, positions.LineOf(e.Pointer), e.Message))]);

    private static string Explained(JsonException e)
    {
        if (e is FormException || e.InnerException is FormException)
        {
            return (e as FormException ?? e.InnerException)!.Message;
        }

        var unknown = Unknown().Match(e.Message);
        return unknown.Success ? $"'{unknown.Groups[1].Value}' is not a member of this format" : Plain(e);
    }

    private static string Plain(JsonException e) => Suffix().Replace(e.Message, "").Replace($"type '{typeof(ImportFile).Namespace}.", "type '", StringComparison.Ordinal);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = MaxDepth,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters =
            {
                new TextConverter<FileDate>(FileDate.TryParse, "must be a date as yyyy-MM-dd, or relative such as today, today-21d, monday+1w"),
                new TextConverter<FileTime>(FileTime.TryParse, "must be a date, absolute or relative, a blank and a time as HH:mm"),
                new TextConverter<DateOnly>(TryDate, "must be a date of the calendar as yyyy-MM-dd"),
                new TextConverter<TimeOnly>(TryTime, "must be a time as HH:mm, from 00:00 to 23:59"),
                new PlainTextConverter(),
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    private static bool TryDate(string text, out DateOnly value) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    private static bool TryTime(string text, out TimeOnly value) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    [GeneratedRegex(@"^The JSON property '(.*?)' could not be mapped to any", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"\s*(Path: .*|LineNumber: .*)$", RegexOptions.Singleline)]
    private static partial Regex Suffix();

    private delegate bool TryParse<T>(string text, out T value);

    private sealed class FormException(string message) : JsonException(message);

    private sealed class TextConverter<T>(TryParse<T> tryParse, string expected) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && tryParse(reader.GetString()!, out var value) ? value : throw new FormException(expected);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException("Import files are only read.");
    }

    // PostgreSQL stores every text but U+0000.
    private sealed class PlainTextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new FormException("must be a string");
                return text.Contains('\0', StringComparison.Ordinal) ? throw new FormException("contains U+0000") : text;
            }
            catch (InvalidOperationException)
            {
                throw new FormException("contains a lone surrogate, which is no Unicode text");
            }
        }

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => throw new NotSupportedException("Import files are only read.");
    }
}
