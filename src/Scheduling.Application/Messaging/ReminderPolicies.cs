using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Messaging;

/// <summary>The reminder policies of a clinic: one for all sites, and of their own for some.</summary>
public sealed class ReminderPolicies(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    /// <summary>Those that the key may see.</summary>
    public Task<Page<MessagingTerms>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        Visible().AsNoTracking().ToPageAsync(t => t.CreatedAt, t => t.Id, page, cancellationToken);

    /// <summary>One.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<MessagingTerms> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Visible().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Makes one.</summary>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, site_not_allowed, wrong_state when the site has one already.</exception>
    public async Task<MessagingTerms> CreateAsync(Guid? siteId, bool enabled, ReminderPolicy policy, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        foreach (var (field, reason) in policy.Check())
        {
            checks.Check(false, "/" + field, reason);
        }

        if (siteId is { } site)
        {
            checks.Reference(await db.Sites.AnyAsync(s => s.Id == site && s.RetiredAt == null, cancellationToken), "/siteId");
        }

        checks.ThrowIfAny();
        Allow(siteId);
        if (await db.MessagingTerms.AnyAsync(t => t.SiteId == siteId, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.WrongState, siteId is null ? "The clinic has a policy already." : "The site has a policy already.");
        }

        var terms = new MessagingTerms { Id = Guid.CreateVersion7(context.Now), SiteId = siteId, Enabled = enabled, Policy = policy };
        db.MessagingTerms.Add(terms);
        return await SaveAsync(terms, "create", switchedOn: enabled, cancellationToken);
    }

    /// <summary>Changes one.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, invalid_request, site_not_allowed.</exception>
    public async Task<MessagingTerms> ChangeAsync(Guid id, bool? enabled, Func<ReminderPolicy, ReminderPolicy> change, Action<int> expect, CancellationToken cancellationToken)
    {
        var terms = await GetAsync(id, cancellationToken);
        expect(terms.Version);
        Allow(terms.SiteId);
        var policy = change(terms.Policy);
        var checks = new FieldChecks();
        foreach (var (field, reason) in policy.Check())
        {
            checks.Check(false, "/" + field, reason);
        }

        checks.ThrowIfAny();
        var switchedOn = !terms.Enabled && enabled == true;
        (terms.Policy, terms.Enabled) = (policy, enabled ?? terms.Enabled);
        return await SaveAsync(terms, "update", switchedOn, cancellationToken);
    }

    private async Task<MessagingTerms> SaveAsync(MessagingTerms terms, string action, bool switchedOn, CancellationToken cancellationToken)
    {
        audit.Write(action, "reminder_policy", terms.Id);
        events.Append($"reminder_policy.{action}d", "reminder_policy", terms.Id, terms.SiteId, new { terms.Enabled });
        await db.SaveChangesAsync(cancellationToken);
        if (switchedOn)
        {
            await TakeAsKnownAsync(terms.SiteId, cancellationToken);
        }

        return terms;
    }

    // What is booked now is known to its patients, who may have been told by telephone for years: in one statement, for a clinic has thousands of them.
    private Task<int> TakeAsKnownAsync(Guid? siteId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        with known as (
            select clinic_id, patient_id, array_agg(id::text) as ids,
                jsonb_agg(jsonb_build_object('appointmentId', id, 'startsAt', starts_at, 'siteId', site_id, 'stands', true) order by starts_at, id) as told
            from appointments
            where state in ('booked', 'confirmed', 'checked_in', 'in_progress') and commitment = 'firm' and starts_at > {context.Now.UtcDateTime}
                and (site_id = {siteId} or {siteId}::uuid is null and site_id not in (select site_id from messaging_terms where site_id is not null))
            group by clinic_id, patient_id)
        insert into patient_messaging as p (clinic_id, id, told, tellings, day_before_always, version, created_at, updated_at)
        select clinic_id, patient_id, told, 1, false, 1, {context.Now.UtcDateTime}, {context.Now.UtcDateTime} from known order by patient_id
        on conflict (clinic_id, id) do update set version = p.version + 1, updated_at = excluded.updated_at, tellings = p.tellings + 1,
            told = excluded.told || coalesce((select jsonb_agg(t) from jsonb_array_elements(p.told) t where not t->>'appointmentId' = any ((select ids from known k where k.clinic_id = p.clinic_id and k.patient_id = p.id)::text[])), '[]')
        """,
        cancellationToken);

    // A policy of the whole clinic is no matter for a key of some sites.
    private void Allow(Guid? siteId)
    {
        if (siteId is { } site)
        {
            context.RequireSite(site);
        }
        else if (context.Identity.SiteIds is not null)
        {
            throw new SchedulingException(ProblemCodes.SiteNotAllowed, "The key is limited to sites; this policy is the whole clinic's.");
        }
    }

    private IQueryable<MessagingTerms> Visible() =>
        context.Identity.SiteIds is { } sites ? db.MessagingTerms.Where(t => t.SiteId == null || sites.Contains(t.SiteId.Value)) : db.MessagingTerms;
}
