using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Admissions;

/// <summary>A process is killed while it searches an admission: another takes it up after the lease, and it is booked once.</summary>
public sealed class KilledAdmissionTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhoseProcessIsKilled_IsTakenUpByAnotherAfterTheLease_AndNotBefore()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var path = (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = "2027-02-22", seconds = 1 })).Expect(HttpStatusCode.Accepted).Headers["Location"];
        using (var process = Start())
        {
            await process.StandardOutput.ReadLineAsync(Cancelled);
            Assert.Equal("searching", await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
            Assert.Equal("running", (string)(await clinic.Client.GetAsync(path)).Json["status"]!);
            process.Kill();
            await process.WaitForExitAsync(Cancelled);
        }

        await RunDueAsync();
        Assert.Equal("running", (string)(await clinic.Client.GetAsync(path)).Json["status"]!);

        // The lease's half minute goes by.
        Assert.True(await api.QueryAsync<bool>("select lease_until > now() from admissions where clinic_id = $1", clinic.Client.ClinicId));
        await api.ExecuteAsync("update admissions set lease_until = now() - interval '1 second' where clinic_id = $1", clinic.Client.ClinicId);
        await RunDueAsync();
        var done = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal("done", (string)done.Json["status"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1", clinic.Client.ClinicId));
        (await clinic.Client.PostAsync($"{path}/apply", new { }, ifMatch: done.Headers["ETag"])).Expect(HttpStatusCode.OK);
        Assert.Equal(36L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and course_id = $2", clinic.Client.ClinicId, course));
    }

    private Task RunDueAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("run-admissions", Cancelled);

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Scheduling.KillHost.dll"));
        start.ArgumentList.Add(api.Database.AppConnectionString);
        start.ArgumentList.Add("search");
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
