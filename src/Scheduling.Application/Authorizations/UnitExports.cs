using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Authorizations;

/// <summary>Delivered visits with their codes and units, for the practice's biller, and what each lacks.</summary>
public sealed class UnitExports(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>Visits delivered, whole or in part, that count as a session or have a code, by start.</summary>
    public async Task<Page<UnitExportRow>> ListAsync(Guid? siteId, Guid? courseId, DateOnly? from, DateOnly? until, PageRequest page, CancellationToken cancellationToken)
    {
        if (siteId is { } site)
        {
            context.RequireSite(site);
        }

        var allowed = context.Identity.SiteIds;
        var found = await db.Appointments.AsNoTracking()
            .Where(a => (a.State == AppointmentState.Delivered || a.State == AppointmentState.Partial) && a.ProtocolVersionId != null)
            .Where(a => (siteId == null || a.SiteId == siteId) && (courseId == null || a.CourseId == courseId) && (allowed == null || allowed.Contains(a.SiteId)))
            .Where(a => (from == null || a.LocalDate >= from) && (until == null || a.LocalDate < until))
            .ToPageAsync(a => a.StartsAt, a => a.Id, page, cancellationToken);
        return new Page<UnitExportRow>(await DescribeAsync(found.Items, cancellationToken), found.Next);
    }

    private async Task<IReadOnlyList<UnitExportRow>> DescribeAsync(IReadOnlyList<Appointment> visits, CancellationToken cancellationToken)
    {
        var ids = visits.Select(v => v.Id).ToList();
        var courseIds = visits.Select(v => v.CourseId).OfType<Guid>().Distinct().ToList();
        var versionIds = visits.Select(v => v.ProtocolVersionId).OfType<Guid>().Distinct().ToList();
        var codes = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Definition.BillingCodes, cancellationToken);
        var courses = await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var claims = await db.UnitClaims.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.LineId, cancellationToken);
        var lineIds = claims.Values.Distinct().ToList();
        var authorizations = await db.AuthorizationLines.AsNoTracking().Where(l => lineIds.Contains(l.Id))
            .Join(db.Authorizations.AsNoTracking(), l => l.AuthorizationId, a => a.Id, (l, a) => new { l.Id, Authorization = a }).ToDictionaryAsync(x => x.Id, x => x.Authorization, cancellationToken);
        var payers = await db.Payers.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var people = await db.Staff.AsNoTracking().Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        var reasons = (await db.MotorThresholds.AsNoTracking().Where(t => t.AppointmentId != null && ids.Contains(t.AppointmentId.Value)).OrderBy(t => t.MeasuredAt).ThenBy(t => t.Id)
            .Select(t => new { Visit = t.AppointmentId!.Value, t.Reason }).ToListAsync(cancellationToken)).ToLookup(t => t.Visit, t => t.Reason);
        string? Name(Guid? id) => id is { } person ? people.GetValueOrDefault(person) : null;
        return [.. visits.Select(v =>
        {
            var unit = UnitVisit.Of(v, codes[v.ProtocolVersionId!.Value], []);
            var course = v.CourseId is { } id ? courses[id] : null;
            Guid? line = claims.TryGetValue(v.Id, out var found) ? found : null;
            var authorization = line is { } of ? authorizations[of] : null;
            var insured = course?.Coverage is { Kind: CoverageKind.Insured };
            var payer = authorization?.PayerId ?? (insured ? course!.Coverage!.PayerId : null);
            var row = new UnitExportRow
            {
                AppointmentId = v.Id,
                CourseId = v.CourseId,
                PatientId = v.PatientId,
                SiteId = v.SiteId,
                ServiceOn = v.LocalDate,
                Kind = v.Kind,
                InPart = v.State == AppointmentState.Partial,
                Code = unit.Code?.Code,
                InsteadOf = unit.Code?.Replaces,
                Reason = reasons[v.Id].Any() ? StoredJson.Word(reasons[v.Id].Last()) : null,
                Payer = payer is { } who ? payers.GetValueOrDefault(who) : null,
                AuthorizationNumber = authorization?.Number,
                AuthorizationId = authorization?.Id,
                LineId = line,
                OrderingProvider = Name(authorization?.OrderingProviderId),
                RenderingProvider = Name(authorization?.RenderingProviderId),
                Missing = [],
            };
            return row with { Missing = Missing(row, insured) };
        }).Where(r => r.Code is not null || r.CourseId is not null)];
    }

    private static List<string> Missing(UnitExportRow row, bool insured)
    {
        List<string> missing = [];
        void Need(bool there, string what)
        {
            if (!there)
            {
                missing.Add(what);
            }
        }

        Need(row.Code is not null, "code");
        Need(row.InsteadOf is null || row.Reason is not null, "reason");
        if (insured)
        {
            Need(row.LineId is not null, "unit");
            Need(row.AuthorizationNumber is not null, "authorization_number");
            Need(row.OrderingProvider is not null, "ordering_provider");
            Need(row.RenderingProvider is not null, "rendering_provider");
        }

        return missing;
    }
}
