using System.Globalization;
using System.Text;
using Scheduling.Application.Messaging;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>Texts by a carrier that refuses, is busy, breaks or falls silent.</summary>
public sealed class SmsCarrierTests(PostgresFixture postgres)
{
    internal const string Account = "AC00000000000000000000000000000001";

    [Fact]
    public async Task EveryAnswer_EndsInItsState_AndWhatMayHaveLeftIsNeverSentAgain()
    {
        var busy = 0;
        await using var carrier = await SmsCarrier.StartAsync(form => form["To"][^1] switch
        {
            '1' => (400, """{"code":21211,"message":"bad number"}""", null),
            '2' => (400, """{"code":21610,"message":"opted out"}""", null),
            '3' => busy++ == 0 ? (429, """{"code":20429}""", "120") : SmsCarrier.Taken(),
            '4' => (500, "oops", null),
            _ => SmsCarrier.Taken(),
        });
        var (api, _) = await MessageCalls.StartAsync(postgres, Settings(carrier));
        await using var __ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(5).SeedAsync(api);
        await clinic.SwitchOnAsync();
        for (var i = 0; i < 5; i++)
        {
            await clinic.ReachAsync(api, i, $"+1202555010{i}");
            await clinic.BookConsultAsync("2027-03-02", $"{9 + i:00}:00", i);
        }

        await api.SendAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        await api.SendAsync();
        Assert.Equal("sent, failed twilio_21211, failed twilio_21610, scheduled twilio_429, unknown twilio_http_500", await StatesAsync());
        // Retry-After is obeyed.
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4).AddSeconds(119));
        await api.SendAsync();
        Assert.Equal(1, busy);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4).AddSeconds(121));
        await api.SendAsync();
        await api.SendAsync();

        Assert.Equal("sent, failed twilio_21211, failed twilio_21610, sent, unknown twilio_http_500", await StatesAsync());
        Assert.Equal("+12025550100 +12025550101 +12025550102 +12025550103 +12025550103 +12025550104", string.Join(' ', carrier.Requests.Select(r => r.Form["To"]).Order(StringComparer.Ordinal)));
        var (path, authorization, form) = carrier.Requests.First(r => r.Form["To"].EndsWith('0'));
        Assert.Equal(($"/2010-04-01/Accounts/{Account}/Messages.json", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:token"))), (path, authorization));
        Assert.Equal(["Body", "From", "To"], form.Keys.Order(StringComparer.Ordinal));
        // The carrier's own block counts as an opt-out (M7).
        Assert.Equal("carrier", await api.QueryAsync<string>("select source from message_consents where patient_id = $1 and not granted", clinic.Patients[2]));

        async Task<string> StatesAsync()
        {
            List<string> states = [];
            foreach (var patient in clinic.Patients)
            {
                var message = (await clinic.ItemsAsync($"&patientId={patient}&kind=visit_change"))[0];
                states.Add($"{message["state"]} {message["reason"]}".TrimEnd());
            }

            return string.Join(", ", states);
        }
    }

    [Fact]
    public async Task SecondTry_GoesWhereThePatientNowAllowsIt()
    {
        await using var carrier = await SmsCarrier.StartAsync(form => form["To"].EndsWith('0') ? (503, "{}", null) : SmsCarrier.Taken());
        var (api, _) = await MessageCalls.StartAsync(postgres, Settings(carrier));
        await using var __ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.SwitchOnAsync();
        await clinic.ReachAsync(api, 0, "+12025550140");
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.SendAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        await api.SendAsync();

        await clinic.ReachAsync(api, 0, "+12025550141");
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(5));
        await api.SendAsync();

        Assert.Equal(["+12025550140", "+12025550141"], carrier.Requests.Select(r => r.Form["To"]));
    }

    [Fact]
    public void RequestsThatTwiliosDescriptionDoesntAllow_AreFound()
    {
        var path = $"/2010-04-01/Accounts/{Account}/Messages.json";
        Dictionary<string, string> right = new() { ["To"] = "+12025550100", ["From"] = "+12025550000", ["Body"] = "x", ["StatusCallback"] = "https://visits.example.org/x" };
        Assert.Empty(TwilioForms.Check(path, right));
        Assert.Equal(["the path is not that of the operation"], TwilioForms.Check("/2010-04-01/Accounts/AC1/Messages.json", right));
        Assert.Equal(["To is missing"], TwilioForms.Check(path, Without("To")));
        Assert.Equal(["one of From and MessagingServiceSid is needed"], TwilioForms.Check(path, Without("From")));
        Assert.Equal(["nothing to send"], TwilioForms.Check(path, Without("Body")));
        foreach (var (name, value, what) in new[] { ("To", "2025550100", "of its type"), ("StatusCallback", "/x", "of its type"), ("ProvideFeedback", "yes", "of its type"), ("Text", "x", "a parameter") })
        {
            Assert.Equal([$"{name} is not {what}"], TwilioForms.Check(path, new Dictionary<string, string>(right) { [name] = value }));
        }

        Dictionary<string, string> Without(string name) => right.Where(f => f.Key != name).ToDictionary();
    }

    [Fact]
    public void Signature_OfTwiliosOwnExample_IsAccepted_AndNoMutant()
    {
        // The example of www.twilio.com/docs/usage/security#validating-requests.
        var form = new Dictionary<string, string> { ["CallSid"] = "CA1234567890ABCDE", ["Caller"] = "+14158675309", ["Digits"] = "1234", ["From"] = "+14158675309", ["To"] = "+18005551212" };
        const string url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        var signature = TwilioSignature.Of("12345", url, form);
        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", signature);
        Assert.True(TwilioSignature.IsValid("12345", url, form, signature));

        var random = new Random(20270308);
        for (var i = 0; i < 1000; i++)
        {
            var (u, f, s, t) = (url, new Dictionary<string, string>(form), signature, "12345");
            var at = random.Next(1 << 16);
            switch (i % 5)
            {
                case 0: s = Flip(s, at); break;
                case 1: u = Flip(u, at); break;
                case 2: f["From"] = Flip(f["From"], at); break;
                case 3: f["Extra" + i.ToString(CultureInfo.InvariantCulture)] = "1"; break;
                default: t = Flip(t, at); break;
            }

            Assert.False(TwilioSignature.IsValid(t, u, f, s), $"mutant {i}");
        }

        Assert.False(TwilioSignature.IsValid(null, url, form, signature));
        Assert.False(TwilioSignature.IsValid("12345", url, form, null));
    }

    internal static IReadOnlyList<(string, string)> Settings(SmsCarrier carrier) =>
    [
        ("Messaging:Sms:Sender", "twilio"), ("Messaging:Sms:AccountSid", Account), ("Messaging:Sms:AuthToken", "token"), ("Messaging:Sms:From", "+12025550000"),
        ("Messaging:Sms:BaseUrl", carrier.Address),
    ];

    private static string Flip(string text, int at)
    {
        var c = text.ToCharArray();
        c[at % c.Length] = c[at % c.Length] == 'x' ? 'y' : 'x';
        return new string(c);
    }
}
