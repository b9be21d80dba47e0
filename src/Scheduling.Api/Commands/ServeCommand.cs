using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary><c>serve</c>: the API until it is told to stop.</summary>
public static class ServeCommand
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var database = await Settings.OpenDatabaseAsync(args, CancellationToken.None);
            await using var app = ApiHost.Build(args, b => b.Configuration["ConnectionStrings:App"] = database.AppConnectionString);
            await app.RunAsync();
            return 0;
        }
        catch (EmbeddedPostgresException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
