using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>A course with all that planning and booking ask about it, as it stood when it was read.</summary>
/// <param name="Course">The course, tracked.</param>
/// <param name="Patient">Its patient, tracked.</param>
/// <param name="Protocol">The protocol version it is pinned to.</param>
/// <param name="Appointments">All its visits, staff included.</param>
/// <param name="Holds">The holds it still has, tracked: they don't stand in its way.</param>
/// <param name="Payer">Who pays, where authorizations name somebody.</param>
public sealed record CourseDossier(Course Course, Patient Patient, ProtocolVersion Protocol, IReadOnlyList<Appointment> Appointments, IReadOnlyList<Hold> Holds, Payer? Payer)
{
    /// <summary>The course's authorizations.</summary>
    public IReadOnlyList<Authorization> Authorizations { get; init; } = [];

    /// <summary>Their lines.</summary>
    public IReadOnlyList<AuthorizationLine> Lines { get; init; } = [];
}
