namespace Scheduling.Domain.Courses;

/// <summary>How many sessions of a phase this course is to deliver.</summary>
/// <param name="Phase">The phase's code in the protocol.</param>
/// <param name="Sessions">Sessions to deliver, 0 or more.</param>
public sealed record PhaseTarget(string Phase, int Sessions);
