using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Appointments;

/// <summary>Registers what books and runs single visits.</summary>
public static class VisitServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddVisits(this IServiceCollection services) => services
        .AddScoped<VisitKinds>()
        .AddScoped<BookedVisits>()
        .AddScoped<ChoiceAttempts>()
        .AddScoped<Rehearsal>()
        .AddScoped<SingleVisitBooking>()
        .AddScoped<VisitChanges>()
        .AddScoped<VisitRelocating>()
        .AddScoped<ProposedPlaces>()
        .AddScoped<ScopedCourses>()
        .AddScoped<PlaceSwaps>()
        .AddScoped<ScopedMoves>()
        .AddScoped<ScopedCancellations>()
        .AddScoped<DayWork>()
        .AddScoped<PartialVisits>()
        .AddScoped<LateArrivals>()
        .AddScoped<FreeStarts>()
        .AddScoped<DaySheets>();
}
