using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scheduling.Application.Import;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Import;

public sealed class ClinicImportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly string[] Tables =
    [
        "clinics", "api_keys", "sites", "rooms", "device_models", "devices", "staff", "holidays", "closures", "protocols", "protocol_versions", "patients", "patient_external_ids",
        "courses", "appointments", "appointment_staff", "appointment_changes", "allocations", "resources", "events", "import_keys",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TestApi Api => fixture.Api;

    [Fact]
    public async Task RunAsync_ANewClinic_HasItsCourseWholeAndAKeyThatWorks()
    {
        var result = await ImportAsync(SmallClinic.File("whole"));

        var client = new ApiClient(new HttpClient { BaseAddress = Api.Address }, result.ClinicId, Guid.Empty, result.FirstKey!.Text);
        var sites = (await client.GetAsync("/v1/sites")).Expect(System.Net.HttpStatusCode.OK);
        Assert.Equal("Main", (string?)sites.Json["items"]![0]!["name"]);
        Assert.Equal(1L, await CountAsync(result, "appointments where state = 'no_show'"));
        Assert.Equal(8L, await CountAsync(result, "appointments where state = 'delivered'"));
        Assert.Equal(28L, await CountAsync(result, "appointments where state = 'booked' and phase is not null"));
        Assert.Equal(1L, await CountAsync(result, "appointments a join appointment_staff s on s.appointment_id = a.id where a.kind = 'initial' and s.role = 'prescriber'"));
        Assert.Equal(1L, await CountAsync(result, "courses where state = 'active'"));
        Assert.Equal(0L, await Api.OverlapsAsync());
    }

    [Fact]
    public async Task RunAsync_EveryRow_HasItsEventAndAuditByTheImport()
    {
        var result = await ImportAsync(SmallClinic.File("events"));

        Assert.Equal(8L, await CountAsync(result, "events where kind = 'appointment.delivered' and actor = 'import'"));
        Assert.Equal(28L, await CountAsync(result, "events where kind = 'appointment.booked' and actor = 'import'"));
        Assert.Equal(1L, await CountAsync(result, "events where kind = 'patient.created' and actor = 'import'"));
        Assert.Equal(37L, await CountAsync(result, "audit_entries where object_kind = 'appointment' and actor = 'import'"));
    }

    [Fact]
    public async Task RunAsync_TheSameFileTwice_ChangesNothing()
    {
        var file = SmallClinic.File("twice");
        var first = await ImportAsync(file);
        var before = await CountsAsync(first.ClinicId);

        var second = await ImportAsync(file);

        Assert.Equal(first.ClinicId, second.ClinicId);
        Assert.Null(second.FirstKey);
        Assert.Equal(before, await CountsAsync(first.ClinicId));
    }

    [Fact]
    public async Task RunAsync_AChangedFile_ChangesWhatItSaysAndAddsWhatIsNew()
    {
        var file = SmallClinic.File("changed");
        var first = await ImportAsync(file);
        file["clinic"]!["name"] = "Renamed clinic";
        file["sites"]![0]!["phone"] = "+12025550177";
        file["patients"]![0]!["absences"] = new JsonArray();
        file["rooms"]!.AsArray().Add(JsonNode.Parse("""{ "key": "r2", "site": "main", "name": "Room 2" }"""));
        var appointments = await CountAsync(first, "appointments");

        await ImportAsync(file);

        Assert.Equal("Renamed clinic", await Api.QueryAsync<string>("select name from clinics where id = $1", first.ClinicId));
        Assert.Equal("+12025550177", await Api.QueryAsync<string>("select phone from sites where clinic_id = $1", first.ClinicId));
        Assert.Equal("[]", await Api.QueryAsync<string>("select absences::text from patients where clinic_id = $1", first.ClinicId));
        Assert.Equal(2L, await CountAsync(first, "rooms"));
        Assert.Equal(appointments, await CountAsync(first, "appointments"));
    }

    [Fact]
    public async Task RunAsync_ChangedOverHttpAndUnchangedInTheFile_IsLeftAlone()
    {
        var file = SmallClinic.File("left-alone");
        var first = await ImportAsync(file);
        await Api.ExecuteAsync("update sites set name = 'Renamed by hand' where clinic_id = $1", first.ClinicId);

        await ImportAsync(file);

        Assert.Equal("Renamed by hand", await Api.QueryAsync<string>("select name from sites where clinic_id = $1", first.ClinicId));
    }

    public static TheoryData<string, string, string, string> WrongFiles => new()
    {
        { "/staff/0/shifts/0/site", "\"nowhere\"", "/staff/0/shifts/0/site", "no site with the key 'nowhere'" },
        { "/sites/0/timeZone", "\"-05:00\"", "/sites/0/timeZone", "IANA" },
        { "/staff/0/shifts/0/from", "\"07:03\"", "/staff/0/shifts/0/from", "multiple of 5" },
        { "/patients/0/phone", "\"555\"", "/patients/0/phone", "" },
        { "/patients/0/birthDate", "\"2999-01-01\"", "/patients/0/birthDate", "future" },
        { "/rooms/0/capacity", "0", "/rooms/0/capacity", "between 1 and 100" },
        { "/courses/0/protocol", "\"unheard_of\"", "/courses/0/protocol", "no protocol" },
        { "/courses/0/visits/0/takes/staff", """{ "technician": "tina" }""", "/courses/0/visits/0/takes", "prescriber" },
        { "/courses/0/visits/0/start", "\"wednesday-2w 10:00\"", "/courses/0/history/0", "taken already" },
        { "/courses/0/visits/0/start", "\"monday+3w 10:00\"", "/courses/0/visits/0", "a visit to come can't be delivered" },
        { "/courses/0/visits/0/state", "\"booked\"", "/courses/0/visits/0", "over" },
        { "/staff/0/credentials/0/validUntil", "\"today-1d\"", "/courses/0", "R7" },
        { "/patients/0/key", "\"\"", "/patients/0/key", "1 to 100" },
        { "/protocols/0/template", "\"unheard_of\"", "/protocols/0/template", "template" },
    };

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public async Task RunAsync_AWrongFile_NamesThePlaceAndStoresNothing(string member, string value, string pointer, string message)
    {
        var file = SmallClinic.File("wrong");
        Set(file, member, JsonNode.Parse(value)!);

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(file));

        var error = refused.Errors[0];
        Assert.Equal(pointer, error.Pointer);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Line);
        Assert.Equal(0L, await Api.QueryAsync<long>("select count(*) from clinics where slug = 'wrong'"));
        Assert.Equal(0L, await Api.QueryAsync<long>("select count(*) from sites s where not exists (select from clinics c where c.id = s.clinic_id)"));
    }

    [Fact]
    public async Task RunAsync_ABookedVisitInAClosure_IsRefusedByItsRule()
    {
        var file = SmallClinic.File("closed");
        file["courses"]![0]!.AsObject().Remove("plan");
        file["courses"]![0]!["visits"]!.AsArray().Add(JsonNode.Parse(
            """{ "start": "monday+8w 10:00", "takes": { "staff": { "technician": "tina" }, "device": "d1", "room": "r1" } }"""));

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(file));

        Assert.Equal("/courses/0", refused.Errors[0].Pointer);
        Assert.Contains("(R5)", refused.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_KilledHalfWay_StoresNothing()
    {
        var file = SmallClinic.File("killed");
        // The import waits for this lock in the middle of its work and is killed there.
        await using var blocker = new NpgsqlConnection(Api.Database.AdminConnectionString);
        await blocker.OpenAsync(Cancelled);
        await using var held = await blocker.BeginTransactionAsync(Cancelled);
        await using (var take = new NpgsqlCommand("lock table courses in exclusive mode", blocker, held))
        {
            await take.ExecuteNonQueryAsync(Cancelled);
        }

        var import = Task.Run(() => ImportAsync(file), Cancelled);
        const string Waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        while (await Api.QueryAsync<long>(Waiting) == 0)
        {
            Assert.False(import.IsCompleted, "it never waited");
            await Task.Delay(20, Cancelled);
        }

        await Api.QueryAsync<bool>("select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
        await Assert.ThrowsAnyAsync<Exception>(() => import);
        await held.RollbackAsync(Cancelled);

        Assert.Equal(0L, await Api.QueryAsync<long>("select count(*) from clinics where slug = 'killed'"));
        await ImportAsync(file);
    }

    private Task<ImportedResult> ImportAsync(JsonObject file) => Api.Services.GetRequiredService<ClinicImport>().RunAsync(SmallClinic.Document(file), Cancelled);

    private Task<long> CountAsync(ImportedResult result, string fromWhere)
    {
        var alias = fromWhere.Contains("appointments a ", StringComparison.Ordinal) ? "a." : "";
        var glue = fromWhere.Contains(" where ", StringComparison.Ordinal) ? "and" : "where";
        return Api.QueryAsync<long>($"select count(*) from {fromWhere} {glue} {alias}clinic_id = $1", result.ClinicId);
    }

    private async Task<string> CountsAsync(Guid clinicId)
    {
        List<string> counts = [];
        foreach (var table in Tables)
        {
            var column = table == "clinics" ? "id" : "clinic_id";
            counts.Add($"{table}: {await Api.QueryAsync<long>($"select count(*) from {table} where {column} = $1", clinicId)}");
        }

        return string.Join(", ", counts);
    }

    private static void Set(JsonNode file, string pointer, JsonNode value)
    {
        var parts = pointer.Split('/')[1..];
        var at = file;
        foreach (var part in parts[..^1])
        {
            at = at is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : at[part]!;
        }

        at[parts[^1]] = value;
    }
}
