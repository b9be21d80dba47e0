namespace Scheduling.Domain.Planning;

/// <summary>
/// Everything that planning and the re-check look at, for one site. Fill it with rows that overlap the dates in question;
/// the order of the rows does not matter.
/// </summary>
public sealed record ClinicFacts
{
    /// <summary>The site.</summary>
    public required SiteFacts Site { get; init; }

    /// <summary>Staff with a shift at the site.</summary>
    public IReadOnlyList<StaffFacts> Staff { get; init; } = [];

    /// <summary>Devices in service at the site.</summary>
    public IReadOnlyList<DeviceFacts> Devices { get; init; } = [];

    /// <summary>Rooms of the site.</summary>
    public IReadOnlyList<RoomFacts> Rooms { get; init; } = [];

    /// <summary>Shared coils of the site.</summary>
    public IReadOnlyList<RoomFacts> Coils { get; init; } = [];
}
