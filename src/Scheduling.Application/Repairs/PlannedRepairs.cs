using System.Security.Cryptography;
using System.Text.Json;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>
/// Keeps the search for a repair out of the locks of the change that makes it necessary: the change is made to see what has to be planned, taken back with its
/// locks, and made again once that is planned. Where the book has moved meanwhile it is planned anew, and in the end under the locks, so that it comes to an end.
/// </summary>
public sealed class PlannedRepairs(SchedulingDbContext db, PlanRepair planner)
{
    private const int MostTakenBack = 2;
    private const string Savepoint = "repair";
    private readonly Dictionary<string, RepairPlan> plans = [];
    private bool ahead;

    /// <summary>Makes a change whose repair is asked of <see cref="Plan"/>; what it does before it asks is done again.</summary>
    /// <param name="act">Makes the change, with its locks, and proposes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        // What the request has noted before is none of the change's.
        await db.SaveChangesAsync(cancellationToken);
        for (var takenBack = 0; takenBack < MostTakenBack; takenBack++)
        {
            await db.Database.CurrentTransaction!.CreateSavepointAsync(Savepoint, cancellationToken);
            try
            {
                ahead = true;
                return await act();
            }
            catch (NotPlannedYet asked)
            {
                await db.Database.CurrentTransaction!.RollbackToSavepointAsync(Savepoint, cancellationToken);
                db.ChangeTracker.Clear();
                plans[asked.Print] = planner(asked.Request);
            }
            finally
            {
                ahead = false;
            }
        }

        return await act();
    }

    /// <summary>The plan of a request: what was planned before of just the same book, or planned now.</summary>
    internal RepairPlan Plan(RepairRequest request)
    {
        if (!ahead)
        {
            return plans.Count > 0 && plans.TryGetValue(PrintOf(request), out var last) ? last : planner(request);
        }

        var print = PrintOf(request);
        return plans.TryGetValue(print, out var known) ? known : throw new NotPlannedYet(print, request);
    }

    // All that visits, courses and other entries of the book can change about it; protocols have versions. Rows come in no order.
    private static string PrintOf(RepairRequest request) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Sites = request.Sites.Select(s => new
            {
                s.Site,
                Staff = s.Staff.OrderBy(p => p.Id).Select(p => p with { Taken = Sorted(p.Taken), Supervising = Sorted(p.Supervising) }),
                Devices = s.Devices.OrderBy(d => d.Id).Select(d => d with { Taken = Sorted(d.Taken) }),
                Rooms = s.Rooms.OrderBy(r => r.Id).Select(r => r with { Taken = Sorted(r.Taken) }),
                Coils = s.Coils.OrderBy(c => c.Id).Select(c => c with { Taken = Sorted(c.Taken) }),
            }),
            Patients = request.Patients.OrderBy(p => p.Id).Select(p => p with { Taken = Sorted(p.Taken) }),
            Visits = request.Visits.Select(v => new
            {
                v.Id,
                v.Place.Start,
                v.Place.DeviceId,
                v.Place.RoomId,
                v.Place.CoilId,
                Staff = v.Place.Staff.OrderBy(s => s.Key).Select(s => new { s.Key, s.Value }),
                v.Phase,
                v.Kind.Code,
                v.Kind.Minutes,
                v.Affected,
                v.HasNoPlace,
                v.AskPatientAtOwnTime,
                v.SiteFrom,
                v.SiteUntil,
                v.Context.ModelId,
                v.Context.CatchUp,
                v.Context.CadenceLimits,
                v.Context.Supervision,
                v.Context.OffLabelOrder,
            }),
            Courses = request.Courses.OrderBy(c => c.Id).Select(c => new
            {
                c.Id,
                c.Coverage,
                c.OwedFrom,
                Kept = c.Kept.OrderBy(k => k.VisitStart).Select(k => new { k.LocalDate, k.VisitStart, k.Kind.Code, k.Phase.Name, k.Given }),
            }),
            request.From,
            request.Until,
            request.EarliestMove,
            request.Effort,
        },
        StoredJson.Options)));

    private static List<Occupation> Sorted(IEnumerable<Occupation> taken) => [.. taken.OrderBy(t => t.Range.From).ThenBy(t => t.OwnerId).ThenBy(t => t.Lane)];

    private sealed class NotPlannedYet(string print, RepairRequest request) : Exception
    {
        public string Print { get; } = print;

        public RepairRequest Request { get; } = request;
    }
}
