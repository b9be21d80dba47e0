using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Admissions;

/// <summary>Registers batch admissions. The worker comes with the jobs.</summary>
public static class AdmissionServices
{
    /// <summary>Adds the queue, what a worker reads, and the booking of what it proposes.</summary>
    public static IServiceCollection AddAdmissions(this IServiceCollection services) => services
        .AddScoped<AdmissionQueue>()
        .AddScoped<AdmissionReading>()
        .AddScoped<AdmissionBooking>();
}
