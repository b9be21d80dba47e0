using System.Globalization;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>Mail servers that refuse, put off, hang and drop the line: every message ends in its right state, and one bad recipient stops nobody (M10).</summary>
public sealed class MailServerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task EveryManner_EndsInItsState_AndStopsNobodyElse()
    {
        await using var server = new MailServer(to => Enum.Parse<MailManners>(to.Split('@')[0], ignoreCase: true));
        var (api, _) = await MessageCalls.StartAsync(postgres, [.. Smtp(server), ("Messaging:MostAttempts", "2")]);
        await using var __ = api;
        var manners = Enum.GetNames<MailManners>();
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(manners.Length + 1).SeedAsync(api);
        await clinic.SwitchOnAsync();
        for (var i = 0; i < manners.Length; i++)
        {
            await clinic.ReachAsync(api, i, email: $"{manners[i]}@example.org");
            await clinic.BookConsultAsync("2027-03-02", $"{9 + i:00}:00", i);
        }

        // No address at all: told to nobody, and said so.
        await clinic.BookConsultAsync("2027-03-02", "16:00", manners.Length);
        await api.SendAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        await api.SendAsync();

        Assert.Equal("take: sent, refuse: failed smtp_550, greylist: scheduled smtp_451, hang: scheduled smtp_timeout, dropafterdata: scheduled smtp_line_dropped, nobody: suppressed no_address", await StatesAsync());
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(5));
        await api.SendAsync();
        await api.SendAsync();
        Assert.Equal("take: sent, refuse: failed smtp_550, greylist: sent, hang: unknown smtp_timeout, dropafterdata: unknown smtp_line_dropped, nobody: suppressed no_address", await StatesAsync());
        Assert.Equal((1, 1, 2), (server.For("Take@example.org").Count, server.For("Greylist@example.org").Count, server.For("DropAfterData@example.org").Count));
        // It may have taken the first: the second has the same name.
        Assert.Single(server.For("DropAfterData@example.org").Select(m => m.Split('\n').Single(l => l.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))).Distinct());
        var mail = server.For("Take@example.org")[0];
        Assert.Contains("Message-ID: <", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("multipart/alternative", mail, StringComparison.Ordinal);
        // Whoever wasn't reached, or perhaps not, is on the call list.
        Assert.Equal(4, (await clinic.Client.GetAsync("/v1/messages/call-list")).Json["items"]!.AsArray().Count);

        async Task<string> StatesAsync()
        {
            List<string> states = [];
            for (var i = 0; i <= manners.Length; i++)
            {
                var message = (await clinic.ItemsAsync($"&patientId={clinic.Patients[i]}&kind=visit_change"))[0];
                states.Add(string.Create(CultureInfo.InvariantCulture, $"{(i < manners.Length ? manners[i].ToLowerInvariant() : "nobody")}: {message["state"]} {message["reason"]}").TrimEnd());
            }

            return string.Join(", ", states);
        }
    }

    [Fact]
    public async Task ServerThatIsDown_IsTriedAgain_ThenGivenUp()
    {
        await using var server = new MailServer(_ => MailManners.Take);
        var port = server.Port;
        await server.DisposeAsync();
        var (api, _) = await MessageCalls.StartAsync(postgres, [("Messaging:Email:Sender", "smtp"), ("Messaging:Email:Host", "127.0.0.1"), ("Messaging:Email:Port", $"{port}"), ("Messaging:Email:Encryption", "none"), ("Messaging:MostAttempts", "3")]);
        await using var __ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.SwitchOnAsync();
        await clinic.ReachAsync(api, 0, email: "pat@example.org");
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.SendAsync();
        for (var minutes = 0; minutes < 10; minutes++)
        {
            api.Clock.Set(VisitCalls.MondayMorning.AddHours(4).AddMinutes(minutes));
            await api.SendAsync();
        }

        var message = (await clinic.ItemsAsync("&kind=visit_change"))[0];
        Assert.Equal(("failed", "smtp_unreachable", 3), ((string)message["state"]!, (string)message["reason"]!, (int)message["attempts"]!));
    }

    /// <summary>Settings by which mail goes to a server of a test.</summary>
    internal static IReadOnlyList<(string, string)> Smtp(MailServer server) =>
    [
        ("Messaging:Email:Sender", "smtp"), ("Messaging:Email:Host", "127.0.0.1"), ("Messaging:Email:Port", server.Port.ToString(CultureInfo.InvariantCulture)),
        ("Messaging:Email:Encryption", "none"), ("Messaging:Email:TimeoutSeconds", "2"),
    ];
}
