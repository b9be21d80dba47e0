using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Appointments;

namespace Scheduling.Api.Appointments;

/// <summary>A patient's request for another time.</summary>
public sealed record TimeRequestResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000071</example>
    public required Guid Id { get; init; }

    /// <summary>The patient.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid PatientId { get; init; }

    /// <summary>The visit that doesn't suit.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its site.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid SiteId { get; init; }

    /// <summary>The start that would suit; missing where the patient wants to be called.</summary>
    /// <example>2027-03-09T10:00:00-05:00</example>
    public DateTimeOffset? WantedStart { get; init; }

    /// <summary>Where it stands.</summary>
    /// <example>open</example>
    public required TimeRequestState State { get; init; }

    /// <summary>When the patient asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was decided; missing while open.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Its version, for If-Match.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    internal static TimeRequestResponse Of(TimeRequest request) => new()
    {
        Id = request.Id,
        PatientId = request.PatientId,
        AppointmentId = request.AppointmentId,
        SiteId = request.SiteId,
        WantedStart = request.WantedStart,
        State = request.State,
        CreatedAt = request.CreatedAt,
        DecidedAt = request.DecidedAt,
        Etag = ETags.Of(request.Version),
    };
}
