using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Intakes;

namespace Scheduling.Application.Intakes;

/// <summary>Lets intakes follow their consults. Called by the one way into the book, under the patient's lock and before the changes are saved.</summary>
public sealed class IntakeConsults(SchedulingDbContext db, IntakeBook book, ClinicContext context)
{
    /// <summary>A consult that is cancelled or missed takes its intake back to what else is on file; one that is brought back takes it forward again.</summary>
    public async Task FollowAsync(IReadOnlyList<Appointment> visits, CancellationToken cancellationToken)
    {
        var changed = visits.Where(v => v.CourseId is null && db.Entry(v).Property(x => x.State) is { } state && state.OriginalValue != v.State && db.Entry(v).State != EntityState.Added)
            .ToDictionary(v => v.Id);
        if (changed.Count == 0)
        {
            return;
        }

        var ids = changed.Keys.ToList();
        foreach (var intake in await db.Intakes.Where(i => i.ConsultId != null && ids.Contains(i.ConsultId.Value)).ToListAsync(cancellationToken))
        {
            var lost = IsLost(changed[intake.ConsultId!.Value].State);
            if (lost == intake.ConsultLostAt is not null)
            {
                continue;
            }

            intake.ConsultLostAt = lost ? context.Now : null;
            var action = lost ? IntakeAction.LoseConsult : IntakeAction.BookConsult;
            if (IntakeTransitions.May(intake.State, action))
            {
                book.Step(intake, action);
            }
            else
            {
                book.Note(intake, action);
            }
        }
    }

    /// <summary>Whether a consult in this state neither was held nor is to come. One that lost its place waits for another and still is.</summary>
    internal static bool IsLost(AppointmentState state) =>
        state is AppointmentState.CancelledByClinic or AppointmentState.CancelledByPatient or AppointmentState.NoShow or AppointmentState.SentHome;
}
