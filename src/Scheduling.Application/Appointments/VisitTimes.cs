using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Which starts may still be booked.</summary>
internal static class VisitTimes
{
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
}
