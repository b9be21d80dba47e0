using Scheduling.Domain.Messages;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>What a patient knows of their visits, as messages reach them or don't.</summary>
public sealed class PatientMessagingTests
{
    private static readonly DateTimeOffset Now = new(2027, 2, 22, 11, 0, 0, TimeSpan.Zero);
    private static readonly Guid Site = Guid.CreateVersion7();
    private static readonly ToldVisit Tuesday = new(Guid.CreateVersion7(), Now.AddDays(1), Site);
    private static readonly ToldVisit Moved = Tuesday with { StartsAt = Now.AddDays(2) };
    private static readonly ToldVisit Off = Tuesday with { Stands = false };

    public static TheoryData<ToldVisit[], ToldVisit[], ToldVisit[], ToldVisit[]> Lost => new()
    {
        // Known before, said, known before that, known after.
        { [Tuesday], [Tuesday], [], [] },
        { [Moved], [Moved], [Tuesday], [Tuesday] },
        { [Moved], [Moved], [], [] },
        { [Off], [Off], [Tuesday], [Tuesday] },
        // Whoever was never told of it by a message knew it all the same.
        { [Off], [Off], [], [Tuesday] },
        // Something else was said since.
        { [Moved], [Tuesday], [], [Moved] },
    };

    [Theory]
    [MemberData(nameof(Lost))]
    public void Forget_WhatDidNotArrive_LeavesWhatWasKnownBefore(ToldVisit[] told, ToldVisit[] said, ToldVisit[] before, ToldVisit[] expected)
    {
        var messaging = new PatientMessaging { Told = told, Tellings = 3 };
        messaging.Forget(said, before);
        Assert.Equal(expected, messaging.Told);
        Assert.Equal(told.SequenceEqual(expected) ? 3 : 4, messaging.Tellings);
    }
}
