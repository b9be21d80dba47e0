using Scheduling.IntegrationTests.Http;
using Scheduling.IntegrationTests.Simulation;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Reports;

/// <summary>Reports over twelve weeks of a simulated clinic, each figure recomputed by SQL that shares nothing with them: equal to the last digit.</summary>
public sealed class SimulatedReportsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateOnly FirstMonday = new(2027, 2, 22);
    private readonly TestApi api = fixture.Api;

    // Times are on the grid of five minutes, so that a query over five-minute slots can be exact.
    private static readonly string[] WhatElseHappens =
    [
        "update appointments set checked_in_at = starts_at + interval '7 minutes' where clinic_id = $1 and id in (select id from numbered where n % 5 = 0)",
        "update appointments set checked_in_at = starts_at where clinic_id = $1 and id in (select id from numbered where n % 5 = 1)",
        "update appointments set state = 'partial', partial_counts = true where clinic_id = $1 and id in (select id from numbered where n % 11 = 3)",
        "update appointments set state = 'partial', partial_counts = null where clinic_id = $1 and id in (select id from numbered where n % 11 = 5)",
        "update appointments set state = 'partial', partial_counts = false where clinic_id = $1 and id in (select id from numbered where n % 11 = 7)",
        "update appointments set state = 'sent_home' where clinic_id = $1 and id in (select id from numbered where n % 13 = 4)",
        "update appointments set state = 'cancelled_by_patient', late_cancel = n % 2 = 0 from numbered x where appointments.clinic_id = $1 and appointments.id = x.id and n % 13 = 6",
        "update appointments set state = 'cancelled_by_clinic' where clinic_id = $1 and id in (select id from numbered where n % 23 = 8)",
        "update appointments set state = 'in_progress' where clinic_id = $1 and id in (select id from numbered where n % 29 = 9)",
        "update courses set state = 'discontinued' where clinic_id = $1 and id = (select min(id::text)::uuid from courses where clinic_id = $1)",
        "update staff set capacity = 2 where clinic_id = $1 and name = 'Technician 2'",
        "update staff set shift_exceptions = '[{\"date\": \"2027-03-10\", \"shifts\": []}]' where clinic_id = $1 and name = 'Technician 1'",
        "update staff set retired_at = '2027-03-30T16:00:00Z' where clinic_id = $1 and name = 'Technician 3'",
        "update staff set credentials = jsonb_set(credentials, '{0,validUntil}', '\"2027-03-19\"') where clinic_id = $1 and name = 'Technician 4'",
        "update devices set retired_at = '2027-04-01T15:00:00Z' where clinic_id = $1 and name = 'Device 2'",
        "update sites set opening_hours = opening_hours || '[{\"day\": \"sunday\", \"from\": \"01:00:00\", \"until\": \"00:00:00\"}]' where clinic_id = $1",
        "insert into closures (clinic_id, id, resource_id, starts_at, ends_at, end_is_estimated, reason, version, created_at, updated_at) select $1, gen_random_uuid(), room_id, '2027-03-17T14:10:00Z', '2027-03-17T17:25:00Z', false, 'leak', 1, now(), now() from devices where clinic_id = $1 and name = 'Device 1'",
        "insert into closures (clinic_id, id, site_id, starts_at, ends_at, end_is_estimated, reason, version, created_at, updated_at) select $1, gen_random_uuid(), id, '2027-03-17T16:00:00Z', '2027-03-17T18:00:00Z', false, 'power', 1, now(), now() from sites where clinic_id = $1",
        "update patients set absences = jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'from', '2027-03-20', 'until', '2027-03-24', 'approvedBy', 'somebody')) where clinic_id = $1 and family_name = 'Example 1'",
    ];

    private const string Numbered = "with numbered as (select id, row_number() over (order by starts_at, patient_id) as n from appointments where clinic_id = $1 and counts_as_session and state = 'delivered') ";

    [Fact]
    public async Task Figures_OfTwelveSimulatedWeeks_EqualIndependentSqlToTheLastDigit()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(4).WithPatients(3).SeedAsync(api);
        await new SimulatedClinic(api, clinic, FirstMonday, 20270222).RunAsync();
        foreach (var change in WhatElseHappens)
        {
            Assert.True(await api.ExecuteAsync((change.Contains("numbered", StringComparison.Ordinal) ? Numbered : "") + change, clinic.Client.ClinicId) > 0, change);
        }

        // Begins and ends within a week; holds the change of clocks on 14 March, the technician's week, the device's three days and the holiday.
        foreach (var (from, until) in new[] { (FirstMonday.AddDays(10), FirstMonday.AddDays(60)), (FirstMonday.AddDays(-3), FirstMonday.AddDays(120)), (FirstMonday.AddDays(20), FirstMonday.AddDays(20)) })
        {
            var utilization = await clinic.Client.ReportAsync("utilization", from, until, $"&siteId={clinic.SiteId}");
            Assert.Equal(
                await api.QueryAsync<string>(UtilizationSql.Lines, clinic.Client.ClinicId, clinic.SiteId, from, until),
                utilization.Lines("by", "resourceId", "hour", "openMinutes", "bookedMinutes", "deliveredMinutes", "bookedPercent", "deliveredPercent"));

            var capacity = await clinic.Client.ReportAsync("capacity", from, until, $"&siteId={clinic.SiteId}&protocolId={clinic.ProtocolId}");
            Assert.Equal(
                await api.QueryAsync<string>(CapacitySql.Lines, clinic.Client.ClinicId, clinic.SiteId, from, until),
                capacity.Lines("measure", "name", "minutes", "minutesPerCourse", "startsPerWeek", "bottleneck", "hours"));

            var adherence = await clinic.Client.ReportAsync("adherence", from, until);
            Assert.Equal(
                await api.QueryAsync<string>(AdherenceSql.Lines, clinic.Client.ClinicId, from, until),
                adherence.Lines("session", "attended", "late", "missed", "sentHome", "cancelled", "cancelledLate", "madeUp", "gaps", "longestGapDays", "dropOuts"));
        }

        // None of the figures is there only as nought.
        Assert.All(
            (await clinic.Client.ReportAsync("capacity", FirstMonday, FirstMonday.AddDays(200), $"&protocolId={clinic.ProtocolId}")).Where(r => (string)r["name"]! != "late_cancels"),
            r => Assert.True((int)r["minutes"]! > 0, (string)r["name"]!));
        var whole = await clinic.Client.ReportAsync("adherence", FirstMonday, FirstMonday.AddDays(200));
        Assert.All(
            ["attended", "late", "missed", "sentHome", "cancelled", "cancelledLate", "madeUp", "gaps", "dropOuts"],
            (string member) => Assert.True(whole.Sum(r => (int)r[member]!) > 0, member));
    }
}
