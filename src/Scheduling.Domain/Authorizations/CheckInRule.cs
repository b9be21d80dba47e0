using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Domain.Authorizations;

/// <summary>R20 at check-in: nobody is treated at the clinic's own cost by oversight.</summary>
public static class CheckInRule
{
    /// <summary>Refuses to check in a visit that is tentative or has no unit, where the payer's policy is to block.</summary>
    /// <param name="course">The visits' course; only one with authorizations is asked.</param>
    /// <param name="payer">Its payer.</param>
    /// <param name="visits">Visits that were still to come, as they are to be.</param>
    /// <exception cref="SchedulingException">rule_broken (R20).</exception>
    public static void Require(Course? course, Payer? payer, IEnumerable<Appointment> visits)
    {
        if (course?.Coverage is { HasLedger: true } && payer?.AtCheckIn == PolicyLevel.Block
            && visits.Any(v => v.State == AppointmentState.CheckedIn && (v.Commitment == Commitment.Tentative || v.Flags.Contains(UnitReasons.Tag))))
        {
            throw SchedulingException.Broken("R20", "The visit has no unit of the payer's, and the payer's policy is to block that at check-in: enter an approval, or change the coverage to self_pay.");
        }
    }
}
