using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>
/// The facts cut down to one local day and a few hours around it, so that a long horizon costs each day only its own rows.
/// Cutting never changes an answer about a visit of that day.
/// </summary>
internal sealed class DayFacts
{
    private static readonly TimeSpan Margin = TimeSpan.FromHours(6);
    private readonly ClinicFacts _facts;
    private readonly PatientFacts _patient;
    private readonly DayGrid[] _days;
    private readonly ClinicFacts?[] _clinics;
    private readonly Dictionary<Guid, List<Occupation>[]> _taken = [];
    private readonly Dictionary<Guid, List<Occupation>[]> _supervising = [];
    private readonly Dictionary<Guid, List<ShiftFact>[]> _shifts = [];

    internal DayFacts(ClinicFacts facts, PatientFacts patient, DayGrid[] days)
    {
        (_facts, _patient, _days, _clinics) = (facts, patient, days, new ClinicFacts?[days.Length]);
        foreach (var person in facts.Staff)
        {
            _taken[person.Id] = Cut(person.Taken, t => t.Range);
            _supervising[person.Id] = Cut(person.Supervising, t => t.Range);
            _shifts[person.Id] = Cut(person.Shifts, s => s.Range);
        }
        foreach (var (id, taken) in facts.Devices.Select(d => (d.Id, d.Taken)).Concat(facts.Rooms.Concat(facts.Coils).Select(r => (r.Id, r.Taken))))
        {
            _taken[id] = Cut(taken, t => t.Range);
        }
        _taken[patient.Id] = Cut(patient.Taken, t => t.Range);
    }

    internal ClinicFacts Clinic(int day) => _clinics[day] ??= _facts with
    {
        Staff = [.. _facts.Staff.Select(s => s with
        {
            Taken = _taken[s.Id][day],
            Supervising = _supervising[s.Id][day],
            Shifts = _shifts[s.Id][day],
            Closures = Around(s.Closures, day),
        })],
        Devices = [.. _facts.Devices.Select(d => d with { Taken = _taken[d.Id][day], Closures = Around(d.Closures, day) })],
        Rooms = [.. _facts.Rooms.Select(r => r with { Taken = _taken[r.Id][day], Closures = Around(r.Closures, day) })],
        Coils = [.. _facts.Coils.Select(r => r with { Taken = _taken[r.Id][day], Closures = Around(r.Closures, day) })],
    };

    internal PatientFacts Patient(int day) => _patient with { Taken = _taken[_patient.Id][day], Absences = Around(_patient.Absences, day) };

    private IReadOnlyList<TimeRange> Around(IReadOnlyList<TimeRange> ranges, int day) =>
        ranges.Count == 0 ? ranges : [.. ranges.Where(r => r.From < _days[day].Bounds.Until + Margin && _days[day].Bounds.From - Margin < r.Until)];

    private List<T>[] Cut<T>(IReadOnlyList<T> rows, Func<T, TimeRange> range)
    {
        var cut = new List<T>[_days.Length];
        for (var day = 0; day < cut.Length; day++)
        {
            cut[day] = [];
        }
        foreach (var row in rows)
        {
            // A day is 22 to 26 hours; one more on each side catches them all.
            var (from, until) = (range(row).From, range(row).Until);
            var first = Math.Max(0, (int)((from - _days[0].Bounds.From).TotalDays - 1.5));
            var last = Math.Min(_days.Length - 1, (int)((until - _days[0].Bounds.From).TotalDays + 1.5));
            for (var day = first; day <= last; day++)
            {
                if (from < _days[day].Bounds.Until + Margin && _days[day].Bounds.From - Margin < until)
                {
                    cut[day].Add(row);
                }
            }
        }
        return cut;
    }
}
