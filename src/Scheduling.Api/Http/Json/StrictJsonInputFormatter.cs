using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Json;

/// <summary>Reads bodies with the API's options and turns what the serialiser dislikes into errors by JSON pointer.</summary>
public sealed partial class StrictJsonInputFormatter : TextInputFormatter
{
    private readonly JsonSerializerOptions options;

    /// <summary>For application/json in UTF-8.</summary>
    public StrictJsonInputFormatter(IOptions<JsonOptions> options)
    {
        this.options = options.Value.JsonSerializerOptions;
        SupportedEncodings.Add(UTF8EncodingWithoutBOM);
        SupportedMediaTypes.Add(MediaTypeHeaderValue.Parse("application/json"));
    }

    /// <inheritdoc />
    public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context, Encoding encoding)
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync(context.HttpContext.Request.Body, context.ModelType, options, context.HttpContext.RequestAborted);
            return value is null ? InputFormatterResult.NoValue() : InputFormatterResult.Success(value);
        }
        catch (JsonException e)
        {
            throw Refusal(e);
        }
    }

    /// <summary>The refusal for what the serialiser threw. Its own messages may quote values, so only known parts of them are used.</summary>
    public static SchedulingException Refusal(JsonException e)
    {
        var pointer = JsonPointer.FromPath(e.Path);
        if (e is FieldFormatException { Inside.Count: > 0 } nested)
        {
            return new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.")
            {
                Errors = [.. nested.Inside.Select(i => i with { Pointer = pointer + i.Pointer })],
            };
        }

        if (e is FieldFormatException)
        {
            return SchedulingException.Invalid(pointer, e.Message);
        }

        var missing = Missing().Match(e.Message);
        if (missing.Success)
        {
            return new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.")
            {
                Errors = [.. Quoted().Matches(missing.Groups[1].Value).Select(m => new FieldError(JsonPointer.Append(pointer, m.Groups[1].Value), "is required"))],
            };
        }

        var unknown = Unknown().Match(e.Message);
        if (unknown.Success)
        {
            var name = unknown.Groups[1].Value;
            var at = pointer.EndsWith("/" + name, StringComparison.Ordinal) ? pointer : JsonPointer.Append(pointer, name);
            return SchedulingException.Invalid(at, "is not a member of this request");
        }

        if (e.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase) || e.InnerException?.GetType().Name == "JsonReaderException")
        {
            return RequestBody.Malformed(e);
        }

        return SchedulingException.Invalid(pointer, "has the wrong type, or is null where it may not be");
    }

    [GeneratedRegex("missing required properties including: (.*?)\\.?( Path:|$)", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(.*?)' could not be mapped to any", RegexOptions.Singleline)]
    private static partial Regex Unknown();
}
