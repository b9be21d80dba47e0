namespace Scheduling.Application.Staffing;

/// <summary>Certificates that end, soonest first.</summary>
/// <param name="Items">One for each site that the person works at.</param>
public sealed record CredentialExpiryList(IReadOnlyList<CredentialExpiry> Items);

/// <summary>A certificate of a member of staff that ends and is not renewed.</summary>
public sealed record CredentialExpiry
{
    /// <summary>Who.</summary>
    public required Guid StaffId { get; init; }

    /// <summary>The person's name.</summary>
    /// <example>Technician 1</example>
    public required string StaffName { get; init; }

    /// <summary>The site, whose visits are listed.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>`operator` of a device model, or another such as `bls`.</summary>
    /// <example>operator</example>
    public required string Kind { get; init; }

    /// <summary>The model of an `operator` certificate; null otherwise.</summary>
    public required Guid? DeviceModelId { get; init; }

    /// <summary>Last valid local date: visits on it stand.</summary>
    /// <example>2027-03-10</example>
    public required DateOnly ValidUntil { get; init; }

    /// <summary>Days from the site's today to that date; negative once it is over.</summary>
    /// <example>14</example>
    public required int DaysLeft { get; init; }

    /// <summary>The tightest of 60, 30, 14 and 0 days that is reached; null before.</summary>
    /// <example>14</example>
    public required int? Band { get; init; }

    /// <summary>Visits to come after that date that need the certificate of this person (R3), by start. `POST /v1/repairs` for the site proposes who else could do them.</summary>
    public required IReadOnlyList<CredentialVisit> Visits { get; init; }
}

/// <summary>A visit that an ending certificate hits.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="CourseId">Its course; null for a visit of its own.</param>
/// <param name="Kind" example="treatment">Visit kind.</param>
/// <param name="Start">Start, with the site's offset.</param>
/// <param name="LocalDate" example="2027-03-11">Local date.</param>
public sealed record CredentialVisit(Guid AppointmentId, Guid? CourseId, string Kind, DateTimeOffset Start, DateOnly LocalDate);
