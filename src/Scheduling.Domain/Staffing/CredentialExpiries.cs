namespace Scheduling.Domain.Staffing;

/// <summary>R3 looked at ahead: which certificates end, and how near the end is.</summary>
public static class CredentialExpiries
{
    /// <summary>Days before the end at which somebody is told, tightest last.</summary>
    public static IReadOnlyList<int> Bands { get; } = [60, 30, 14, 0];

    /// <summary>The tightest band reached; 0 once it is over; null more than 60 days before.</summary>
    /// <param name="daysLeft">Days from today to the last valid day: 0 on that day, negative after it.</param>
    public static int? Band(int daysLeft) => Bands.Where(b => daysLeft <= b).Select(b => (int?)b).LastOrDefault();

    /// <summary>Certificates that end and that no other of the same kind and model goes on from without a day between, in order of their ends.</summary>
    /// <param name="member">Whose.</param>
    public static IReadOnlyList<Credential> Ending(StaffMember member) =>
        [.. member.Credentials.Where(c => c.ValidUntil is { } end && !member.Credentials.Any(o => IsSame(o, c) && o.ValidFrom <= end.AddDays(1) && !(o.ValidUntil <= end)))
            .OrderBy(c => c.ValidUntil).ThenBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.DeviceModelId)];

    /// <summary>Whether the person lacks a kind of certificate for a model on a local date; both ends of each count as valid.</summary>
    /// <param name="member">Who.</param>
    /// <param name="credential">Of this kind and model.</param>
    /// <param name="date">The local date.</param>
    public static bool IsMissing(StaffMember member, Credential credential, DateOnly date) =>
        !member.Credentials.Any(c => IsSame(c, credential) && c.ValidFrom <= date && !(c.ValidUntil < date));

    private static bool IsSame(Credential a, Credential b) => a.Kind == b.Kind && a.DeviceModelId == b.DeviceModelId;
}
