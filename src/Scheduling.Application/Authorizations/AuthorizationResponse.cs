using Scheduling.Application.Requests;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>An authorization with its lines.</summary>
public sealed record AuthorizationResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000061</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for `If-Match`. It grows with what happens to the authorization, not with every unit.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The course's home site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The payer.</summary>
    public required Guid PayerId { get; init; }

    /// <summary>The payer's number.</summary>
    public required string? Number { get; init; }

    /// <summary>State.</summary>
    public required AuthorizationState State { get; init; }

    /// <summary>What may happen to it now.</summary>
    public required IReadOnlyList<AuthorizationEvent> Possible { get; init; }

    /// <summary>Local date by which the next step is due.</summary>
    public required DateOnly? DueOn { get; init; }

    /// <summary>Who orders the course.</summary>
    public required Guid? OrderingProviderId { get; init; }

    /// <summary>Who gives it.</summary>
    public required Guid? RenderingProviderId { get; init; }

    /// <summary>Sites it holds for; empty for any.</summary>
    public required IReadOnlyList<Guid> SiteIds { get; init; }

    /// <summary>Documents, by reference.</summary>
    public required IReadOnlyList<AuthorizationDocument> Documents { get; init; }

    /// <summary>When tentative visits are to be decided.</summary>
    public required DateTimeOffset? DecideBy { get; init; }

    /// <summary>What becomes of them then.</summary>
    public required ExpiryAction OnExpiry { get; init; }

    /// <summary>Its lines, in order.</summary>
    public required IReadOnlyList<AuthorizationLineResponse> Lines { get; init; }

    /// <summary>What somebody should look at today (R21): of each kind the tightest mark reached.</summary>
    public required IReadOnlyList<AuthorizationAlert> Alerts { get; init; }

    /// <summary>The authorization as callers see it.</summary>
    /// <param name="authorization">The authorization.</param>
    /// <param name="lines">Its lines, in order.</param>
    /// <param name="today">Its site's local date.</param>
    /// <param name="marks">When somebody should look at it.</param>
    public static AuthorizationResponse Of(Authorization authorization, IReadOnlyList<AuthorizationLine> lines, DateOnly today, AlertMarks marks) => new()
    {
        Id = authorization.Id,
        Etag = Versions.Etag(authorization),
        CourseId = authorization.CourseId,
        PatientId = authorization.PatientId,
        SiteId = authorization.SiteId,
        PayerId = authorization.PayerId,
        Number = authorization.Number,
        State = authorization.State,
        Possible = AuthorizationTransitions.Possible(authorization.State),
        DueOn = authorization.DueOn,
        OrderingProviderId = authorization.OrderingProviderId,
        RenderingProviderId = authorization.RenderingProviderId,
        SiteIds = authorization.SiteIds,
        Documents = authorization.Documents,
        DecideBy = authorization.DecideBy,
        OnExpiry = authorization.OnExpiry,
        Lines = [.. lines.Select(AuthorizationLineResponse.Of)],
        Alerts = AuthorizationAlerts.Of(authorization, lines, today, marks),
    };
}

/// <summary>Units of an authorization: granted = reserved + consumed + remaining, always (R19).</summary>
public sealed record AuthorizationLineResponse
{
    /// <summary>Id.</summary>
    public required Guid LineId { get; init; }

    /// <summary>Order within the authorization.</summary>
    public required int Position { get; init; }

    /// <summary>Codes it pays for; empty for every code of the course.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>What one unit pays for.</summary>
    public required UnitBasis Basis { get; init; }

    /// <summary>Dates, both inclusive; null for open.</summary>
    public required DateSpan? Window { get; init; }

    /// <summary>Most visits a local day.</summary>
    public required int? MaxPerDay { get; init; }

    /// <summary>Most visits a week.</summary>
    public required int? MaxPerWeek { get; init; }

    /// <summary>What it is called among the lines.</summary>
    public required string? Tranche { get; init; }

    /// <summary>Units asked for.</summary>
    public required int Requested { get; init; }

    /// <summary>Units granted.</summary>
    public required int Granted { get; init; }

    /// <summary>Units kept for visits to come.</summary>
    public required int Reserved { get; init; }

    /// <summary>Units used.</summary>
    public required int Consumed { get; init; }

    /// <summary>Units left.</summary>
    public required int Remaining { get; init; }

    /// <summary>The line as callers see it.</summary>
    public static AuthorizationLineResponse Of(AuthorizationLine line) => new()
    {
        LineId = line.Id,
        Position = line.Position,
        Codes = line.Codes,
        Basis = line.Basis,
        Window = line is { WindowFrom: null, WindowUntil: null } ? null : new DateSpan { From = line.WindowFrom, Until = line.WindowUntil },
        MaxPerDay = line.MaxPerDay,
        MaxPerWeek = line.MaxPerWeek,
        Tranche = line.Tranche,
        Requested = line.Requested,
        Granted = line.Granted,
        Reserved = line.Reserved,
        Consumed = line.Consumed,
        Remaining = line.Remaining,
    };
}

/// <summary>A row of the unit ledger: by how much the counts of a line changed, and by which visit.</summary>
public sealed record UnitEntryResponse
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The line.</summary>
    public required Guid LineId { get; init; }

    /// <summary>The visit; null for an adjustment.</summary>
    public required Guid? AppointmentId { get; init; }

    /// <summary>`reserve`, `consume`, `release` or `adjust`.</summary>
    public required UnitEntryKind Kind { get; init; }

    /// <summary>By how much granted units changed.</summary>
    public required int Granted { get; init; }

    /// <summary>By how much reserved units changed; 0 for a visit that shares its unit.</summary>
    public required int Reserved { get; init; }

    /// <summary>By how much consumed units changed.</summary>
    public required int Consumed { get; init; }

    /// <summary>The visit's billing code.</summary>
    public required string? Code { get; init; }

    /// <summary>The visit's local date.</summary>
    public required DateOnly? ServiceOn { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who made it.</summary>
    public required string? Actor { get; init; }

    /// <summary>The row as callers see it.</summary>
    public static UnitEntryResponse Of(UnitEntry entry) => new()
    {
        Id = entry.Id,
        LineId = entry.LineId,
        AppointmentId = entry.AppointmentId,
        Kind = entry.Kind,
        Granted = entry.Granted,
        Reserved = entry.Reserved,
        Consumed = entry.Consumed,
        Code = entry.Code,
        ServiceOn = entry.ServiceOn,
        At = entry.At,
        Actor = entry.Actor,
    };
}
