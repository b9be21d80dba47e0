using System.Text;

namespace Scheduling.Domain.Messages;

/// <summary>The 7-bit default alphabet of text messages, and how long a text is in it. Source: 3GPP TS 23.038, 6.2.1 and 6.2.1.1.</summary>
public static class Gsm7
{
    /// <summary>Units of one message in the 7-bit alphabet.</summary>
    public const int OneMessage = 160;

    private const int OfSeveral = 153;
    private const int OneWide = 70;
    private const int WideOfSeveral = 67;

    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extended = "\f^{}\\[~]|€";

    /// <summary>The length of a text, and the alphabet that it needs.</summary>
    public static SmsLength Measure(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var outside = string.Concat(text.EnumerateRunes().Where(r => !Knows(r)).Distinct());
        if (outside.Length > 0)
        {
            return new SmsLength(SmsEncoding.Ucs2, text.Length, Segments(text, OneWide, WideOfSeveral, WideCost), outside);
        }

        return new SmsLength(SmsEncoding.Gsm7, text.Sum(c => Cost(c)), Segments(text, OneMessage, OfSeveral, (t, i) => (1, Cost(t[i]))), "");
    }

    /// <summary>
    /// The text in the 7-bit alphabet where that can be done without changing what it says: accents that the alphabet lacks are dropped (á to a, but é
    /// stays), typographic quotes and dashes become plain ones. What has no such form stays.
    /// </summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Where(r => !(r.IsBmp && Letters.IsAccent((char)r.Value))))
        {
            folded.Append(Knows(rune) ? rune.ToString() : Plain(rune));
        }

        return folded.ToString();
    }

    private static string Plain(Rune rune)
    {
        var plain = rune.Value switch
        {
            0x2018 or 0x2019 or 0x02BC => "'",
            0x201C or 0x201D or 0x00AB or 0x00BB => "\"",
            0x2013 or 0x2014 or 0x2011 => "-",
            0x2026 => "...",
            0x00A0 or 0x202F or 0x2009 => " ",
            _ => rune.IsBmp ? Letters.Of((char)rune.Value).ToString() : rune.ToString(),
        };
        return plain.Length > 0 && plain.EnumerateRunes().All(Knows) ? plain : rune.ToString();
    }

    private static bool Knows(Rune rune) => rune.IsBmp && (Basic.Contains((char)rune.Value, StringComparison.Ordinal) || Extended.Contains((char)rune.Value, StringComparison.Ordinal));

    private static int Cost(char c) => Extended.Contains(c, StringComparison.Ordinal) ? 2 : 1;

    private static (int Characters, int Units) WideCost(string text, int at) => char.IsSurrogatePair(text, at) ? (2, 2) : (1, 1);

    // Filled one by one, because neither an escaped character nor a surrogate pair is split over two messages.
    private static int Segments(string text, int one, int ofSeveral, Func<string, int, (int Characters, int Units)> cost)
    {
        var (segments, used, all) = (1, 0, 0);
        for (var at = 0; at < text.Length;)
        {
            var (characters, units) = cost(text, at);
            if (used + units > ofSeveral)
            {
                (segments, used) = (segments + 1, 0);
            }

            (used, all, at) = (used + units, all + units, at + characters);
        }

        return all <= one ? 1 : segments;
    }
}
