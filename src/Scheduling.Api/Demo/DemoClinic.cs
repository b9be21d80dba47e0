using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Import;
using Scheduling.Application.Patients;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Demo;

/// <summary>The clinic that the service shows itself with: imported once from demo-clinic.json, then kept with whatever was done in it.</summary>
public sealed class DemoClinic(ClinicImport import, NpgsqlDataSource database, IServiceScopeFactory scopes)
{
    private const string Slug = "demo";
    private const string Protocol = "rtms_10hz_19";
    private const string KeyName = "Demo key";

    /// <summary>Makes the clinic when it is not there.</summary>
    public async Task<Guid> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await ClinicDirectory.FindAsync(database, Slug, cancellationToken) is { } there)
        {
            return there;
        }

        await using var stream = typeof(DemoClinic).Assembly.GetManifestResourceStream("demo-clinic.json") ?? throw new InvalidOperationException("demo-clinic.json is not in the assembly.");
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return (await import.RunAsync(ImportDocument.Read("demo-clinic.json", content.ToArray()), cancellationToken)).ClinicId;
    }

    /// <summary>Revokes the last demo key, makes a fresh one, and adds a draft course that is ready to be booked.</summary>
    public async Task<DemoStart> BeginAsync(Guid clinicId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var transaction = services.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, "demo"), cancellationToken);
        var db = services.GetRequiredService<SchedulingDbContext>();
        var now = services.GetRequiredService<ClinicContext>().Now;
        var events = services.GetRequiredService<EventLog>();
        foreach (var old in await db.ApiKeys.Where(k => k.RevokedAt == null && (k.Name == KeyName || k.Name == ImportedResult.FirstKeyName)).ToListAsync(cancellationToken))
        {
            old.RevokedAt = now;
            events.Append("api_key.revoked", "api_key", old.Id);
        }

        var key = await services.GetRequiredService<ApiKeyIssue>().IssueAsync(KeyName, "demo", Scopes.All, cancellationToken);
        var site = await db.Sites.Where(s => s.RetiredAt == null).OrderBy(s => s.Name).FirstAsync(cancellationToken);
        var number = await db.Patients.CountAsync(cancellationToken) + 1;
        var (patient, _) = await services.GetRequiredService<PatientRegister>().CreateAsync(
            new CreatePatientRequest
            {
                GivenName = "Robin",
                FamilyName = string.Create(CultureInfo.InvariantCulture, $"Walkin-{number}"),
                BirthDate = new DateOnly(1988, 4, 12),
                Phone = "+12025550199",
                Email = string.Create(CultureInfo.InvariantCulture, $"robin.walkin-{number}@patients.example.com"),
            },
            cancellationToken);
        var course = await services.GetRequiredService<CourseSetup>().CreateAsync(
            new NewCourse
            {
                PatientId = patient.Id,
                SiteId = site.Id,
                ProtocolId = await db.Protocols.Where(p => p.Code == Protocol).Select(p => p.Id).SingleAsync(cancellationToken),
                Coverage = new Coverage(CoverageKind.SelfPay, []),
                Draft = true,
            },
            cancellationToken);
        await DemoAuthorizations.EnsureAsync(services, site.Id, course.ProtocolId, cancellationToken);
        var change = NextChange(site, now);
        await transaction.CommitAsync(cancellationToken);
        return new DemoStart(key.Text, course.Id, change.AddDays(-21), change);
    }

    /// <summary>The first local date with a change of clocks that is more than three weeks off, so that a course can begin three weeks before it.</summary>
    internal static DateOnly NextChange(Site site, DateTimeOffset now)
    {
        var clock = SiteClock.ForZone(site.TimeZone);
        var date = clock.DateOf(now).AddDays(22);
        for (var days = 0; days < 400; days++, date = date.AddDays(1))
        {
            if (clock.DayBounds(date).Length != TimeSpan.FromHours(24))
            {
                return date;
            }
        }

        throw new InvalidOperationException("The demo clinic's first site is in a zone whose clocks never change.");
    }
}

/// <summary>What a demo shows: its key and the draft course to book.</summary>
/// <param name="Key">The fresh key.</param>
/// <param name="CourseId">The draft.</param>
/// <param name="StartOnOrAfter">Three weeks before the change of clocks.</param>
/// <param name="ClocksChangeOn">The local date of that change.</param>
public sealed record DemoStart(string Key, Guid CourseId, DateOnly StartOnOrAfter, DateOnly ClocksChangeOn)
{
    /// <summary>One line that books the draft: run twice it gives the same answer twice.</summary>
    /// <param name="address">Where the service listens.</param>
    public string Curl(Uri address) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""curl -sS -i -X POST {{address.GetLeftPart(UriPartial.Authority)}}/v1/courses/{{CourseId}}/bookings -H 'Authorization: Bearer {{Key}}' -H 'Idempotency-Key: demo-{{CourseId}}' -H 'Content-Type: application/json' -d '{"startOnOrAfter":"{{StartOnOrAfter:yyyy-MM-dd}}","preferredTime":"09:00"}'""");
}
