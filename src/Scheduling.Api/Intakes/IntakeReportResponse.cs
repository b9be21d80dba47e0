using Scheduling.Domain.Intakes;

namespace Scheduling.Api.Intakes;

/// <summary>How many of the referrals of a period come how far, and how long each step takes. docs/intake.md says what each figure counts.</summary>
/// <param name="From">First local date, inclusive.</param>
/// <param name="Until">Last local date, inclusive.</param>
/// <param name="Received">Referrals received in the period.</param>
/// <param name="Rows">One row for each step, in order.</param>
public sealed record IntakeReportResponse(DateOnly From, DateOnly Until, int Received, IReadOnlyList<IntakeFlowRow> Rows);
