using System.Globalization;
using Scheduling.Benchmarks.Planning;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Staffing;

namespace Scheduling.Benchmarks.Judge;

/// <summary>
/// A device down for a week as a mixed-integer programme, of which every legal repair of the same cost is a solution. Each visit of the week has one of the starts of its day
/// at which <see cref="VisitCheck"/> has nothing against it, with one of the kinds of people who may serve it, or leaves the day; at no five minutes are there more
/// visits than devices that are open, or than people of a kind. People of a kind have the same shifts and so may serve the same visits; intervals of which at most
/// n overlap can be given to n of a kind, so nothing is lost by counting. One who leaves the day is assumed to find a place for nothing but the day's 1,440
/// minutes, and other weeks stand still: the solver's least is a bound, and the best there is where nobody leaves.
/// </summary>
internal sealed class RepairProgramme
{
    private const int Step = 5;
    private readonly List<Column> _columns = [];
    private readonly List<string> _told = [];
    private readonly SortedDictionary<string, (int Most, List<string> Columns)> _load = new(StringComparer.Ordinal);

    internal RepairProgramme(RepairRequest request)
    {
        var site = request.Sites[0];
        var clock = site.Site.Clock;
        var ids = request.Visits.Select(v => v.Id).ToHashSet();
        var free = site.Without(ids);
        var patients = request.Patients.ToDictionary(p => p.Id, p => p.Without(ids));
        var week = Enumerable.Range(0, 7).Select(RepairBenchmark.Monday.AddDays).ToHashSet();
        var visits = request.Visits.Where(v => week.Contains(clock.DateOf(v.Place.Start))).ToList();
        _told.AddRange(visits.Select(v => v.PatientId).Distinct().Select((_, i) => $"t{i}"));
        var patientOf = visits.Select(v => v.PatientId).Distinct().Select((p, i) => (p, i)).ToDictionary(p => p.p, p => p.i);
        for (var n = 0; n < visits.Count; n++)
        {
            var visit = visits[n];
            var day = clock.DayBounds(clock.DateOf(visit.Place.Start));
            var role = visit.Context.OperatorRole ?? visit.Kind.Roles().First();
            // Whoever else a first visit needs is looked for, not counted.
            var others = visit.Kind.Roles().Where(r => r != role).Select(r => free.Staff.Where(s => s.Roles.Contains(r)).Select(s => (Role: r, s.Id)).ToList()).ToList();
            var open = free.Devices.Where(d => !d.Closures.Any(c => c.Overlaps(day))).ToList();
            var kinds = free.Staff.Where(s => s.Roles.Contains(role)).GroupBy(s => string.Join(' ', s.Shifts.Where(h => h.Range.Overlaps(day)).Select(h => $"{h.Range.From:HHmm}-{h.Range.Until:HHmm}"))).ToList();
            foreach (var hours in VisitRules.OpenOn(free.Site, clock.DateOf(visit.Place.Start)))
            {
                for (var start = hours.From; start < hours.Until; start = start.AddMinutes(Step))
                {
                    foreach (var kind in kinds.Where(k => Teams(others, [new(role, k.First().Id)]).Any(t => May(free, patients[visit.PatientId], visit, start, t, open[0]))))
                    {
                        Add(n, patientOf[visit.PatientId], visit, start, role, kind.Key, kind.Count(), open.Count, clock.DateOf(visit.Place.Start));
                    }
                }
            }
            _columns.Add(new Column($"far{n}", n, patientOf[visit.PatientId], 1, 24 * 60));
        }
        Visits = visits.Count;
    }

    internal int Visits { get; }

    internal int Columns => _columns.Count + _told.Count;

    internal int Rows => Visits + _load.Count + Visits;

    /// <summary>Visits at another time.</summary>
    internal IEnumerable<Term> Moved => _columns.Where(c => c.Moved == 1).Select(c => new Term(c.Name, 1));

    /// <summary>Patients who must be told.</summary>
    internal IEnumerable<Term> Told => _told.Select(t => new Term(t, 1));

    /// <summary>Minutes moved.</summary>
    internal IEnumerable<Term> Minutes => _columns.Where(c => c.Minutes > 0).Select(c => new Term(c.Name, c.Minutes));

    /// <summary>Writes it in the LP format.</summary>
    internal void Write(TextWriter writer, IEnumerable<Term> least, IReadOnlyList<(IEnumerable<Term> Terms, long Most)> limits)
    {
        writer.WriteLine("Minimize\n obj:");
        Sum(writer, least);
        writer.WriteLine("\nSubject To");
        foreach (var visit in _columns.GroupBy(c => c.Visit))
        {
            writer.Write(" v{0}:", visit.Key);
            Sum(writer, visit.Select(c => new Term(c.Name, 1)));
            writer.WriteLine(" = 1");
            writer.Write(" m{0}:", visit.Key);
            Sum(writer, visit.Where(c => c.Moved == 1).Select(c => new Term(c.Name, 1)));
            writer.WriteLine(" - {0} <= 0", _told[visit.First().Patient]);
        }
        foreach (var (name, (most, columns)) in _load)
        {
            writer.Write(" {0}:", name);
            Sum(writer, columns.Select(c => new Term(c, 1)));
            writer.WriteLine(" <= {0}", most);
        }
        for (var i = 0; i < limits.Count; i++)
        {
            writer.Write(" limit{0}:", i);
            Sum(writer, limits[i].Terms);
            writer.WriteLine(" <= {0}", limits[i].Most);
        }
        writer.WriteLine("Binary");
        foreach (var name in _columns.Select(c => c.Name).Concat(_told))
        {
            writer.WriteLine(" {0}", name);
        }
        writer.WriteLine("End");
    }

    private static void Sum(TextWriter writer, IEnumerable<Term> terms)
    {
        var line = 0;
        foreach (var term in terms)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $" + {term.Factor} {term.Column}"));
            if (++line % 12 == 0)
            {
                writer.WriteLine();
            }
        }
    }

    private static IEnumerable<IReadOnlyDictionary<StaffRole, Guid>> Teams(IEnumerable<List<(StaffRole Role, Guid Id)>> others, IEnumerable<KeyValuePair<StaffRole, Guid>> chosen) =>
        others.FirstOrDefault() is not { } next ? [new Dictionary<StaffRole, Guid>(chosen)] : next.SelectMany(o => Teams(others.Skip(1), [.. chosen, new(o.Role, o.Id)]));

    private static bool May(ClinicFacts facts, PatientFacts patient, RepairVisit visit, DateTimeOffset start, IReadOnlyDictionary<StaffRole, Guid> team, DeviceFacts device) => VisitCheck.Check(facts, patient, new VisitToCheck
    {
        OwnerId = visit.Id,
        Kind = visit.Kind,
        Start = start,
        Staff = team,
        DeviceId = device.Id,
        RoomId = device.RoomId,
    }, visit.Context with { Others = [], ModelId = device.ModelId, CheckPatientWindows = start != visit.Place.Start }).Count == 0;

    private void Add(int n, int patient, RepairVisit visit, DateTimeOffset start, StaffRole role, string kind, int people, int devices, DateOnly date)
    {
        var name = $"x{_columns.Count}";
        var minutes = (int)Math.Abs((start - visit.Place.Start).TotalMinutes);
        _columns.Add(new Column(name, n, patient, minutes == 0 ? 0 : 1, minutes));
        foreach (var segment in visit.Kind.Segments.Where(s => s.Exclusive && (s.Kind == SegmentKind.Device || s.Role == role)))
        {
            var range = segment.Occupied(start);
            var (resource, most) = segment.Kind == SegmentKind.Device ? ("d", devices) : ($"p{kind.Replace("-", "", StringComparison.Ordinal).Replace(' ', '_')}", people);
            for (var at = range.From; at < range.Until; at = at.AddMinutes(Step))
            {
                var row = string.Create(CultureInfo.InvariantCulture, $"{resource}_{date:MMdd}_{at.UtcDateTime:ddHHmm}");
                if (!_load.TryGetValue(row, out var load))
                {
                    _load[row] = load = (most, []);
                }
                load.Columns.Add(name);
            }
        }
    }

    private sealed record Column(string Name, int Visit, int Patient, int Moved, int Minutes);
}

/// <summary>A column with its factor in a sum.</summary>
internal readonly record struct Term(string Column, long Factor);
