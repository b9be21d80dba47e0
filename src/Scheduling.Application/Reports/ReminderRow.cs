using Scheduling.Domain.Messages;

namespace Scheduling.Application.Reports;

/// <summary>Messages of one kind over one channel at one site, or visits there by how their patients were reminded of them.</summary>
public sealed record ReminderRow
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Main</example>
    public required string SiteName { get; init; }

    /// <summary>Messages or attendance.</summary>
    public required ReminderMeasure Measure { get; init; }

    /// <summary>Of messages: what they are about.</summary>
    /// <example>visit_reminder</example>
    public MessageKind? Kind { get; init; }

    /// <summary>Of messages: how they go.</summary>
    /// <example>sms</example>
    public MessageChannel? Channel { get; init; }

    /// <summary>Of attendance: how the patient was reminded.</summary>
    /// <example>null</example>
    public RemindedBy? RemindedBy { get; init; }

    /// <summary>Messages that were due and not superseded.</summary>
    /// <example>120</example>
    public int? Due { get; init; }

    /// <summary>Of these, taken by the mail server or the carrier and not known to have failed.</summary>
    /// <example>110</example>
    public int? Sent { get; init; }

    /// <summary>Of the sent, those that the carrier says arrived.</summary>
    /// <example>104</example>
    public int? Delivered { get; init; }

    /// <summary>Of the due, refused for good, given up, or not delivered.</summary>
    /// <example>2</example>
    public int? Failed { get; init; }

    /// <summary>Of the due, those of which nobody knows whether they left.</summary>
    /// <example>0</example>
    public int? Unknown { get; init; }

    /// <summary>Of the due, not sent for a reason: limits, quiet hours, no consent, no address, too late, told by staff.</summary>
    /// <example>8</example>
    public int? HeldBack { get; init; }

    /// <summary>Of those held back, the ones whose patient had opted out.</summary>
    /// <example>3</example>
    public int? OptedOut { get; init; }

    /// <summary>Of the due, confirmed: by the patient or by staff; of a reminder that left, its visit was confirmed later.</summary>
    /// <example>61</example>
    public int? Confirmed { get; init; }

    /// <summary>Visits attended, missed or cancelled late.</summary>
    /// <example>null</example>
    public int? Visits { get; init; }

    /// <summary>Of these, the patient came.</summary>
    /// <example>null</example>
    public int? Attended { get; init; }

    /// <summary>Of these, no-shows.</summary>
    /// <example>null</example>
    public int? Missed { get; init; }

    /// <summary>Of these, cancelled by the patient under the clinic's notice period.</summary>
    /// <example>null</example>
    public int? CancelledLate { get; init; }

    /// <summary>Attended in percent of visits, to one decimal, halves away from zero.</summary>
    /// <example>null</example>
    public decimal? AttendedPercent => Visits is > 0 ? Math.Round(100m * Attended!.Value / Visits.Value, 1, MidpointRounding.AwayFromZero) + 0.0m : null;
}
