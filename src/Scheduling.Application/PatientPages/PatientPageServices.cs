using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Calendars;

namespace Scheduling.Application.PatientPages;

/// <summary>Registers the patients' page and the calendars.</summary>
public static class PatientPageServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddPatientPages(this IServiceCollection services) => services
        .AddSingleton<TokenLookup>()
        .AddScoped<PatientPages>()
        .AddScoped<TimeRequests>()
        .AddScoped<TimeRequestEndings>()
        .AddScoped<CalendarFeeds>()
        .AddScoped<CourseCalendars>();
}
