using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Appointments;
using Scheduling.Application.Requests;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Api.Waitlist;

/// <summary>Who waits, and for what.</summary>
public sealed record AddToWaitlistRequest
{
    /// <summary>The course, whichever of its visits fits; or `appointmentId`.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000010</example>
    public Guid? CourseId { get; init; }

    /// <summary>One visit to come; or `courseId`.</summary>
    /// <example>null</example>
    public Guid? AppointmentId { get; init; }

    /// <summary>`sooner`: the next visit, or the one named, at an earlier time. `other_time`: in the windows, on the visit's own day where a course is named.</summary>
    /// <example>sooner</example>
    public required WaitlistWish Wants { get; init; }

    /// <summary>Windows of the week in which the place must begin, in the site's local time; leave them out for any time. Required for `other_time`.</summary>
    [MaxLength(42)]
    public IReadOnlyList<LocalWindow>? Windows { get; init; }

    /// <summary>First local date wanted, inclusive.</summary>
    /// <example>null</example>
    public DateOnly? From { get; init; }

    /// <summary>Last local date wanted, inclusive.</summary>
    /// <example>null</example>
    public DateOnly? Until { get; init; }

    /// <summary>When the entry ends by itself; leave it out for never.</summary>
    /// <example>null</example>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An entry of the waitlist.</summary>
public sealed record WaitlistEntryResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its version, for `If-Match`.</summary>
    public required string Etag { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The one visit meant; null for whichever of the course fits.</summary>
    public required Guid? AppointmentId { get; init; }

    /// <summary>Where.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>What is wanted.</summary>
    public required WaitlistWish Wants { get; init; }

    /// <summary>Windows in which the place must begin; empty for any time.</summary>
    public required IReadOnlyList<LocalWindow> Windows { get; init; }

    /// <summary>First local date wanted, inclusive.</summary>
    public required DateOnly? From { get; init; }

    /// <summary>Last local date wanted, inclusive.</summary>
    public required DateOnly? Until { get; init; }

    /// <summary>When the entry ends by itself.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required WaitlistState State { get; init; }

    /// <summary>When it was added: who waits longest gets the first offer.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    internal static WaitlistEntryResponse Of(WaitlistEntry entry) => new()
    {
        Id = entry.Id,
        Etag = ETags.Of(entry.Version),
        PatientId = entry.PatientId,
        CourseId = entry.CourseId,
        AppointmentId = entry.AppointmentId,
        SiteId = entry.SiteId,
        Wants = entry.Wants,
        Windows = [.. entry.Windows.Select(w => new LocalWindow { Day = w.Day, From = w.From, Until = w.Until })],
        From = entry.FromDate,
        Until = entry.UntilDate,
        ExpiresAt = entry.ExpiresAt,
        State = entry.State,
        CreatedAt = entry.CreatedAt,
    };
}

/// <summary>A freed place offered to an entry.</summary>
public sealed record WaitlistOfferResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its version, for `If-Match`.</summary>
    public required string Etag { get; init; }

    /// <summary>The entry.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>The visit that would move there.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The start offered.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The round of offers of the place; one of an earlier round can't be accepted any more.</summary>
    public required int Fence { get; init; }

    /// <summary>Until when it may be accepted, exclusive.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required OfferState State { get; init; }

    /// <summary>When it was answered or ended.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    internal static WaitlistOfferResponse Of(WaitlistOffer offer) => new()
    {
        Id = offer.Id,
        Etag = ETags.Of(offer.Version),
        EntryId = offer.EntryId,
        AppointmentId = offer.AppointmentId,
        SiteId = offer.SiteId,
        Start = offer.StartsAt,
        Fence = offer.Fence,
        ExpiresAt = offer.ExpiresAt,
        State = offer.State,
        ClosedAt = offer.ClosedAt,
    };
}

/// <summary>An accepted offer and the visit where it is now.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Visit">The visit.</param>
public sealed record AcceptedOfferResponse(WaitlistOfferResponse Offer, AppointmentResponse Visit);
