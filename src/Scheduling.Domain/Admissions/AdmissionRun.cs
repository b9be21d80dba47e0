namespace Scheduling.Domain.Admissions;

/// <summary>
/// One run of the planner: first come, first served by P1; prices and bound; the search; then every course once more at its exact best by P1,
/// until none gains; and a last check of the rules.
/// </summary>
internal sealed class AdmissionRun
{
    private readonly AdmissionRequest _request;
    private readonly IProgress<AdmissionProgress>? _progress;
    private readonly SearchEnd _end;
    private readonly AdmissionModel _model;
    private readonly ExactPlacing _exact;
    private readonly AdmissionSearch _search;
    private readonly DualAscent _dual;
    private int _told = -1;

    internal AdmissionRun(AdmissionRequest request, IProgress<AdmissionProgress>? progress, CancellationToken cancellation)
    {
        (_request, _progress) = (request, progress);
        _end = new SearchEnd(request.TimeLimit, request.StepLimit, cancellation);
        _model = new AdmissionModel(request);
        _exact = new ExactPlacing(_model);
        _search = new AdmissionSearch(_model, _exact, _end, request.Seed);
        _dual = new DualAscent(_model, threads: 2);
    }

    internal AdmissionPlan Plan()
    {
        if (_model.Candidates.Count == 0)
        {
            return new AdmissionPlan { Decisions = [], Cost = 0, Bound = 0, FirstComeCost = 0, Steps = 0 };
        }
        var firstCome = FirstCome();
        _search.Load(firstCome);
        var firstComeCost = _search.Cost;
        Ascend(_end.Gone + 0.2 * (1 - _end.Gone));
        for (var round = 0; Open; round++)
        {
            _dual.Settle();
            _search.Dive(_end.StepsIn(0.12));
            Tell();
            _search.Load(_search.Best);
            _dual.Settle();
            Anneal(round);
        }
        Finish();
        var placed = _search.Best.ToArray();
        foreach (var illegal in new LegalityCheck(_model, _exact).Illegal(placed).ToList())
        {
            placed[illegal] = null;
        }
        return Answer(placed, firstComeCost);
    }

    private bool Open => _end.Gone < 1 && _search.BestCost - _dual.Bound > 0.5;

    private Placement?[] FirstCome()
    {
        var placed = new Placement?[_model.Candidates.Count];
        var began = _end.Milliseconds;
        foreach (var candidate in _model.Candidates)
        {
            if (_end.IsCancelled)
            {
                break;
            }
            if (!candidate.ByTheWeek)
            {
                candidate.LeastByP1 = _exact.Place(candidate, new Placement?[placed.Length]) is { Option: { } alone } && candidate.Course.MaxShortfalls == 0 ? (double)(alone.Bound * 1000) : candidate.Course.MaxShortfalls == 0 ? candidate.Rejected : 0;
            }
            placed[candidate.Number] = _search.PlaceExactly(candidate, placed) is { } place && place.Cost < candidate.Rejected ? place : null;
        }
        // Where changes cost nothing, P1 is needed at the end to write the options out at most.
        _end.Reserve((_model.Candidates.All(c => c.ChangesAreFree) ? 0.3 : 2) * (_end.Milliseconds - began));
        return placed;
    }

    // Until the bound meets the best plan, no longer rises, or its share of the time is gone.
    private void Ascend(double until)
    {
        _end.Measure();
        var (checkedAt, checkedBound) = (0, double.NegativeInfinity);
        for (var i = 1; Open && _end.Gone < until; i++)
        {
            _dual.Step(_search.BestCost);
            _end.Spend(_model.Candidates.Count);
            Tell();
            if (i - checkedAt == 400)
            {
                if (_dual.Bound - checkedBound < 2e-4 * Math.Abs(_dual.Bound))
                {
                    break;
                }
                (checkedAt, checkedBound) = (i, _dual.Bound);
            }
        }
    }

    private void Anneal(int round)
    {
        var from = _end.Gone;
        var until = Math.Min(1, from + (1 - from) * (round < 2 ? 0.15 : 0.3) + 0.02);
        while (_end.Gone is var gone && gone < until && Open)
        {
            _search.Iterate(100_000 * Math.Pow(0.03, (gone - from) / (until - from)));
            Tell();
        }
    }

    // Each course at its exact best beside the others, until none gains; then all are written out.
    private void Finish()
    {
        _search.Load(_search.Best);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < _model.Candidates.Count && !_end.IsOver; i++)
            {
                changed |= _search.Improve(i);
            }
            for (var i = 0; i < _model.Candidates.Count; i++)
            {
                changed |= _search.Write(i);
            }
        }
    }

    private AdmissionPlan Answer(Placement?[] placed, double firstComeCost)
    {
        var decisions = _model.Candidates.Select(c => new AdmissionDecision(
            c.Id,
            placed[c.Number]?.Option,
            placed[c.Number]?.Option?.Score ?? Minutes(c.Rejected),
            placed[c.Number] is null ? _search.WhyNot(c) : null)).ToList();
        var cost = decisions.Sum(d => d.Cost);
        return new AdmissionPlan
        {
            Decisions = decisions,
            Cost = cost,
            Bound = Bound(),
            FirstComeCost = Minutes(firstComeCost),
            Steps = _end.Steps,
        };
    }

    private decimal Bound() => _dual.Bound > 0 ? Minutes(_dual.Bound) : 0;

    private void Tell()
    {
        if (_progress is not null && (int)(_end.Gone * 100) is var percent && percent != _told)
        {
            _told = percent;
            _progress.Report(new AdmissionProgress(Math.Min(100, percent), _search.Best.Count(p => p is not null), Minutes(_search.BestCost), Bound()));
        }
    }

    private static decimal Minutes(double thousandths) => Math.Floor((decimal)thousandths) / 1000m;
}
