using System.Text.Json;
using Npgsql;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Planning;

/// <summary>
/// The statements behind <see cref="FactsReader"/> and how their rows are read. The lanes taken come as one row of arrays for each resource, all of it
/// from the index: a site's quarter is tens of thousands of them, and a row each, with its own header, costs several times as much on both sides.
/// </summary>
internal static class FactsSql
{
    /// <summary>The site.</summary>
    public const string Sites = "select id, name, time_zone, week_starts_on, opening_hours, retired_at from sites where id = $1";

    /// <summary>Days on which it is closed.</summary>
    public const string Holidays = "select date from holidays where (site_id is null or site_id = $1) and date between $2 and $3";

    private const string AtSite = """
        retired_at is null and (shifts @> jsonb_build_array(jsonb_build_object('siteId', $SITE::text))
            or shift_exceptions @> jsonb_build_array(jsonb_build_object('shifts', jsonb_build_array(jsonb_build_object('siteId', $SITE::text)))))
        """;

    private static readonly DateTimeOffset PostgresEpoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The states in which a visit takes its resources, as they are stored.</summary>
    public static string[] StatesTakingResources { get; } = [.. LiveStates.TakingResources.Select(StoredJson.Word)];

    /// <summary>Local dates as instants, a day wider on each side, whatever the zone: the site's is not known before it is read.</summary>
    public static (DateTime From, DateTime Until) Span(DateOnly from, DateOnly until) =>
        (from.AddDays(-1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddHours(-14), until.AddDays(2).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddHours(12));

    /// <summary>Ids of the site <c>$3</c>'s rooms, devices and staff, or of those listed in <c>$3</c>.</summary>
    public static string ResourcesOf(bool all) => all
        ? "select id from rooms where site_id = $3 and retired_at is null union all select id from devices where site_id = $3 and retired_at is null union all " + StaffIds(all)
        : "select unnest($3::uuid[]) as id";

    /// <summary>Rooms of site <c>$1</c>, of those in <c>$2</c> unless all.</summary>
    public static string RoomsOf(bool all) => $"select id, name, capacity from rooms where site_id = $1 and retired_at is null{(all ? "" : " and id = any($2)")}";

    /// <summary>Devices of site <c>$1</c> with their models, of those in <c>$2</c> unless all.</summary>
    public static string DevicesOf(bool all) => $"""
        select d.id, d.name, d.room_id, d.model_id, m.name, m.capabilities, m.clearances
        from devices d join device_models m on m.clinic_id = d.clinic_id and m.id = d.model_id
        where d.site_id = $1 and d.retired_at is null{(all ? "" : " and d.id = any($2)")}
        """;

    /// <summary>Staff with a shift at site <c>$1</c>, or those in <c>$1</c>.</summary>
    public static string StaffOf(bool all) => "select id, name, capacity, roles, credentials, shifts, shift_exceptions from staff where "
        + (all ? AtSite.Replace("$SITE", "$1", StringComparison.Ordinal) : "retired_at is null and id = any($1)");

    /// <summary>Closures between <c>$1</c> and <c>$2</c> of site <c>$4</c> and of the resources that <c>$3</c> stands for.</summary>
    public static string ClosuresOf(bool all) => $"""
        select coalesce(site_id, resource_id), starts_at, ends_at from closures
        where starts_at < $2 and ends_at > $1 and (site_id = $4 or resource_id in ({ResourcesOf(all)}))
        """;

    /// <summary>The live lanes between <c>$1</c> and <c>$2</c> of each resource, but for the holds in <c>$5</c> and those expired at <c>$4</c>; <c>$3</c> is the resources' own.</summary>
    /// <param name="resources">Query for their ids.</param>
    /// <param name="owners">Whether to read who has them.</param>
    public static string TakenOf(string resources, bool owners) => $"""
        select r.id, a.* from ({resources}) r cross join lateral (
            select array_agg(lane), array_agg(starts_at), array_agg(ends_at){(owners ? ", array_agg(coalesce(appointment_id, hold_id))" : "")}
            from allocations
            where live and resource_id = r.id and starts_at > $1::timestamptz - interval '24 hours' and starts_at < $2 and ends_at > $1
                and (expires_at is null or (expires_at > $4 and hold_id <> all($5)))) a
        """;

    /// <summary>Visits between <c>$1</c> and <c>$2</c> that name these people without taking them; <c>$3</c> as in <see cref="ResourcesOf"/>, <c>$4</c> the states that count.</summary>
    public static string SupervisingOf(bool all) => $"""
        select s.staff_id, s.starts_at, s.ends_at, s.appointment_id
        from appointment_staff s join appointments a on a.clinic_id = s.clinic_id and a.id = s.appointment_id
        where not s.exclusive and s.staff_id in ({(all ? StaffIds(all) : ResourcesOf(all))})
            and s.starts_at > $1::timestamptz - interval '24 hours' and s.starts_at < $2 and s.ends_at > $1 and a.state = any($4)
        """;

    /// <summary>Reads a row of <see cref="Sites"/>.</summary>
    public static Site Site(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Name = row.GetString(1),
        Alias = row.GetString(1),
        TimeZone = row.GetString(2),
        WeekStartsOn = Enum.Parse<DayOfWeek>(row.GetString(3), ignoreCase: true),
        OpeningHours = Json<List<WeeklyWindow>>(row, 4),
        RetiredAt = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
    };

    /// <summary>Reads a row of <see cref="RoomsOf"/>.</summary>
    public static Room Room(NpgsqlDataReader row) => new() { Id = row.GetGuid(0), Name = row.GetString(1), Capacity = row.GetInt32(2) };

    /// <summary>Reads a row of <see cref="DevicesOf"/>.</summary>
    public static (Device Device, DeviceModel Model) Device(NpgsqlDataReader row) => (
        new Device { Id = row.GetGuid(0), Name = row.GetString(1), RoomId = row.IsDBNull(2) ? null : row.GetGuid(2), ModelId = row.GetGuid(3) },
        new DeviceModel { Id = row.GetGuid(3), Name = row.GetString(4), Capabilities = Json<List<string>>(row, 5), Clearances = Json<List<Clearance>>(row, 6) });

    /// <summary>Reads a row of <see cref="StaffOf"/>.</summary>
    public static StaffMember Member(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Name = row.GetString(1),
        Capacity = row.GetInt32(2),
        Roles = Json<List<StaffRole>>(row, 3),
        Credentials = Json<List<Credential>>(row, 4),
        Shifts = Json<List<WeeklyShift>>(row, 5),
        ShiftExceptions = Json<List<ShiftException>>(row, 6),
    };

    /// <summary>Reads a row of <see cref="ClosuresOf"/>: the site or resource, and when.</summary>
    public static (Guid Id, TimeRange Range) Closure(NpgsqlDataReader row) => (row.GetGuid(0), new TimeRange(row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2)));

    /// <summary>Reads a row of <see cref="SupervisingOf"/>: the person, and the visit.</summary>
    public static (Guid Id, Occupation Visit) Supervising(NpgsqlDataReader row) =>
        (row.GetGuid(0), new Occupation(1, new TimeRange(row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2)), row.GetGuid(3)));

    /// <summary>Reads a row of <see cref="TakenOf"/>: a resource with all that is taken of it. The arrays are null where nothing is.</summary>
    public static (Guid Id, IReadOnlyList<Occupation> Taken) Taken(NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        if (row.IsDBNull(1))
        {
            return (id, []);
        }

        var lanes = row.GetFieldValue<short[]>(1);
        // As the microseconds that are sent: a calendar date each would cost more than all the rest of the reading.
        var (from, until) = (row.GetFieldValue<long[]>(2), row.GetFieldValue<long[]>(3));
        var owners = row.FieldCount > 4 ? row.GetFieldValue<Guid[]>(4) : null;
        var taken = new Occupation[lanes.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = new Occupation(lanes[i], new TimeRange(Instant(from[i]), Instant(until[i])), owners?[i] ?? Guid.Empty);
        }

        return (id, taken);
    }

    private static string StaffIds(bool all) => "select id from staff where " + AtSite.Replace("$SITE", all ? "$3" : "", StringComparison.Ordinal);

    private static DateTimeOffset Instant(long microseconds) => PostgresEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static T Json<T>(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<T>(row.GetString(column), StoredJson.Options)!;
}
