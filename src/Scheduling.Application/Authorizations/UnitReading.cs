using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Authorizations;

/// <summary>Adds to a round trip what the ledger of a course is settled from. It comes after the locks of places and course: the lines are the last to be locked.</summary>
internal static class UnitReading
{
    /// <summary>Locks the lines and reads them with all that belongs to them.</summary>
    public static Answer<UnitRows> Ask(RoundTrip trip, SchedulingDbContext db, Guid courseId)
    {
        var lines = Rows<AuthorizationLine>(trip, db, "from authorization_lines x where x.course_id = $1 order by x.id for no key update of x", courseId);
        var authorizations = Rows<Authorization>(trip, db, "from authorizations x where x.course_id = $1 order by x.id", courseId);
        var claims = Rows<UnitClaim>(trip, db, "from unit_claims x where x.course_id = $1", courseId);
        var payers = Rows<Payer>(trip, db, "from payers x where x.id in (select payer_id from authorizations where course_id = $1)", courseId);
        var home = Rows<Site>(trip, db, "from sites x join courses c on c.clinic_id = x.clinic_id and c.site_id = x.id where c.id = $1", courseId);
        var staff = Rows<AppointmentStaff>(
            trip,
            db,
            """
            from appointments a join appointment_staff x on x.clinic_id = a.clinic_id and x.appointment_id = a.id
            where a.course_id = $1 and exists (select 1 from authorizations z where z.course_id = $1 and z.rendering_provider_id is not null)
            """,
            courseId);
        return new Answer<UnitRows>(() => new UnitRows(authorizations.Value, lines.Value, claims.Value, payers.Value, home.Value.Single(), staff.Value.ToLookup(s => s.AppointmentId)));
    }

    private static Answer<List<T>> Rows<T>(RoundTrip trip, SchedulingDbContext db, string from, Guid courseId)
        where T : class
    {
        var rows = EntityRows<T>.Of(db);
        return trip.Ask($"select {rows.Columns("x")} {from}", rows.Read, [courseId]);
    }
}
