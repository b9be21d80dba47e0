using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Formatters;
using Scheduling.Application.Reports;

namespace Scheduling.Api.Http.Csv;

/// <summary>Writes reports as CSV to callers that accept <c>text/csv</c>: a header of the JSON's names, then a line a row, in no culture.</summary>
internal sealed class CsvOutputFormatter : TextOutputFormatter
{
    /// <summary>In UTF-8.</summary>
    public CsvOutputFormatter()
    {
        SupportedMediaTypes.Add("text/csv");
        SupportedEncodings.Add(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <inheritdoc />
    protected override bool CanWriteType(Type? type) => type?.IsAssignableTo(typeof(IReport)) == true;

    /// <inheritdoc />
    public override Task WriteResponseBodyAsync(OutputFormatterWriteContext context, Encoding selectedEncoding)
    {
        var report = (IReport)context.Object!;
        var columns = report.RowType().GetProperties();
        var text = CsvText.Of(
            [.. columns.Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.Name))],
            report.AsRows().Select(row => (IReadOnlyList<string?>)[.. columns.Select(c => Cell(c.GetValue(row)))]));
        return context.HttpContext.Response.WriteAsync(text, selectedEncoding, context.HttpContext.RequestAborted);
    }

    private static string? Cell(object? value) => value switch
    {
        null or string => (string?)value,
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable<string> many => string.Join(' ', many),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
