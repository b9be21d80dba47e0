using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Appointments;
using Scheduling.Application.Planning;

namespace Scheduling.Application.Courses;

/// <summary>Registers what plans and books.</summary>
public static class CourseServices
{
    /// <summary>Adds courses, plans, holds and the booking of visits.</summary>
    public static IServiceCollection AddCourses(this IServiceCollection services) => services
        .AddScoped<FactsReader>()
        .AddScoped<ResourceNames>()
        .AddScoped<ConflictNames>()
        .AddScoped<AppointmentAnswers>()
        .AddScoped<BookReader>()
        .AddScoped<VisitHistory>()
        .AddScoped<VisitBooking>()
        .AddScoped<CourseDossiers>()
        .AddScoped<VisitChoice>()
        .AddScoped<CourseSetup>()
        .AddScoped<CourseOrders>()
        .AddScoped<CourseOutlooks>()
        .AddScoped<GapReading>()
        .AddScoped<GapWatch>()
        .AddScoped<HomeSites>()
        .AddScoped<MakeUps>()
        .AddScoped<CourseOpening>()
        .AddScoped<CourseStates>()
        .AddScoped<CourseAmendments>()
        .AddScoped<CourseRefitting>()
        .AddScoped<CourseHandovers>()
        .AddScoped<CourseProtocols>()
        .AddScoped<CoursePlanning>()
        .AddScoped<EarliestStarts>()
        .AddScoped<PlannedVisits>()
        .AddScoped<PlanAnswers>()
        .AddSingleton<BookingTurns>()
        .AddScoped<BookingTurn>()
        .AddScoped<PlanMending>()
        .AddScoped<CourseBooking>()
        .AddScoped<Holds>();
}
