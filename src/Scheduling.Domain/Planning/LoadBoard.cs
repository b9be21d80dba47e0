using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>
/// One site's free time over a span of local days as bit sets, read once from its facts: a row for each person, device, room and coil. Searches
/// ask it for starts; whoever places several courses takes and gives back lanes between searches.
/// </summary>
internal sealed class LoadBoard
{
    private readonly Dictionary<Guid, (BoardRow Row, int Index)> _rows = [];
    private readonly Dictionary<(Guid Person, int Modes), SlotMask[]> _presence = [];
    private readonly Dictionary<Guid, byte[]?> _supervising = [];
    private SlotMask[]? _hours;

    internal LoadBoard(ClinicFacts facts, DateOnly from, DateOnly untilInclusive)
    {
        (Facts, Days) = (facts, new BoardDays(facts.Site.Clock, from, untilInclusive));
        Staff = Rows(facts.Staff, s => (ResourceRefKind.Staff, s.Id, s.Lanes, s.Taken, s.Closures));
        Devices = Rows(facts.Devices, d => (ResourceRefKind.Device, d.Id, d.Lanes, d.Taken, d.Closures));
        Rooms = Rows(facts.Rooms, r => (ResourceRefKind.Room, r.Id, r.Lanes, r.Taken, r.Closures));
        Coils = Rows(facts.Coils, c => (ResourceRefKind.Coil, c.Id, c.Lanes, c.Taken, c.Closures));
    }

    internal ClinicFacts Facts { get; }

    internal BoardDays Days { get; }

    /// <summary>Rows in the order of the facts.</summary>
    internal BoardRow[] Staff { get; }

    /// <inheritdoc cref="Staff"/>
    internal BoardRow[] Devices { get; }

    /// <inheritdoc cref="Staff"/>
    internal BoardRow[] Rooms { get; }

    /// <inheritdoc cref="Staff"/>
    internal BoardRow[] Coils { get; }

    internal bool Knows(Guid id) => _rows.ContainsKey(id);

    /// <summary>The row of a resource of the site.</summary>
    internal BoardRow Row(Guid id) => _rows[id].Row;

    /// <summary>Where a resource of the site stands among its kind.</summary>
    internal int IndexOf(Guid id) => _rows[id].Index;

    /// <summary>For each day the steps inside opening hours and outside closures.</summary>
    internal SlotMask[] Hours()
    {
        if (_hours is not null)
        {
            return _hours;
        }
        var hours = OpenSteps(Facts.Site.OpeningHours);
        var closed = Facts.Site.Closures.Count > 0 ? Days.Touched(Facts.Site.Closures) : null;
        for (var day = 0; day < hours.Length; day++)
        {
            if (Facts.Site.Holidays.Contains(Days.Grids[day].Date))
            {
                hours[day] = default;
            }
            else if (closed is not null)
            {
                hours[day] = SlotMask.AndNot(hours[day], closed[day]);
            }
        }
        return _hours = hours;
    }

    /// <summary>For each day its steps inside weekly windows.</summary>
    internal SlotMask[] OpenSteps(IReadOnlyList<WeeklyWindow> windows)
    {
        var masks = new SlotMask[Days.Count];
        var regular = new SlotMask?[7];
        for (var day = 0; day < masks.Length; day++)
        {
            var grid = Days.Grids[day];
            masks[day] = grid.IsRegular
                ? regular[(int)grid.Date.DayOfWeek] ??= grid.Inside(WeeklyWindow.Expand(windows, Facts.Site.Clock, grid.Date, grid.Date))
                : grid.Inside(WeeklyWindow.Expand(windows, Facts.Site.Clock, grid.Date, grid.Date));
        }
        return masks;
    }

    /// <summary>For each day the steps in which a person is on shift in one of the modes and not away.</summary>
    internal SlotMask[] Presence(int person, IReadOnlyList<PresenceMode> modes)
    {
        var who = Facts.Staff[person];
        var set = 0;
        for (var i = 0; i < modes.Count; i++)
        {
            set |= 1 << (int)modes[i];
        }
        if (!_presence.TryGetValue((who.Id, set), out var present))
        {
            present = Days.Inside(Joined(who.Shifts, modes));
            for (var day = 0; day < present.Length && who.Closures.Count > 0; day++)
            {
                present[day] = SlotMask.And(present[day], Staff[person].Open(day));
            }
            _presence[(who.Id, set)] = present;
        }
        return present;
    }

    /// <summary>The steps of a day in which fewer than <paramref name="most"/> visits name a person as supervisor.</summary>
    internal SlotMask Supervisable(int person, int day, int most)
    {
        var mask = most > 0 ? Days.Whole(day) : default;
        if (Counts(person, create: false) is { } counts)
        {
            for (var step = mask.NextAtOrAfter(0); step >= 0; step = mask.NextAtOrAfter(step + 1))
            {
                if (counts[day * SlotMask.Bits + step] >= most)
                {
                    mask.Fill(step, step + 1, false);
                }
            }
        }
        return mask;
    }

    /// <summary>Names a person as supervisor of a visit, or no longer.</summary>
    internal void MarkSupervised(int person, in TimeRange range, bool free)
    {
        Count(Counts(person, create: true)!, range, free ? -1 : 1);
        var (first, last) = Days.MarkTouched(new SlotMask[Days.Count], range, true);
        Days.Change(first, last);
    }

    private byte[]? Counts(int person, bool create)
    {
        var who = Facts.Staff[person];
        if (!_supervising.TryGetValue(who.Id, out var counts) || (counts is null && create))
        {
            counts = create || who.Supervising.Count > 0 ? new byte[Days.Count * SlotMask.Bits] : null;
            for (var i = 0; i < who.Supervising.Count; i++)
            {
                Count(counts!, who.Supervising[i].Range, 1);
            }
            _supervising[who.Id] = counts;
        }
        return counts;
    }

    private void Count(byte[] counts, TimeRange range, int by)
    {
        var touched = Days.Touched([range]);
        for (var day = 0; day < touched.Length; day++)
        {
            for (var step = touched[day].NextAtOrAfter(0); step >= 0; step = touched[day].NextAtOrAfter(step + 1))
            {
                counts[day * SlotMask.Bits + step] = (byte)Math.Clamp(counts[day * SlotMask.Bits + step] + by, 0, byte.MaxValue);
            }
        }
    }

    // What VisitRules.OnShift says, without sorting what comes sorted.
    private List<TimeRange> Joined(IReadOnlyList<ShiftFact> shifts, IReadOnlyList<PresenceMode> modes)
    {
        var joined = new List<TimeRange>(shifts.Count);
        for (var i = 0; i < shifts.Count; i++)
        {
            var shift = shifts[i];
            if (shift.SiteId != Facts.Site.Id || !modes.Contains(shift.Mode))
            {
                continue;
            }
            if (joined.Count == 0 || shift.Range.From > joined[^1].Until)
            {
                joined.Add(shift.Range);
            }
            else if (shift.Range.From < joined[^1].From)
            {
                return [.. TimeRange.Union(shifts.Where(s => s.SiteId == Facts.Site.Id && modes.Contains(s.Mode)).Select(s => s.Range))];
            }
            else if (shift.Range.Until > joined[^1].Until)
            {
                joined[^1] = new TimeRange(joined[^1].From, shift.Range.Until);
            }
        }
        return joined;
    }

    private BoardRow[] Rows<T>(IReadOnlyList<T> facts, Func<T, (ResourceRefKind Kind, Guid Id, int Lanes, IReadOnlyList<Occupation> Taken, IReadOnlyList<TimeRange> Closures)> read)
    {
        var rows = new BoardRow[facts.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var (kind, id, lanes, taken, closures) = read(facts[i]);
            rows[i] = new BoardRow(Days, new ResourceRef(kind, id), lanes, taken, closures);
            _rows[id] = (rows[i], i);
        }
        return rows;
    }
}
