using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Scheduling.Application.Messaging;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>Only the carrier gets in, and only in bounds.</summary>
public sealed class InboundSignatureTests(PostgresFixture postgres)
{
    private const string Phone = "+12025550111";

    [Fact]
    public async Task ThousandMutants_WriteNothing_AndTheRealOneGetsIn()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        await TwilioCalls.ClinicAsync(api, Phone);
        var form = TwilioCalls.Text(Phone, "Could we talk?", TwilioCalls.Sid());
        var right = TwilioSignature.Of(TwilioCalls.Token, TwilioCalls.PublicUrl + TwilioRoutes.Messages, form);
        var random = new Random(20270308);
        for (var i = 0; i < 1000; i++)
        {
            var (path, mutant, signature) = (TwilioRoutes.Messages, new Dictionary<string, string>(form), right);
            switch (i % 5)
            {
                case 0: signature = Flip(right, random); break;
                case 1: path += "?" + i.ToString(CultureInfo.InvariantCulture); break;
                case 2: mutant["From"] = Flip(Phone, random); break;
                case 3: mutant["Extra" + i.ToString(CultureInfo.InvariantCulture)] = "1"; break;
                default: signature = TwilioSignature.Of(Flip(TwilioCalls.Token, random), TwilioCalls.PublicUrl + TwilioRoutes.Messages, form); break;
            }

            var answer = await api.PostFormAsync(path, mutant, signature);
            Assert.True(answer.Code == "signature_invalid", $"mutant {i}: {(int)answer.Status}");
        }

        foreach (var wrong in new[] { "", TwilioSignature.Of(TwilioCalls.Token, api.Address.GetLeftPart(UriPartial.Authority) + TwilioRoutes.Messages, form) })
        {
            (await api.PostFormAsync(TwilioRoutes.Messages, form, wrong)).Expect(HttpStatusCode.Forbidden, "signature_invalid");
        }

        (await api.PostFormAsync($"{TwilioRoutes.Status}/{Guid.NewGuid()}/{Guid.NewGuid()}", form, right)).Expect(HttpStatusCode.Forbidden, "signature_invalid");
        Assert.Equal((0L, 0L), (await CountAsync("inbound_messages"), await CountAsync("messages")));

        var accepted = (await api.PostFormAsync(TwilioRoutes.Messages, form)).Expect(HttpStatusCode.OK);
        Assert.Equal(("text/xml", "<Response/>", 1L), (accepted.Headers["Content-Type"], accepted.Text, await CountAsync("inbound_messages")));

        async Task<long> CountAsync(string table) => await api.QueryAsync<long>($"select count(*) from {table}");
    }

    [Fact]
    public async Task WithoutTokenOrPublicUrl_NobodyGetsIn()
    {
        foreach (var missing in new[] { "Messaging:PublicUrl", "Messaging:Sms:AuthToken" })
        {
            var (api, _) = await TwilioCalls.StartAsync(postgres, (missing, ""));
            await using var __ = api;
            await TwilioCalls.ClinicAsync(api, Phone);
            (await api.PostFormAsync(TwilioRoutes.Messages, TwilioCalls.Text(Phone, "STOP", TwilioCalls.Sid()))).Expect(HttpStatusCode.Forbidden, "signature_invalid");
        }
    }

    [Fact]
    public async Task Forms_OutOfBounds_AreRefused()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        var form = TwilioCalls.Text(Phone, new string('x', 70_000), TwilioCalls.Sid());
        (await api.PostFormAsync(TwilioRoutes.Messages, form)).Expect(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        (await api.PostFormAsync(TwilioRoutes.Messages, Enumerable.Range(0, 300).ToDictionary(i => $"p{i}", _ => "1"))).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await api.PostFormAsync(TwilioRoutes.Messages, new Dictionary<string, string> { ["Body"] = "STOP" })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await api.Anonymous().PostAsync(TwilioRoutes.Messages, new { body = "STOP" })).Expect(HttpStatusCode.Forbidden, "signature_invalid");
    }

    [Fact]
    public async Task WhoKeepsGuessing_IsSlowedDown()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres, ("RateLimits:UnauthenticatedPerMinute", "5"));
        await using var __ = api;
        var form = TwilioCalls.Text(Phone, "STOP", TwilioCalls.Sid());
        for (var i = 0; i < 5; i++)
        {
            (await api.PostFormAsync(TwilioRoutes.Messages, form, "wrong")).Expect(HttpStatusCode.Forbidden);
        }

        (await api.PostFormAsync(TwilioRoutes.Messages, form, "wrong")).Expect(HttpStatusCode.TooManyRequests, "rate_limited");
        (await api.PostFormAsync(TwilioRoutes.Messages, form)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://visits.example.org")]
    [InlineData("visits.example.org")]
    [InlineData("ftp://visits.example.org")]
    public async Task PublicUrl_ThatCantBeSigned_EndsTheStart(string url)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => MessageCalls.StartAsync(postgres, ("Messaging:PublicUrl", url)));
        Assert.Contains("Messaging:PublicUrl", failure.Message, StringComparison.Ordinal);
    }

    private static string Flip(string text, Random random)
    {
        var c = text.ToCharArray();
        var at = random.Next(c.Length);
        c[at] = c[at] == '7' ? '8' : '7';
        return new string(c);
    }
}
