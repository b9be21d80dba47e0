using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Turns a plan's option into visits to book, and a course into the terms they are booked under.</summary>
public sealed class PlannedVisits(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>The visits of an option, exactly as shown.</summary>
    /// <exception cref="SchedulingException">The plan has no such option.</exception>
    public async Task<IReadOnlyList<VisitToBook>> OfAsync(Course course, StoredPlan plan, int option, CancellationToken cancellationToken)
    {
        var shown = CoursePlanning.OptionsOf(plan).FirstOrDefault(o => o.Option == option) ?? throw SchedulingException.Invalid("/option", "Not an option of the plan.");
        return Of(shown, await ProtocolAsync(course, cancellationToken));
    }

    /// <summary>The visits of an option.</summary>
    public IReadOnlyList<VisitToBook> Of(PlanOption option, ProtocolVersion protocol) =>
        [.. option.Sessions.Select(v => VisitToBook.Of(v, protocol.Definition.Kind(v.Kind)!, option.SiteId, Guid.CreateVersion7(context.Now)))];

    /// <summary>What the course's visits are booked under, by the plan's own question.</summary>
    public Task<BookingTerms> TermsAsync(Course course, StoredPlan plan, CancellationToken cancellationToken) =>
        TermsAsync(course, CoursePlanning.QuestionOf(plan), cancellationToken);

    /// <summary>What the course's visits are booked under. Windows given in the question stand in for the patient's own, so those are not asked again.</summary>
    public async Task<BookingTerms> TermsAsync(Course course, PlanQuestion question, CancellationToken cancellationToken) => new()
    {
        Patient = await db.Patients.SingleAsync(p => p.Id == course.PatientId, cancellationToken),
        Course = course,
        Holds = await OwnHolds(db, course, context.Now).ToListAsync(cancellationToken),
        Protocol = await ProtocolAsync(course, cancellationToken),
        CheckPatientWindows = question.Windows is null,
        RefuseOutsideAuthorization = !question.AllowOutsideAuthorization,
    };

    /// <summary>The holds that the course itself still has: they don't stand in its way.</summary>
    public static IQueryable<Hold> OwnHolds(SchedulingDbContext db, Course course, DateTimeOffset now) =>
        db.Holds.Where(h => h.CourseId == course.Id && h.State == HoldState.Active && h.ExpiresAt > now);

    private Task<ProtocolVersion> ProtocolAsync(Course course, CancellationToken cancellationToken) =>
        db.ProtocolVersions.SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
}
