using System.Net;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Sites;

/// <summary>Calls that set up the clinic of a test.</summary>
internal static class ClinicCalls
{
    private static readonly string[] Week = ["monday", "tuesday", "wednesday", "thursday", "friday"];

    /// <summary>A site in New York, open Monday to Friday from 7 to 19.</summary>
    public static async Task<ApiAnswer> CreateSiteAsync(this ApiClient clinic, string name) => (await clinic.PostAsync("/v1/sites", new
    {
        name,
        phone = "+12025550142",
        timeZone = "America/New_York",
        openingHours = Week.Select(day => new { day, from = "07:00", until = "19:00" }),
    })).Expect(HttpStatusCode.Created);

    /// <summary>A model that is cleared for depression with a figure-8 coil.</summary>
    public static async Task<ApiAnswer> CreateModelAsync(this ApiClient clinic, string name = "Figure-8") => (await clinic.PostAsync("/v1/device-models", new
    {
        name,
        capabilities = new[] { "figure8" },
        clearances = new[] { new { capability = "figure8", indication = "mdd", minAge = 18 } },
    })).Expect(HttpStatusCode.Created);

    /// <summary>A technician with shifts at the site, Monday to Friday from 7 to 19, who may operate the model.</summary>
    public static async Task<ApiAnswer> CreateTechnicianAsync(this ApiClient clinic, Guid siteId, Guid modelId, string name = "Tech") => (await clinic.PostAsync("/v1/staff", new
    {
        name,
        roles = new[] { "technician" },
        credentials = new[] { new { kind = "operator", deviceModelId = modelId, validFrom = "2020-01-01" } },
        shifts = Week.Select(day => new { siteId, day, from = "07:00", until = "19:00" }),
    })).Expect(HttpStatusCode.Created);
}
