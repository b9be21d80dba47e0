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
        return await SaveAsync(terms, "create", cancellationToken);
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
        (terms.Policy, terms.Enabled) = (policy, enabled ?? terms.Enabled);
        return await SaveAsync(terms, "update", cancellationToken);
    }

    private async Task<MessagingTerms> SaveAsync(MessagingTerms terms, string action, CancellationToken cancellationToken)
    {
        audit.Write(action, "reminder_policy", terms.Id);
        events.Append($"reminder_policy.{action}d", "reminder_policy", terms.Id, terms.SiteId, new { terms.Enabled });
        await db.SaveChangesAsync(cancellationToken);
        return terms;
    }

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
