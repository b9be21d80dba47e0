using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>How long a course has been without a delivered session, as R14 counts it.</summary>
/// <param name="Since">Local date of the last delivered session.</param>
/// <param name="Days">Days after it, today included, without those of absences that a prescriber approved.</param>
/// <param name="Weekdays">Mondays to Fridays among them that are not the site's holidays.</param>
/// <param name="Action">What the highest band reached leads to; null below the first.</param>
public sealed record CourseGap(DateOnly Since, int Days, int Weekdays, GapAction? Action);
