using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Hands texts to Twilio: POST /2010-04-01/Accounts/{sid}/Messages.json. Twilio knows no idempotency key, so whatever leaves it open whether a text was
/// taken counts as not known, and isn't sent again.
/// </summary>
public sealed class TwilioSender(HttpClient http, IOptions<SmsOptions> sms, IOptions<MessagingOptions> messaging) : IMessageSender
{
    // 21610: the recipient has opted out at the carrier's (www.twilio.com/docs/api/errors/21610).
    internal const int OptedOut = 21610;

    /// <inheritdoc />
    public MessageChannel Channel => MessageChannel.Sms;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var settings = sms.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(settings.BaseUrl), $"/2010-04-01/Accounts/{settings.AccountSid}/Messages.json"))
        {
            Content = new FormUrlEncodedContent(Form(message, settings)),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.AccountSid}:{settings.AuthToken}")));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            return await OutcomeAsync(response, timeout.Token);
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException || failure.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new SendOutcome.TryAgain("twilio_unreachable");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return new SendOutcome.NotKnown("twilio_no_answer");
        }
    }

    /// <summary>The word for an error of Twilio's.</summary>
    internal static string ReasonOf(int? code) => code is { } known ? string.Create(CultureInfo.InvariantCulture, $"twilio_{known}") : "twilio_not_delivered";

    private IEnumerable<KeyValuePair<string, string>> Form(OutgoingMessage message, SmsOptions settings)
    {
        yield return new("To", message.Address);
        yield return settings.MessagingServiceSid is { Length: > 0 } service ? new("MessagingServiceSid", service) : new("From", settings.From ?? "");
        yield return new("Body", message.Text);
        if (messaging.Value.PublicUrl is { } ours && message.ClinicId is { } clinic)
        {
            yield return new("StatusCallback", TwilioRoutes.StatusOf(ours, clinic, message.Id));
        }
    }

    private static async Task<SendOutcome> OutcomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (sid, code) = await ReadAsync(response, cancellationToken);
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => new SendOutcome.Sent(sid),
            // These were turned away at the door: nothing was taken.
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new SendOutcome.TryAgain($"twilio_{status}", After(response)),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new SendOutcome.TryAgain($"twilio_{status}"),
            _ when status is >= 400 and < 500 => new SendOutcome.Refused(code is null ? $"twilio_http_{status}" : ReasonOf(code), code == OptedOut),
            _ => new SendOutcome.NotKnown($"twilio_http_{status}"),
        };
    }

    private static async Task<(string? Sid, int? Code)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            var root = body.RootElement;
            return root.ValueKind != JsonValueKind.Object ? (null, null)
                : (root.TryGetProperty("sid", out var sid) && sid.ValueKind == JsonValueKind.String ? sid.GetString() : null,
                    root.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        // By the carrier's own clock.
        { Date: { } date } when response.Headers.Date is { } said && date > said => date - said,
        _ => null,
    };
}
