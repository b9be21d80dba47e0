using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Devices;
using Scheduling.Application.Patients;
using Scheduling.Application.Protocols;
using Scheduling.Application.Resources;
using Scheduling.Application.Sites;
using Scheduling.Application.Staffing;

namespace Scheduling.Application;

/// <summary>Registers what sets up a clinic.</summary>
public static class ClinicSetupServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddClinicSetup(this IServiceCollection services)
    {
        services.AddScoped<AffectedVisits>();
        services.AddScoped<BookedUse>();
        services.AddScoped<SiteSetup>();
        services.AddScoped<RoomSetup>();
        services.AddScoped<HolidaySetup>();
        services.AddScoped<ClosureEntry>();
        services.AddScoped<DeviceModelSetup>();
        services.AddScoped<DeviceSetup>();
        services.AddScoped<StaffSetup>();
        services.AddScoped<CredentialWatch>();
        services.AddScoped<PatientRegister>();
        services.AddScoped<PatientSearch>();
        services.AddScoped<PatientAvailability>();
        services.AddScoped<PatientOverview>();
        services.AddScoped<ProtocolCatalogue>();
        return services;
    }
}
