namespace Scheduling.Domain.Planning;

/// <summary>
/// Finds, for each site and time of day, the first day on which a whole course can begin (R7, strict), without planning it. Pure and exact.
/// </summary>
public static class EarliestStartSearch
{
    /// <summary>The earliest start for each site and time of day for which there is one, the best first: first treatment, end, steadiness.</summary>
    /// <param name="course">
    /// The course. Its prices, preferred time, shortfalls and alternatives don't matter; its authorization, weekdays, windows and horizon do.
    /// </param>
    /// <param name="times">The parts of the day asked for, each valid.</param>
    /// <param name="startOnOrBefore">Last local date for the first treatment; null: the horizon alone.</param>
    public static IReadOnlyList<EarliestStart> Find(CoursePlanRequest course, IReadOnlyList<TimeOfDay> times, DateOnly? startOnOrBefore = null)
    {
        var found = new List<EarliestStart>();
        foreach (var site in course.Sites)
        {
            var cases = CoursePlanner.Cases(course, site).Where(c => c.Items.Count > 0 && c.Pairs > 0 && c.PlaceableSessions == c.Items.Count).ToList();
            foreach (var time in times)
            {
                var best = cases.Select(c => new StartFeasibility(c, time).Earliest(startOnOrBefore)).OfType<EarliestStart>().OrderBy(Rank).ThenBy(s => s.ModelId).FirstOrDefault();
                if (best is not null)
                {
                    found.Add(best);
                }
            }
        }
        return [.. found.OrderBy(Rank).ThenBy(s => s.Time.From).ThenBy(s => s.SiteId)];
    }

    private static (DateOnly, DateOnly, int) Rank(EarliestStart start) => (start.FirstTreatmentOn, start.EndsOn, start.TotalMinutesOff);
}
