using System.Diagnostics;
using System.Globalization;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>
/// Two workers plan and send while one or the other is killed again and again: nothing is lost, no text leaves twice, and an e-mail only under the same
/// Message-ID. 400 messages and 8 kills; 2,000 and 200 with SCHEDULING_LONG_TESTS=1; SCHEDULING_KILLS sets another number of kills.
/// </summary>
public sealed class KilledSenderTests(PostgresFixture postgres)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("SCHEDULING_LONG_TESTS") == "1";
    private static readonly int Messages = Long ? 2000 : 400;
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("SCHEDULING_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : Long ? 200 : 8;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WorkersThatAreKilled_LoseNothing_AndNoTextLeavesTwice()
    {
        await using var mail = new MailServer(_ => MailManners.Take);
        await using var carrier = await SmsCarrier.StartAsync(_ =>
        {
            Thread.Sleep(10);
            return SmsCarrier.Taken();
        });
        await using var api = await TestApi.StartAsync(postgres, Cancelled);
        // Where it is about noon now: nothing waits for the morning.
        var offset = 12 - DateTimeOffset.UtcNow.Hour;
        var clinic = await new ClinicBuilder().InZone(offset == 0 ? "Etc/UTC" : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(offset > 0 ? "-" : "+")}{Math.Abs(offset)}")).WithPatients(Messages + 1).SeedAsync(api);
        await clinic.SwitchOnAsync();
        await FillAsync(api, clinic);

        string[] arguments =
        [
            .. SmsCarrierTests.Settings(carrier).Select(s => $"{s.Item1}={s.Item2}"), "Messaging:Email:Sender=smtp", "Messaging:Email:Host=127.0.0.1", $"Messaging:Email:Port={mail.Port}",
            "Messaging:Email:Encryption=none", "Messaging:SettleSeconds=0", "Messaging:LeaseSeconds=10", "Messaging:Batch=4", "Messaging:AtOnce=4", "Messaging:RetrySeconds=1",
        ];
        Process[] workers = [Start(api, arguments), Start(api, arguments)];
        var random = new Random(50);
        for (var kill = 0; kill < Kills; kill++)
        {
            var handled = await HandledAsync(api);
            var until = Stopwatch.StartNew();
            // Not before it does something: killing what is only starting shows nothing.
            while (await HandledAsync(api) < Math.Min(handled + (Messages / Kills / 2), Messages) && until.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(random.Next(5, 40), Cancelled);
            }

            workers[kill % 2].Kill();
            await workers[kill % 2].WaitForExitAsync(Cancelled);
            workers[kill % 2].Dispose();
            workers[kill % 2] = Start(api, arguments);
        }

        var waited = Stopwatch.StartNew();
        while (await api.QueryAsync<long>("select (select count(*) from message_notes) + (select count(*) from messages where kind = 'visit_change' and state in ('scheduled', 'sending'))") > 0 && waited.Elapsed < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(200, Cancelled);
        }

        foreach (var worker in workers)
        {
            worker.Kill();
            worker.Dispose();
        }

        Assert.Equal((long)Messages, await api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change'"));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change' and state not in ('sent', 'unknown')"));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change' and state = 'unknown' and channel = 'email'"));
        var texts = carrier.Requests.GroupBy(r => r.Form["To"]).ToDictionary(g => g.Key, g => g.Count());
        Assert.DoesNotContain(texts, t => t.Value > 1);
        // What counts as sent has left; what may have left is listed.
        var sent = await api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change' and state = 'sent' and channel = 'sms'");
        var unknown = await api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change' and state = 'unknown'");
        Assert.InRange(texts.Count, sent, sent + unknown);
        var mails = mail.Taken.GroupBy(t => t.To).ToDictionary(g => g.Key, g => g.Select(t => MessageIdOf(t.Text)).ToList());
        Assert.Equal(Messages / 2, mails.Count);
        Assert.All(mails.Values, ids => Assert.Single(ids.Distinct()));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Messages} messages, {Kills} kills: {sent} texts sent, {unknown} unknown, {mails.Values.Sum(m => m.Count - 1)} e-mails twice");
    }

    private static string MessageIdOf(string mail) => mail.Split('\n').Single(l => l.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase));

    private static Task<long> HandledAsync(TestApi api) => api.QueryAsync<long>("select count(*) from messages where kind = 'visit_change' and state not in ('scheduled', 'sending')");

    // Patients with one visit each, next week: half are told by text, half by e-mail.
    private static async Task FillAsync(TestApi api, SmallClinic clinic)
    {
        var monday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7);
        monday = monday.AddDays(((int)DayOfWeek.Monday - (int)monday.DayOfWeek + 7) % 7);
        await clinic.BookConsultAsync(monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "09:00");
        await api.ExecuteAsync("delete from message_notes");
        // Booked over HTTP they would take minutes.
        await api.ExecuteAsync(
            """
            with numbered as (select id, row_number() over (order by id) as n from patients where id <> $1)
            update patients p set phone = case when n % 2 = 0 then '+1202' || lpad(n::text, 7, '0') end, email = case when n % 2 = 1 then 'p' || n || '@example.org' end
            from numbered where numbered.id = p.id
            """, clinic.Patients[0]);
        await api.ExecuteAsync(
            """
            insert into message_consents (clinic_id, id, patient_id, channel, address, granted, covers_more, source, wording, at)
            select clinic_id, gen_random_uuid(), id, 'sms', phone, true, false, 'form', '1', now() from patients where phone is not null
            """);
        await api.ExecuteAsync(
            """
            insert into appointments select (jsonb_populate_record(null::appointments, to_jsonb(a) || jsonb_build_object('id', gen_random_uuid(), 'patient_id', p.id))).*
            from patients p, (select * from appointments limit 1) a where p.id <> $1
            """, clinic.Patients[0]);
    }

    private static Process Start(TestApi api, string[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Scheduling.KillHost.dll"), api.Database.AppConnectionString, "send", .. settings])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
