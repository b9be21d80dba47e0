using System.Security.Cryptography;
using System.Text;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Whether a request comes from Twilio: the base64 of HMAC-SHA1, keyed with the account's token, over the address followed by every form field and its value,
/// sorted by name (www.twilio.com/docs/usage/webhooks/webhooks-security).
/// </summary>
public static class TwilioSignature
{
    /// <summary>The signature of a request.</summary>
    /// <param name="authToken">The account's token.</param>
    /// <param name="url">The address as Twilio was given it, query included.</param>
    /// <param name="form">Its form fields.</param>
    public static string Of(string authToken, string url, IEnumerable<KeyValuePair<string, string>> form)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, value) in form.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            signed.Append(name).Append(value);
        }

        // The sender chose the hash; what it protects is a key of its own.
#pragma warning disable CA5350
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }

    /// <summary>Compares in constant time. False without a token to check with.</summary>
    public static bool IsValid(string? authToken, string url, IEnumerable<KeyValuePair<string, string>> form, string? signature) =>
        !string.IsNullOrEmpty(authToken) && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(authToken, url, form)), Encoding.UTF8.GetBytes(signature));
}
