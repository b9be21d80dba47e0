using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Turns a plan's option into visits to book, and a course into the terms they are booked under.</summary>
public sealed class PlannedVisits(CourseDossiers dossiers, ClinicContext context)
{
    /// <summary>The visits of an option, exactly as shown.</summary>
    /// <exception cref="SchedulingException">The plan has no such option.</exception>
    public async Task<IReadOnlyList<VisitToBook>> OfAsync(Course course, StoredPlan plan, int option, CancellationToken cancellationToken)
    {
        var shown = CoursePlanning.OptionsOf(plan).FirstOrDefault(o => o.Option == option) ?? throw SchedulingException.Invalid("/option", "Not an option of the plan.");
        return Of(shown, (await dossiers.OfAsync(course.Id, cancellationToken)).Protocol);
    }

    /// <summary>The visits of an option.</summary>
    public IReadOnlyList<VisitToBook> Of(PlanOption option, ProtocolVersion protocol) =>
        [.. option.Sessions.Select(v => VisitToBook.Of(v, protocol.Definition.Kind(v.Kind)!, option.SiteId, Guid.CreateVersion7(context.Now)))];

    /// <summary>What the course's visits are booked under, by the plan's own question.</summary>
    public Task<BookingTerms> TermsAsync(Course course, StoredPlan plan, CancellationToken cancellationToken) =>
        TermsAsync(course, CoursePlanning.QuestionOf(plan), cancellationToken);

    /// <summary>What the course's visits are booked under. Windows given in the question stand in for the patient's own, so those are not asked again.</summary>
    public async Task<BookingTerms> TermsAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        var dossier = await dossiers.OfAsync(course.Id, cancellationToken);
        return new BookingTerms
        {
            Patient = dossier.Patient,
            Course = course,
            Holds = dossier.Holds,
            Protocol = dossier.Protocol,
            CheckPatientWindows = question.Windows is null,
            RefuseOutsideAuthorization = !question.AllowOutsideAuthorization,
        };
    }
}
