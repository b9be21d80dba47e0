using System.Net;
using Npgsql;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence.Embedded;
using Scheduling.IntegrationTests.Appointments;
#if HANGFIRE
using Scheduling.Jobs.Hangfire;
#else
using Scheduling.Jobs.Quartz;
#endif
using Scheduling.Testing.Api;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>Unlike values go through messages in every way; they reach patients, and staff who ask, and nothing else.</summary>
public sealed class MessageCanaryTests(PostgresFixture postgres)
{
    private const string Phone = "+12025557731";
    private const string Refused = "+12025557732";
    private const string Email = "zebulonquix@canary.example";

    private static readonly string[] Canaries = ["zebulonquix", "quixotrix", "2025557731", "2025557732", "2025557733", "canary.example", "quiltamine", "electroquilt"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlanningSendingRefusingAndAnswering_LeaveNothingInLogsJobTablesUrlsAndProblems()
    {
        await using var carrier = await SmsCarrier.StartAsync(form => form["To"] == Refused ? (400, """{"code":21211,"message":"+12025557732 is bad"}""", null) : SmsCarrier.Taken());
        (string, string)[] settings = [.. SmsCarrierTests.Settings(carrier), ("Messaging:Sms:AuthToken", TwilioCalls.Token)];
        var (api, folder) = await TwilioCalls.StartAsync(postgres, settings);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone, Refused, "+12025557734");
        await clinic.ReachAsync(api, 2, email: Email);
        await api.ExecuteAsync("update patients set given_name = 'Zebulonquix', family_name = 'Quixotrix'");
        for (var i = 0; i < 3; i++)
        {
            await clinic.BookConsultAsync("2027-03-02", $"{9 + i:00}:00", i);
        }

        await api.SendAsync();
        // A process of its own ticks the jobs, by the engine.
        await ScheduledJobs.PrepareScheduledJobsAsync(api.Database.OwnerConnectionString, EmbeddedPostgres.AppRole, Cancelled);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        await using var worker = await TestApi.StartAsync(postgres, builder =>
        {
            foreach (var (key, value) in (IEnumerable<(string, string)>)[.. settings, ("Messaging:PublicUrl", TwilioCalls.PublicUrl), ("Messaging:Folder", folder), ("ConnectionStrings:App", api.Database.AppConnectionString), ("Jobs:Enabled", "true")])
            {
                builder.Configuration[key] = value;
            }
        }, Cancelled);
        worker.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        for (var attempt = 0; await api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change' and state in ('sent', 'failed')") < 3; attempt++)
        {
            Assert.True(attempt < 600, "the jobs don't tick");
            await Task.Delay(100, Cancelled);
        }

        List<string> problems = [];
        await api.TextAsync(Phone, "quiltamine makes me ill, I want to die");
        await api.TextAsync(Refused, "Stop");
        await api.TextAsync("+12025557733", "electroquilt");
        problems.Add((await api.PostFormAsync(TwilioRoutes.Messages, TwilioCalls.Text(Phone, "quiltamine", TwilioCalls.Sid()), "wrong")).Expect(HttpStatusCode.Forbidden).Text);
        problems.Add((await api.PostFormAsync(TwilioRoutes.Messages, new Dictionary<string, string> { ["From"] = Phone, ["Body"] = "quiltamine" })).Expect(HttpStatusCode.BadRequest).Text);
        var entry = (await clinic.InboxAsync())[0];
        foreach (var body in new object[] { new { text = "quiltamine TMS electroquilt ketamine" }, new { text = new string('x', 450) + "electroquilt" }, new { text = "x", quiltamine = 1, electro = Phone } })
        {
            problems.Add((await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", body, (string)entry["etag"]!)).Expect(HttpStatusCode.BadRequest).Text.Replace("/quiltamine", "", StringComparison.Ordinal));
        }

        problems.Add((await clinic.Client.GetAsync($"/v1/inbox?phone={Uri.EscapeDataString(Phone)}")).Expect(HttpStatusCode.BadRequest).Text);
        (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", new { text = "Please call us, Zebulonquix" }, (string)entry["etag"]!)).Expect(HttpStatusCode.OK);
        await api.SendAsync();
        await worker.SendAsync();

        // They did go where they should.
        Assert.Contains(carrier.Requests, r => r.Form["Body"].Contains("Zebulonquix", StringComparison.Ordinal));
        Assert.Contains("quiltamine", (await clinic.InboxLinesAsync())[0], StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder, "*.eml"));
        // And nowhere else.
        Clean("logs", [.. api.Log, .. worker.Log]);
        Clean("problems", problems);
        Clean("addresses", carrier.Requests.Select(r => $"{r.Path} {r.Form["StatusCallback"]}"));
        foreach (var table in await TablesAsync(api))
        {
            Clean(table, [await api.QueryAsync<string>($"select coalesce(string_agg(t::text, ' '), '') from {table} t")]);
        }
    }

    private static void Clean(string where, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Assert.True(!Canaries.Any(c => line.Contains(c, StringComparison.OrdinalIgnoreCase)), $"{where}: {line}");
        }
    }

    // The engine's, and those of ours that tell of jobs and of what happened.
    private static async Task<IReadOnlyList<string>> TablesAsync(TestApi api)
    {
        await using var source = NpgsqlDataSource.Create(api.Database.AdminConnectionString);
        await using var command = source.CreateCommand(
            "select schemaname || '.' || tablename from pg_tables where schemaname in ('quartz', 'hangfire') or tablename in ('job_runs', 'sending_control', 'message_notes', 'events', 'audit_entries', 'tasks')");
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        List<string> tables = [];
        while (await reader.ReadAsync(Cancelled))
        {
            tables.Add(reader.GetString(0));
        }

        Assert.True(tables.Count > 10, string.Join(", ", tables));
        return tables;
    }
}
