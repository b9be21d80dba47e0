using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>Which starts a move asks for, and which may still be booked.</summary>
internal static class VisitTimes
{
    private static readonly TimeSpan MostShift = TimeSpan.FromDays(366);

    /// <summary>Refuses a start before the present step of 5 minutes: someone who stands at the desk can be booked for now.</summary>
    /// <exception cref="SchedulingException">unprocessable.</exception>
    public static void RequireNotPast(this ClinicContext context, DateTimeOffset start, string pointer)
    {
        var step = TimeSpan.FromMinutes(5).Ticks;
        if (start.UtcTicks < context.Now.UtcTicks / step * step)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The start is in the past.") { Errors = [new FieldError(pointer, "is in the past")] };
        }
    }

    /// <summary>How a move changes starts on the wall clock, and where in the request that stands.</summary>
    /// <param name="move">The move.</param>
    /// <param name="clock">The site's clock.</param>
    /// <param name="date">Local date of the visit, or of the first of several.</param>
    /// <param name="time">Its local time.</param>
    /// <exception cref="SchedulingException">invalid_request; a start that is none of the site's.</exception>
    public static (StartChange Change, string Pointer) ChangeOf(VisitMove move, SiteClock clock, DateOnly date, TimeOnly time)
    {
        if (new object?[] { move.Start, move.ShiftMinutes, move.LocalTime }.Count(t => t is not null) > 1)
        {
            throw SchedulingException.Invalid("/start", "only one of start, shiftMinutes and localTime may be given");
        }

        if (move.Start is { } start)
        {
            var to = start.Resolve(clock, "/start");
            return (StartChange.Between(date, time, clock.DateOf(to), clock.TimeOf(to)), "/start");
        }

        return move switch
        {
            { LocalTime: { } daily } => (new StartChange(TimeSpan.Zero, daily), "/localTime"),
            { ShiftMinutes: { } minutes } => (new StartChange(TimeSpan.FromMinutes(minutes), null), "/shiftMinutes"),
            { Resources: not null } or { SiteId: not null } => (StartChange.None, "/start"),
            _ => throw SchedulingException.Invalid("/start", "one of start, shiftMinutes, localTime, siteId and resources is required"),
        };
    }

    /// <summary>Where a visit goes by such a change.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="move">The move.</param>
    /// <param name="asked">What <see cref="ChangeOf"/> made of it.</param>
    /// <param name="first">Whether the start asked for is this visit's.</param>
    public static DateTimeOffset StartOf(BookedVisit visit, VisitMove move, (StartChange Change, string Pointer) asked, bool first)
    {
        if (first && move.Start is { } given)
        {
            return given.Resolve(visit.Clock, asked.Pointer);
        }

        if (asked.Change.Shift.Duration() > MostShift)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Visits don't move by years.") { Errors = [new FieldError(asked.Pointer, "is too far from where the visits are")] };
        }

        var (from, fromTime) = (visit.Appointment.LocalDate, visit.Appointment.LocalTime);
        var (date, time) = asked.Change.Of(from, fromTime);
        return (date, time) == (from, fromTime) && visit.Clock.ZoneId == visit.Appointment.TimeZone ? visit.AsBooked.Start : new StartTime(date, time).Resolve(visit.Clock, asked.Pointer);
    }
}
