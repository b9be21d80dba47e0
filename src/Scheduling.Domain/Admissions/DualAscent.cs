namespace Scheduling.Domain.Admissions;

/// <summary>Prices of capacity under which the list's courses, each placed at its cheapest, cost as much as possible: the lower bound.</summary>
/// <remarks>
/// <para>
/// Proof that it is valid, for any prices of 0 or more. Take a legal plan. At each step of a day, the visits that take a lane of a
/// <see cref="CapacityRow"/> are at most its lanes, so what they pay for the step is at most price * lanes; summed over all rows and steps,
/// sum(pay) &lt;= sum(price * capacity). A course admitted costs at least its days, starts and waits without changes of person and device; with
/// what it pays, that is at least its cheapest place under the prices on the site's load before anybody was admitted, as
/// <see cref="CoursePricing"/> finds it. One not admitted costs its price of rejection and pays nothing. Hence cost >= sum over candidates of
/// min(rejection, cheapest priced place) - sum(price * capacity). A candidate that cannot be priced so enters with its P1 bound on that load:
/// what it pays is not negative and may be left out.
/// </para>
/// <para>
/// All figures are whole thousandths, so that nothing is lost in rounding. The prices climb by the volume algorithm (Barahona and Anbil,
/// Mathematical Programming 87, 2000): steps along demand minus capacity, demand averaged over what was placed so far.
/// </para>
/// </remarks>
internal sealed class DualAscent
{
    private readonly AdmissionModel _model;
    private readonly CoursePricing[] _pricing;
    private readonly PricedCourse?[] _chosen;
    private readonly double[] _least;
    private readonly double[][] _average;
    private readonly double[][] _center;
    private readonly double[][] _capacity;
    private readonly int[] _among;
    private readonly bool _alone;
    private const int Free = 40;
    private const int Patience = 12;
    private const double FirstMove = 20_000;
    private const double DiveMove = 1_000;
    private const double LaterMove = 1_000;
    private double _step;
    private int _worse;
    private int _taken;

    internal DualAscent(AdmissionModel model, int threads)
        : this(model, [.. Enumerable.Range(0, model.Candidates.Count)], true, threads)
    {
    }

    internal DualAscent(AdmissionModel model, int[] among, bool alone, int threads)
    {
        (_model, _among, _alone) = (model, among, alone);
        _pricing = [.. Enumerable.Range(0, threads).Select(_ => new CoursePricing())];
        (_chosen, _least) = (new PricedCourse?[among.Length], new double[among.Length]);
        _average = [.. model.Rows.Select(r => new double[r.Capacity.Length])];
        _center = [.. model.Rows.Select(r => (double[])r.Price.Clone())];
        _capacity = [.. model.Rows.Select(r => alone ? r.Capacity : r.Capacity.Zip(r.Taken, (c, t) => c - t).ToArray())];
        Bound = double.NegativeInfinity;
    }

    internal PricedCourse?[] Chosen => _chosen;

    /// <summary>The best bound so far, in thousandths times priority.</summary>
    internal double Bound { get; private set; }

    /// <summary>Sets the rows' prices to those of the best bound.</summary>
    internal void Settle()
    {
        for (var r = 0; r < _center.Length; r++)
        {
            _center[r].CopyTo(_model.Rows[r].Price, 0);
        }
        _model.ReadPrices();
    }

    /// <summary>One step of the ascent towards the cost of the best plan known.</summary>
    internal void Step(double target)
    {
        if (_taken > 0)
        {
            Move(target);
        }
        _model.ReadPrices();
        var bound = Price();
        Average(first: _taken == 0);
        if (bound > Bound)
        {
            // Along the way just taken demand still exceeds capacity: longer steps; else they are about right.
            _step = _taken > Free && Slope() >= 0 ? Math.Min(2, _step * 1.5) : _step;
            (Bound, _worse) = (bound, 0);
            Remember();
        }
        else if (_taken > Free && ++_worse >= Patience)
        {
            (_step, _worse) = (Math.Max(1e-6, _step * 0.8), 0);
        }
        _taken++;
    }

    private void Remember()
    {
        for (var r = 0; r < _center.Length; r++)
        {
            _model.Rows[r].Price.CopyTo(_center[r], 0);
        }
    }

    private void Move(double target)
    {
        var free = !_alone || _taken <= Free;
        var (norm, most) = (0.0, 0.0);
        for (var r = 0; r < _center.Length; r++)
        {
            var (capacity, average, from) = (_capacity[r], _average[r], free ? _model.Rows[r].Price : _center[r]);
            for (var i = 0; i < capacity.Length; i++)
            {
                var slope = average[i] - capacity[i];
                norm += from[i] > 0 || slope > 0 ? slope * slope : 0;
                most = Math.Max(most, slope);
            }
        }
        if (norm == 0)
        {
            return;
        }
        var reach = Math.Max(target - Bound, 0.001 * Math.Abs(target));
        if (_taken == Free + 1 && _alone)
        {
            _step = most > 0 ? LaterMove / most * norm / reach : 0.1;
        }
        var length = free ? (_alone ? FirstMove * Math.Pow(0.93, _taken) : DiveMove * Math.Pow(0.95, _taken)) / Math.Max(1, most) : _step * reach / norm;
        for (var r = 0; r < _center.Length; r++)
        {
            var (capacity, average, price) = (_capacity[r], _average[r], _model.Rows[r].Price);
            var from = free ? price : _center[r];
            for (var i = 0; i < capacity.Length; i++)
            {
                price[i] = from[i] > 0 || average[i] > capacity[i] ? Math.Max(0, Math.Round(from[i] + length * (average[i] - capacity[i]))) : 0;
            }
        }
    }

    // The Lagrangian at the rows' prices, and the demand of its solution.
    private double Price()
    {
        Parallel.For(0, _pricing.Length, worker =>
        {
            for (var i = worker; i < _chosen.Length; i += _pricing.Length)
            {
                (_chosen[i], _least[i]) = _model.Candidates[_among[i]].Cheapest(_pricing[worker], _alone);
            }
        });
        var bound = 0.0;
        foreach (var row in _model.Rows)
        {
            Array.Clear(row.Demand);
        }
        for (var i = 0; i < _chosen.Length; i++)
        {
            bound += _least[i];
            if (_chosen[i] is { } course)
            {
                _model.Add(course, 1, taken: false);
            }
        }
        for (var r = 0; r < _capacity.Length; r++)
        {
            var row = _model.Rows[r];
            for (var i = 0; i < row.Price.Length; i++)
            {
                bound -= row.Price[i] * _capacity[r][i];
            }
        }
        return bound;
    }

    private double Slope()
    {
        var slope = 0.0;
        for (var r = 0; r < _center.Length; r++)
        {
            var row = _model.Rows[r];
            for (var i = 0; i < row.Price.Length; i++)
            {
                slope += (row.Demand[i] - _capacity[r][i]) * (row.Price[i] - _center[r][i]);
            }
        }
        return slope;
    }

    // The average that makes what is asked beyond capacity smallest, within limits.
    private void Average(bool first)
    {
        var (cross, square) = (0.0, 0.0);
        for (var r = 0; r < _average.Length && !first; r++)
        {
            var row = _model.Rows[r];
            for (var i = 0; i < row.Price.Length; i++)
            {
                var (old, now) = (_average[r][i] - _capacity[r][i], row.Demand[i] - _capacity[r][i]);
                if (_center[r][i] > 0 || old > 0)
                {
                    cross += old * (old - now);
                    square += (old - now) * (old - now);
                }
            }
        }
        var share = first ? 1 : _taken <= Free && _alone ? 0.5 : Math.Clamp(square > 0 ? cross / square : 0.05, 0.005, 0.05);
        for (var r = 0; r < _average.Length; r++)
        {
            var demand = _model.Rows[r].Demand;
            for (var i = 0; i < demand.Length; i++)
            {
                _average[r][i] += share * (demand[i] - _average[r][i]);
            }
        }
    }
}
