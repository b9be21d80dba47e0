using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scheduling.Testing.Mail;

/// <summary>Twilio's own description of the request that creates a message: twilio_create_message.json beside this, which names its source and licence.</summary>
public static partial class TwilioForms
{
    private static readonly JsonNode Description = Read();

    /// <summary>What is wrong with a request by that description; empty for one that is right.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="form">Its form.</param>
    public static IReadOnlyList<string> Check(string path, IReadOnlyDictionary<string, string> form)
    {
        List<string> wrong = [];
        var account = Regex.Escape((string)Description["path"]!).Replace("\\{AccountSid}", $"({((string)Description["accountSid"]!).Trim('^', '$')})", StringComparison.Ordinal);
        if (!Regex.IsMatch(path, $"^{account}$"))
        {
            wrong.Add("the path is not that of the operation");
        }

        wrong.AddRange(Description["schema"]!["required"]!.AsArray().Select(r => (string)r!).Where(r => !form.ContainsKey(r)).Select(r => $"{r} is missing"));
        // What the description says in words: who sends, and something to send.
        wrong.AddRange(form.ContainsKey("From") == form.ContainsKey("MessagingServiceSid") ? ["one of From and MessagingServiceSid is needed"] : Array.Empty<string>());
        wrong.AddRange(!form.ContainsKey("Body") && !form.ContainsKey("MediaUrl") && !form.ContainsKey("ContentSid") ? ["nothing to send"] : Array.Empty<string>());
        foreach (var (name, value) in form)
        {
            var schema = Description["schema"]!["properties"]![name];
            if (schema is null || !Fits(schema, value))
            {
                wrong.Add(schema is null ? $"{name} is not a parameter" : $"{name} is not of its type");
            }
        }

        return wrong;
    }

    private static bool Fits(JsonNode schema, string value) => (string?)schema["type"] switch
    {
        "boolean" => value is "true" or "false",
        "integer" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "number" => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        "array" => Fits(schema["items"]!, value),
        _ => (schema["enum"] is not JsonArray words || words.Any(w => (string?)w == value))
            && (schema["pattern"] is not { } pattern || Regex.IsMatch(value, (string)pattern!))
            && ((string?)schema["format"] switch
            {
                "uri" => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
                "phone-number" => PhoneNumber().IsMatch(value),
                "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
                _ => true,
            }),
    };

    private static JsonNode Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Scheduling.Testing.Mail.twilio_create_message.json")!;
        return JsonNode.Parse(stream)!;
    }

    [GeneratedRegex(@"^\+[1-9]\d{6,14}$")]
    private static partial Regex PhoneNumber();
}
