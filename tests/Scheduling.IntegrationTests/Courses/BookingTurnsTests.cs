using Microsoft.Extensions.Options;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>Courses of one site are planned and booked few at a time.</summary>
public sealed class BookingTurnsTests
{
    private static readonly Guid Site = Guid.NewGuid();
    private readonly BookingTurns turns = new(Options.Create(new AppointmentOptions { BookedAtOncePerSite = 1 }));

    [Fact]
    public async Task Take_WhileAnotherRequestHasTheTurn_WaitsUntilItEnds()
    {
        var first = new BookingTurn(turns);
        using var second = new BookingTurn(turns);
        await first.TakeAsync(Site, CancellationToken.None);

        var waiting = second.TakeAsync(Site, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await waiting;

        using var third = new BookingTurn(turns);
        Assert.False(third.TakeAsync(Site, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Take_AtAnotherSite_DoesNotWait()
    {
        using var first = new BookingTurn(turns);
        using var second = new BookingTurn(turns);
        await first.TakeAsync(Site, CancellationToken.None);

        Assert.True(second.TakeAsync(Guid.NewGuid(), CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Take_WhenNobodyGivesTheTurnBack_GoesOnWithoutOne()
    {
        using var first = new BookingTurn(turns);
        using var second = new BookingTurn(turns);
        await first.TakeAsync(Site, CancellationToken.None);

        await second.TakeAsync(Site, CancellationToken.None);
        second.Dispose();

        // The second had none to give back.
        using var third = new BookingTurn(turns);
        Assert.False(third.TakeAsync(Site, CancellationToken.None).IsCompleted);
    }
}
