using Scheduling.Api.Http.Versions;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>A message to a patient.</summary>
public sealed record MessageResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000062</example>
    public required Guid Id { get; init; }

    /// <summary>Whom it is for.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid PatientId { get; init; }

    /// <summary>The site that it names.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid SiteId { get; init; }

    /// <summary>What it is about.</summary>
    /// <example>visit_reminder</example>
    public required MessageKind Kind { get; init; }

    /// <summary>The limits and hours that it keeps.</summary>
    /// <example>reminder</example>
    public required MessageClass Class { get; init; }

    /// <summary>How it goes.</summary>
    /// <example>sms</example>
    public required MessageChannel Channel { get; init; }

    /// <summary>The visit, for a reminder or an offer.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public Guid? AppointmentId { get; init; }

    /// <summary>When it should leave.</summary>
    /// <example>2027-03-07T10:00:00-05:00</example>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it is of no more use, exclusive.</summary>
    /// <example>2027-03-08T09:00:00-05:00</example>
    public required DateTimeOffset UseUntil { get; init; }

    /// <summary>Where it stands.</summary>
    /// <example>scheduled</example>
    public required MessageState State { get; init; }

    /// <summary>Why it was suppressed, failed, superseded or is unknown.</summary>
    /// <example>quiet_hours</example>
    public string? Reason { get; init; }

    /// <summary>Times that it was tried.</summary>
    /// <example>1</example>
    public required int Attempts { get; init; }

    /// <summary>Subject, as it left.</summary>
    /// <example>See you Mon, Mar 8 at 9:00 AM</example>
    public string? Subject { get; init; }

    /// <summary>Text, as it left.</summary>
    /// <example>Elm Street: Alexandra, see you Mon, Mar 8 at 9:00 AM. Reply STOP to opt out</example>
    public string? Body { get; init; }

    /// <summary>When it was handed over.</summary>
    /// <example>2027-03-07T10:00:04-05:00</example>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the patient confirmed, or staff told them.</summary>
    /// <example>2027-03-07T10:20:00-05:00</example>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Its version, for If-Match.</summary>
    /// <example>"2"</example>
    public required string Etag { get; init; }

    internal static MessageResponse Of(Message message) => new()
    {
        Id = message.Id,
        PatientId = message.PatientId,
        SiteId = message.SiteId,
        Kind = message.Kind,
        Class = MessageKinds.ClassOf(message.Kind),
        Channel = message.Channel,
        AppointmentId = message.AppointmentId,
        DueAt = message.DueAt,
        UseUntil = message.UseUntil,
        State = message.State,
        Reason = message.Reason,
        Attempts = message.Attempts,
        Subject = message.Subject,
        Body = message.Body,
        SentAt = message.SentAt,
        ConfirmedAt = message.ConfirmedAt,
        Etag = ETags.Of(message.Version),
    };
}

/// <summary>A patient to call.</summary>
public sealed record CallResponse
{
    /// <summary>The message that could not be sent, or was not confirmed.</summary>
    public required MessageResponse Message { get; init; }

    /// <summary>Given and family name.</summary>
    /// <example>Alexandra Example</example>
    public required string Name { get; init; }

    /// <summary>Whom to call: the guardian's number for a minor.</summary>
    /// <example>+12025550123</example>
    public string? Phone { get; init; }

    /// <summary>Start of the visit that comes first among those it is about.</summary>
    /// <example>2027-03-08T09:00:00-05:00</example>
    public required DateTimeOffset FirstStart { get; init; }

    /// <summary>The patient's next visits, as booked: what to tell them.</summary>
    public required IReadOnlyList<CallVisit> Visits { get; init; }

    internal static CallResponse Of(CallToMake call) => new()
    {
        Message = MessageResponse.Of(call.Message),
        Name = $"{call.Patient.GivenName} {call.Patient.FamilyName}",
        Phone = call.Patient.Guardian is { } guardian ? guardian.Phone : call.Patient.Phone,
        FirstStart = call.FirstStart,
        Visits = [.. call.Visits.Take(20).Select(v => new CallVisit { AppointmentId = v.Id, Start = v.StartsAt, State = v.State })],
    };
}

/// <summary>A visit to tell a patient of.</summary>
public sealed record CallVisit
{
    /// <summary>The visit.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its start.</summary>
    /// <example>2027-03-08T09:00:00-05:00</example>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Its state.</summary>
    /// <example>booked</example>
    public required Scheduling.Domain.Appointments.AppointmentState State { get; init; }
}

/// <summary>Whom to call, the visit that comes first at the top.</summary>
public sealed record CallListResponse
{
    /// <summary>At most 500.</summary>
    public required IReadOnlyList<CallResponse> Items { get; init; }
}
