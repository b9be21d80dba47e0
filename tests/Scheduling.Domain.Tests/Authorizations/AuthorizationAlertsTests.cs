using Scheduling.Domain.Authorizations;
using static Scheduling.Domain.Authorizations.AuthorizationAlertKind;

namespace Scheduling.Domain.Tests.Authorizations;

/// <summary>R21, mark by mark.</summary>
public sealed class AuthorizationAlertsTests
{
    private static readonly DateOnly Today = new(2027, 3, 1);

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, 30)]
    [InlineData(15, 30)]
    [InlineData(14, 14)]
    [InlineData(7, 7)]
    [InlineData(1, 7)]
    [InlineData(0, 0)]
    [InlineData(-1, null)]
    public void Of_AWindowThatEnds_SaysTheTightestMark(int days, int? level) =>
        Assert.Equal(level, Of(36, 0, days).SingleOrDefault(a => a.Kind == WindowEnds)?.Level);

    [Theory]
    [InlineData(30, null)]
    [InlineData(31, 5)]
    [InlineData(34, 5)]
    [InlineData(35, 1)]
    [InlineData(36, 0)]
    public void Of_UnitsUsed_SaysHowFewAreLeft(int used, int? level) =>
        Assert.Equal(level, Of(36, used, 90).SingleOrDefault(a => a.Kind == UnitsLeft)?.Level);

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(20, true)]
    public void Of_EightyPercentUsed_PromptsAnExtension(int used, bool due)
    {
        Assert.Equal(due, Of(20, used, 90).Any(a => a.Kind == ExtensionDue));
        Assert.DoesNotContain(Of(20, used, 90, AuthorizationState.ExtensionRequested), a => a.Kind == ExtensionDue);
    }

    [Fact]
    public void Of_OneThatGivesNoUnits_IsQuiet()
    {
        foreach (var state in Enum.GetValues<AuthorizationState>().Where(s => !s.GivesUnits()))
        {
            Assert.Empty(Of(36, 36, 0, state));
        }
    }

    private static IReadOnlyList<AuthorizationAlert> Of(int granted, int used, int days, AuthorizationState state = AuthorizationState.Approved) =>
        AuthorizationAlerts.Of(new Authorization { State = state }, [new AuthorizationLine { Granted = granted, Consumed = used, WindowUntil = Today.AddDays(days) }], Today, new AlertMarks());
}
