namespace Scheduling.Domain.Screenings;

/// <summary>A prescriber's decision on a screening; the last one counts.</summary>
/// <param name="Verdict">Accepted, refused, or needs more.</param>
/// <param name="Reason">Why.</param>
/// <param name="ValidUntil">Last local date on which the acceptance holds, inclusive; null unless accepted.</param>
/// <param name="SetAside">Codes of the questions whose contraindications the prescriber set aside.</param>
/// <param name="At">When it was decided.</param>
/// <param name="By">Who decided.</param>
/// <param name="EnteredAt">When it was entered.</param>
public sealed record ScreeningDecision(Verdict Verdict, string Reason, DateOnly? ValidUntil, IReadOnlyList<string> SetAside, DateTimeOffset At, string By, DateTimeOffset EnteredAt);
