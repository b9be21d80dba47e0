using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Scheduling.Benchmarks.Judge;

/// <summary>COIN-OR's CBC as a program of its own, which gets the programme as a file in the LP format.</summary>
internal sealed partial class CbcSolver(TimeSpan time)
{
    /// <summary>What the terms come to at least, under limits on others: the optimum, or what the solver had proven when its time was up.</summary>
    /// <exception cref="InvalidOperationException">The solver found no solution to be possible, or can't be run.</exception>
    internal LeastFound Least(RepairProgramme programme, IEnumerable<Term> terms, IReadOnlyList<(IEnumerable<Term> Terms, long Most)> limits)
    {
        var folder = Directory.CreateTempSubdirectory("scheduling-repair-");
        try
        {
            var file = Path.Combine(folder.FullName, "repair.lp");
            using (var writer = new StreamWriter(file))
            {
                programme.Write(writer, terms, limits);
            }
            var start = new ProcessStartInfo("cbc") { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var argument in new[] { file, "-sec", time.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture), "-solve" })
            {
                start.ArgumentList.Add(argument);
            }
            using var process = Process.Start(start) ?? throw new InvalidOperationException("cbc can't be run.");
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var optimal = said.Contains("Optimal solution found", StringComparison.Ordinal);
            var found = (optimal ? Objective() : LowerBound()).Match(said);
            return found.Success
                // A sum of whole numbers: what is a little above one is the next.
                ? new LeastFound((long)Math.Ceiling(double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) - 1e-4), optimal)
                : throw new InvalidOperationException($"cbc ended without a bound: {string.Join('\n', said.Split('\n').TakeLast(12))}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"^Objective value:\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Objective();

    [GeneratedRegex(@"^Lower bound:\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex LowerBound();
}

/// <summary>What a sum comes to at least.</summary>
/// <param name="Value">The sum.</param>
/// <param name="Optimal">Whether the solver has a solution that reaches it.</param>
internal readonly record struct LeastFound(long Value, bool Optimal)
{
    /// <inheritdoc/>
    public override string ToString() => Optimal ? $"{Value}" : $"{Value} (time was up)";
}
