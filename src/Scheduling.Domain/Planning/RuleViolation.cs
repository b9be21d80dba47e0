using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>One reason why a visit can't be at a time with its resources.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reason">A code: one of <see cref="ViolationReasons"/>.</param>
/// <param name="Resource">The resource in the way, or null where the rule concerns none (R6).</param>
/// <param name="Interval">The interval in the way: the booking, closure or absence, the part outside hours or shift; null where there is none.</param>
public sealed record RuleViolation(Rule Rule, string Reason, ResourceRef? Resource, TimeRange? Interval);
