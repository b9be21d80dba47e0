using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>Books a whole course or nothing (R7): an option exactly as it was shown, or the request itself, planned again when somebody was faster.</summary>
public sealed class CourseBooking(
    SchedulingDbContext db,
    ClinicContext context,
    ResourceLocks locks,
    CourseDossiers dossiers,
    CoursePlanning planning,
    PlannedVisits planned,
    VisitChoice choice,
    VisitBooking booking,
    PlanMending mending,
    IServiceScopeFactory scopes)
{
    private const int MaxTries = 3;

    /// <summary>Books an option as shown, with single visits changed where asked.</summary>
    /// <exception cref="SchedulingException">plan_outdated with a fresh plan when a place was lost or a rule no longer holds.</exception>
    public async Task<IReadOnlyList<Appointment>> BookPlanAsync(Course course, StoredPlan plan, int option, IReadOnlyList<SessionChange> changes, CancellationToken cancellationToken)
    {
        if (plan.ExpiresAt <= context.Now)
        {
            throw await OutdatedAsync(course, plan, "The plan has expired.", [], cancellationToken);
        }

        var terms = await planned.TermsAsync(course, plan, cancellationToken);
        var visits = await planned.OfAsync(course, plan, option, cancellationToken);
        visits = await choice.ChangeAsync(terms, visits, changes, cancellationToken);
        try
        {
            return await booking.BookAsync(terms, visits, cancellationToken);
        }
        catch (SchedulingException refusal) when (changes.Count == 0 && (refusal.Code == ProblemCodes.PlaceTaken || refusal.Code == ProblemCodes.RuleBroken) && refusal.Rule != "R8")
        {
            throw await OutdatedAsync(course, plan, "Something in the plan was taken, closed or changed since: see conflicts.", refusal.Conflicts, cancellationToken);
        }
    }

    /// <summary>
    /// Plans and books in one go, at most three times. Where somebody was faster, every resource that could serve is locked, so that nobody can be again, and
    /// only the visits whose places were lost are planned; where those are many, the whole course is, which takes less time than a booking.
    /// </summary>
    public async Task<IReadOnlyList<Appointment>> BookRequestAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        question = question with { Alternatives = false };
        await db.Database.CurrentTransaction!.CreateSavepointAsync("attempt", cancellationToken);
        var request = await planning.RequestAsync(course, question, cancellationToken);
        var visits = await PlanAsync(course, question, request, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await booking.BookAsync(await planned.TermsAsync(course, question, cancellationToken), visits, cancellationToken);
            }
            catch (Exception lost) when (attempt < MaxTries && IsLostPlace(lost))
            {
                course = await StartAgainAsync(course, cancellationToken);
            }

            await locks.TakeForBookingAsync(request.Sites.Select(s => s.Site.Id), course.Id, CandidatesOf(request), cancellationToken);
            request = await planning.RequestAsync(course, question, cancellationToken);
            visits = await mending.MendAsync(await planned.TermsAsync(course, question, cancellationToken), request, visits, cancellationToken)
                ?? await PlanAsync(course, question, request, cancellationToken);
        }
    }

    // Gives back the locks taken since, too: more can only be taken in order, from the first, and others don't wait while a course is planned.
    private async Task<Course> StartAgainAsync(Course course, CancellationToken cancellationToken)
    {
        await db.Database.CurrentTransaction!.RollbackToSavepointAsync("attempt", cancellationToken);
        db.ChangeTracker.Clear();
        dossiers.Forget();
        return (await dossiers.OfAsync(course.Id, cancellationToken)).Course;
    }

    private async Task<IReadOnlyList<VisitToBook>> PlanAsync(Course course, PlanQuestion question, CoursePlanRequest request, CancellationToken cancellationToken)
    {
        var plan = await planning.PlanAsync(request, cancellationToken);
        return planned.Of(plan.Options[0], (await planned.TermsAsync(course, question, cancellationToken)).Protocol!);
    }

    private static IEnumerable<Guid> CandidatesOf(CoursePlanRequest request) => request.Sites
        .SelectMany(s => s.Staff.Select(x => x.Id).Concat(s.Devices.Select(x => x.Id)).Concat(s.Rooms.Select(x => x.Id)))
        .Append(request.Patient.Id);

    private static bool IsLostPlace(Exception exception) => exception switch
    {
        SchedulingException refusal => refusal.Code == ProblemCodes.PlaceTaken || (refusal.Code == ProblemCodes.RuleBroken && refusal.Rule != "R8"),
        PostgresException { SqlState: PostgresErrorCodes.ExclusionViolation } => true,
        _ => false,
    };

    // The refusal rolls this transaction back; the fresh plan is kept by one of its own, which sees only what is committed.
    private async Task<SchedulingException> OutdatedAsync(Course course, StoredPlan plan, string detail, IReadOnlyList<Conflict> conflicts, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(context.Identity, cancellationToken);
        var freshPlanning = scope.ServiceProvider.GetRequiredService<CoursePlanning>();
        var question = CoursePlanning.QuestionOf(plan);
        PlanResponse? fresh = null;
        try
        {
            var present = await scope.ServiceProvider.GetRequiredService<SchedulingDbContext>().Courses.SingleAsync(c => c.Id == course.Id, cancellationToken);
            var kept = freshPlanning.Keep(present, question, await freshPlanning.PlanAsync(present, question, cancellationToken));
            fresh = await scope.ServiceProvider.GetRequiredService<PlanAnswers>().OfAsync(kept, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (SchedulingException)
        {
            // No fresh plan either; the conflicts say why.
            await transaction.RollbackAsync(cancellationToken);
        }

        return new SchedulingException(ProblemCodes.PlanOutdated, detail)
        {
            Rule = conflicts is [var first, ..] ? first.Rule : null,
            Conflicts = conflicts,
            Extensions = new Dictionary<string, object?> { ["plan"] = fresh },
        };
    }
}
