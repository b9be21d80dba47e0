using Scheduling.Domain.Authorizations;
using static Scheduling.Domain.Authorizations.UnitState;

namespace Scheduling.Domain.Tests.Authorizations;

/// <summary>R19: a visit has at most one unit, whose window and codes cover it, and the counts always add up.</summary>
public sealed class UnitLedgerTests
{
    [Fact]
    public void Settle_BookDeliverUndoCancel_ReservesConsumesAndReleases()
    {
        var course = new UnitCase();
        var line = course.Line(2);
        var visit = course.Visit(0);

        foreach (var (needs, kind, counts) in new (UnitState?, UnitEntryKind, (int, int, int))[]
        {
            (Reserved, UnitEntryKind.Reserve, (1, 0, 1)),
            (Consumed, UnitEntryKind.Consume, (0, 1, 1)),
            (Reserved, UnitEntryKind.Reserve, (1, 0, 1)),
            (null, UnitEntryKind.Release, (0, 0, 2)),
        })
        {
            course.Becomes(visit, needs);
            var entry = Assert.Single(course.Settle().Entries);
            Assert.Equal((kind, visit, "90868"), (entry.Kind, entry.AppointmentId, entry.Code));
            Assert.Equal(counts, (line.Reserved, line.Consumed, line.Remaining));
            Assert.Empty(course.Settle().Entries);
        }
    }

    [Fact]
    public void Settle_MoreVisitsThanUnits_GivesThemToTheEarliest_AndOnAMissToTheNext()
    {
        var course = new UnitCase();
        course.Line(3);
        var late = course.Visit(4);
        var visits = Enumerable.Range(0, 4).Select(d => course.Visit(d)).ToList();

        var settled = course.Settle();

        Assert.Equal([visits[3], late], settled.Without.Keys.OrderBy(v => course.Visits[v].Date));
        Assert.All(settled.Without.Values, r => Assert.Equal(UnitReasons.NoUnitLeft, r));
        course.Becomes(visits[1], null);
        Assert.Equal([late], course.Settle().Without.Keys);
        Assert.Equal(Reserved, course.Of(visits[3]));
    }

    [Fact]
    public void Settle_SeveralLines_TakesTheOneThatEndsFirst_SoThatAllHaveAUnit()
    {
        var course = new UnitCase();
        var open = course.Line(1);
        var january = course.Line(1, 0, 3);
        var (outside, inside) = (course.Visit(10), course.Visit(1));

        Assert.Empty(course.Settle().Without);
        Assert.Equal((january, open), (course.LineOf(inside), course.LineOf(outside)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, null)]
    [InlineData(-1, UnitReasons.OutsideAuthorization)]
    [InlineData(5, UnitReasons.OutsideAuthorization)]
    public void Settle_Window_HoldsBothOfItsDates(int day, string? reason)
    {
        var course = new UnitCase();
        course.Line(1, 0, 4);
        var visit = course.Visit(day);

        Assert.Equal(reason, course.Settle().Without.GetValueOrDefault(visit));
    }

    [Fact]
    public void Settle_MoveOutOfTheWindow_GivesTheUnitBack()
    {
        var course = new UnitCase();
        var line = course.Line(1, 0, 4);
        var visit = course.Visit(4);
        course.Settle();
        course.Visits[visit] = course.Visits[visit] with { Date = UnitCase.Monday.AddDays(5) };

        Assert.Equal(UnitReasons.OutsideAuthorization, course.Settle().Without[visit]);
        Assert.Equal((0, 1), (line.Reserved, line.Remaining));
    }

    [Fact]
    public void Settle_90867_IsPaidOnce_AlsoAcrossSites()
    {
        var course = new UnitCase();
        course.Line(10);
        var first = course.Visit(0, Consumed, "initial");
        var second = course.Visit(7, Reserved, "initial", site: Guid.CreateVersion7());

        var settled = course.Settle();

        Assert.Equal((Consumed, UnitReasons.CodeUsed), (course.Of(first)!.Value, settled.Without[second]));
        // Of a missed first visit the code is free again.
        course.Becomes(first, null);
        course.Settle();
        Assert.Equal(Reserved, course.Of(second));
    }

    [Fact]
    public void Settle_90869_StandsInForThatDays90868()
    {
        var course = new UnitCase();
        course.Line(2, codes: ["90868"]);
        var (redetermined, initial) = (course.Visit(0, kind: "redetermination"), course.Visit(1, kind: "initial"));

        var settled = course.Settle();

        Assert.Equal(Reserved, course.Of(redetermined));
        Assert.Equal("90869", course.Claims.Single().Code);
        Assert.Equal(UnitReasons.CodeNotCovered, settled.Without[initial]);
    }

    [Fact]
    public void Settle_BasisDay_IsOneUnitForTheDay_UsedByItsFirstDelivery()
    {
        var course = new UnitCase();
        var line = course.Line(1, basis: UnitBasis.Day);
        var (morning, noon) = (course.Visit(0, hour: 9), course.Visit(0, hour: 12));
        var other = course.Visit(1);

        Assert.Equal([other], course.Settle().Without.Keys);
        Assert.Equal((1, 0), (line.Reserved, line.Consumed));
        course.Becomes(morning, Consumed);
        course.Settle();
        Assert.Equal((0, 1), (line.Reserved, line.Consumed));
        course.Becomes(noon, Consumed);
        Assert.Equal((0, 0), Deltas(course.Settle()));
        course.Becomes(morning, null);
        course.Settle();
        Assert.Equal((0, 1), (line.Reserved, line.Consumed));
    }

    [Fact]
    public void Settle_BasisCourse_IsOneUnitForAll()
    {
        var course = new UnitCase();
        var line = course.Line(1, basis: UnitBasis.Course);
        var visits = Enumerable.Range(0, 30).Select(d => course.Visit(d)).ToList();

        Assert.Empty(course.Settle().Without);
        Assert.Equal((1, 0), (line.Reserved, line.Consumed));
        visits.ForEach(v => course.Becomes(v, null));
        course.Settle();
        Assert.Equal(1, line.Remaining);
    }

    [Fact]
    public void Settle_FiveADayAllowed_SixthIsTooMany()
    {
        var course = new UnitCase();
        course.Line(50, perDay: 5);
        var visits = Enumerable.Range(8, 6).Select(h => course.Visit(0, hour: h)).ToList();

        Assert.Equal(UnitReasons.TooOften, Assert.Single(course.Settle().Without).Value);
        Assert.Null(course.Of(visits[5]));
    }

    [Fact]
    public void Settle_PerWeek_CountsTheSitesWeek()
    {
        var course = new UnitCase();
        course.Line(50, perWeek: 2);
        var visits = new[] { 0, 2, 4, 7 }.Select(d => course.Visit(d)).ToList();

        Assert.Equal([visits[2]], course.Settle().Without.Keys);
    }

    [Fact]
    public void Settle_ThetaBurstCappedAtThirty_GivesNoMore()
    {
        var course = new UnitCase { Cap = 30 };
        course.Line(36);
        for (var i = 0; i < 36; i++)
        {
            course.Visit(i);
        }

        var without = course.Settle().Without;

        Assert.Equal(6, without.Count);
        Assert.All(without.Values, r => Assert.Equal(UnitReasons.PayerCap, r));
    }

    [Fact]
    public void Settle_OtherProviders_AreNotCovered()
    {
        var (approved, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var course = new UnitCase { OrderedBy = approved };
        var authorization = course.Approve();
        (authorization.OrderingProviderId, authorization.RenderingProviderId) = (approved, approved);
        course.Line(5, of: authorization);
        var (alone, own, both, others) = (course.Visit(0), course.Visit(1, providers: [approved]), course.Visit(2, providers: [other, approved]), course.Visit(3, providers: [other]));

        Assert.Equal([(others, UnitReasons.RenderingProviderNotCovered)], course.Settle().Without.Select(w => (w.Key, w.Value)));
        course.OrderedBy = other;
        Assert.Equal(new[] { alone, own, both, others }.Select(v => (v, UnitReasons.OrderingProviderNotCovered)), course.Settle().Without.Select(w => (w.Key, w.Value)));
        course.OrderedBy = null;
        Assert.Single(course.Settle().Without);
    }

    [Fact]
    public void Settle_OtherSite_IsNotCovered()
    {
        var course = new UnitCase();
        course.Line(5, of: course.Approve(sites: [UnitCase.Site]));
        var visit = course.Visit(0, site: Guid.CreateVersion7());

        Assert.Equal(UnitReasons.SiteNotCovered, course.Settle().Without[visit]);
    }

    [Fact]
    public void Settle_PendingOrDenied_GivesNothing()
    {
        foreach (var state in Enum.GetValues<AuthorizationState>().Where(s => !s.GivesUnits()))
        {
            var course = new UnitCase();
            course.Line(5, of: course.Approve(state));
            var visit = course.Visit(0);
            Assert.Equal(UnitReasons.NotAuthorized, course.Settle().Without[visit]);
        }
    }

    [Fact]
    public void Settle_BackDatedApproval_AttachesToVisitsDeliveredBefore()
    {
        var course = new UnitCase();
        var authorization = course.Approve(AuthorizationState.Submitted);
        var line = course.Line(5, -10, 30, of: authorization);
        var delivered = course.Visit(-3, Consumed);
        Assert.Single(course.Settle().Without);

        authorization.State = AuthorizationState.Approved;
        course.Settle();

        Assert.Equal(Consumed, course.Of(delivered));
        Assert.Equal((0, 1), (line.Reserved, line.Consumed));
    }

    [Fact]
    public void Settle_UnitThatWasUsed_StaysWithItsLine()
    {
        var course = new UnitCase();
        var first = course.Line(1);
        var delivered = course.Visit(0, Consumed);
        course.Settle();
        course.Line(5, 0, 3);

        Assert.Empty(course.Settle().Entries);
        Assert.Equal(first, course.LineOf(delivered));
    }

    [Fact]
    public void Settle_SelfPay_GivesEveryUnitBack()
    {
        var course = new UnitCase();
        var line = course.Line(5);
        course.Visit(0);
        course.Settle();
        course.Insured = false;

        Assert.Empty(course.Settle().Without);
        Assert.Equal(5, line.Remaining);
    }

    /// <summary>20 units in 4 weeks and 5 for the taper, extended by 10 and 6: every unit is used where it belongs, and none is left over.</summary>
    [Fact]
    public void Settle_TwentyAndFive_ExtendedByTenAndSix_CoversFortyOne()
    {
        var course = new UnitCase();
        var acute = course.Line(20, 0, 27);
        var taper = course.Line(5, 28, 48);
        var visits = Enumerable.Range(0, 25).Select(i => course.Visit(i < 20 ? (i / 5 * 7) + (i % 5) : 28 + ((i - 20) * 3))).ToList();
        Assert.Empty(course.Settle().Without);
        Assert.Equal((20, 5), (acute.Reserved, taper.Reserved));
        var more = Enumerable.Range(0, 16).Select(i => course.Visit(42 + i)).ToList();
        Assert.Equal(16, course.Settle().Without.Count);

        course.Line(10, 42, 51);
        course.Line(6, 50, 62);

        Assert.Empty(course.Settle().Without);
        Assert.Equal(41, course.Lines.Sum(l => l.Reserved));
        Assert.Equal(0, course.Lines.Sum(l => l.Remaining));
        Assert.All(visits.Concat(more), v => Assert.Equal(Reserved, course.Of(v)));
    }

    private static (int Reserved, int Consumed) Deltas(UnitSettlement settlement) => (settlement.Entries.Sum(e => e.Reserved), settlement.Entries.Sum(e => e.Consumed));
}
