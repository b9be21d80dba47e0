using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary><c>serve</c>: the API until it is told to stop.</summary>
public static class ServeCommand
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();
        try
        {
            await using var database = await Database.OpenAsync(configuration, migrate: configuration.GetConnectionString("Owner") is not null, CancellationToken.None);
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
