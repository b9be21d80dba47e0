using System.Globalization;

namespace Scheduling.Benchmarks.Http;

/// <summary>Times of one kind of request, in milliseconds.</summary>
internal sealed class Sample
{
    private readonly List<double> times = [];

    public void Add(double milliseconds) => times.Add(milliseconds);

    public double P50 => At(.50);

    public double P95 => At(.95);

    public double P99 => At(.99);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,7:0.0} {P95,7:0.0} {P99,7:0.0}");

    private double At(double share)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }
}
