using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Authorizations;

/// <summary>Payers and their policies (R20).</summary>
public sealed class PayerSetup(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    /// <summary>All payers, by name.</summary>
    public Task<Page<Payer>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        db.Payers.AsNoTracking().ToPageAsync(p => p.Name, p => p.Id, page, cancellationToken);

    /// <summary>One payer.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Payer> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Payers.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Enters a payer.</summary>
    public async Task<Payer> CreateAsync(CreatePayerRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Text(request.Name, "/name");
        CheckLevels(checks, request.BeforeVisit, request.AtCheckIn);
        checks.ThrowIfAny();
        var payer = new Payer
        {
            Id = Guid.CreateVersion7(context.Now),
            Name = request.Name,
            WhenPlanning = request.WhenPlanning,
            BeforeVisit = request.BeforeVisit,
            BusinessDaysBefore = request.BusinessDaysBefore,
            AtCheckIn = request.AtCheckIn,
            SessionCaps = CapsOf(request.SessionCaps),
        };
        db.Payers.Add(payer);
        audit.Write("create", "payer", payer.Id);
        events.Append("payer.created", "payer", payer.Id);
        await db.SaveChangesAsync(cancellationToken);
        return payer;
    }

    /// <summary>Changes a payer, from now on.</summary>
    public async Task<Payer> ChangeAsync(Guid id, Action<int> requireVersion, ChangePayerRequest change, CancellationToken cancellationToken)
    {
        var payer = await GetAsync(id, cancellationToken);
        requireVersion(payer.Version);
        var checks = new FieldChecks();
        checks.Text(change.Name, "/name");
        CheckLevels(checks, change.BeforeVisit, change.AtCheckIn);
        checks.ThrowIfAny();
        payer.Name = change.Name ?? payer.Name;
        payer.WhenPlanning = change.WhenPlanning ?? payer.WhenPlanning;
        payer.BeforeVisit = change.BeforeVisit ?? payer.BeforeVisit;
        payer.BusinessDaysBefore = change.BusinessDaysBefore ?? payer.BusinessDaysBefore;
        payer.AtCheckIn = change.AtCheckIn ?? payer.AtCheckIn;
        payer.SessionCaps = change.SessionCaps is { } caps ? CapsOf(caps) : payer.SessionCaps;
        audit.Write("update", "payer", payer.Id);
        events.Append("payer.changed", "payer", payer.Id);
        await db.SaveChangesAsync(cancellationToken);
        return payer;
    }

    // What would do nothing of its own is no policy: a visit that stands is refused when it is booked or checked in, not between; at check-in there is nobody left to warn but the desk, which sees the tag.
    private static void CheckLevels(FieldChecks checks, PolicyLevel? beforeVisit, PolicyLevel? atCheckIn)
    {
        checks.Check(beforeVisit != PolicyLevel.Block, "/beforeVisit", "must be allow or warn: whenPlanning refuses bookings, atCheckIn refuses the check-in");
        checks.Check(atCheckIn != PolicyLevel.Warn, "/atCheckIn", "must be allow or block: beforeVisit warns");
    }

    private static List<SessionCap> CapsOf(IReadOnlyList<SessionCapContract> caps) => [.. caps.Select(c => new SessionCap(c.ProtocolCode, c.Sessions))];
}
