using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Intakes;

/// <summary>A prescriber's order of a course that is to be opened.</summary>
/// <param name="ProtocolId">The protocol.</param>
/// <param name="ProtocolVersionId">The version that was ordered.</param>
/// <param name="ProtocolVersion">Its number.</param>
/// <param name="Targets">Sessions by phase, every phase of the protocol.</param>
/// <param name="Indication">What is treated.</param>
/// <param name="OffLabel">Whether the prescriber takes a use outside the protocol's or device's clearance upon themselves (R3).</param>
/// <param name="SecondCourse">Whether it may run beside another course of its modality (R8).</param>
/// <param name="PriorCourseId">The course that it retreats.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The prescriber.</param>
/// <param name="At">When.</param>
public sealed record IntakeOrder(
    Guid ProtocolId,
    Guid ProtocolVersionId,
    int ProtocolVersion,
    IReadOnlyList<PhaseTarget> Targets,
    string Indication,
    bool OffLabel,
    bool SecondCourse,
    Guid? PriorCourseId,
    string Reason,
    string By,
    DateTimeOffset At)
{
    /// <summary>Kinds of the orders that the course is opened with.</summary>
    public IReadOnlyList<string> Kinds() => [OrderKinds.Treatment, .. OffLabel ? [OrderKinds.OffLabel] : Array.Empty<string>(), .. SecondCourse ? [OrderKinds.SecondCourse] : Array.Empty<string>()];
}
