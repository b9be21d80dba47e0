using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Appointments;

/// <summary>What a late arrival leaves of a visit.</summary>
public static class LateRules
{
    /// <summary>
    /// The minutes that a treatment needs once the patient is here: its stimulation; in every kind but the protocol's treatment, where the dose is determined
    /// first, all that comes before it too.
    /// Null for kinds without a treatment, which nobody can shorten by rule.
    /// </summary>
    /// <param name="kind">The visit's kind.</param>
    /// <param name="protocol">Its protocol, or null.</param>
    public static int? TreatmentMinutes(VisitKind kind, ProtocolDefinition? protocol) => !kind.CountsAsTreatment ? null
        : kind.Code != protocol?.TreatmentKind ? kind.StimulationUntil()
        : kind.StimulationUntil() - kind.StimulationFrom();

    /// <summary>Whether the treatment still fits into the visit's own place when it begins later.</summary>
    /// <param name="kind">The visit's kind.</param>
    /// <param name="protocol">Its protocol, or null.</param>
    /// <param name="begins">When the patient is ready.</param>
    /// <param name="end">The end of the visit's place.</param>
    public static bool StillFits(VisitKind kind, ProtocolDefinition? protocol, DateTimeOffset begins, DateTimeOffset end) =>
        TreatmentMinutes(kind, protocol) is { } minutes && begins.AddMinutes(minutes) <= end;
}
