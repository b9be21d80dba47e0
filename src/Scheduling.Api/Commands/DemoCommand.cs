using Scheduling.Api.Demo;
using Scheduling.Application.Import;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary><c>demo</c>: serves the demo clinic, made when it is not there, with a fresh key and a draft course to book.</summary>
public static class DemoCommand
{
    /// <summary>Runs it until it is told to stop.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var database = await Settings.OpenDatabaseAsync(args, CancellationToken.None);
            await using var app = ApiHost.Build(args, b => b.Configuration["ConnectionStrings:App"] = database.AppConnectionString);
            var stopping = app.Lifetime.ApplicationStopping;
            var clinic = app.Services.GetRequiredService<DemoClinic>();
            var start = await clinic.BeginAsync(await clinic.EnsureAsync(stopping), stopping);
            await app.StartAsync();
            var address = new Uri(app.Urls.First());
            await Console.Out.WriteLineAsync($"""

                The demo clinic is at {address.GetLeftPart(UriPartial.Authority)} (try it at /swagger).
                Key: {start.Key}
                Book a course of 36 visits over the change of clocks on {start.ClocksChangeOn:yyyy-MM-dd}; the same line again replays the answer:

                {start.Curl(address)}

                """);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is ImportException or EmbeddedPostgresException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
