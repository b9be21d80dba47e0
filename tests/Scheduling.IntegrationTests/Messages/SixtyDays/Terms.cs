namespace Scheduling.IntegrationTests.Messages.SixtyDays;

/// <summary>What a clinic asked for, as the test gave it to the service.</summary>
internal sealed record Terms(TimeOnly SendAt, TimeOnly DigestAt, (TimeOnly From, TimeOnly Until) Hours, (TimeOnly From, TimeOnly Until) UrgentHours)
{
    /// <summary>M1's, M4's and M11's defaults, written out.</summary>
    public static readonly Terms ByDay = new(new(10, 0), new(16, 0), (new(9, 0), new(20, 0)), (new(6, 0), new(21, 0)));

    /// <summary>A clinic that writes at night, in the hours that clock changes skip and repeat.</summary>
    public static readonly Terms ByNight = new(new(2, 30), new(2, 15), (new(0, 30), new(23, 0)), (new(0, 15), new(23, 45)));

    /// <summary>The terms as a request has them; null for the defaults.</summary>
    public object? Body => this == ByDay ? null : new
    {
        sendAt = Said(SendAt),
        digestAt = Said(DigestAt),
        hoursFrom = Said(Hours.From),
        hoursUntil = Said(Hours.Until),
        urgentFrom = Said(UrgentHours.From),
        urgentUntil = Said(UrgentHours.Until),
    };

    private static string Said(TimeOnly time) => time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
