namespace Scheduling.Domain.Messages;

/// <summary>M12: whom to call in a crisis, by the country of a site's phone number: the emergency number and, where there is one, the line for people in a mental crisis.</summary>
public static class EmergencyNumbers
{
    // Emergency numbers: ITU-T E.129. Crisis lines: 988 (US, CA), 024 (ES), 3114 (FR), 1737 (NZ), 113 (NL) by the countries' ministries of health.
    private static readonly (string CallingCode, string[] Numbers)[] ByCountry =
    [
        ("+1", ["911", "988"]), ("+31", ["112", "113"]), ("+33", ["112", "3114"]), ("+34", ["112", "024"]), ("+44", ["999"]), ("+52", ["911"]), ("+61", ["000"]), ("+64", ["111", "1737"]),
    ];

    // Holds in the EU and from most mobile phones elsewhere (3GPP TS 22.101, 10.1.1).
    private static readonly string[] Otherwise = ["112"];

    /// <summary>The numbers as they stand in a sentence: <c>911 or 988</c>.</summary>
    /// <param name="sitePhone">The site's number, E.164; null where it has none.</param>
    /// <param name="language">The sentence's language; English unless Spanish.</param>
    public static string For(string? sitePhone, string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        var numbers = sitePhone is null ? Otherwise : ByCountry.FirstOrDefault(c => sitePhone.StartsWith(c.CallingCode, StringComparison.Ordinal)).Numbers ?? Otherwise;
        return string.Join(language.StartsWith("es", StringComparison.OrdinalIgnoreCase) ? " o " : " or ", numbers);
    }
}
