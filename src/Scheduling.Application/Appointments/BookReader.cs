using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>
/// One round trip that takes a booking's locks and reads everything its rules are asked with. Each statement sees what is committed when it begins:
/// those behind the locks see whatever the locks waited for, and nobody can change it before this transaction ends.
/// </summary>
public sealed class BookReader(SchedulingDbContext db, Allocations allocations, FactsReader facts)
{
    /// <summary>Locks, clears expired holds out of the way, and reads; entities loaded before the locks are brought up to date.</summary>
    /// <exception cref="SchedulingException">stale_version when somebody has changed one of the appointments since it was loaded.</exception>
    internal async Task<LockedBook> LockAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, IReadOnlyList<Appointment> appointments, CancellationToken cancellationToken)
    {
        var resources = visits.SelectMany(v => v.ResourceIds).Concat(appointments.SelectMany(ResourcesOf)).Append(terms.Patient.Id).ToHashSet();
        var trip = new RoundTrip(db);
        ResourceLocks.AddForBooking(trip, visits.Select(v => v.SiteId).Concat(appointments.Select(a => a.SiteId)), terms.Course?.Id, resources);
        allocations.AddClearExpiredHolds(trip, resources);
        var courses = AskAgain<Course>(trip, "courses", terms.Course is { } course ? [course.Id] : []);
        var patients = AskAgain<Patient>(trip, "patients", [terms.Patient.Id]);
        var current = AskAgain<Appointment>(trip, "appointments", appointments.Select(a => a.Id));
        var holds = AskAgain<Hold>(trip, "holds", terms.Holds.Select(h => h.Id));
        var book = Ask(trip, terms, visits);
        var units = terms.Course is { Coverage.Authorized: not null } own ? UnitReading.Ask(trip, db, own.Id) : null;
        var holidays = terms.Course is { Coverage.Kind: CoverageKind.SelfPay } && visits.Count > 0
            ? trip.Ask(FactsSql.Holidays, r => r.GetFieldValue<DateOnly>(0), [visits[0].SiteId, DateOf(db.Now).AddDays(-1), DateOf(visits.Min(v => v.Start)).AddDays(1)])
            : new Answer<List<DateOnly>>(() => []);
        await trip.SendAsync(cancellationToken);
        foreach (var appointment in appointments)
        {
            if (current.Value.SingleOrDefault(a => a.Id == appointment.Id)?.Version != appointment.Version)
            {
                throw new SchedulingException(ProblemCodes.StaleVersion);
            }
        }

        BringUpToDate([terms.Patient], patients.Value);
        BringUpToDate(terms.Course is null ? [] : [terms.Course], courses.Value);
        BringUpToDate(appointments, current.Value);
        BringUpToDate(terms.Holds, holds.Value);
        return book.Value with { Units = units?.Value ?? await LateUnitsAsync(terms.Course, cancellationToken), Holidays = holidays.Value };
    }

    // The course got its first authorization after it was loaded and before it was locked.
    private async Task<UnitRows?> LateUnitsAsync(Course? course, CancellationToken cancellationToken)
    {
        if (course is not { Coverage.Authorized: not null })
        {
            return null;
        }

        var trip = new RoundTrip(db);
        var units = UnitReading.Ask(trip, db, course.Id);
        await trip.SendAsync(cancellationToken);
        return units.Value;
    }

    /// <summary>Reads without any lock.</summary>
    internal async Task<LockedBook> ReadAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var book = Ask(trip, terms, visits);
        await trip.SendAsync(cancellationToken);
        return book.Value;
    }

    /// <summary>The visits of the terms' course, without their staff.</summary>
    internal async Task<IReadOnlyList<Appointment>> ReadCourseAsync(BookingTerms terms, CancellationToken cancellationToken) =>
        (await ReadAsync(terms, [], cancellationToken)).OfCourse;

    private Answer<LockedBook> Ask(RoundTrip trip, BookingTerms terms, IReadOnlyList<VisitToBook> visits)
    {
        var rows = EntityRows<Appointment>.Of(db);
        var ofCourse = terms.Course is { } course
            ? trip.Ask($"select {rows.Columns("x")} from appointments x where x.course_id = $1", rows.Read, [course.Id])
            : new Answer<List<Appointment>>(() => []);
        var other = terms.Course is { } own
            ? trip.Ask(
                """
                select 1 from courses where patient_id = $1 and modality = $2 and id <> $3 and not beside_another
                    and state in ('awaiting_authorization', 'ready', 'active', 'on_hold') limit 1
                """,
                _ => true,
                [own.PatientId, own.Modality, own.Id])
            : new Answer<List<bool>>(() => []);
        // In no zone is it more than a day later or earlier than in Greenwich.
        var sites = visits.GroupBy(v => v.SiteId).Select(g => facts.AskSite(
            trip,
            new SiteQuestion(g.Key, DateOf(g.Min(v => v.Start)).AddDays(-1), DateOf(g.Max(v => v.End)).AddDays(1)) { Only = g.SelectMany(v => v.ResourceIds).ToHashSet() })).ToList();
        var taken = visits.Count == 0
            ? new Answer<IReadOnlyList<Occupation>>(() => [])
            : facts.AskPatient(trip, terms.Patient.Id, DateOf(visits.Min(v => v.Start)).AddDays(-1), DateOf(visits.Max(v => v.End)).AddDays(1), []);
        return new Answer<LockedBook>(() => new LockedBook(
            sites.Select(s => s.Value ?? throw new InvalidOperationException("A visit's site is gone.")).ToDictionary(s => s.Site.Id, s => (s.Site, s.Facts)),
            taken.Value,
            ofCourse.Value,
            other.Value.Count > 0));
    }

    private Answer<List<T>> AskAgain<T>(RoundTrip trip, string table, IEnumerable<Guid> ids)
        where T : ClinicEntity
    {
        var wanted = ids.ToArray();
        var rows = EntityRows<T>.Of(db);
        return wanted.Length == 0
            ? new Answer<List<T>>(() => [])
            : trip.Ask($"select {rows.Columns("x")} from {table} x where x.id = any($1)", rows.Read, [wanted]);
    }

    private void BringUpToDate<T>(IReadOnlyList<T> known, List<T> current)
        where T : ClinicEntity
    {
        foreach (var fresh in current)
        {
            var entry = db.Entry(known.Single(k => k.Id == fresh.Id));
            entry.CurrentValues.SetValues(fresh);
            if (entry.State != EntityState.Detached)
            {
                entry.OriginalValues.SetValues(fresh);
                entry.State = EntityState.Unchanged;
            }
        }
    }

    private static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    private static IEnumerable<Guid> ResourcesOf(Appointment appointment) =>
        appointment.Staff.Select(s => s.StaffId).Concat(new[] { appointment.DeviceId, appointment.RoomId }.OfType<Guid>());
}
