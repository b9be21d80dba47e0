using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Scheduling.Application.ApiKeys;

/// <summary>
/// An API key as its holder sees it: <c>sch_&lt;env&gt;_</c>, 256 random bits as 43 base62 characters, and 6 of a checksum, so that a mistyped key is
/// told from an unknown one without asking the database and leaked ones can be found by pattern.
/// </summary>
public sealed partial class ApiKeySecret
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;

    private ApiKeySecret(string text) => Text = text;

    /// <summary>The whole key. Shown once, never stored or logged.</summary>
    public string Text { get; }

    /// <summary>Its beginning, enough to recognise it in a list.</summary>
    public string Prefix => Text[..(Text.LastIndexOf('_') + 5)];

    /// <summary>SHA-256 of the whole key: what is stored. A slow hash is for passwords; this has 256 bits of its own.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    /// <summary>A new key.</summary>
    /// <param name="environment">2 to 10 lower-case letters or digits: <c>live</c>, <c>test</c>, <c>demo</c>.</param>
    public static ApiKeySecret Create(string environment)
    {
        var head = $"sch_{environment}_{Base62(RandomNumberGenerator.GetBytes(32), SecretLength)}";
        return TryParse(head + Checksum(head)) ?? throw new ArgumentException("An environment has 2 to 10 lower-case letters or digits.", nameof(environment));
    }

    /// <summary>The key, or null when its shape or checksum is wrong.</summary>
    public static ApiKeySecret? TryParse(string text) =>
        Shape().IsMatch(text) && text[^ChecksumLength..] == Checksum(text[..^ChecksumLength]) ? new ApiKeySecret(text) : null;

    /// <summary>Never the key itself, so that no log can hold it by accident.</summary>
    public override string ToString() => Prefix + "...";

    private static string Checksum(string head) => Base62(SHA256.HashData(Encoding.ASCII.GetBytes(head)), SecretLength)[..ChecksumLength];

    private static string Base62(byte[] bytes, int length)
    {
        var n = new BigInteger(bytes, isUnsigned: true);
        var chars = new char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            n = BigInteger.DivRem(n, 62, out var digit);
            chars[i] = Alphabet[(int)digit];
        }

        return new string(chars);
    }

    [GeneratedRegex(@"^sch_[a-z0-9]{2,10}_[0-9A-Za-z]{49}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
