using System.Text;

namespace Scheduling.Api.Http.Csv;

/// <summary>Rows as RFC 4180 text that a spreadsheet can't take for formulas: every cell is quoted, and one that begins like a formula begins with an apostrophe.</summary>
public static class CsvText
{
    private const string FormulaStarts = "=+-@\t\r\n|%";

    /// <summary>The header and the rows.</summary>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">Cells in the same order; null is empty.</param>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var text = new StringBuilder();
        Line(text, header);
        foreach (var row in rows)
        {
            Line(text, row);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, IReadOnlyList<string?> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(string? value)
    {
        var cell = value ?? "";
        cell = cell.TrimStart(' ') is [var first, ..] && FormulaStarts.Contains(first) ? "'" + cell : cell;
        return "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
