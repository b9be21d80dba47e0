using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Courses;

/// <summary>
/// When a course would end as it stands: what is owed is appended at the end of its phase, and the phases after it shift by as much as they must (R11).
/// By the protocol's pace alone: whether places are free, only a plan can say.
/// </summary>
public static class CourseProjection
{
    private const int LongestSearchDays = 400;

    /// <summary>Local date of the last session; null while nothing is delivered or booked.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="appointments">Its appointments.</param>
    /// <param name="today">The site's local date: nothing owed is before it.</param>
    /// <param name="clock">The site's clock, for its weeks.</param>
    /// <param name="limits">What the payer allows a day and a week.</param>
    /// <param name="cadence">Weeks that orders allow fewer sessions in (R13).</param>
    public static DateOnly? EndsOn(
        ProtocolDefinition protocol, IReadOnlyList<PhaseTarget> targets, IReadOnlyCollection<Appointment> appointments, DateOnly today, SiteClock clock, CoverageLimits limits,
        IReadOnlyList<CadenceLimit> cadence) => Dates(protocol, targets, appointments, today, clock, limits, cadence) is [.., var last] ? last : null;

    /// <summary>Local dates of all sessions, in order: the first is session 1's. Empty while nothing is delivered or booked.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="appointments">Its appointments.</param>
    /// <param name="today">The site's local date: nothing owed is before it.</param>
    /// <param name="clock">The site's clock, for its weeks.</param>
    /// <param name="limits">What the payer allows a day and a week.</param>
    /// <param name="cadence">Weeks that orders allow fewer sessions in (R13).</param>
    public static IReadOnlyList<DateOnly> Dates(
        ProtocolDefinition protocol, IReadOnlyList<PhaseTarget> targets, IReadOnlyCollection<Appointment> appointments, DateOnly today, SiteClock clock, CoverageLimits limits,
        IReadOnlyList<CadenceLimit> cadence)
    {
        var sessions = appointments.Where(a => a.CountsAsSession && (a.IsDelivered || a.State.IsToCome())).OrderBy(a => a.StartsAt).ToList();
        if (sessions.Count == 0)
        {
            return [];
        }

        // What was given, or is past and not closed, is where it is, whatever phase it belongs to.
        var given = sessions.Where(a => a.IsDelivered).Select(a => (DateOnly?)a.LocalDate).Max();
        bool IsFixed(Appointment a) => a.IsDelivered || a.LocalDate < today || a.LocalDate <= given;
        List<DateOnly> placed = [.. sessions.Where(IsFixed).Select(a => a.LocalDate)];
        foreach (var phase in CourseProgress.Of(targets, appointments).Phases)
        {
            var definition = protocol.Phase(phase.Phase);
            var booked = sessions.Where(a => a.Phase == phase.Phase && !IsFixed(a)).Select(a => a.LocalDate).ToList();
            if (definition is null)
            {
                placed.AddRange(booked);
                continue;
            }

            foreach (var date in booked)
            {
                placed.Add(Earliest(definition, placed, date, clock, limits, cadence));
            }

            for (var i = 0; i < phase.Owed; i++)
            {
                placed.Add(Earliest(definition, placed, today, clock, limits, cadence));
            }
        }

        return [.. placed.Order()];
    }

    private static DateOnly Earliest(ProtocolPhase phase, List<DateOnly> placed, DateOnly notBefore, SiteClock clock, CoverageLimits limits, IReadOnlyList<CadenceLimit> cadence)
    {
        DateOnly? last = placed.Count == 0 ? null : placed.Max();
        var date = last > notBefore ? last.Value : notBefore;
        for (var tries = 0; tries < LongestSearchDays && !Allowed(date); tries++)
        {
            date = date.AddDays(1);
        }

        return date;

        bool Allowed(DateOnly day) => phase.Allows(day.DayOfWeek)
            && (last is null || (day == last ? placed.Count(p => p == day) < CadenceRules.DayCap(phase, limits) : day >= phase.EarliestAfter(last.Value)))
            && placed.Count(p => clock.WeekStart(p) == clock.WeekStart(day)) < CadenceRules.WeekCap(CadenceLimit.On(cadence, phase, clock.WeekStart(day)), limits);
    }
}
