using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary><c>release-sending</c>: lets messages leave again after a restore (docs/messages.md).</summary>
public static class ReleaseSendingCommand
{
    /// <summary>Runs it: 0 when nothing is held any more.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var settings = Settings.Read(args);
            await using var database = await Settings.OpenDatabaseAsync(args, CancellationToken.None);
            await using var app = ApiHost.Build(args, b => b.Configuration["ConnectionStrings:App"] = database.AppConnectionString);
            var by = settings["by"] is { Length: > 0 and <= 200 } named ? named : Environment.UserName;
            var dropped = await app.Services.GetRequiredService<SendingControl>().ReleaseAsync(by, string.Equals(settings["drop-due"], "true", StringComparison.OrdinalIgnoreCase), CancellationToken.None);
            await Console.Out.WriteLineAsync(dropped is { } count ? $"Sending is released; {count} messages that were due are not sent." : "Sending was not held.");
            return 0;
        }
        catch (EmbeddedPostgresException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
