using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Requests;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>An answer to a question.</summary>
public sealed record AnswerBody
{
    /// <summary>Code of the question.</summary>
    /// <example>seizures</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Question { get; init; }

    /// <summary>`yes`, `no` or `unsure`.</summary>
    /// <example>no</example>
    public required YesNo Answer { get; init; }

    /// <summary>What was said about it.</summary>
    /// <example>null</example>
    [StringLength(2000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>A patient's answers to a questionnaire.</summary>
public sealed record RecordScreeningRequest
{
    /// <summary>Code of the questionnaire.</summary>
    /// <example>tms_safety</example>
    [StringLength(64, MinimumLength = 1), RegularExpression(Patterns.Code)]
    public required string Questionnaire { get; init; }

    /// <summary>The version that was answered; leave it out for the newest.</summary>
    /// <example>null</example>
    [Range(1, 1_000_000)]
    public int? Version { get; init; }

    /// <summary>An answer to each question of it.</summary>
    [MaxLength(100)]
    public required IReadOnlyList<AnswerBody> Answers { get; init; }

    /// <summary>When it was answered; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>A prescriber's decision on a screening.</summary>
public sealed record DecideScreeningRequest
{
    /// <summary>`accepted`, `refused` or `needs_more`.</summary>
    /// <example>accepted</example>
    public required Verdict Decision { get; init; }

    /// <summary>Why; every yes is weighed here (R18).</summary>
    /// <example>No contraindication; one faint in 2009 after giving blood.</example>
    [StringLength(2000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Last local date on which an acceptance holds, inclusive; leave it out for the questionnaire's own length.</summary>
    /// <example>null</example>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Questions whose contraindications are set aside: only by a prescriber on the clinic's staff.</summary>
    [MaxLength(100)]
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>When it was decided; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>A screening.</summary>
public sealed record ScreeningResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its version, for `If-Match`.</summary>
    public required string Etag { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Code of the questionnaire.</summary>
    public required string Questionnaire { get; init; }

    /// <summary>The version that was answered.</summary>
    public required int QuestionnaireVersion { get; init; }

    /// <summary>The answers.</summary>
    public required IReadOnlyList<GivenAnswer> Answers { get; init; }

    /// <summary>What the answers contraindicate, by question; nothing of it is passed over unless a decision sets it aside by name.</summary>
    public required IReadOnlyList<FoundContraindication> Contraindications { get; init; }

    /// <summary>When it was answered: the newest of a questionnaire is the one that counts.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Who entered it.</summary>
    public required string? RecordedBy { get; init; }

    /// <summary>Every decision, in the order of entry; the last one counts. Empty: nobody has decided yet.</summary>
    public required IReadOnlyList<ScreeningDecision> Decisions { get; init; }

    internal static ScreeningResponse Of(Screening screening) => new()
    {
        Id = screening.Id,
        Etag = ETags.Of(screening.Version),
        PatientId = screening.PatientId,
        Questionnaire = screening.Questionnaire,
        QuestionnaireVersion = screening.QuestionnaireVersion,
        Answers = screening.Answers,
        Contraindications = screening.Contraindications,
        AnsweredAt = screening.AnsweredAt,
        RecordedBy = screening.RecordedBy,
        Decisions = screening.Decisions,
    };
}
