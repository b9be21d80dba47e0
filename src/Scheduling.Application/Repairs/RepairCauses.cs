using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Application.Resources;
using Scheduling.Application.Sites;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Repairs;

/// <summary>What can make a repair necessary, and the visits that each leaves without a place as the book is now.</summary>
public sealed class RepairCauses(SchedulingDbContext db, ClinicContext context, AffectedVisits review, UnitBooks units)
{
    /// <summary>A closure.</summary>
    public const string Closure = "closure";

    /// <summary>A patient's absences, all of them; the cause is the patient.</summary>
    public const string PatientAbsence = "patient_absence";

    /// <summary>The weekly windows in which a patient can come; the cause is the patient.</summary>
    public const string PatientWindows = "patient_windows";

    /// <summary>Roles, credentials and shifts of a member of staff.</summary>
    public const string Staff = "staff";

    /// <summary>The room that a device stands in.</summary>
    public const string Device = "device";

    /// <summary>Capabilities and clearances of a device model.</summary>
    public const string DeviceModel = "device_model";

    /// <summary>Opening hours or zone of a site.</summary>
    public const string SiteHours = "site_hours";

    /// <summary>A public holiday.</summary>
    public const string Holiday = "holiday";

    /// <summary>Looking through a site's visits; the cause is the site.</summary>
    public const string Check = "check";

    /// <summary>A decision of a payer; the cause is the authorization.</summary>
    public const string Authorization = "authorization";

    /// <summary>What a change of roles, credentials or shifts can take from a visit.</summary>
    public static IReadOnlyList<string> StaffFlags { get; } = [VisitFlags.Role, VisitFlags.Credential, VisitFlags.Shift];

    /// <summary>What a change of a site's hours or zone can take from a visit.</summary>
    public static IReadOnlyList<string> SiteFlags { get; } = [VisitFlags.Hours, VisitFlags.Closure, VisitFlags.Shift, VisitFlags.LocalTime];

    // Days are local: a margin reaches every zone.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(26);

    /// <summary>The visits to come that the cause leaves without a place; none once the cause is gone.</summary>
    public async Task<IReadOnlyList<AffectedVisit>> AffectedAsync(string causeKind, Guid causeId, CancellationToken cancellationToken)
    {
        switch (causeKind)
        {
            case PatientAbsence:
                return await OfAsync([causeId], [VisitFlags.PatientAbsence], cancellationToken);
            case PatientWindows:
                return await OfAsync([causeId], [VisitFlags.PatientWindow], cancellationToken);
            case Staff:
                return await OfAsync([causeId], StaffFlags, cancellationToken);
            case Device:
                return await OfAsync([causeId], [VisitFlags.Place], cancellationToken);
            case DeviceModel:
                return await OfAsync(await db.Devices.Where(d => d.ModelId == causeId).Select(d => d.Id).ToListAsync(cancellationToken), [VisitFlags.Clearance], cancellationToken);
            case SiteHours:
                return await review.AtSitesAsync([causeId], context.Now, null, SiteFlags, cancellationToken);
            case Authorization:
                return await WithoutUnitAsync(causeId, cancellationToken);
            case Holiday:
                var holiday = await db.Holidays.AsNoTracking().SingleOrDefaultAsync(h => h.Id == causeId, cancellationToken);
                return holiday is null ? [] : await OnHolidayAsync(holiday.SiteId is { } own ? [own] : await db.AllSiteIdsAsync(cancellationToken), holiday.Date, cancellationToken);
            default:
                var closure = await db.Closures.AsNoTracking().SingleOrDefaultAsync(c => c.Id == causeId, cancellationToken);
                return closure is null ? []
                    : closure.SiteId is { } site ? await review.AtSitesAsync([site], closure.StartsAt, closure.EndsAt, [VisitFlags.Closure], cancellationToken)
                    : await review.OfResourcesAsync([closure.ResourceId!.Value], closure.StartsAt, closure.EndsAt, [VisitFlags.Closure], cancellationToken);
        }
    }

    /// <summary>The visits on a holiday.</summary>
    public async Task<IReadOnlyList<AffectedVisit>> OnHolidayAsync(IReadOnlyCollection<Guid> siteIds, DateOnly date, CancellationToken cancellationToken)
    {
        var day = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var visits = await review.AtSitesAsync(siteIds, day - Margin, day.AddDays(1) + Margin, [VisitFlags.Hours], cancellationToken);
        return [.. visits.Where(v => v.LocalDate == date)];
    }

    /// <summary>Units of the authorization's course that no visit has and a visit to come can still get: of lines that give units and whose window isn't over.</summary>
    public async Task<int> UnitsLeftAsync(Guid authorizationId, CancellationToken cancellationToken)
    {
        var course = await db.Authorizations.AsNoTracking().Where(a => a.Id == authorizationId).Select(a => a.CourseId).ToListAsync(cancellationToken);
        return (await units.OfAsync(course, cancellationToken)).Values.Sum(u => u.Left(u.Book.Clock.DateOf(context.Now)));
    }

    // Those that wait for somebody who may still approve them are not tagged (R22).
    private async Task<IReadOnlyList<AffectedVisit>> WithoutUnitAsync(Guid authorizationId, CancellationToken cancellationToken)
    {
        var visits = await db.Appointments.AsNoTracking()
            .Where(v => db.Authorizations.Any(a => a.Id == authorizationId && a.CourseId == v.CourseId))
            .Where(v => v.StartsAt > context.Now && (v.State == AppointmentState.Booked || v.State == AppointmentState.Confirmed))
            .OrderBy(v => v.StartsAt).ThenBy(v => v.Id).ToListAsync(cancellationToken);
        var tagged = visits.Where(v => v.Flags.Contains(UnitReasons.Tag)).ToList();
        var known = tagged.Count == 0 ? null : (await units.OfAsync([tagged[0].CourseId!.Value], cancellationToken)).Values.SingleOrDefault();
        return [.. tagged.Select(v => AffectedVisits.Describe(v, [new AffectedBecause(UnitReasons.Tag, "R19", known?.Without.GetValueOrDefault(v.Id) ?? UnitReasons.NotAuthorized, null)]))];
    }

    private Task<IReadOnlyList<AffectedVisit>> OfAsync(IReadOnlyCollection<Guid> resourceIds, IReadOnlyCollection<string> flags, CancellationToken cancellationToken) =>
        review.OfResourcesAsync(resourceIds, context.Now, null, flags, cancellationToken);
}
