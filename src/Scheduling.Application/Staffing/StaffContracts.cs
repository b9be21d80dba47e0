using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Staffing;

/// <summary>A certificate of a member of staff (R3).</summary>
public sealed record CredentialBody
{
    /// <summary>`operator` of a device model, or another such as `bls`.</summary>
    /// <example>operator</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string Kind { get; init; }

    /// <summary>The model that an `operator` credential is for; null otherwise.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public Guid? DeviceModelId { get; init; }

    /// <summary>First valid local date, inclusive.</summary>
    /// <example>2026-01-01</example>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last valid local date, inclusive; null for no end.</summary>
    /// <example>2027-12-31</example>
    public DateOnly? ValidUntil { get; init; }

    internal static CredentialBody Of(Credential c) => new() { Kind = c.Kind, DeviceModelId = c.DeviceModelId, ValidFrom = c.ValidFrom, ValidUntil = c.ValidUntil };

    internal Credential ToDomain() => new(Kind, DeviceModelId, ValidFrom, ValidUntil);
}

/// <summary>A shift that repeats every week at a site, in the site's local time.</summary>
public sealed record WeeklyShiftBody
{
    /// <summary>Where.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid SiteId { get; init; }

    /// <summary>Weekday.</summary>
    /// <example>monday</example>
    public required DayOfWeek Day { get; init; }

    /// <summary>Start, inclusive, on the 5-minute grid.</summary>
    /// <example>08:00</example>
    public required TimeOnly From { get; init; }

    /// <summary>End, exclusive, on the 5-minute grid; 00:00 is the end of the day.</summary>
    /// <example>16:00</example>
    public required TimeOnly Until { get; init; }

    /// <summary>In person or by video.</summary>
    /// <example>in_person</example>
    public PresenceMode Mode { get; init; }

    /// <summary>First date it holds, inclusive; null for always.</summary>
    /// <example>null</example>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last date it holds, inclusive; null for always.</summary>
    /// <example>null</example>
    public DateOnly? ValidUntil { get; init; }

    internal static WeeklyShiftBody Of(WeeklyShift s) =>
        new() { SiteId = s.SiteId, Day = s.Day, From = s.From, Until = s.Until, Mode = s.Mode, ValidFrom = s.ValidFrom, ValidUntil = s.ValidUntil };

    internal WeeklyShift ToDomain() => new(SiteId, Day, From, Until, Mode, ValidFrom, ValidUntil);
}

/// <summary>What is different on one date: it replaces that date's weekly shifts, at every site.</summary>
public sealed record ShiftExceptionBody
{
    /// <summary>The local date.</summary>
    /// <example>2026-12-24</example>
    public required DateOnly Date { get; init; }

    /// <summary>The shifts of that date; empty for a day off.</summary>
    [MaxLength(10)]
    public required IReadOnlyList<DatedShiftBody> Shifts { get; init; }

    /// <summary>Why, for staff.</summary>
    /// <example>Holiday</example>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }

    internal static ShiftExceptionBody Of(ShiftException e) => new() { Date = e.Date, Shifts = [.. e.Shifts.Select(DatedShiftBody.Of)], Reason = e.Reason };

    internal ShiftException ToDomain() => new(Date, [.. Shifts.Select(s => s.ToDomain())], Reason);
}

/// <summary>One shift of a dated exception.</summary>
public sealed record DatedShiftBody
{
    /// <summary>Where.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid SiteId { get; init; }

    /// <summary>Start, inclusive, on the 5-minute grid.</summary>
    /// <example>08:00</example>
    public required TimeOnly From { get; init; }

    /// <summary>End, exclusive, on the 5-minute grid; 00:00 is the end of the day.</summary>
    /// <example>12:00</example>
    public required TimeOnly Until { get; init; }

    /// <summary>In person or by video.</summary>
    /// <example>in_person</example>
    public PresenceMode Mode { get; init; }

    internal static DatedShiftBody Of(DatedShift s) => new() { SiteId = s.SiteId, From = s.From, Until = s.Until, Mode = s.Mode };

    internal DatedShift ToDomain() => new(SiteId, From, Until, Mode);
}

/// <summary>A new member of staff.</summary>
public sealed record CreateStaffRequest
{
    /// <summary>Name shown to staff.</summary>
    /// <example>Kim Nguyen</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Roles that the person may take on a visit.</summary>
    /// <example>["technician"]</example>
    [MaxLength(5)]
    public required IReadOnlyList<StaffRole> Roles { get; init; }

    /// <summary>Patients at once; 1 unless a ratio is allowed (R2).</summary>
    /// <example>1</example>
    [Range(1, 100)]
    public int Capacity { get; init; } = 1;

    /// <summary>Certificates with their dates.</summary>
    [MaxLength(100)]
    public IReadOnlyList<CredentialBody>? Credentials { get; init; }

    /// <summary>The weekly pattern.</summary>
    [MaxLength(100)]
    public IReadOnlyList<WeeklyShiftBody>? Shifts { get; init; }

    /// <summary>Dated exceptions, at most one a date.</summary>
    [MaxLength(400)]
    public IReadOnlyList<ShiftExceptionBody>? ShiftExceptions { get; init; }
}

/// <summary>Changes of a member of staff: what is left out stays.</summary>
public sealed record ChangeStaffRequest : MergePatch
{
    /// <summary>Name shown to staff.</summary>
    /// <example>Kim Nguyen</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>Roles, the whole list.</summary>
    /// <example>["technician"]</example>
    [MayBeLeftOut]
    [MaxLength(5)]
    public IReadOnlyList<StaffRole>? Roles { get; init => field = Give(value); }

    /// <summary>Patients at once; not below what is booked at once.</summary>
    /// <example>1</example>
    [MayBeLeftOut]
    [Range(1, 100)]
    public int? Capacity { get; init => field = Give(value); }

    /// <summary>Certificates, the whole list.</summary>
    [MayBeLeftOut]
    [MaxLength(100)]
    public IReadOnlyList<CredentialBody>? Credentials { get; init => field = Give(value); }

    /// <summary>The weekly pattern, the whole list.</summary>
    [MayBeLeftOut]
    [MaxLength(100)]
    public IReadOnlyList<WeeklyShiftBody>? Shifts { get; init => field = Give(value); }

    /// <summary>Dated exceptions, the whole list.</summary>
    [MayBeLeftOut]
    [MaxLength(400)]
    public IReadOnlyList<ShiftExceptionBody>? ShiftExceptions { get; init => field = Give(value); }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>All certificates of a member of staff.</summary>
/// <param name="Credentials">The whole list.</param>
public sealed record StaffCredentials(IReadOnlyList<CredentialBody> Credentials);

/// <summary>All shifts of a member of staff.</summary>
/// <param name="Shifts">The weekly pattern.</param>
/// <param name="ShiftExceptions">Dated exceptions.</param>
public sealed record StaffShifts(IReadOnlyList<WeeklyShiftBody> Shifts, IReadOnlyList<ShiftExceptionBody> ShiftExceptions);

/// <summary>All certificates of a member of staff, in place of those there are.</summary>
public sealed record ReplaceCredentialsRequest
{
    /// <summary>The whole list.</summary>
    [MaxLength(100)]
    public required IReadOnlyList<CredentialBody> Credentials { get; init; }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>All shifts of a member of staff, in place of those there are.</summary>
public sealed record ReplaceShiftsRequest
{
    /// <summary>The weekly pattern, the whole list.</summary>
    [MaxLength(100)]
    public required IReadOnlyList<WeeklyShiftBody> Shifts { get; init; }

    /// <summary>Dated exceptions, the whole list.</summary>
    [MaxLength(400)]
    public required IReadOnlyList<ShiftExceptionBody> ShiftExceptions { get; init; }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A member of staff.</summary>
public sealed record StaffResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>Kim Nguyen</example>
    public required string Name { get; init; }

    /// <summary>Roles that the person may take on a visit.</summary>
    /// <example>["technician"]</example>
    public required IReadOnlyList<StaffRole> Roles { get; init; }

    /// <summary>Patients at once.</summary>
    /// <example>1</example>
    public required int Capacity { get; init; }

    /// <summary>Certificates with their dates.</summary>
    public required IReadOnlyList<CredentialBody> Credentials { get; init; }

    /// <summary>The weekly pattern.</summary>
    public required IReadOnlyList<WeeklyShiftBody> Shifts { get; init; }

    /// <summary>Dated exceptions.</summary>
    public required IReadOnlyList<ShiftExceptionBody> ShiftExceptions { get; init; }

    /// <summary>When the person left; null while they are here.</summary>
    public required DateTimeOffset? RetiredAt { get; init; }

    /// <summary>When the entry was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static StaffResponse Of(StaffMember person) => new()
    {
        Id = person.Id,
        Etag = Versions.Etag(person),
        Name = person.Name,
        Roles = person.Roles,
        Capacity = person.Capacity,
        Credentials = [.. person.Credentials.Select(CredentialBody.Of)],
        Shifts = [.. person.Shifts.Select(WeeklyShiftBody.Of)],
        ShiftExceptions = [.. person.ShiftExceptions.Select(ShiftExceptionBody.Of)],
        RetiredAt = person.RetiredAt,
        CreatedAt = person.CreatedAt,
        UpdatedAt = person.UpdatedAt,
    };
}

/// <summary>A member of staff as changed, and the booked visits that the change leaves without a place.</summary>
/// <param name="Staff">The member of staff.</param>
/// <param name="Affected">Visits to come that no longer fit, by start; flagged until they are moved or the change is taken back.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when there is nothing to repair.</param>
public sealed record StaffChangeResponse(StaffResponse Staff, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
