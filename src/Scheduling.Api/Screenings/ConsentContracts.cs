using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Requests;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>Something that a patient agrees to, or takes back.</summary>
public sealed record RecordConsentRequest
{
    /// <summary>What it is about: `treatment`.</summary>
    /// <example>treatment</example>
    public required ConsentKind Kind { get; init; }

    /// <summary>Modality of the treatment, as protocols name it.</summary>
    /// <example>rtms</example>
    [StringLength(64, MinimumLength = 1), RegularExpression(Patterns.Code)]
    public required string Modality { get; init; }

    /// <summary>True when it is given, false when it is taken back.</summary>
    /// <example>true</example>
    public required bool Granted { get; init; }

    /// <summary>`patient`, or `guardian` for a minor.</summary>
    /// <example>patient</example>
    public ConsentGiver GivenBy { get; init; } = ConsentGiver.Patient;

    /// <summary>The wording that was signed, as the clinic numbers it.</summary>
    /// <example>tms-2026-1</example>
    [StringLength(100, MinimumLength = 1)]
    public required string Wording { get; init; }

    /// <summary>How: on paper, by a portal, in a call.</summary>
    /// <example>paper</example>
    [StringLength(100, MinimumLength = 1)]
    public required string Source { get; init; }

    /// <summary>When; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A consent, or that it was taken back.</summary>
public sealed record ConsentResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>What it is about.</summary>
    public required ConsentKind Kind { get; init; }

    /// <summary>Modality of the treatment.</summary>
    public required string Modality { get; init; }

    /// <summary>True when it was given, false when it was taken back.</summary>
    public required bool Granted { get; init; }

    /// <summary>By whom.</summary>
    public required ConsentGiver GivenBy { get; init; }

    /// <summary>The wording that was signed.</summary>
    public required string Wording { get; init; }

    /// <summary>How.</summary>
    public required string Source { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who entered it.</summary>
    public required string? RecordedBy { get; init; }

    internal static ConsentResponse Of(Consent consent) => new()
    {
        Id = consent.Id,
        PatientId = consent.PatientId,
        Kind = consent.Kind,
        Modality = consent.Modality,
        Granted = consent.Granted,
        GivenBy = consent.GivenBy,
        Wording = consent.Wording,
        Source = consent.Source,
        At = consent.At,
        RecordedBy = consent.RecordedBy,
    };
}
