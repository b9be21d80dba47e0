using System.Diagnostics;
using System.Globalization;
using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Races;

/// <summary>The process dies in the middle of booking a course: all or nothing, and the idempotency key tells the truth.</summary>
public sealed class KilledBookingTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Book_KilledAfterEachStatement_LeavesNothingAndAFreshKey()
    {
        var killed = 0;
        for (var statement = 1; ; statement++)
        {
            var (survived, clinic, course, key) = await BookAndDieAsync(statement.ToString(CultureInfo.InvariantCulture));
            if (survived)
            {
                // The request has fewer statements than this: every one was tried.
                break;
            }

            killed++;
            Assert.Equal(0L, await CountAsync("appointments", clinic));
            Assert.Equal(0L, await CountAsync("allocations", clinic));
            Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from idempotency_keys where clinic_id = $1 and key = $2", clinic.Client.ClinicId, key));
            var again = await BookAsync(clinic.Client, course, key);
            Assert.False(again.Expect(HttpStatusCode.Created).Headers.ContainsKey("Idempotent-Replayed"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"killed {killed} times");
        Assert.InRange(killed, 6, 40);
    }

    [Fact]
    public async Task Book_KilledRightAfterTheCommit_HasEverythingAndReplays()
    {
        var (survived, clinic, course, key) = await BookAndDieAsync("commit");

        Assert.False(survived);
        Assert.Equal(36L, await CountAsync("appointments", clinic));
        var again = await BookAsync(clinic.Client, course, key);
        Assert.Equal("true", again.Expect(HttpStatusCode.Created).Headers["Idempotent-Replayed"]);
        Assert.Equal(36, again.Json["appointments"]!.AsArray().Count);
        Assert.Equal(36L, await CountAsync("appointments", clinic));
    }

    private async Task<(bool Survived, SmallClinic Clinic, Guid Course, string Key)> BookAndDieAsync(string when)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var key = Guid.NewGuid().ToString();
        using var process = Start(when);
        try
        {
            var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The host did not start: " + await process.StandardError.ReadToEndAsync());
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            var answer = await BookAsync(clinic.Client with { Http = http }, course, key);
            answer.Expect(HttpStatusCode.Created);
            return (true, clinic, course, key);
        }
        catch (HttpRequestException)
        {
            await process.WaitForExitAsync();
            return (false, clinic, course, key);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }
    }

    private static Task<ApiAnswer> BookAsync(ApiClient client, Guid course, string key) =>
        client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" }, idempotencyKey: key);

    private Task<long> CountAsync(string table, SmallClinic clinic) => api.QueryAsync<long>($"select count(*) from {table} where clinic_id = $1", clinic.Client.ClinicId);

    private Process Start(string when)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Scheduling.KillHost.dll"));
        start.ArgumentList.Add(api.Database.AppConnectionString);
        start.ArgumentList.Add(when);
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
