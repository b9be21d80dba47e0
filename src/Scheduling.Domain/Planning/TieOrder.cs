using System.Runtime.InteropServices;

namespace Scheduling.Domain.Planning;

/// <summary>
/// The order in which equally good staff, devices and rooms are tried: always the same for a patient, and another one for the next. Courses that
/// are planned at the same moment then don't all ask for whoever has the lowest id, and lose their places to each other.
/// </summary>
internal static class TieOrder
{
    /// <summary>Sorts resources for a patient; equal only for equal ids.</summary>
    internal static (ulong Mixed, Guid Id) Of(Guid patientId, Guid resourceId)
    {
        var (a, b) = (Halves(patientId), Halves(resourceId));
        return (Mix(Mix(Mix(a.High ^ b.High) ^ a.Low) ^ b.Low), resourceId);
    }

    private static (ulong High, ulong Low) Halves(Guid id)
    {
        var words = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in id));
        return (words[0], words[1]);
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input changes about half of the output's.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
