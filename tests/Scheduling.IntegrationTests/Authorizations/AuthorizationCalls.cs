using System.Net;
using System.Text.Json.Nodes;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>Calls about authorizations, and the one question to the database: does the ledger add up?</summary>
internal static class AuthorizationCalls
{
    private const string WrongLines = """
        select count(*) from authorization_lines l
        left join lateral (select coalesce(sum(granted), 0) g, coalesce(sum(reserved), 0) r, coalesce(sum(consumed), 0) c from unit_entries e where e.clinic_id = l.clinic_id and e.line_id = l.id) e on true
        left join lateral (
            select count(distinct k) filter (where not used) r, count(distinct k) filter (where used) c from (
                select case l.basis when 'visit' then x.id::text when 'day' then x.service_on::text else 'course' end k,
                    bool_or(x.state = 'consumed') over (partition by case l.basis when 'visit' then x.id::text when 'day' then x.service_on::text else 'course' end) used
                from unit_claims x where x.clinic_id = l.clinic_id and x.line_id = l.id) k) k on true
        where (l.granted, l.reserved, l.consumed) is distinct from (e.g, e.r, e.c) or (l.reserved, l.consumed) is distinct from (k.r, k.c)
            or l.reserved < 0 or l.consumed < 0 or l.reserved + l.consumed > l.granted
        """;

    private const string WrongVisits = """
        select count(*) from appointments a join courses c on c.clinic_id = a.clinic_id and c.id = a.course_id left join unit_claims u on u.clinic_id = a.clinic_id and u.id = a.id
        where c.coverage ->> 'authorized' is not null and c.coverage ->> 'kind' = 'insured' and a.counts_as_session and case
            when u.id is null then a.state in ('booked', 'confirmed', 'checked_in', 'in_progress', 'delivered', 'partial') and a.commitment = 'firm' and not a.flags ? 'unauthorized'
            else a.flags ? 'unauthorized' or a.local_date <> u.service_on or a.commitment <> 'firm'
                or u.state <> case when a.state in ('booked', 'confirmed', 'checked_in', 'in_progress') then 'reserved' when a.state in ('delivered', 'partial') then 'consumed' end
                or a.state in ('needs_new_time', 'no_show', 'sent_home', 'cancelled_by_patient', 'cancelled_by_clinic') end
        """;

    private const string WrongCodes = "select count(*) from (select 1 from unit_claims where once group by clinic_id, course_id, code having count(*) > 1) x";

    /// <summary>Asserts that every line's counts are the sum of its rows and the units of its visits, and that every visit is marked as the ledger says (R19).</summary>
    public static async Task LedgerAddsUpAsync(this TestApi api)
    {
        Assert.Equal((0L, 0L, 0L), (await api.QueryAsync<long>(WrongLines), await api.QueryAsync<long>(WrongVisits), await api.QueryAsync<long>(WrongCodes)));
    }

    /// <summary>Makes a payer.</summary>
    public static async Task<Guid> PayerAsync(this SmallClinic clinic, string whenPlanning = "warn", string atCheckIn = "block", object? caps = null) =>
        (await clinic.Client.PostAsync("/v1/payers", new { name = $"Payer {Guid.NewGuid():N}", whenPlanning, atCheckIn, sessionCaps = caps ?? Array.Empty<object>() })).Expect(HttpStatusCode.Created).Id;

    /// <summary>Makes an insured course that waits for its payer.</summary>
    public static Task<Guid> WaitingCourseAsync(this SmallClinic clinic, int patient = 0, object? targets = null) => clinic.CreateCourseAsync(patient, targets, new { kind = "insured" });

    /// <summary>A line as callers give it.</summary>
    public static object Line(int units, string? from = null, string? until = null, string? tranche = null, string[]? codes = null, int? maxPerDay = null, string? basis = null, Guid? lineId = null, int? maxPerWeek = null) =>
        new { lineId, units, window = from is null && until is null ? null : new { from, until }, tranche, codes, maxPerDay, maxPerWeek, basis };

    /// <summary>Enters an authorization and sends it to the payer.</summary>
    public static async Task<ApiAnswer> SubmittedAsync(this SmallClinic clinic, Guid course, Guid payer, params object[] lines)
    {
        var made = (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = payer, lines })).Expect(HttpStatusCode.Created);
        return (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
    }

    /// <summary>Enters an authorization that is approved as asked for.</summary>
    public static async Task<ApiAnswer> ApprovedAsync(this SmallClinic clinic, Guid course, Guid payer, params object[] lines)
    {
        var submitted = await clinic.SubmittedAsync(course, payer, lines);
        return (await clinic.NoteAsync(submitted.AuthorizationId(), "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
    }

    /// <summary>Says what happened.</summary>
    public static Task<ApiAnswer> NoteAsync(this SmallClinic clinic, Guid id, string what, string etag, object[]? lines = null, string? on = null, bool dryRun = false) =>
        clinic.Client.PostAsync($"/v1/authorizations/{id}/events", new { @event = what, lines, on, dryRun }, etag);

    /// <summary>The authorization as it is now.</summary>
    public static async Task<ApiAnswer> AuthorizationAsync(this SmallClinic clinic, Guid id) => (await clinic.Client.GetAsync($"/v1/authorizations/{id}")).Expect(HttpStatusCode.OK);

    /// <summary>Of the answer to an event.</summary>
    public static Guid AuthorizationId(this ApiAnswer answer) => Guid.Parse((string)answer.Json["authorization"]!["id"]!);

    /// <summary>Granted, reserved, consumed and remaining of a line.</summary>
    public static (int, int, int, int) Counts(this JsonNode line) => ((int)line["granted"]!, (int)line["reserved"]!, (int)line["consumed"]!, (int)line["remaining"]!);

    /// <summary>Whether a visit is tagged.</summary>
    public static bool IsTagged(this JsonNode visit) => visit["flags"]!.AsArray().Any(f => (string)f! == "unauthorized");
}
