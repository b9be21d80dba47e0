using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Intakes;

/// <summary>Who is to pay, as far as it is known.</summary>
/// <param name="Kind">Insured or self-pay.</param>
/// <param name="PayerId">The payer; null for self-pay, or while unknown.</param>
/// <param name="MemberReference">The person's number with the payer.</param>
public sealed record IntakeCoverage(CoverageKind Kind, Guid? PayerId, string? MemberReference);
