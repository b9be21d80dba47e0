using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Appointments;

/// <summary>What a set of visits of one patient is booked under.</summary>
public sealed record BookingTerms
{
    /// <summary>The patient of every visit.</summary>
    public required Patient Patient { get; init; }

    /// <summary>The course; null for visits of their own.</summary>
    public Course? Course { get; init; }

    /// <summary>The protocol version of the course, or of the visit kind.</summary>
    public ProtocolVersion? Protocol { get; init; }

    /// <summary>The course's own holds: their places don't stand in its way, and what is booked or held next uses them up.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>Rules waived deliberately (R9).</summary>
    public BookingOverride? Override { get; init; }

    /// <summary>The rules waived. R1 and R2 have no override, whatever was asked.</summary>
    public IReadOnlyList<Rule> WaivedRules =>
        [.. new[] { Rule.R3, Rule.R4, Rule.R5, Rule.R6 }.Where(r => Override?.Rules.Contains(r.ToString()) == true)];

    /// <summary>Whether the patient's windows and absences count (R5: unless the caller says otherwise).</summary>
    public bool CheckPatientWindows { get; init; } = true;

    /// <summary>Visits of a change over several that keep their time or all of their place: what was agreed about those isn't asked again.</summary>
    public IReadOnlyDictionary<Guid, KeptVisit> Kept { get; init; } = new Dictionary<Guid, KeptVisit>();

    /// <summary>Other patients' visits of the same change that have yet to leave their places.</summary>
    public IReadOnlyCollection<Guid> Leaving { get; init; } = [];

    /// <summary>Whether the visits are refused while their course is on hold. What the clinic has to change itself, as by a repair, it may.</summary>
    public bool RefuseOnHold { get; init; }

    /// <summary>Whether the order of the course's sessions is asked (R10, R11). Not of what has begun already and is a fact.</summary>
    public bool KeepsOrder { get; init; } = true;

    /// <summary>Whether a date outside the coverage's window is refused; otherwise the visit is tagged <c>unauthorized</c>.</summary>
    public bool RefuseOutsideAuthorization { get; init; }
}
