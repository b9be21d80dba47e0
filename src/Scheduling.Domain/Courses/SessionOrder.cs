using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>The order of a course's treatments: a course begins with the visit that determines the dose.</summary>
public static class SessionOrder
{
    /// <summary>Whether the course's first treatment is still its initial one with a visit of this kind at this start.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="kind">Kind of the visit.</param>
    /// <param name="start">Its start.</param>
    /// <param name="others">The course's other appointments, in any state.</param>
    public static bool BeginsWithInitial(ProtocolDefinition protocol, VisitKind kind, DateTimeOffset start, IEnumerable<Appointment> others)
    {
        if (!kind.CountsAsTreatment)
        {
            return true;
        }

        var first = others.Where(a => a.CountsAsSession && (a.IsDelivered || a.State.IsToCome()))
            .Select(a => (a.Kind, a.StartsAt, Own: false))
            .Append((Kind: kind.Code, StartsAt: start, Own: true))
            .OrderBy(a => a.StartsAt)
            .First();
        var begins = first.Kind == protocol.InitialKind || first.Kind == protocol.RedeterminationKind;
        // A course that came from elsewhere in its middle began there; only this visit must not spoil the order.
        return begins || (!first.Own && kind.Code != protocol.InitialKind);
    }

    /// <summary>The phase whose session is owed next: the first in the course's order with one left; null when nothing is owed (R10, R11).</summary>
    public static string? NextOwedPhase(CourseProgress progress) => progress.Phases.FirstOrDefault(p => p.Owed > 0)?.Phase;
}
