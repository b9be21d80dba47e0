using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Api;
using Scheduling.Application.Admissions;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Admissions;
using Scheduling.KillHost;

// Arguments: the app's connection string, and n: SIGKILL after statement n of the first POST (0: never; "commit": right after its commit); or "search": takes
// the admissions that are due, says so, and searches until it is killed; or "send" and settings as key=value: plans and sends messages until it is killed.
var connectionString = args[0];
var search = args[1] == "search";
var send = args[1] == "send";
using var bomb = new Bomb(args[1] is "commit" or "search" or "send" ? int.MaxValue : int.Parse(args[1], CultureInfo.InvariantCulture), atCommit: args[1] == "commit");
var app = ApiHost.Build([], builder =>
{
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.ClearProviders();
    builder.Configuration["ConnectionStrings:App"] = connectionString;
    builder.Configuration["Jobs:Enabled"] = "false";
    foreach (var setting in args.Skip(2).Select(a => a.Split('=', 2)))
    {
        builder.Configuration[setting[0]] = setting[1];
    }

    builder.Services.ConfigureDbContext<SchedulingDbContext>(o => o.AddInterceptors(bomb));
    if (search)
    {
        builder.Services.AddSingleton<PlanAdmission>((_, progress, stopping) =>
        {
            progress?.Report(new AdmissionProgress(42, 1, 7, 3));
            Console.WriteLine("searching");
            stopping.WaitHandle.WaitOne();
            throw new OperationCanceledException(stopping);
        });
    }
});
await app.StartAsync();
Console.WriteLine(app.Urls.Single());
if (search)
{
    app.Services.GetRequiredService<AdmissionRuns>().Nudge();
}

if (send)
{
    _ = Task.Run(async () =>
    {
        var dispatch = app.Services.GetRequiredService<MessageDispatch>();
        while (true)
        {
            await dispatch.RunAsync(CancellationToken.None);
            await Task.Delay(100);
        }
    });
}

// Ends with its parent, however that ends: end of file on standard input.
await Console.In.ReadLineAsync();
await app.StopAsync();
