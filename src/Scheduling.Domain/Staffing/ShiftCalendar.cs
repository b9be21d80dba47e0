using Scheduling.Domain.Time;

namespace Scheduling.Domain.Staffing;

/// <summary>Turns a weekly pattern and its dated exceptions into instants.</summary>
public static class ShiftCalendar
{
    /// <summary>The shifts of many people. What the wall clock says of an hour is asked once for all who begin or end at it.</summary>
    /// <param name="members">Whose shifts.</param>
    /// <param name="clocks">The clock of each site; shifts at other sites are left out.</param>
    /// <param name="from">First local date, inclusive.</param>
    /// <param name="until">Last local date, inclusive.</param>
    public static IReadOnlyDictionary<Guid, IReadOnlyList<Shift>> Expand(IEnumerable<StaffMember> members, IReadOnlyDictionary<Guid, SiteClock> clocks, DateOnly from, DateOnly until)
    {
        Dictionary<(Guid, DateOnly, WeeklyWindow), TimeRange?> known = [];
        return members.ToDictionary(m => m.Id, m => Expand(m, clocks, from, until, known));
    }

    /// <summary>The shifts of [from, until], both inclusive, in order of start. A dated exception replaces that date's weekly shifts at every site.</summary>
    /// <param name="member">Whose shifts.</param>
    /// <param name="clocks">The clock of each site; shifts at other sites are left out.</param>
    /// <param name="from">First local date, inclusive.</param>
    /// <param name="until">Last local date, inclusive.</param>
    public static IReadOnlyList<Shift> Expand(StaffMember member, IReadOnlyDictionary<Guid, SiteClock> clocks, DateOnly from, DateOnly until) =>
        Expand(member, clocks, from, until, []);

    private static IReadOnlyList<Shift> Expand(
        StaffMember member, IReadOnlyDictionary<Guid, SiteClock> clocks, DateOnly from, DateOnly until, Dictionary<(Guid, DateOnly, WeeklyWindow), TimeRange?> known)
    {
        var exceptions = member.ShiftExceptions.ToDictionary(e => e.Date);
        List<Shift> shifts = [];
        for (var date = from; date <= until; date = date.AddDays(1))
        {
            if (exceptions.TryGetValue(date, out var exception))
            {
                foreach (var shift in exception.Shifts)
                {
                    Add(shift.SiteId, new WeeklyWindow(date.DayOfWeek, shift.From, shift.Until), shift.Mode, date);
                }

                continue;
            }

            foreach (var shift in member.Shifts)
            {
                if (shift.Day == date.DayOfWeek && (shift.ValidFrom is not { } first || first <= date) && (shift.ValidUntil is not { } last || date <= last))
                {
                    Add(shift.SiteId, new WeeklyWindow(shift.Day, shift.From, shift.Until), shift.Mode, date);
                }
            }
        }

        return [.. shifts.OrderBy(s => s.Range.From)];

        void Add(Guid siteId, WeeklyWindow window, PresenceMode mode, DateOnly date)
        {
            if (!clocks.TryGetValue(siteId, out var clock))
            {
                return;
            }

            if (!known.TryGetValue((siteId, date, window), out var range))
            {
                known[(siteId, date, window)] = range = window.On(clock, date);
            }

            if (range is { } instants)
            {
                shifts.Add(new Shift(siteId, instants, mode));
            }
        }
    }
}

/// <summary>One shift as instants.</summary>
/// <param name="SiteId">Where.</param>
/// <param name="Range">When.</param>
/// <param name="Mode">In person or by video.</param>
public readonly record struct Shift(Guid SiteId, TimeRange Range, PresenceMode Mode);
