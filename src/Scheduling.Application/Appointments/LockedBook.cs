using Scheduling.Application.Authorizations;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Appointments;

/// <summary>What the rules are asked with: read behind the locks of a booking, or without any to find out what would happen.</summary>
/// <param name="Sites">The sites of the visits, each with the facts about the resources that the visits name.</param>
/// <param name="PatientTaken">What the patient is taken for.</param>
/// <param name="OfCourse">The course's visits, without their staff.</param>
/// <param name="OtherOpenCourse">Another open course of the patient and modality, which R8 allows for none that is opened by this booking.</param>
/// <param name="Units">The course's authorizations and units, their lines locked; null for a course without, or without locks.</param>
internal sealed record LockedBook(
    IReadOnlyDictionary<Guid, (Site Site, ClinicFacts Facts)> Sites,
    IReadOnlyList<Occupation> PatientTaken,
    IReadOnlyList<Appointment> OfCourse,
    bool OtherOpenCourse,
    UnitRows? Units = null)
{
    /// <summary>Public holidays from now to the first of the visits, where a self-pay course is asked for (R25).</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];
}
