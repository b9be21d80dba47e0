using Scheduling.Api.Commands;
using Scheduling.Testing.Mail;

namespace Scheduling.IntegrationTests.Messages;

/// <summary><c>send-test</c>: one message, its outcome, or the setting that is wrong.</summary>
public sealed class SendTestCommandTests
{
    private const string To = "+12025550111";

    [Fact]
    public async Task SendTest_SaysWhatCameOfIt()
    {
        await using var carrier = await SmsCarrier.StartAsync(form => form["To"] == To ? SmsCarrier.Taken() : (400, """{"code":21211}""", null));
        string[] settings = [.. SmsCarrierTests.Settings(carrier).Select(s => $"--{s.Item1}={s.Item2}")];
        Assert.Equal(0, await CommandLine.RunAsync(["send-test", $"--to={To}", .. settings]));
        Assert.Equal(1, await CommandLine.RunAsync(["send-test", "--to=+12025550112", "--channel=sms", .. settings]));
        Assert.Equal(2, carrier.Requests.Count);

        // Nothing leaves where it may not, or where nobody said where to, or where a setting is wrong.
        Assert.Equal(2, await CommandLine.RunAsync(["send-test", $"--to={To}", "--Messaging:OnlyTo:0=@example.org", .. settings]));
        Assert.Equal(2, await CommandLine.RunAsync(["send-test", .. settings]));
        Assert.Equal(2, await CommandLine.RunAsync(["send-test", $"--to={To}", "--channel=fax", .. settings]));
        Assert.Equal(2, await CommandLine.RunAsync(["send-test", $"--to={To}", "--Messaging:PublicUrl=http://visits.example.org", .. settings]));
        Assert.Equal(2, carrier.Requests.Count);
    }
}
