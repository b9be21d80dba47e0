using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scheduling.Domain.Planning;

/// <summary>One bit for each 5-minute step of a local day: 320 bits hold the 300 steps of a day of 25 hours.</summary>
[InlineArray(Words)]
internal struct SlotMask
{
    internal const int Words = 5;
    internal const int Bits = Words * 64;
    private ulong _word;

    internal readonly bool IsEmpty
    {
        get
        {
            foreach (var word in this)
            {
                if (word != 0)
                {
                    return false;
                }
            }
            return true;
        }
    }

    internal static SlotMask Range(int from, int until)
    {
        var mask = default(SlotMask);
        from = Math.Max(0, from);
        until = Math.Min(Bits, until);
        for (var i = 0; i < Words; i++)
        {
            var (low, high) = (Math.Clamp(from - i * 64, 0, 64), Math.Clamp(until - i * 64, 0, 64));
            if (low < high)
            {
                mask[i] = (ulong.MaxValue >> (64 - (high - low))) << low;
            }
        }
        return mask;
    }

    internal static SlotMask Full => Range(0, Bits);

    /// <summary>Sets or clears the bits of [from, until); both within 0 and <see cref="Bits"/>.</summary>
    internal void Fill(int from, int until, bool set)
    {
        for (var i = from >> 6; i << 6 < until; i++)
        {
            var (low, high) = (Math.Max(from - (i << 6), 0), Math.Min(until - (i << 6), 64));
            var bits = low < high ? (ulong.MaxValue >> (64 - (high - low))) << low : 0;
            this[i] = set ? this[i] | bits : this[i] & ~bits;
        }
    }

    /// <summary>Whether all bits of [from, until) are set.</summary>
    internal readonly bool HasAll(int from, int until)
    {
        var other = this;
        other.Fill(from, until, true);
        for (var i = 0; i < Words; i++)
        {
            if (other[i] != this[i])
            {
                return false;
            }
        }
        return true;
    }

    internal readonly bool Has(int bit) => (uint)bit < Bits && (this[bit >> 6] >> (bit & 63) & 1) != 0;

    internal static SlotMask And(SlotMask a, SlotMask b)
    {
        for (var i = 0; i < Words; i++)
        {
            a[i] &= b[i];
        }
        return a;
    }

    internal static SlotMask AndNot(SlotMask a, SlotMask b)
    {
        for (var i = 0; i < Words; i++)
        {
            a[i] &= ~b[i];
        }
        return a;
    }

    internal static SlotMask Or(SlotMask a, SlotMask b)
    {
        for (var i = 0; i < Words; i++)
        {
            a[i] |= b[i];
        }
        return a;
    }

    /// <summary>Bit i of the result is bit i + by of the mask; by may be negative.</summary>
    internal readonly SlotMask Shift(int by)
    {
        var result = default(SlotMask);
        var words = Math.Abs(by) >> 6;
        var bits = Math.Abs(by) & 63;
        for (var i = 0; i < Words; i++)
        {
            var source = by >= 0 ? i + words : i - words;
            var next = by >= 0 ? source + 1 : source - 1;
            var value = (uint)source < Words ? by >= 0 ? this[source] >> bits : this[source] << bits : 0UL;
            if (bits != 0 && (uint)next < Words)
            {
                value |= by >= 0 ? this[next] << (64 - bits) : this[next] >> (64 - bits);
            }
            result[i] = value;
        }
        return result;
    }

    /// <summary>The bits from which a run of <paramref name="length"/> set bits begins, by doubling.</summary>
    internal readonly SlotMask Runs(int length)
    {
        var (a, b, c, d, e) = (this[0], this[1], this[2], this[3], this[4]);
        for (var have = 1; have < length;)
        {
            var by = Math.Min(Math.Min(have, length - have), 63);
            var left = 64 - by;
            a &= (a >> by) | (b << left);
            b &= (b >> by) | (c << left);
            c &= (c >> by) | (d << left);
            d &= (d >> by) | (e << left);
            e &= e >> by;
            have += by;
        }
        var mask = default(SlotMask);
        (mask[0], mask[1], mask[2], mask[3], mask[4]) = (a, b, c, d, e);
        return mask;
    }

    /// <summary>The highest set bit, or -1.</summary>
    internal readonly int Highest()
    {
        for (var i = Words - 1; i >= 0; i--)
        {
            if (this[i] != 0)
            {
                return i * 64 + 63 - BitOperations.LeadingZeroCount(this[i]);
            }
        }
        return -1;
    }

    /// <summary>The first set bit at or after <paramref name="from"/>, or -1.</summary>
    internal readonly int NextAtOrAfter(int from)
    {
        from = Math.Max(from, 0);
        for (var i = from >> 6; i < Words; i++)
        {
            var word = i == from >> 6 ? this[i] & (ulong.MaxValue << (from & 63)) : this[i];
            if (word != 0)
            {
                return i * 64 + BitOperations.TrailingZeroCount(word);
            }
        }
        return -1;
    }

    /// <summary>The last set bit at or before <paramref name="from"/>, or -1.</summary>
    internal readonly int LastAtOrBefore(int from)
    {
        from = Math.Min(from, Bits - 1);
        for (var i = from >> 6; i >= 0 && from >= 0; i--)
        {
            var word = i == from >> 6 ? this[i] & (ulong.MaxValue >> (63 - (from & 63))) : this[i];
            if (word != 0)
            {
                return i * 64 + 63 - BitOperations.LeadingZeroCount(word);
            }
        }
        return -1;
    }
}
