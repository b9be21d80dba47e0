using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Courses;

namespace Scheduling.Application.Jobs;

/// <summary>Hands courses over to the home site that holds from today on.</summary>
public sealed class FollowHomeSitesJob(ClinicRounds rounds, ILogger<FollowHomeSitesJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:follow-home-sites", FollowAsync, cancellationToken);
        foreach (var (clinicId, courses) in done)
        {
            logger.LogInformation("Handed {Courses} courses of clinic {ClinicId} over to their next home site", courses, clinicId);
        }

        return done.Values.Sum();
    }

    private static Task<int> FollowAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<HomeSites>().FollowAsync(cancellationToken);
}
