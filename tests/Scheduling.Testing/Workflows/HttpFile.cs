using System.Text.RegularExpressions;

namespace Scheduling.Testing.Workflows;

/// <summary>
/// A <c>.http</c> file as editors run it: requests between <c>###</c> lines, <c># @name x</c>, <c>@variable = value</c>.
/// Comments of our own, which editors ignore: <c># @look-up</c> (finding things does not count as a step), <c># @expect 409</c> (any 2xx otherwise) and
/// <c># @until status done</c> (ask again until that member of the answer says so).
/// </summary>
public sealed partial class HttpFile
{
    private HttpFile(IReadOnlyList<(string Name, string Value)> variables, IReadOnlyList<HttpFileRequest> requests)
    {
        Variables = variables;
        Requests = requests;
    }

    /// <summary>File variables in order; later ones may use earlier ones and answers.</summary>
    public IReadOnlyList<(string Name, string Value)> Variables { get; }

    /// <summary>Requests in order.</summary>
    public IReadOnlyList<HttpFileRequest> Requests { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">A request without a request line.</exception>
    public static HttpFile Parse(string text)
    {
        var variables = new List<(string, string)>();
        var requests = new List<HttpFileRequest>();
        foreach (var block in Separator().Split(text.ReplaceLineEndings("\n")))
        {
            var lines = block.Split('\n');
            string? name = null;
            int? expected = null;
            string? until = null;
            var lookUp = false;
            var i = 0;
            for (; i < lines.Length; i++)
            {
                var line = lines[i].Trim();
                if (Variable().Match(line) is { Success: true } variable)
                {
                    variables.Add((variable.Groups[1].Value, variable.Groups[2].Value));
                }
                else if (Note().Match(line) is { Success: true } note)
                {
                    name = note.Groups[1].Value == "name" ? note.Groups[2].Value : name;
                    expected = note.Groups[1].Value == "expect" ? int.Parse(note.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) : expected;
                    until = note.Groups[1].Value == "until" ? note.Groups[2].Value : until;
                    lookUp |= note.Groups[1].Value == "look-up";
                }
                else if (line.Length > 0 && !line.StartsWith('#') && !line.StartsWith("//", StringComparison.Ordinal))
                {
                    break;
                }
            }

            if (i == lines.Length)
            {
                continue;
            }

            var start = RequestLine().Match(lines[i].Trim());
            if (!start.Success)
            {
                throw new FormatException($"Not a request line: {lines[i]}");
            }

            var url = start.Groups[2].Value;
            for (i++; i < lines.Length && QueryLine().IsMatch(lines[i]); i++)
            {
                url += lines[i].Trim();
            }

            var headers = new List<(string, string)>();
            for (; i < lines.Length && lines[i].Trim().Length > 0; i++)
            {
                if (!lines[i].TrimStart().StartsWith('#') && lines[i].Split(':', 2) is [var header, var value])
                {
                    headers.Add((header.Trim(), value.Trim()));
                }
            }

            var body = string.Join('\n', lines.Skip(i)).Trim();
            requests.Add(new HttpFileRequest(name, new HttpMethod(start.Groups[1].Value), url, headers, body.Length > 0 ? body : null, expected, lookUp, until));
        }

        return new HttpFile(variables, requests);
    }

    [GeneratedRegex("^###.*$", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^@([A-Za-z][\w-]*)\s*=\s*(.*)$")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?:#|//)\s*@(name|expect|look-up|until)\b\s*(.*)$")]
    private static partial Regex Note();

    [GeneratedRegex(@"^(GET|POST|PUT|PATCH|DELETE)\s+(\S+)(?:\s+HTTP/\S+)?$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^\s+[?&]")]
    private static partial Regex QueryLine();
}

/// <summary>One request of a file.</summary>
public sealed record HttpFileRequest(
    string? Name, HttpMethod Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, string? Body, int? ExpectedStatus, bool IsLookUp, string? Until = null);
