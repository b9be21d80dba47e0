using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Repairs;

/// <summary>A booked visit that a repair may change: one that lost its place, or one that may give way to it.</summary>
public sealed record RepairVisit
{
    /// <summary>The appointment; the owner of what it takes in the facts.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its site; a repair never changes it.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The course; null for a visit of its own.</summary>
    public Guid? CourseId { get; init; }

    /// <summary>First local date on which its site may serve it; null for any. The date of its own place lies in it.</summary>
    public DateOnly? SiteFrom { get; init; }

    /// <summary>Last such date, inclusive; null for any.</summary>
    public DateOnly? SiteUntil { get; init; }

    /// <summary>Its kind; stays.</summary>
    public required VisitKind Kind { get; init; }

    /// <summary>Phase of the course; null for a visit that is no session.</summary>
    public string? Phase { get; init; }

    /// <summary>Where it is booked.</summary>
    public required VisitPlace Place { get; init; }

    /// <summary>Whether it can't stay as it is. The others are moved only where that saves more than it costs (R15).</summary>
    public bool Affected { get; init; }

    /// <summary>Whether it has lost its place before: it takes nothing, and its patient has to hear of any place it gets, the old one too. Such a visit is affected.</summary>
    public bool HasNoPlace { get; init; }

    /// <summary>Why it has no unit, where that is what affects it: one of the reasons of R19. It is moved to a date on which it gets one, or given up.</summary>
    public string? WithoutUnit { get; init; }

    /// <summary>
    /// Whether the patient's windows and absences count at the visit's own time. A patient has agreed to the time they have; false unless it is their own
    /// absence that affects it.
    /// </summary>
    public bool AskPatientAtOwnTime { get; init; }

    /// <summary>Protocol, supervision and model, for the rules; phase, other treatments and limits are filled in by the planner.</summary>
    public required VisitContext Context { get; init; }
}
