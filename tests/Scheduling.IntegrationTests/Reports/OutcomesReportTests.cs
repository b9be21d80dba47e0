using System.Globalization;
using System.Net;
using Scheduling.Application.ApiKeys;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Reports;

/// <summary>Outcomes by protocol, recomputed by SQL over random scores.</summary>
public sealed class OutcomesReportTests : IClassFixture<ApiFixture>
{
    // Cut-offs as published: 4 of the PHQ-9, 7 of the HAM-D 17, none known here for the GAD-7.
    private const string Lines = """
        with given as (
            select course_id, min(local_date) as first, max(local_date) as last from appointments
            where clinic_id = $1 and counts_as_session and (state = 'delivered' or (state = 'partial' and partial_counts)) group by course_id),
        ended as (select c.id, g.first from courses c join given g on g.course_id = c.id where c.clinic_id = $1 and c.state in ('completed', 'discontinued') and g.last between $2 and $3),
        scores as (select distinct on (a.course_id, a.instrument, a."on") a.* from assessments a join ended e on e.id = a.course_id where a.clinic_id = $1 order by a.course_id, a.instrument, a."on", a.recorded_at desc, a.id desc),
        bases as (
            select distinct on (s.course_id, s.instrument) s.course_id, s.instrument, s."on", s.total from scores s join ended e on e.id = s.course_id
            where s."on" between e.first - 7 and e.first order by s.course_id, s.instrument, s."on" desc),
        finals as (
            select distinct on (s.course_id, s.instrument) s.course_id, s.instrument, s.total, b.total as base from scores s join ended e on e.id = s.course_id
            left join bases b on b.course_id = s.course_id and b.instrument = s.instrument
            where s."on" >= e.first and s."on" > coalesce(b."on", e.first - 1) order by s.course_id, s.instrument, s."on" desc),
        judged as (
            select *, case when total <= case instrument when 'phq9' then 4 when 'hamd17' then 7 end then 'remission' when base is null or base = 0 then 'no_baseline'
                when (base - total) * 100 >= base * 50 then 'response' when (base - total) * 100 >= base * 25 then 'partial' else 'none' end as status
            from finals)
        select coalesce(string_agg(line, E'\n' order by instrument collate "C"), '') from (
            select u.instrument, u.instrument || '|' || (select count(*) from ended) || '|' || count(j.total) || '|' || count(*) filter (where status = 'remission') || '|' || count(*) filter (where status = 'response')
                || '|' || count(*) filter (where status = 'partial') || '|' || count(*) filter (where status = 'none') || '|' || count(*) filter (where status = 'no_baseline')
                || '|' || coalesce(round(avg(base) filter (where base is not null), 1)::text, '') || '|' || coalesce(round(avg(total) filter (where base is not null), 1)::text, '') as line
            from (select distinct instrument from scores) u left join judged j on j.instrument = u.instrument group by u.instrument) lines
        """;

    private static readonly DateOnly Monday = new(2027, 2, 22);
    private readonly TestApi api;

    public OutcomesReportTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Outcomes_OfRandomScores_EqualIndependentSqlToTheLastDigit_AndNeedAClinicalScope()
    {
        const int patients = 10;
        var random = new Random(20270222);
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(patients).SeedAsync(api);
        for (var i = 0; i < patients; i++)
        {
            var course = await clinic.CreateCourseAsync(i);
            await clinic.BookSessionAsync(course, "initial", $"2027-0{(i < 5 ? 3 : 4)}-{(i < 5 ? 11 : 12) + random.Next(2)}", (7 + (2 * (i % 5))).ToString("00", CultureInfo.InvariantCulture) + ":00", i);
            await clinic.BookSessionAsync(course, "treatment", $"2027-0{(i < 5 ? 3 : 4)}-{15 + random.Next(2)}", (7 + (2 * (i % 5))).ToString("00", CultureInfo.InvariantCulture) + ":00", i);
            foreach (var (instrument, most) in new[] { ("phq9", 27), ("hamd17", 52), ("gad7", 21) })
            {
                for (var n = random.Next(7); n > 0; n--)
                {
                    await api.ExecuteAsync(
                        "insert into assessments (clinic_id, id, course_id, patient_id, instrument, \"on\", total, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, now())",
                        clinic.Client.ClinicId, Guid.CreateVersion7(), course, clinic.Patients[i], instrument, new DateOnly(2027, i < 5 ? 3 : 4, 1).AddDays(random.Next(24)), random.Next(n == 1 ? most / 4 : most));
                }
            }
        }

        await api.ExecuteAsync("update appointments set state = 'delivered' where clinic_id = $1", clinic.Client.ClinicId);
        await api.ExecuteAsync("update courses set state = case when row_number % 4 = 0 then 'active' when row_number % 4 = 1 then 'discontinued' else 'completed' end from (select id, row_number() over (order by created_at, id) from courses where clinic_id = $1) n where clinic_id = $1 and n.id = courses.id", clinic.Client.ClinicId);

        foreach (var (from, until) in new[] { (Monday, Monday.AddDays(300)), (new DateOnly(2027, 3, 1), new DateOnly(2027, 3, 15)) })
        {
            var rows = await clinic.Client.ReportAsync("outcomes", from, until);
            Assert.Equal(
                await api.QueryAsync<string>(Lines, clinic.Client.ClinicId, from, until),
                rows.Lines("instrument", "courses", "assessed", "remission", "response", "partial", "none", "noBaseline", "meanBaseline", "meanFinal"));
            Assert.NotEmpty(rows);
        }

        var frontDesk = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead, Scopes.ScheduleWrite]);
        (await frontDesk.GetAsync("/v1/reports/outcomes?from=2027-02-22&until=2027-12-18")).Expect(HttpStatusCode.Forbidden, "scope_missing");
    }
}
