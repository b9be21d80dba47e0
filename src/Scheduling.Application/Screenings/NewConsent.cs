using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>A consent to be entered.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Modality">Modality of the treatment.</param>
/// <param name="Granted">Whether it is given; false takes it back.</param>
/// <param name="GivenBy">By whom.</param>
/// <param name="Wording">The wording that was signed.</param>
/// <param name="Source">How it was given.</param>
/// <param name="At">When, if entered late.</param>
public sealed record NewConsent(ConsentKind Kind, string Modality, bool Granted, ConsentGiver GivenBy, string Wording, string Source, DateTimeOffset? At);
