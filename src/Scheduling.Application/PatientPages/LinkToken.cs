using System.Security.Cryptography;
using System.Text;

namespace Scheduling.Application.PatientPages;

/// <summary>The secret in a link: 128 random bits as base64url without padding. Only its hash is stored.</summary>
public static class LinkToken
{
    private const int Bytes = 16;

    /// <summary>Characters of a token.</summary>
    public const int Length = 22;

    /// <summary>A new one.</summary>
    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>What is stored of it (SHA-256); null for a text that can't be one.</summary>
    public static byte[]? HashOf(string token) =>
        token.Length == Length && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? SHA256.HashData(Encoding.ASCII.GetBytes(token)) : null;
}
