using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>A decision to be entered.</summary>
/// <param name="Verdict">Accepted, refused, or needs more.</param>
/// <param name="Reason">Why.</param>
/// <param name="ValidUntil">Last local date, inclusive; null for the questionnaire's own length.</param>
/// <param name="SetAside">Codes of questions whose contraindications are set aside.</param>
/// <param name="At">When it was decided, if entered late.</param>
/// <param name="By">The prescriber on the staff who decided, where a file names one; null for the person behind the request.</param>
public sealed record NewScreeningDecision(Verdict Verdict, string Reason, DateOnly? ValidUntil, IReadOnlyList<string> SetAside, DateTimeOffset? At, Guid? By = null);
