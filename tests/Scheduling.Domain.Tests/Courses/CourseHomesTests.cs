using System.Globalization;
using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Tests.Courses;

/// <summary>Home sites and models that hold from a date on.</summary>
public sealed class CourseHomesTests
{
    private static readonly Guid A = Guid.NewGuid(), B = Guid.NewGuid(), C = Guid.NewGuid();
    private static readonly DateOnly Today = On("02-22");
    private readonly Course course = new() { Modality = "rtms", Indication = "mdd", SiteId = A };

    [Fact]
    public void MoveHome_FromALaterDate_HoldsFromThen_AndSettlesOnce()
    {
        Assert.True(course.MoveHome(B, On("03-01"), Today));

        Assert.Equal((A, B, A), (course.SiteOn(On("02-28")), course.SiteOn(On("03-01")), course.SiteId));
        Assert.Equal((On("02-28"), null), (course.SameUntil(Today), course.SameUntil(On("03-01"))));
        Assert.Equal((null, On("03-01")), (course.SameFrom(Today), course.SameFrom(On("04-01"))));
        Assert.Equal([true, false, false, true, true], [course.MayLieAt(A, Today), course.MayLieAt(A, On("03-01")), course.MayLieAt(B, On("02-28")), course.MayLieAt(B, On("03-01")), course.MayLieAt(C, Today)]);
        Assert.False(course.SettleHome(On("02-28")));
        Assert.Equal(On("03-01"), course.HomeChangesOn);
        Assert.True(course.SettleHome(On("03-01")));
        Assert.Equal((B, null), (course.SiteId, course.HomeChangesOn));
        Assert.Equal(A, course.SiteOn(Today));
        Assert.False(course.SettleHome(On("03-02")));
    }

    [Fact]
    public void MoveHome_AtOnce_BackOrTwice_LeavesWhatHoldsFromThenOn()
    {
        Assert.False(course.MoveHome(A, Today, Today));
        Assert.Empty(course.Homes);
        Assert.True(course.MoveHome(B, On("03-01"), Today));
        Assert.False(course.MoveHome(B, On("03-01"), Today));
        Assert.False(course.MoveHome(B, On("03-08"), Today));
        Assert.True(course.MoveHome(C, On("03-08"), Today));
        Assert.Equal((B, C), (course.SiteOn(On("03-07")), course.SiteOn(On("03-08"))));
        Assert.True(course.MoveHome(C, On("02-25"), Today));
        Assert.Equal((A, C, C), (course.SiteOn(On("02-24")), course.SiteOn(On("02-25")), course.SiteOn(On("03-05"))));
        Assert.True(course.MoveHome(A, Today, Today));
        Assert.Equal((A, A, null), (course.SiteId, course.SiteOn(On("12-31")), course.HomeChangesOn));
        Assert.True(course.MoveHome(B, Today, Today));
        Assert.Equal((B, null), (course.SiteId, course.HomeChangesOn));
    }

    [Fact]
    public void KeepModel_TakesBackWhatIsNotDueYet_WithItsThreshold()
    {
        course.DeviceModelId = A;
        course.ChangeModel(B, On("03-01"));
        course.DemandThreshold(On("03-01"));
        Assert.Equal(On("02-28"), course.SameUntil(Today));
        course.KeepModel(On("03-01"));
        Assert.Equal(B, course.ModelOn(On("03-01")));

        course.KeepModel(On("02-25"));

        Assert.Equal((A, A, null), (course.ModelOn(On("03-01")), course.ModelOn(Today), course.DeviceModelFrom));
        Assert.Empty(course.ThresholdsFrom);
    }

    private static DateOnly On(string monthAndDay) => DateOnly.ParseExact($"2027-{monthAndDay}", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
