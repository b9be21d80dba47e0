using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>A phase of one course that is added, gets another length, or ends (R13).</summary>
/// <param name="Phase">Its name.</param>
/// <param name="Sessions">Sessions to deliver in it, whatever bounds the protocol sets; null ends it with those delivered or under way.</param>
/// <param name="CadenceUnit">How the cadence of a new phase counts; null for sessions a week.</param>
/// <param name="Cadence">Cadence of a new phase; null for one that the course has.</param>
/// <param name="After">The phase that a new one comes after; null for the last.</param>
public sealed record PhaseAmendment(string Phase, int? Sessions, CadenceUnit? CadenceUnit = null, int? Cadence = null, string? After = null);
