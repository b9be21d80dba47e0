using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scheduling.Testing.Api;

namespace Scheduling.Testing.Workflows;

/// <summary>Runs a <c>.http</c> file against a service, in order; variables given here win over the file's.</summary>
public sealed partial class HttpFileRun(ApiClient client, Uri host, DateTimeOffset now)
{
    private const int Patience = 240;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, ApiAnswer> answers = [];
    private readonly Dictionary<string, string> variables = [];

    /// <summary>What has been answered, by the request's name.</summary>
    public IReadOnlyDictionary<string, ApiAnswer> Answers => answers;

    /// <summary>Runs all requests.</summary>
    /// <exception cref="InvalidOperationException">An answer is not what the file expects; the message holds it.</exception>
    public async Task RunAsync(HttpFile file)
    {
        foreach (var (name, value) in file.Variables)
        {
            variables[name] = value;
        }

        variables["host"] = host.ToString().TrimEnd('/');
        variables["key"] = client.Key ?? "";
        foreach (var request in file.Requests)
        {
            var answer = await SendAsync(request);
            for (var attempt = 1; request.Until is { } until && $"{until.Split(' ')[0]} {Find(answer.Json, "." + until.Split(' ')[0])}" != until; attempt++)
            {
                if (attempt > Patience)
                {
                    throw new InvalidOperationException($"{request.Method} {request.Url} ({request.Name}) never came to {until}: {answer.Text}");
                }

                await Task.Delay(Pause);
                answer = await SendAsync(request);
            }

            var status = (int)answer.Status;
            if (request.ExpectedStatus is { } expected ? status != expected : status is < 200 or > 299)
            {
                throw new InvalidOperationException($"{request.Method} {request.Url} ({request.Name}) answered {status}: {answer.Text}");
            }

            if (request.Name is { } name)
            {
                answers[name] = answer;
            }
        }
    }

    private Task<ApiAnswer> SendAsync(HttpFileRequest request)
    {
        var headers = request.Headers.Select(h => (h.Name, Value: Fill(h.Value))).ToList();
        // The file says everything; the client adds nothing of its own.
        var plain = client with { Key = null, Actor = null };
        return plain.SendAsync(
            request.Method,
            Fill(request.Url),
            request.Body is null ? null : Fill(request.Body),
            headers: headers.Where(h => !h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)));
    }

    private string Fill(string text, int depth = 0) => depth > 10 ? throw new FormatException("Variables go round in circles.") : Reference().Replace(text, m =>
    {
        var name = m.Groups[1].Value.Trim();
        if (variables.TryGetValue(name, out var value))
        {
            return Fill(value, depth + 1);
        }

        if (name == "$guid")
        {
            return Guid.NewGuid().ToString();
        }

        if (Clock().Match(name) is { Success: true } clock)
        {
            return At(clock);
        }

        if (FromAnswer().Match(name) is not { Success: true } from || !answers.TryGetValue(from.Groups[1].Value, out var answer))
        {
            throw new FormatException($"Nothing is known of {{{{{name}}}}}.");
        }

        return from.Groups[2].Value == "headers"
            ? answer.Headers[from.Groups[3].Value]
            : Find(answer.Json, from.Groups[3].Value) ?? throw new FormatException($"{{{{{name}}}}} leads nowhere in {answer.Text}");
    });

    private string At(Match clock)
    {
        var amount = clock.Groups[2].Success ? int.Parse(clock.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
        var at = clock.Groups[3].Value switch
        {
            "" => now,
            "d" => now.AddDays(amount),
            "h" => now.AddHours(amount),
            "w" => now.AddDays(7 * amount),
            "M" => now.AddMonths(amount),
            var unit => throw new FormatException($"Unknown unit {unit}."),
        };
        return clock.Groups[1].Value == "iso8601"
            ? at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    // Members and indices: $.items[0].id
    private static string? Find(JsonNode? node, string path)
    {
        foreach (Match step in Step().Matches(path))
        {
            node = step.Groups[1].Success ? node?[step.Groups[1].Value] : node?.AsArray().ElementAtOrDefault(int.Parse(step.Groups[2].Value, CultureInfo.InvariantCulture));
        }

        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString();
    }

    [GeneratedRegex(@"\{\{([^{}]+)\}\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\$(?:datetime|localDatetime) (?:""|')?(iso8601|YYYY-MM-DD)(?:""|')?(?: (-?[0-9]+) ([A-Za-z]))?$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^([\w-]+)\.response\.(body|headers)\.(.+)$")]
    private static partial Regex FromAnswer();

    [GeneratedRegex(@"\.([A-Za-z_][\w-]*)|\[([0-9]+)\]")]
    private static partial Regex Step();
}
