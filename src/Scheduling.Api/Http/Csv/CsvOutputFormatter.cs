using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Formatters;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Lists;
using Scheduling.Application.Reports;

namespace Scheduling.Api.Http.Csv;

/// <summary>Writes reports, and the export of units, as CSV to callers that accept <c>text/csv</c>: a header of the JSON's names, then a line a row, in no culture.</summary>
internal sealed class CsvOutputFormatter : TextOutputFormatter
{
    /// <summary>In UTF-8.</summary>
    public CsvOutputFormatter()
    {
        SupportedMediaTypes.Add("text/csv");
        SupportedEncodings.Add(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <inheritdoc />
    protected override bool CanWriteType(Type? type) => type?.IsAssignableTo(typeof(IReport)) == true || type == typeof(Page<UnitExportRow>);

    /// <inheritdoc />
    public override Task WriteResponseBodyAsync(OutputFormatterWriteContext context, Encoding selectedEncoding)
    {
        var (type, rows) = context.Object is IReport report ? (report.RowType(), report.AsRows()) : (typeof(UnitExportRow), ((Page<UnitExportRow>)context.Object!).Items);
        var columns = type.GetProperties();
        var text = CsvText.Of(
            [.. columns.Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.Name))],
            rows.Select(row => (IReadOnlyList<string?>)[.. columns.Select(c => Cell(c.GetValue(row)))]));
        return context.HttpContext.Response.WriteAsync(text, selectedEncoding, context.HttpContext.RequestAborted);
    }

    private static string? Cell(object? value) => value switch
    {
        null or string => (string?)value,
        bool flag => flag ? "true" : "false",
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable<string> many => string.Join(' ', many),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
