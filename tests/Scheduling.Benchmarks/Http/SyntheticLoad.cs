namespace Scheduling.Benchmarks.Http;

/// <summary>
/// A book full of whole courses, made in a second and without the planner: 36 visits each, five a week for six weeks, then three, two and one,
/// every visit at the free place nearest to its course's own time, on its own device and with its own technician where those are free.
/// The clinic runs in slots of visit and turnover: placed anywhere, visits would leave gaps that nobody can use, and 80 % could not be reached. Deterministic for a seed.
/// </summary>
internal sealed class SyntheticLoad
{
    /// <summary>Local minutes at which the clinic opens and closes.</summary>
    public const int Opens = 7 * 60, Closes = 19 * 60;

    /// <summary>Length of a visit, and of the turnover of device and technician after it, in minutes.</summary>
    public const int Minutes = 30, Turnover = 5, Slot = Minutes + Turnover;

    private static readonly int[] PerWeek = [5, 5, 5, 5, 5, 5, 3, 2, 1];
    private readonly Random random;
    private readonly int technicians;
    private readonly Dictionary<int, bool[][]> devicesByDay = [];
    private readonly Dictionary<int, bool[][]> techniciansByDay = [];
    private readonly int devices;

    private SyntheticLoad(int devices, int technicians, int seed) => (this.devices, this.technicians, random) = (devices, technicians, new Random(seed));

    /// <summary>A visit: day and start counted from the first Monday's midnight, local; course, device and technician by number.</summary>
    public readonly record struct Visit(int Course, int Day, int Start, int Device, int Technician);

    /// <summary>The local minutes of a technician's shift: half work early, half late.</summary>
    public static (int From, int Until) Shift(int technician) => technician % 2 == 0 ? (Opens, Opens + (8 * 60)) : (Closes - (8 * 60), Closes);

    /// <summary>Visits such that devices are taken for <paramref name="load"/> of the opening hours from week 0 to <paramref name="weeks"/>.</summary>
    public static IReadOnlyList<Visit> Make(int devices, int technicians, int weeks, double load, int seed)
    {
        var book = new SyntheticLoad(devices, technicians, seed);
        List<Visit> visits = [];
        var target = load * devices * (Closes - Opens) / (Minutes + Turnover) * 5;
        var booked = new Dictionary<int, int>();
        var course = 0;
        // A week is filled by the courses that begin in it; those before have reached into it already.
        for (var week = -PerWeek.Length; week < weeks; week++)
        {
            for (var tries = 0; tries < 300 && booked.GetValueOrDefault(week) < target * Math.Min(1, (week + PerWeek.Length + 1) / 6.0); tries++)
            {
                foreach (var visit in book.Place(course, week))
                {
                    visits.Add(visit);
                    var at = Math.DivRem(visit.Day + 7000, 7).Quotient - 1000;
                    booked[at] = booked.GetValueOrDefault(at) + 1;
                }

                course++;
            }
        }

        return visits;
    }

    private IEnumerable<Visit> Place(int course, int week)
    {
        var time = Opens + (random.Next((Closes - Opens) / Slot) * Slot);
        var (device, technician) = (random.Next(devices), random.Next(technicians));
        for (var w = 0; w < PerWeek.Length; w++)
        {
            var count = PerWeek[w];
            for (var i = 0; i < count; i++)
            {
                var day = ((week + w) * 7) + (count switch { 5 => i, 3 => i * 2, 2 => 1 + (i * 2), _ => 2 });
                if (Nearest(day, time, device, technician) is not { } place)
                {
                    continue;
                }

                (device, technician) = (place.Device, place.Technician);
                yield return new Visit(course, day, place.Start, device, technician);
            }
        }
    }

    private (int Start, int Device, int Technician)? Nearest(int day, int time, int device, int technician)
    {
        var machines = Of(devicesByDay, day, devices);
        var people = Of(techniciansByDay, day, technicians);
        for (var distance = 0; distance < Closes - Opens; distance += Slot)
        {
            foreach (var start in distance == 0 ? [time] : new[] { time - distance, time + distance })
            {
                if (start < Opens || start + Minutes > Closes)
                {
                    continue;
                }

                var machine = First(machines, device, start, _ => true);
                var person = First(people, technician, start, p => Shift(p).From <= start && start + Minutes <= Shift(p).Until);
                if (machine >= 0 && person >= 0)
                {
                    Take(machines[machine], start);
                    Take(people[person], start);
                    return (start, machine, person);
                }
            }
        }

        return null;
    }

    private static int First(bool[][] taken, int own, int start, Func<int, bool> may)
    {
        for (var i = 0; i < taken.Length; i++)
        {
            var candidate = (own + i) % taken.Length;
            if (may(candidate) && Free(taken[candidate], start))
            {
                return candidate;
            }
        }

        return -1;
    }

    private static bool Free(bool[] steps, int start)
    {
        for (var at = start; at < start + Minutes + Turnover; at += 5)
        {
            if (steps[at / 5])
            {
                return false;
            }
        }

        return true;
    }

    private static void Take(bool[] steps, int start)
    {
        for (var at = start; at < start + Minutes + Turnover; at += 5)
        {
            steps[at / 5] = true;
        }
    }

    private static bool[][] Of(Dictionary<int, bool[][]> days, int day, int count)
    {
        if (!days.TryGetValue(day, out var taken))
        {
            days[day] = taken = [.. Enumerable.Range(0, count).Select(_ => new bool[(24 * 12) + 12])];
        }

        return taken;
    }
}
