using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>A lane of a resource taken for an interval by an appointment or an unexpired hold (R1).</summary>
/// <param name="Lane">Lane, from 0.</param>
/// <param name="Range">What is taken, set-up and turnover included.</param>
/// <param name="OwnerId">The appointment or hold; a visit does not block its own move.</param>
public readonly record struct Occupation(int Lane, TimeRange Range, Guid OwnerId);
