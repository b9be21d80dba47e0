using Scheduling.Domain.Authorizations;

namespace Scheduling.Domain.Tests.Authorizations;

/// <summary>Any interleaving of book, move, cancel, deliver, undo, extend, shorten and terminate: the ledger adds up after every step (R19).</summary>
public sealed class UnitLedgerPropertyTests
{
    [Fact]
    public void Settle_AfterAnyRandomSteps_AddsUp()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            Run(seed);
        }
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var course = new UnitCase { Cap = random.Next(4) == 0 ? random.Next(5, 20) : null };
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var authorization = course.Approve();
            for (var j = random.Next(1, 3); j > 0; j--)
            {
                var from = random.Next(-5, 20);
                course.Line(
                    random.Next(0, 12), random.Next(3) == 0 ? null : from, random.Next(3) == 0 ? null : from + random.Next(1, 25), (UnitBasis)random.Next(3),
                    random.Next(3) == 0 ? ["90868"] : null, random.Next(3) == 0 ? random.Next(1, 3) : null, random.Next(3) == 0 ? random.Next(1, 6) : null, authorization);
            }
        }

        for (var step = 0; step < 60; step++)
        {
            Step(course, random);
            Check(course, course.Settle(), $"seed {seed}, step {step}");
        }
    }

    private static void Step(UnitCase course, Random random)
    {
        var visits = course.Visits.Keys.Order().ToList();
        var any = visits.Count == 0 ? (Guid?)null : visits[random.Next(visits.Count)];
        switch (random.Next(9))
        {
            case 0 or 1 or 2:
                course.Visit(random.Next(0, 30), kind: random.Next(8) switch { 0 => "initial", 1 => "redetermination", _ => "treatment" }, hour: random.Next(8, 18));
                break;
            case 3 when any is { } moved && course.Visits[moved].Needs == UnitState.Reserved:
                course.Visits[moved] = course.Visits[moved] with { Date = UnitCase.Monday.AddDays(random.Next(0, 30)) };
                break;
            case 4 when any is { } cancelled && course.Visits[cancelled].Needs == UnitState.Reserved:
                course.Becomes(cancelled, null);
                break;
            case 5 when any is { } delivered:
                course.Becomes(delivered, UnitState.Consumed);
                break;
            case 6 when any is { } undone:
                course.Becomes(undone, UnitState.Reserved);
                break;
            case 7:
                var extended = course.Lines[random.Next(course.Lines.Count)];
                course.Adjust(extended, Math.Max(extended.Consumed - extended.Granted, random.Next(-4, 10)));
                break;
            default:
                var ended = course.Lines[random.Next(course.Lines.Count)];
                ended.WindowUntil = UnitCase.Monday.AddDays(random.Next(0, 40));
                break;
        }
    }

    private static void Check(UnitCase course, UnitSettlement settlement, string at)
    {
        foreach (var line in course.Lines)
        {
            var rows = course.Ledger.Where(e => e.LineId == line.Id).ToList();
            Assert.True((line.Granted, line.Reserved, line.Consumed) == (rows.Sum(e => e.Granted), rows.Sum(e => e.Reserved), rows.Sum(e => e.Consumed)), at);
            Assert.True(line.Reserved >= 0 && line.Consumed >= 0 && line.Remaining >= 0, $"{at}: {line.Granted} = {line.Reserved} + {line.Consumed} + {line.Remaining}");
            var claims = course.Claims.Where(c => c.LineId == line.Id).ToList();
            var units = line.Basis switch { UnitBasis.Visit => claims.Count, UnitBasis.Day => claims.DistinctBy(c => c.ServiceOn).Count(), _ => Math.Min(1, claims.Count) };
            Assert.True(units == line.Reserved + line.Consumed, $"{at}: {units} units of visits, {line.Reserved} + {line.Consumed} counted");
            Assert.True(claims.TrueForAll(c => line.Holds(c.ServiceOn)), at);
        }

        Assert.True(course.Claims.Count == course.Claims.DistinctBy(c => c.Id).Count(), at);
        Assert.True(course.Claims.Count(c => c.Once) <= 1, $"{at}: 90867 twice");
        Assert.True(!(course.Claims.Count > course.Cap), at);
        Assert.True(course.Visits.Values.Count(v => v.Needs is not null) == settlement.Claims.Count + settlement.Without.Count, at);
        Assert.All(course.Claims, c => Assert.Equal(course.Visits[c.Id].Needs, c.State));
        Assert.Empty(course.Settle().Entries);
    }
}
