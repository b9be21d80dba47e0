using System.Net;
using Scheduling.Application.ApiKeys;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Messages;
using Scheduling.IntegrationTests.Pages;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Reports;

/// <summary>What became of messages and of visits, recomputed by SQL that shares nothing with the report.</summary>
public sealed class ReminderReportTests(PostgresFixture postgres)
{
    private static readonly string[] Members =
    [
        "kind", "channel", "remindedBy", "due", "sent", "delivered", "failed", "unknown", "heldBack", "optedOut", "confirmed", "visits", "attended", "missed", "cancelledLate", "attendedPercent",
    ];

    private static readonly DateOnly Monday = new(2027, 2, 22);

    [Fact]
    public async Task Reminders_AfterFiveWeeks_EqualTheirSql_AndNameNobody()
    {
        var texts = 0;
        // Every fifth text is refused, every seventh in doubt.
        await using var carrier = await SmsCarrier.StartAsync(_ => Interlocked.Increment(ref texts) switch
        {
            var n when n % 5 == 0 => (400, """{"code":21211}""", null),
            var n when n % 7 == 0 => (500, "oops", null),
            _ => SmsCarrier.Taken(),
        });
        var (api, _) = await TwilioCalls.StartAsync(postgres, [.. SmsCarrierTests.Settings(carrier), ("Messaging:Sms:AuthToken", TwilioCalls.Token)]);
        await using var __ = api;
        // The last but one opted out, the last has no address.
        var clinic = await TwilioCalls.ClinicAsync(api, [.. Enumerable.Range(0, 8).Select(i => $"+1202555011{i}")]);
        await clinic.ReachAsync(api, 5, email: "five@example.org");
        await clinic.ConsentAsync(6, "+12025550116", false);
        await api.ExecuteAsync("update patients set phone = null where id = $1", clinic.Patients[7]);
        await clinic.WholeCourseAsync();
        for (var i = 1; i < 8; i++)
        {
            await clinic.BookConsultAsync("2027-03-02", $"{9 + i:00}:00", i);
            await clinic.BookConsultAsync("2027-03-12", $"{9 + i:00}:00", i);
        }

        for (var day = 0; day < 35; day++)
        {
            foreach (var hour in new[] { 3.2, 4, 10, 10.2 })
            {
                await api.TickAsync(VisitCalls.MondayMorning.AddDays(day).AddHours(hour));
            }

            // After their reminders, of which some text was refused: more than one confirms.
            for (var i = 1; day == 7 && i < 6; i++)
            {
                var visit = await clinic.VisitAsync(await api.QueryAsync<Guid>("select id from appointments where patient_id = $1 order by starts_at limit 1", clinic.Patients[i]));
                (await clinic.ActAsync(visit.Id, "confirm", new { }, visit.ETag)).Expect(HttpStatusCode.OK);
            }
        }

        await api.ExecuteAsync("update messages set state = 'delivered' where state = 'sent' and channel = 'sms' and ascii(right(id::text, 1)) % 2 = 0");
        await api.ExecuteAsync(
            """
            update appointments a set state = case n % 5 when 0 then 'no_show' when 1 then 'cancelled_by_patient' when 2 then 'sent_home' else 'delivered' end, late_cancel = n % 2 = 0
            from (select id, row_number() over (order by starts_at, patient_id) as n from appointments where starts_at < '2027-03-26') x where x.id = a.id and n % 9 > 0
            """);

        foreach (var (from, until) in new[] { (Monday, Monday.AddDays(34)), (Monday.AddDays(7), Monday.AddDays(7)), (Monday.AddDays(60), Monday.AddDays(70)) })
        {
            var rows = await clinic.Client.ReportAsync("reminders", from, until);
            var expected = await api.QueryAsync<string>(ReminderSql.Lines, clinic.Client.ClinicId, from, until);
            Assert.Equal(expected.Split('\n').Order(StringComparer.Ordinal), rows.Lines(Members).Split('\n').Order(StringComparer.Ordinal));
        }

        var whole = await clinic.Client.ReportAsync("reminders", Monday, Monday.AddDays(34));
        // Something of everything, or equality says little.
        foreach (var member in Members.Skip(3))
        {
            Assert.True(whole.Exists(r => r[member] is { } value && (decimal)value > 0), $"{member}: {whole.Lines(Members)}");
        }

        Assert.Equal(3, whole.Count(r => (string?)r["measure"] == "attendance"));
        var json = (await clinic.Client.GetAsync("/v1/reports/reminders?from=2027-02-22&until=2027-03-28")).Text;
        Assert.DoesNotContain("example.org", json, StringComparison.Ordinal);
        Assert.DoesNotContain("+1202", json, StringComparison.Ordinal);
        Assert.DoesNotContain(clinic.Patients[1].ToString(), json, StringComparison.Ordinal);
        // Somebody else's site.
        var elsewhere = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead], [Guid.CreateVersion7()]);
        Assert.Empty(await elsewhere.ReportAsync("reminders", Monday, Monday.AddDays(34)));
    }
}
