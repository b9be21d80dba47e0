using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Admissions;

/// <summary>Reads what the search of an admission looks at, as it stands in this transaction.</summary>
public sealed class AdmissionReading(SchedulingDbContext db, CourseDossiers dossiers, CoursePlanning planning, FactsReader facts)
{
    /// <summary>The list for the planner, and the courses that can't be looked at, with why.</summary>
    public async Task<(AdmissionRequest Request, IReadOnlyList<AdmissionOutcome> LeftOut)> ReadAsync(Admission admission, CancellationToken cancellationToken)
    {
        var question = AdmissionQueue.QuestionOf(admission);
        List<AdmissionOutcome> leftOut = [];
        List<(AdmissionCourse Asked, Course Course, DateOnly Until)> owed = [];
        foreach (var asked in question.Courses)
        {
            try
            {
                var course = (await dossiers.FindAsync(asked.CourseId, cancellationToken))?.Course ?? throw SchedulingException.NotFound();
                owed.Add((asked, course, await planning.HorizonAsync(course, asked.ToPlanQuestion(question.EndOnOrBefore), cancellationToken)));
            }
            catch (SchedulingException refusal)
            {
                // Closed, booked or ended since it was queued; the others go on.
                leftOut.Add(new AdmissionOutcome { CourseId = asked.CourseId, WhyNot = refusal.Code.Code, Detail = refusal.Message });
            }
        }

        // One set of facts a site, so that the planner sees which courses compete.
        var trip = new RoundTrip(db);
        var sites = owed.GroupBy(o => o.Course.SiteOn(o.Asked.StartOnOrAfter)).ToDictionary(
            g => g.Key,
            g => facts.AskSite(trip, new SiteQuestion(g.Key, g.Min(o => o.Asked.StartOnOrAfter), g.Max(o => o.Until)) { WithOwners = false }));
        await trip.SendAsync(cancellationToken);
        List<AdmissionCandidate> candidates = [];
        foreach (var (asked, course, _) in owed)
        {
            if (sites[course.SiteOn(asked.StartOnOrAfter)].Value is not { Site.RetiredAt: null } site)
            {
                leftOut.Add(new AdmissionOutcome { CourseId = asked.CourseId, WhyNot = ProblemCodes.WrongState.Code, Detail = "Its site is out of service." });
                continue;
            }

            var request = await planning.RequestAsync(course, asked.ToPlanQuestion(question.EndOnOrBefore), site.Facts, cancellationToken);
            candidates.Add(new AdmissionCandidate
            {
                Id = asked.CourseId,
                Course = request with { Priority = asked.Priority ?? request.Priority, StartOnOrBefore = asked.StartOnOrBefore },
            });
        }

        return (new AdmissionRequest
        {
            Candidates = candidates,
            Seed = question.Seed,
            TimeLimit = TimeSpan.FromSeconds(question.Seconds),
        }, leftOut);
    }
}
