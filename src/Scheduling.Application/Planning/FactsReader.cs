using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Planning;

/// <summary>Reads what the planner and the re-check look at, as it stands in this transaction, in one round trip. Expired holds are left out.</summary>
public sealed class FactsReader(SchedulingDbContext db, ResourceNames names)
{
    /// <summary>The facts of one site for local dates [from, until], both inclusive.</summary>
    /// <param name="siteId">The site.</param>
    /// <param name="from">First local date.</param>
    /// <param name="until">Last local date.</param>
    /// <param name="only">Staff, devices and rooms to read; null for all that the site has.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ClinicFacts> ReadSiteAsync(Guid siteId, DateOnly from, DateOnly until, IReadOnlySet<Guid>? only, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var facts = AskSite(trip, new SiteQuestion(siteId, from, until) { Only = only });
        await trip.SendAsync(cancellationToken);
        return facts.Value?.Facts ?? throw new InvalidOperationException("The site is gone.");
    }

    /// <summary>The facts of a patient for local dates [from, until] of a site's clock, both inclusive.</summary>
    public async Task<PatientFacts> ReadPatientAsync(Patient patient, SiteClock clock, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var taken = AskPatient(trip, patient.Id, from, until, []);
        await trip.SendAsync(cancellationToken);
        return FactsOf(patient, clock, taken.Value);
    }

    /// <summary>The facts of a patient whose lanes are known.</summary>
    internal static PatientFacts FactsOf(Patient patient, SiteClock clock, IReadOnlyList<Occupation> taken) => new()
    {
        Id = patient.Id,
        BornOn = patient.BirthDate,
        Windows = patient.Windows,
        Absences = [.. patient.Absences.Select(a => new TimeRange(clock.DayBounds(a.From).From, clock.DayBounds(a.Until).Until))],
        Taken = taken,
    };

    /// <summary>The clock of a site.</summary>
    public static SiteClock ClockOf(Site site) => SiteClock.ForZone(site.TimeZone, site.WeekStartsOn);

    /// <summary>Adds to a round trip what a patient is taken for on dates [from, until] of any site.</summary>
    internal Answer<IReadOnlyList<Occupation>> AskPatient(RoundTrip trip, Guid patientId, DateOnly from, DateOnly until, IReadOnlyCollection<Guid> withoutHolds)
    {
        var span = FactsSql.Span(from, until);
        var taken = trip.Ask(FactsSql.TakenOf("select $3::uuid as id", owners: true), FactsSql.Taken, [span.From, span.Until, patientId, db.Now.UtcDateTime, withoutHolds.ToArray()]);
        return new Answer<IReadOnlyList<Occupation>>(() => taken.Value.Single().Taken);
    }

    /// <summary>Adds to a round trip what is to be known of a site; null when it is unknown.</summary>
    internal Answer<SiteReading?> AskSite(RoundTrip trip, SiteQuestion question)
    {
        var span = FactsSql.Span(question.From, question.Until);
        var ids = question.Only?.ToArray();
        var all = question.Only is null;
        var sites = trip.Ask(FactsSql.Sites, FactsSql.Site, [question.SiteId]);
        var rooms = trip.Ask(FactsSql.RoomsOf(all), FactsSql.Room, [question.SiteId, .. Ids()]);
        var devices = trip.Ask(FactsSql.DevicesOf(all), FactsSql.Device, [question.SiteId, .. Ids()]);
        var staff = trip.Ask(FactsSql.StaffOf(all), FactsSql.Member, all ? [question.SiteId] : [ids]);
        var holidays = trip.Ask(FactsSql.Holidays, r => r.GetFieldValue<DateOnly>(0), [question.SiteId, question.From.AddDays(-1), question.Until.AddDays(1)]);
        object?[] resources = all ? [question.SiteId] : [ids];
        var closures = trip.Ask(FactsSql.ClosuresOf(all), FactsSql.Closure, [span.From, span.Until, .. resources, question.SiteId]);
        var taken = trip.Ask(FactsSql.TakenOf(FactsSql.ResourcesOf(all), question.WithOwners), FactsSql.Taken, [span.From, span.Until, .. resources, db.Now.UtcDateTime, question.WithoutHolds.ToArray()]);
        var supervising = trip.Ask(FactsSql.SupervisingOf(all), FactsSql.Supervising, [span.From, span.Until, .. resources, FactsSql.StatesTakingResources]);
        return new Answer<SiteReading?>(() => sites.Value is not [var site] ? null : new SiteReading(site, Compose(
            question,
            site,
            rooms.Value,
            devices.Value,
            staff.Value,
            holidays.Value,
            closures.Value.ToLookup(c => c.Id, c => c.Range),
            taken.Value.ToDictionary(t => t.Id, t => t.Taken),
            supervising.Value.ToLookup(s => s.Id, s => s.Visit))));

        IEnumerable<object?> Ids() => all ? [] : [ids];
    }

    private ClinicFacts Compose(
        SiteQuestion question,
        Site site,
        List<Room> rooms,
        List<(Device Device, DeviceModel Model)> devices,
        List<StaffMember> members,
        List<DateOnly> holidays,
        ILookup<Guid, TimeRange> closures,
        Dictionary<Guid, IReadOnlyList<Occupation>> taken,
        ILookup<Guid, Occupation> supervising)
    {
        names.Note(site.Id, site.Name);
        rooms.ForEach(r => names.Note(r.Id, r.Name));
        devices.ForEach(d => names.Note(d.Device.Id, d.Device.Name));
        members.ForEach(m => names.Note(m.Id, m.Name));
        var clock = ClockOf(site);
        var shifts = ShiftCalendar.Expand(members, new Dictionary<Guid, SiteClock> { [site.Id] = clock }, question.From.AddDays(-1), question.Until.AddDays(1));
        return new ClinicFacts
        {
            Site = new SiteFacts
            {
                Id = site.Id,
                Clock = clock,
                OpeningHours = site.OpeningHours,
                Holidays = holidays,
                Closures = [.. closures[site.Id]],
            },
            Rooms = [.. rooms.Select(r => new RoomFacts { Id = r.Id, SiteId = site.Id, Lanes = r.Capacity, Closures = [.. closures[r.Id]], Taken = taken.GetValueOrDefault(r.Id, []) })],
            Devices = [.. devices.Select(d => new DeviceFacts
            {
                Id = d.Device.Id,
                SiteId = site.Id,
                ModelId = d.Model.Id,
                Capabilities = d.Model.Capabilities,
                Clearances = d.Model.Clearances,
                RoomId = d.Device.RoomId,
                Closures = [.. closures[d.Device.Id]],
                Taken = taken.GetValueOrDefault(d.Device.Id, []),
            })],
            Staff = [.. members.Where(s => question.Only is not null || shifts[s.Id].Count > 0).Select(s => new StaffFacts
            {
                Id = s.Id,
                Roles = s.Roles,
                Credentials = s.Credentials,
                Shifts = [.. shifts[s.Id].Select(x => new ShiftFact(x.SiteId, x.Range, x.Mode))],
                Lanes = s.Capacity,
                Closures = [.. closures[s.Id]],
                Taken = taken.GetValueOrDefault(s.Id, []),
                Supervising = [.. supervising[s.Id]],
            })],
        };
    }
}
