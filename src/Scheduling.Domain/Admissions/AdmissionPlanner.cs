using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Admissions;

/// <summary>
/// Admits a waiting list (P2): decides for all candidates together who is admitted and when each course lies, at the least sum of P1's scores and
/// of the prices of those not admitted. Pure; deterministic for a seed and a step limit.
/// </summary>
/// <remarks>
/// Where to read on: the lower bound and its proof <see cref="DualAscent"/>; the cheapest place of one course under prices
/// <see cref="CoursePricing"/>; the search for a good plan <see cref="AdmissionSearch"/>; the order of it all <see cref="AdmissionRun"/>.
/// </remarks>
public static class AdmissionPlanner
{
    /// <summary>Plans the list. Cancelled, it ends soon with its best plan so far; it does not throw.</summary>
    /// <param name="request">The list.</param>
    /// <param name="progress">Told now and then how far it is, and what the best plan costs; null: nobody.</param>
    /// <param name="cancellationToken">The caller's wish to end early.</param>
    /// <exception cref="ArgumentException">A candidate or patient stands in the list twice, a time limit is not positive, or a course's request contradicts itself.</exception>
    public static AdmissionPlan Plan(AdmissionRequest request, IProgress<AdmissionProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.Candidates.DistinctBy(c => c.Id).Count() != request.Candidates.Count || request.Candidates.DistinctBy(c => c.Course.Patient.Id).Count() != request.Candidates.Count)
        {
            throw new ArgumentException("A candidate and a patient stand in the list once.", nameof(request));
        }
        if (request.TimeLimit <= TimeSpan.Zero || request.StepLimit < 0)
        {
            throw new ArgumentException("The time limit is positive, the step limit not negative.", nameof(request));
        }
        foreach (var candidate in request.Candidates)
        {
            CoursePlanner.Validate(candidate.Course);
        }
        return new AdmissionRun(request, progress, cancellationToken).Plan();
    }
}
