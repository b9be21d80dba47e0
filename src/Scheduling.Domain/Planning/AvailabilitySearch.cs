using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>Finds single free starts for a visit kind, with the resources that would serve them.</summary>
public static class AvailabilitySearch
{
    /// <summary>The free starts of each local date in [from, until], in order of time.</summary>
    /// <param name="facts">The site's facts; they cover the dates.</param>
    /// <param name="patient">The patient, or someone without windows and bookings when none is known.</param>
    /// <param name="context">Protocol, coverage, and with a phase and other treatments also R6.</param>
    /// <param name="kind">The visit kind.</param>
    /// <param name="from">First local date.</param>
    /// <param name="untilInclusive">Last local date.</param>
    /// <param name="notBefore">No start before this instant.</param>
    /// <param name="limit">Most starts.</param>
    /// <param name="stepMinutes">Distance of the starts offered, a multiple of 5, counted from local midnight.</param>
    public static IReadOnlyList<FreeStart> Find(
        ClinicFacts facts, PatientFacts patient, VisitContext context, VisitKind kind, DateOnly from, DateOnly untilInclusive,
        DateTimeOffset? notBefore = null, int limit = 200, int stepMinutes = DayGrid.StepMinutes)
    {
        var found = new List<FreeStart>();
        if (untilInclusive < from)
        {
            return found;
        }
        var board = new LoadBoard(facts, from, untilInclusive);
        var grid = new VisitGrid(board, patient, context, kind, notBefore);
        var staffing = new VisitStaffing(facts, patient, context);
        for (var date = from; date <= untilInclusive && found.Count < limit; date = date.AddDays(1))
        {
            var number = date.DayNumber - from.DayNumber;
            var day = board.Days.Grids[number];
            var pairs = Pairs(board, grid, context, number);
            var any = pairs.Aggregate(default(SlotMask), (mask, pair) => SlotMask.Or(mask, pair.Starts));
            for (var step = any.NextAtOrAfter(0); step >= 0 && found.Count < limit; step = any.NextAtOrAfter(step + 1))
            {
                var start = facts.Site.Clock.ToLocal(day.At(step));
                if (day.WallMinute(step) % stepMinutes != 0 || CadenceRules.Check(facts.Site.Clock, context, kind, start).Count > 0)
                {
                    continue;
                }
                var (person, device, _) = pairs.First(p => p.Starts.Has(step));
                if (staffing.Assign(kind, start, person, device, []) is { } takes)
                {
                    found.Add(new FreeStart(start, facts.Site.Clock.ToLocal(start.AddMinutes(kind.Minutes)), takes));
                }
            }
        }
        return found;
    }

    /// <summary>What would serve one start, or null when it is not free. Resources named by the caller are kept to.</summary>
    /// <param name="facts">The site's facts.</param>
    /// <param name="patient">The patient.</param>
    /// <param name="context">Protocol, coverage, course.</param>
    /// <param name="kind">The visit kind.</param>
    /// <param name="start">The start; on the 5-minute grid.</param>
    /// <param name="operatorId">The operator asked for, or null for any.</param>
    /// <param name="deviceId">The device asked for, or null for any.</param>
    public static FreeStart? At(
        ClinicFacts facts, PatientFacts patient, VisitContext context, VisitKind kind, DateTimeOffset start, Guid? operatorId = null, Guid? deviceId = null)
    {
        var date = facts.Site.Clock.DateOf(start);
        var board = new LoadBoard(facts, date, date);
        var day = board.Days.Grids[0];
        var minutes = (start - day.Bounds.From).TotalMinutes;
        if (minutes % DayGrid.StepMinutes != 0 || CadenceRules.Check(facts.Site.Clock, context, kind, start).Count > 0)
        {
            return null;
        }
        var staffing = new VisitStaffing(facts, patient, context);
        foreach (var (person, device, starts) in Pairs(board, new VisitGrid(board, patient, context, kind, null), context, 0))
        {
            if ((operatorId is null || person?.Id == operatorId) && (deviceId is null || device?.Id == deviceId) && starts.Has((int)(minutes / DayGrid.StepMinutes))
                && staffing.Assign(kind, start, person, device, []) is { } takes)
            {
                var local = facts.Site.Clock.ToLocal(start);
                return new FreeStart(local, facts.Site.Clock.ToLocal(local.AddMinutes(kind.Minutes)), takes);
            }
        }
        return null;
    }

    /// <summary>The free starts of a board's first day.</summary>
    internal static SlotMask Starts(LoadBoard board, PatientFacts patient, VisitContext context, VisitKind kind, DateTimeOffset? notBefore) =>
        Pairs(board, new VisitGrid(board, patient, context, kind, notBefore), context, 0).Aggregate(default(SlotMask), (mask, pair) => SlotMask.Or(mask, pair.Starts));

    // Operators and devices by id, each pair with its free starts.
    private static List<(StaffFacts? Person, DeviceFacts? Device, SlotMask Starts)> Pairs(
        LoadBoard board, VisitGrid grid, VisitContext context, int day)
    {
        var facts = board.Facts;
        var pairs = new List<(StaffFacts?, DeviceFacts?, SlotMask)>();
        var start = grid.Base(day);
        if (start.IsEmpty)
        {
            return pairs;
        }
        IEnumerable<StaffFacts?> people = grid.HasOperator ? facts.Staff.Where(s => s.Roles.Contains(context.OperatorRole!.Value)).OrderBy(s => s.Id) : [null];
        IEnumerable<DeviceFacts?> devices = grid.HasDevice ? facts.Devices.Where(d => context.ModelId is not { } model || d.ModelId == model).OrderBy(d => d.Id) : [null];
        var byModel = new Dictionary<(Guid?, Guid?), SlotMask>();
        foreach (var device in devices)
        {
            var free = SlotMask.And(start, grid.DeviceStarts(day, device));
            foreach (var person in free.IsEmpty ? [] : people)
            {
                if (!byModel.TryGetValue((person?.Id, device?.ModelId), out var served))
                {
                    byModel[(person?.Id, device?.ModelId)] = served = grid.OperatorStarts(day, person, device?.ModelId);
                }
                var starts = SlotMask.And(free, served);
                if (!starts.IsEmpty)
                {
                    pairs.Add((person, device, starts));
                }
            }
        }
        return pairs;
    }
}

/// <summary>A free start and what would serve it.</summary>
/// <param name="Start">Start, with the site's offset.</param>
/// <param name="End">End, exclusive.</param>
/// <param name="Takes">Everything it would take.</param>
public sealed record FreeStart(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<PlannedTake> Takes);
