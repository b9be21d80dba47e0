using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Scheduling.Api;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Testing;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

/// <summary>The committed documents say what the program does. UPDATE_SNAPSHOTS=1 rewrites them.</summary>
public sealed class DocumentsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task OpenApi_Committed_IsWhatIsServed()
    {
        var served = (await api.Anonymous().GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);
        Checkout.Compare("docs/openapi.json", served.Text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Errors_Committed_AreTheCatalogue()
    {
        var page = new StringBuilder("""
            # Problems

            Every 4xx and 5xx is `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`, `code`, `traceId`, and where they help
            `rule` (docs/rules.md), `conflicts` (what is in the way: `{sessionNumber, start, end, resource: {kind, id, name}, reason, rule, blockedBy: {start, end}}`),
            `errors` (by field: a JSON pointer into the body, `?name` for a query parameter, `{name}` for a part of the path, or a header's name; each a list of sentences)
            and members of the kind's own. Switch on `code`; texts may change. Values that were sent and names of people are never repeated.
            The same list is served at `/problems`. This file is made from `src/Scheduling.Domain/Problems/ProblemCodes.cs`; a test compares them.

            | status | code | title | what it means |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var p in ProblemCodes.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {p.Status} | `{p.Code}` | {p.Title} | {p.Meaning} |\n");
        }

        Checkout.Compare("docs/errors.md", page.ToString());
    }

    [Fact]
    public async Task Problems_Served_AreTheCatalogue()
    {
        foreach (var p in ProblemCodes.All)
        {
            var page = (await api.Anonymous().GetAsync(p.Type)).Expect(HttpStatusCode.OK);
            Assert.Equal(p.Code, (string)page.Json["code"]!);
        }

        (await api.Anonymous().GetAsync("/problems/no-such")).Expect(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(ProblemCodes.All.Count, ProblemCodes.All.DistinctBy(p => p.Code).Count());
        Assert.All(ProblemCodes.All, p => Assert.Matches("^[a-z]+(_[a-z]+)*$", p.Code));
    }

    [Fact]
    public void Settings_Committed_AreTheOptions()
    {
        var page = new StringBuilder("""
            # Settings

            From `appsettings.json`, environment variables (`RateLimits__PerKeyPerMinute=900`) and the command line (`--RateLimits:PerKeyPerMinute=900`), later ones winning.
            They are checked at start; a wrong one ends the program with its name. Made from the classes named `...Options`; a test compares them.

            | setting | default | what it does |
            |---|---|---|
            | `ConnectionStrings:App` | a private server | PostgreSQL, as the role that the service works as: no owner, no superuser, held by row-level security. |
            | `ConnectionStrings:Owner` | none | PostgreSQL, as the owner, for `migrate` and, when given, at the start of `serve`. |
            | `urls` | `http://localhost:5000` | Where the service listens. |

            """.ReplaceLineEndings("\n"));
        var sections = new[] { typeof(ApiHost).Assembly, typeof(SchedulingDbContext).Assembly }
            .SelectMany(a => a.GetTypes())
            .Select(t => (Type: t, Section: t.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
            .Where(t => t.Type.Name.EndsWith("Options", StringComparison.Ordinal) && t.Section is not null)
            .OrderBy(t => t.Section, StringComparer.Ordinal);
        foreach (var (type, section) in sections)
        {
            var defaults = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null))
            {
                var meaning = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? Summary(type.Assembly, $"P:{type.FullName}.{property.Name}");
                Assert.True(meaning.Length > 0, $"{type.Name}.{property.Name} needs a doc comment.");
                page.Append(CultureInfo.InvariantCulture, $"| `{section}:{property.Name}` | `{property.GetValue(defaults) ?? "none"}` | {meaning} |\n");
            }
        }

        Checkout.Compare("docs/settings.md", page.ToString());
    }

    private static string Summary(Assembly assembly, string member)
    {
        var docs = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml"));
        var summary = docs.Descendants("member").FirstOrDefault(m => (string?)m.Attribute("name") == member)?.Element("summary")?.Value ?? "";
        return string.Join(' ', summary.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
