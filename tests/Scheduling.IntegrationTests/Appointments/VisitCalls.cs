using System.Net;
using System.Text.Json.Nodes;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>Calls about single visits.</summary>
internal static class VisitCalls
{
    /// <summary>A Monday morning in New York, an hour before the clinic opens.</summary>
    public static readonly DateTimeOffset MondayMorning = new(2027, 2, 22, 6, 0, 0, TimeSpan.FromHours(-5));

    /// <summary>A start by the site's wall clock.</summary>
    public static object At(string date, string time, string? offset = null) => new { localDate = date, localTime = time, offset };

    /// <summary>Books a visit of a course and expects it to work.</summary>
    public static async Task<ApiAnswer> BookSessionAsync(this SmallClinic clinic, Guid courseId, string kind, string date, string time, int patient = 0) =>
        (await clinic.Client.PostAsync("/v1/appointments", new { kind, start = At(date, time), patientId = clinic.Patients[patient], courseId })).Expect(HttpStatusCode.Created);

    /// <summary>Books a consult and expects it to work.</summary>
    public static async Task<ApiAnswer> BookConsultAsync(this SmallClinic clinic, string date, string time, int patient = 0) =>
        (await clinic.PostVisitAsync(new { kind = "consult", start = At(date, time), patientId = clinic.Patients[patient], siteId = clinic.SiteId })).Expect(HttpStatusCode.Created);

    /// <summary>Asks for a visit.</summary>
    public static Task<ApiAnswer> PostVisitAsync(this SmallClinic clinic, object body) => clinic.Client.PostAsync("/v1/appointments", body);

    /// <summary>Does something to a visit with the version that was read.</summary>
    public static Task<ApiAnswer> ActAsync(this SmallClinic clinic, Guid id, string action, object body, string etag) => clinic.Client.PostAsync($"/v1/appointments/{id}/{action}", body, etag);

    /// <summary>The visit as it is now.</summary>
    public static async Task<ApiAnswer> VisitAsync(this SmallClinic clinic, Guid id) => (await clinic.Client.GetAsync($"/v1/appointments/{id}")).Expect(HttpStatusCode.OK);

    /// <summary>The id of the resource of a kind on a visit.</summary>
    public static Guid Resource(this JsonNode visit, string kind) => Guid.Parse((string)visit["resources"]!.AsArray().First(r => (string?)r!["kind"] == kind)!["id"]!);

    /// <summary>The person in a role on a visit.</summary>
    public static Guid Person(this JsonNode visit, string role) => Guid.Parse((string)visit["resources"]!.AsArray().First(r => (string?)r!["role"] == role)!["id"]!);

    /// <summary>A course with its first visits booked at 9:00 from Monday on: the initial one, then treatments.</summary>
    public static async Task<(Guid Course, IReadOnlyList<Guid> Visits)> WeekAsync(this SmallClinic clinic, int visits = 3, int patient = 0, string time = "09:00")
    {
        var course = await clinic.CreateCourseAsync(patient);
        List<Guid> booked = [];
        for (var i = 0; i < visits; i++)
        {
            booked.Add((await clinic.BookSessionAsync(course, i == 0 ? "initial" : "treatment", $"2027-02-{22 + i}", time, patient)).Id);
        }

        return (course, booked);
    }

    /// <summary>The course's progress.</summary>
    public static async Task<JsonNode> ProgressAsync(this SmallClinic clinic, Guid course) => (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).Json["progress"]!;

    /// <summary>A course booked whole at 9:00 from Monday on, and its visits in order of time.</summary>
    public static async Task<(Guid Course, List<JsonNode> Visits)> WholeCourseAsync(this SmallClinic clinic, int patient = 0, string time = "09:00")
    {
        var course = await clinic.CreateCourseAsync(patient);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22", preferredTime = time })).Expect(HttpStatusCode.Created);
        return (course, await clinic.VisitsAsync(course));
    }

    /// <summary>The course's visits in order of time.</summary>
    public static async Task<List<JsonNode>> VisitsAsync(this SmallClinic clinic, Guid course) =>
        [.. (await clinic.Client.GetAsync($"/v1/appointments?courseId={course}&limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(v => v!)];

    /// <summary>The course's version.</summary>
    public static async Task<string> CourseTagAsync(this SmallClinic clinic, Guid course) => (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).ETag;

    /// <summary>The id of a visit.</summary>
    public static Guid Id(this JsonNode visit) => Guid.Parse((string)visit["id"]!);
}
