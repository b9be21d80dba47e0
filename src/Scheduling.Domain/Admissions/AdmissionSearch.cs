namespace Scheduling.Domain.Admissions;

/// <summary>
/// Large neighbourhood search: takes out courses that compete for the same time of day, places them again one by one, each at its exact best
/// beside the others, and keeps the outcome by the rule of simulated annealing.
/// </summary>
internal sealed class AdmissionSearch
{
    private static readonly double[]?[] NoPrices = [null, null];
    private readonly AdmissionModel _model;
    private readonly ExactPlacing _exact;
    private readonly SearchEnd _end;
    private readonly Chance _chance;
    private readonly CoursePricing _pricing = new();
    private readonly VisitSeating _seating;
    private readonly Placement?[] _placed;
    private readonly Placement?[] _best;

    internal AdmissionSearch(AdmissionModel model, ExactPlacing exact, SearchEnd end, int seed)
    {
        (_model, _exact, _end, _chance, _seating) = (model, exact, end, new Chance(seed), new VisitSeating(model));
        (_placed, _best) = (new Placement?[model.Candidates.Count], new Placement?[model.Candidates.Count]);
        Cost = BestCost = model.Candidates.Sum(c => c.Rejected);
    }

    /// <summary>Cost of the present plan, in thousandths times priority.</summary>
    internal double Cost { get; private set; }

    internal double BestCost { get; private set; }

    internal IReadOnlyList<Placement?> Best => _best;

    /// <summary>Puts a plan in the place of the present one.</summary>
    internal void Load(IReadOnlyList<Placement?> plan)
    {
        var wanted = plan.ToArray();
        for (var i = 0; i < _placed.Length; i++)
        {
            Remove(i);
        }
        for (var i = 0; i < _placed.Length; i++)
        {
            if (wanted[i] is { } placement)
            {
                Put(i, placement);
            }
        }
        Remember();
    }

    /// <summary>
    /// Places everybody anew, a few at a time: after each few the prices of what capacity is left are brought up to date, and those go first whose
    /// cheapest place the prices have left unchanged for longest. Whom the prices turn down comes last, at no prices.
    /// </summary>
    /// <param name="steps">About how many steps it may spend.</param>
    internal void Dive(double steps)
    {
        for (var i = 0; i < _placed.Length; i++)
        {
            Remove(i);
        }
        var left = Enumerable.Range(0, _placed.Length).ToList();
        var aside = new List<int>();
        // With a twelfth placed at a time, the candidates left add up to twelve times all.
        var rounds = Math.Clamp((int)(steps / (12 * _placed.Length)), 4, 25);
        while (left.Count > 0 && _end.Gone < 1)
        {
            var dual = new DualAscent(_model, [.. left], false, 1);
            var steady = new double[left.Count];
            var last = new PricedCourse?[left.Count];
            for (var k = 0; k < rounds; k++)
            {
                dual.Step(0);
                _end.Spend(left.Count);
                for (var x = 0; x < last.Length; x++)
                {
                    var now = dual.Chosen[x];
                    steady[x] = 0.8 * steady[x] + (now is not null && last[x] is { } old && old.Wall == now.Wall && old.Days[0] == now.Days[0] ? 1 : 0);
                    last[x] = now;
                }
            }
            dual.Settle();
            foreach (var i in Enumerable.Range(0, last.Length).OrderByDescending(x => steady[x] + 0.5 * _chance.Share()).Take(Math.Max(1, left.Count / 12)).Select(x => left[x]).ToList())
            {
                left.Remove(i);
                if (!Insert(i, 1, priced: true))
                {
                    aside.Add(i);
                }
            }
        }
        foreach (var i in aside)
        {
            Insert(i, 0);
        }
        Remember();
    }

    /// <summary>Takes some courses out, places them anew, and keeps that or not.</summary>
    /// <param name="heat">By how much a plan may well become dearer, in thousandths.</param>
    internal void Iterate(double heat)
    {
        var chosen = Choose();
        var before = Cost;
        var old = new Placement?[chosen.Count];
        for (var k = 0; k < chosen.Count; k++)
        {
            old[k] = _placed[chosen[k]];
            Remove(chosen[k]);
        }
        var order = chosen.ToArray();
        _chance.Shuffle(order);
        var share = _chance.Below(3) switch { 0 => 0, 1 => 0.5 * _chance.Share(), _ => _chance.Share() };
        foreach (var i in order)
        {
            Insert(i, share);
        }
        var worse = Cost - before;
        if (worse > 0 && _chance.Share() >= Math.Exp(-worse / heat))
        {
            foreach (var i in chosen)
            {
                Remove(i);
            }
            for (var k = 0; k < chosen.Count; k++)
            {
                if (old[k] is { } placement)
                {
                    Put(chosen[k], placement);
                }
            }
            Cost = before;
        }
        else
        {
            Remember();
        }
    }

    /// <summary>The candidate's exact best beside what is placed, by P1.</summary>
    internal Placement? PlaceExactly(Candidate candidate, IReadOnlyList<Placement?> placed)
    {
        _end.Spend(1);
        return _exact.Place(candidate, placed);
    }

    /// <summary>Places a course anew at its exact best beside the others, if that gains anything.</summary>
    internal bool Improve(int i)
    {
        var candidate = _model.Candidates[i];
        var old = _placed[i];
        var cost = old?.Cost ?? candidate.Rejected;
        Remove(i);
        var better = !candidate.ByTheWeek || BestNow(candidate, cost - 0.5) is not null
            ? candidate.ChangesAreFree ? Seated(candidate, cost - 0.5) : PlaceExactly(candidate, _placed) : null;
        var gains = better is not null && better.Cost < cost - 0.5;
        if ((gains ? better : old) is { } placement)
        {
            Put(i, placement);
        }
        Remember();
        return gains;
    }

    /// <summary>Has P1 write a course out at what it costs now, or writes it here where no time is left; whether it had to.</summary>
    internal bool Write(int i)
    {
        if (_placed[i] is not { Option: null } old)
        {
            return false;
        }
        Remove(i);
        var again = _end.IsOver ? null : PlaceExactly(_model.Candidates[i], _placed);
        Put(i, again is not null && again.Cost < old.Cost + 0.5 ? again : old with { Option = PlacementWriter.Write(_model.Candidates[i].Course, old) });
        (_best[i], BestCost) = (_placed[i], Cost);
        return true;
    }

    /// <summary>Why a candidate is not admitted.</summary>
    internal AdmissionRefusal WhyNot(Candidate candidate) => !candidate.FitsAlone(_exact) ? AdmissionRefusal.FitsNowhere
        : (candidate.ByTheWeek ? BestNow(candidate, double.PositiveInfinity) is null : _exact.Place(candidate, _placed) is null) ? AdmissionRefusal.NoPlaceLeft
        : AdmissionRefusal.TooDear;

    private PricedCourse? BestNow(Candidate candidate, double limit)
    {
        _end.Spend(1);
        PricedCourse? best = null;
        foreach (var way in candidate.Cases)
        {
            if (_pricing.Cheapest(way, NoPrices, alone: false, best?.Cost ?? limit, out _) is { } course)
            {
                best = course;
            }
        }
        return best;
    }

    private Placement? Seated(Candidate candidate, double limit)
    {
        if (BestNow(candidate, limit) is not { } course)
        {
            return null;
        }
        var seated = _seating.Seat(course);
        foreach (var visit in seated.Visits)
        {
            _model.Mark(visit, free: true);
        }
        return seated;
    }

    // Courses near each other in time of day, half of the time around one not admitted.
    private List<int> Choose()
    {
        var count = _placed.Length;
        var size = Math.Min(count, _chance.Below(4) == 0 ? 6 + _chance.Below(10) : 2 + _chance.Below(5));
        var rejected = Enumerable.Range(0, count).Where(i => _placed[i] is null).ToList();
        var seed = rejected.Count > 0 && _chance.Below(2) == 0 ? rejected[_chance.Below(rejected.Count)] : _chance.Below(count);
        var center = Time(seed) ?? 96 + _chance.Below(120);
        var near = Enumerable.Range(0, count).Where(i => i != seed)
            .Select(i => (Candidate: i, Far: Math.Abs((Time(i) ?? center) - center) + _chance.Share() * 6))
            .OrderBy(x => x.Far).Select(x => x.Candidate).Take(size - 1).ToList();
        near.Add(seed);
        return near;
    }

    private double? Time(int i)
    {
        if (_placed[i]?.Course is { } course)
        {
            return course.Wall;
        }
        return _model.Candidates[i].Cases is [{ } way, ..] && way.MaxWall >= 0 ? way.MinWall + _chance.Below(way.MaxWall + 1 - way.MinWall) : null;
    }

    private bool Insert(int i, double share, bool priced = false)
    {
        var candidate = _model.Candidates[i];
        _end.Spend(1);
        if (!candidate.ByTheWeek)
        {
            var place = _exact.Place(candidate, _placed);
            if (place is not null && place.Cost < candidate.Rejected)
            {
                Put(i, place);
            }
            return _placed[i] is not null;
        }
        var (best, least) = ((PricedCourse?)null, double.PositiveInfinity);
        foreach (var way in candidate.Cases)
        {
            if (_pricing.Cheapest(way, share > 0 ? candidate.Prices(way) : NoPrices, alone: false, least, out var price, share) is { } course)
            {
                (best, least) = (course, price);
            }
        }
        if (best is null || (priced ? least : best.Cost) >= candidate.Rejected)
        {
            return false;
        }
        var placement = _seating.Seat(best);
        (_placed[i], Cost) = (placement, Cost - candidate.Rejected + placement.Cost);
        _model.Add(best, 1, taken: true);
        return true;
    }

    private void Put(int i, Placement placement)
    {
        foreach (var visit in placement.Visits)
        {
            _model.Mark(visit, free: false);
        }
        if (placement.Course is { } course)
        {
            _model.Add(course, 1, taken: true);
        }
        _placed[i] = placement;
        Cost += placement.Cost - _model.Candidates[i].Rejected;
    }

    private void Remove(int i)
    {
        if (_placed[i] is not { } placement)
        {
            return;
        }
        foreach (var visit in placement.Visits)
        {
            _model.Mark(visit, free: true);
        }
        if (placement.Course is { } course)
        {
            _model.Add(course, -1, taken: true);
        }
        _placed[i] = null;
        Cost += _model.Candidates[i].Rejected - placement.Cost;
    }

    private void Remember()
    {
        if (Cost < BestCost - 0.5)
        {
            BestCost = Cost;
            _placed.CopyTo(_best, 0);
        }
    }
}
