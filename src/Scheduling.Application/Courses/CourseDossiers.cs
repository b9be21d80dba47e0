using Scheduling.Application.Persistence;
using Scheduling.Domain;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Reads a course's dossier in one round trip and remembers it: a booking looks at it when it plans and when it books. What must hold is read again under locks.</summary>
public sealed class CourseDossiers(SchedulingDbContext db)
{
    private CourseDossier? last;

    /// <summary>The dossier; null for an unknown course.</summary>
    public async Task<CourseDossier?> FindAsync(Guid courseId, CancellationToken cancellationToken)
    {
        if (last?.Course.Id == courseId)
        {
            return last;
        }

        var trip = new RoundTrip(db);
        var course = Ask<Course>(trip, "from courses x where x.id = $1", courseId);
        var patient = Ask<Patient>(trip, "from courses c join patients x on x.clinic_id = c.clinic_id and x.id = c.patient_id where c.id = $1", courseId);
        var protocol = Ask<ProtocolVersion>(trip, "from courses c join protocol_versions x on x.clinic_id = c.clinic_id and x.id = c.protocol_version_id where c.id = $1", courseId);
        var appointments = Ask<Appointment>(trip, "from appointments x where x.course_id = $1", courseId);
        var staff = Ask<AppointmentStaff>(trip, "from appointments a join appointment_staff x on x.clinic_id = a.clinic_id and x.appointment_id = a.id where a.course_id = $1", courseId);
        var holds = Ask<Hold>(trip, "from holds x where x.course_id = $1 and x.state = 'active' and x.expires_at > $2", courseId, db.Now.UtcDateTime);
        var payer = Ask<Payer>(trip, "from courses c join payers x on x.clinic_id = c.clinic_id and x.id = (c.coverage ->> 'payerId')::uuid where c.id = $1", courseId);
        var authorizations = Ask<Authorization>(trip, "from authorizations x where x.course_id = $1 order by x.id", courseId);
        var lines = Ask<AuthorizationLine>(trip, "from authorization_lines x where x.course_id = $1 order by x.id", courseId);
        await trip.SendAsync(cancellationToken);
        if (course.Value is not [var found])
        {
            return null;
        }

        var people = staff.Value.ToLookup(s => s.AppointmentId);
        foreach (var appointment in appointments.Value)
        {
            appointment.Staff = [.. people[appointment.Id]];
        }

        return last = new CourseDossier(Track(found), Track(patient.Value.Single()), protocol.Value.Single(), appointments.Value, [.. holds.Value.Select(Track)], payer.Value.FirstOrDefault())
        {
            Authorizations = authorizations.Value,
            Lines = lines.Value,
        };
    }

    /// <summary>The dossier of a course that is there.</summary>
    public async Task<CourseDossier> OfAsync(Guid courseId, CancellationToken cancellationToken) =>
        await FindAsync(courseId, cancellationToken) ?? throw new InvalidOperationException("The course is gone.");

    /// <summary>Reads it afresh the next time: it has changed, or what is tracked was let go.</summary>
    public void Forget() => last = null;

    private Answer<List<T>> Ask<T>(RoundTrip trip, string from, params object[] parameters)
        where T : class
    {
        var rows = EntityRows<T>.Of(db);
        return trip.Ask($"select {rows.Columns("x")} {from}", rows.Read, parameters);
    }

    // What the context knows already stays its only copy.
    private T Track<T>(T read)
        where T : ClinicEntity
    {
        if (db.ChangeTracker.Entries<T>().FirstOrDefault(e => e.Entity.Id == read.Id)?.Entity is { } known)
        {
            return known;
        }

        db.Attach(read);
        return read;
    }
}
