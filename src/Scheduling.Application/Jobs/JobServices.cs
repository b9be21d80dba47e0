using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scheduling.Application.Admissions;
using Scheduling.Application.Courses;
using Scheduling.Application.Outcomes;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Admissions;

namespace Scheduling.Application.Jobs;

public static class JobServices
{
    /// <summary>Registers the catalogue and its jobs; a binding's <c>AddScheduledJobs</c> makes them tick.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, JobCatalog catalog)
    {
        services.TryAddSingleton(catalog);
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton<JobRuns>();
        services.TryAddSingleton<ClinicRounds>();
        services.TryAddScoped<TaskBook>();
        services.TryAddScoped<GapReading>();
        services.TryAddScoped<GapWatch>();
        services.TryAddScoped<HomeSites>();
        services.TryAddScoped<Assessments>();
        services.TryAddScoped<CourseChecks>();
        services.TryAddSingleton<PlanAdmission>(AdmissionPlanner.Plan);
        services.TryAddSingleton<AdmissionRuns>();
        foreach (var job in catalog.Jobs)
        {
            services.TryAddTransient(job.Type);
        }

        return services;
    }
}
