using System.Net;
using System.Text;
using Scheduling.IntegrationTests.Http.Probe;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class BadInputTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private readonly TestApi api = fixture.Api;

    public static TheoryData<string, string, string> Bodies => new()
    {
        { """{"name":"a","nickname":"secret-value"}""", "/nickname", "is not a member of this request" },
        { """{"name":"a","changes":[{"sessionNumber":1,"start":"2026-03-09T13:00:00Z","begin":"secret-value"}]}""", "/changes/0/begin", "is not a member of this request" },
        { """{"timeZone":"America/New_York"}""", "/name", "is required" },
        { """{"name":"a","changes":[{"note":"x"}]}""", "/changes/0/sessionNumber", "is required" },
        { """{"name":null}""", "/name", "has the wrong type, or is null where it may not be" },
        { """{"name":5}""", "/name", "has the wrong type, or is null where it may not be" },
        { """{"name":""}""", "/name", "" },
        { """{"name":"a","count":0}""", "/count", "" },
        { """{"name":"a","count":"5"}""", "/count", "has the wrong type, or is null where it may not be" },
        { """{"name":"a","count":99999999999999999999}""", "/count", "has the wrong type, or is null where it may not be" },
        { """{"name":"a","at":"2026-03-09T13:00:00"}""", "/at", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","at":"2026-03-09 13:00:00Z"}""", "/at", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","at":"2026-03-09T25:00:00Z"}""", "/at", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","at":"2026-03-09T13:00:00-00:00"}""", "/at", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","at":"9999-12-31T23:59:59-14:00"}""", "/at", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","start":"2026-03-09T13:00:00"}""", "/start", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","start":{"localDate":"2026-03-09"}}""", "/start/localTime", "is required" },
        { """{"name":"a","start":{"localDate":"2026-02-30","localTime":"09:00"}}""", "/start/localDate", "must be a date of the calendar" },
        { """{"name":"a","start":{"localDate":"2026-03-09","localTime":"09:00","zone":"x"}}""", "/start/zone", "is not a member of this request" },
        { """{"name":"a","start":{"localDate":"2026-03-09","localTime":"09:00","offset":"EST"}}""", "/start", "must have an offset" },
        { """{"name":"a","on":"2026-02-30"}""", "/on", "must be a date of the calendar" },
        { """{"name":"a","on":"2026-3-9"}""", "/on", "must be a date of the calendar" },
        { """{"name":"a","time":"9:00"}""", "/time", "must be a time as HH:mm" },
        { """{"name":"a","time":"24:00"}""", "/time", "must be a time as HH:mm" },
        { """{"name":"a","timeZone":"-05:00"}""", "/timeZone", "must be an IANA time zone" },
        { """{"name":"a","timeZone":"EST5EDT4"}""", "/timeZone", "must be an IANA time zone" },
        { """{"name":"a","kind":"InPerson"}""", "/kind", "must be one of in_person, virtual_av" },
        { """{"name":"a","kind":0}""", "/kind", "must be one of in_person, virtual_av" },
        { """{"name":"a","changes":[{"sessionNumber":1,"start":"2026-03-09T13:00:00Z"},{"sessionNumber":2,"start":"tomorrow"}]}""", "/changes/1/start", "must be an RFC 3339 date-time with an offset" },
        { """{"name":"a","changes":[{"sessionNumber":1,"start":"2026-03-09T13:00:00Z","note":"secret-value"}]}""", "/changes/0/note", "" },
        { $$"""{"name":"{{new string('x', 4001)}}"}""", "/name", "is longer than 4000 characters" },
        { $$"""{"name":"a","changes":[{{string.Join(',', Enumerable.Repeat("1", 1001))}}]}""", "/changes", "has more than 1000 items" },
        { """{"name":"a\u0000b"}""", "/name", "contains U+0000" },
        { """{"name":"a\ud800b"}""", "/name", "contains a lone surrogate" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_Wrong_NamesTheFieldAndNotTheValue(string body, string pointer, string detail)
    {
        var client = await api.CreateClinicAsync();
        var answer = (await client.PostAsync("/v1/probes", body)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(answer.Json["errors"]![pointer] is not null, $"{pointer} is not named: {answer.Text}");
        Assert.StartsWith(detail, (string)answer.Json["errors"]![pointer]![0]!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync(client));
    }

    [Theory]
    [InlineData("""{"name":"a" """)]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"a",}""")]
    [InlineData("nonsense")]
    public async Task Body_NotJson_IsMalformed(string body)
    {
        var client = await api.CreateClinicAsync();
        (await client.PostAsync("/v1/probes", body)).Expect(HttpStatusCode.BadRequest, "malformed_json");
    }

    [Fact]
    public async Task Body_HundredLevels_IsMalformed()
    {
        var client = await api.CreateClinicAsync();
        var deep = "{\"name\":" + new string('[', 100) + new string(']', 100) + "}";
        (await client.PostAsync("/v1/probes", deep)).Expect(HttpStatusCode.BadRequest, "malformed_json");
    }

    [Fact]
    public async Task Body_InvalidUtf8_IsMalformed()
    {
        var client = await api.CreateClinicAsync();
        var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        var answer = await client.PostAsync("/v1/probes", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_ThreeHundredKibibytes_IsTooLarge(bool chunked)
    {
        var client = await api.CreateClinicAsync();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"name\":\"" + new string('x', 300 * 1024) + "\"}"));
        content.Headers.ContentType = new("application/json");
        var answer = chunked
            ? await client.SendAsync(HttpMethod.Post, "/v1/probes", content, idempotencyKey: "k", headers: ("Transfer-Encoding", "chunked"))
            : await client.PostAsync("/v1/probes", content);
        answer.Expect(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Body_OtherMediaType_IsUnsupported(string type)
    {
        var client = await api.CreateClinicAsync();
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await client.PostAsync("/v1/probes", content)).Expect(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Body_Missing_IsNamed()
    {
        var client = await api.CreateClinicAsync();
        var answer = await client.PostAsync("/v1/probes", new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } });
        answer.Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.NotNull(answer.Json["errors"]![""]);
    }

    [Theory]
    [InlineData("limit=100000", "?limit")]
    [InlineData("limit=0", "?limit")]
    [InlineData("limit=ten", "?limit")]
    [InlineData("limit=1&limit=2", "?limit")]
    [InlineData("nmae=secret-value", "?nmae")]
    [InlineData("Limit=5", "?Limit")]
    [InlineData("at=2026-03-09T13:00:00", "?at")]
    [InlineData("at=2026-03-09", "?at")]
    [InlineData("on=2026-02-30", "?on")]
    [InlineData("kind=1", "?kind")]
    [InlineData("kind=InPerson", "?kind")]
    [InlineData("descending=True", "?descending")]
    [InlineData("name=a%00b", "?name")]
    public async Task Query_Wrong_NamesTheParameter(string query, string pointer)
    {
        var client = await api.CreateClinicAsync();
        var answer = (await client.GetAsync("/v1/probes?" + query)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(answer.Json["errors"]![pointer] is not null, $"{pointer} is not named: {answer.Text}");
        Assert.DoesNotContain("secret-value", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/probes?name=x'%3B%20drop%20table%20sites%3B--")]
    [InlineData("/v1/probes?at=2026-03-09T13:00:00-04:00&on=2026-03-09&kind=virtual_av&limit=200")]
    public async Task Query_Right_Answers(string path)
    {
        var client = await api.CreateClinicAsync();
        (await client.GetAsync(path)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Robert'); DROP TABLE api_keys;--")]
    [InlineData("Zoë Åström-Nuñez 渡辺 Ωμέγα \U0001F469‍\U0001F52C é (e\u0301) \u200F\u202E\u0001\u001F\"\\<script>")]
    public async Task Name_AnyUnicode_SurvivesTheRoundTrip(string name)
    {
        var client = await api.CreateClinicAsync();
        var created = (await client.PostAsync("/v1/probes", new { name })).Expect(HttpStatusCode.Created);
        Assert.Equal(name, (string)created.Json["name"]!);
        var listed = (await client.GetAsync("/v1/probes")).Expect(HttpStatusCode.OK);
        Assert.Equal(name, (string)listed.Json["items"]![0]!["name"]!);
    }

    [Theory]
    [InlineData("2026-03-08", "02:30", null, "local_time_skipped", "options")]
    [InlineData("2026-11-01", "01:30", null, "local_time_ambiguous", "offsets")]
    [InlineData("2026-03-09", "09:00", "-05:00", "offset_not_of_site", "offsets")]
    public async Task Start_AtALocalTimeThatIsNotOne_OffersWhatIs(string localDate, string localTime, string? offset, string code, string member)
    {
        var client = await api.CreateClinicAsync();
        var answer = (await client.PostAsync("/v1/probes", new { name = "a", start = new { localDate, localTime, offset } })).Expect(HttpStatusCode.UnprocessableEntity, code);
        Assert.NotEmpty(answer.Json[member]!.AsArray());
        Assert.NotNull(answer.Json["errors"]!["/start"]);
    }

    [Fact]
    public async Task Start_Skipped_OffersTheNeighbours()
    {
        var client = await api.CreateClinicAsync();
        var answer = await client.PostAsync("/v1/probes", new { name = "a", start = new { localDate = "2026-03-08", localTime = "02:30" } });
        JsonAssert.Equal(
            """
            [{"start":"2026-03-08T01:55:00-05:00","localDate":"2026-03-08","localTime":"01:55","offset":"-05:00"},
             {"start":"2026-03-08T03:00:00-04:00","localDate":"2026-03-08","localTime":"03:00","offset":"-04:00"}]
            """,
            answer.Json["options"]!.ToJsonString());
    }

    [Theory]
    [InlineData("2026-11-01", "01:30", "-05:00", "2026-11-01T01:30:00-05:00")]
    [InlineData("2026-11-01", "01:30", "-04:00", "2026-11-01T01:30:00-04:00")]
    [InlineData("2026-03-09", "09:00", null, "2026-03-09T09:00:00-04:00")]
    public async Task Start_Local_BecomesTheInstant(string localDate, string localTime, string? offset, string expected)
    {
        var client = await api.CreateClinicAsync();
        var answer = (await client.PostAsync("/v1/probes", new { name = "a", start = new { localDate, localTime, offset } })).Expect(HttpStatusCode.Created);
        Assert.Equal(expected, (string)answer.Json["start"]!);
    }

    private Task<long> CountAsync(ApiClient client) => api.QueryAsync<long>("select count(*) from api_keys where clinic_id = $1 and prefix = 'probe'", client.ClinicId);
}
