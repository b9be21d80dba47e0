namespace Scheduling.Domain.Admissions;

/// <summary>Chances from a seed, the same on every machine and runtime: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</summary>
internal sealed class Chance(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A whole number in [0, below).</summary>
    internal int Below(int below) => (int)((Draw() >> 32) * (ulong)below >> 32);

    /// <summary>A number in [0, 1).</summary>
    internal double Share() => (Draw() >> 11) * (1.0 / (1UL << 53));

    internal void Shuffle(int[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private ulong Draw()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
