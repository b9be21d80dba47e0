using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary><c>migrate</c>: brings the database to this program's schema and ends.</summary>
public static class MigrateCommand
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var database = await Database.OpenAsync(Settings.Read(args), migrate: true, CancellationToken.None);
            await Console.Out.WriteLineAsync("The database has this program's schema.");
            return 0;
        }
        catch (EmbeddedPostgresException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
