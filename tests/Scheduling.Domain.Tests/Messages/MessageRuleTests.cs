using Scheduling.Domain.Messages;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>M3, M4, M5, M7 and the table of states.</summary>
public sealed class MessageRuleTests
{
    private static readonly SiteClock NewYork = SiteClock.ForZone("America/New_York");

    [Theory]
    [InlineData("2027-03-10T08:59:00-05:00", "2027-03-10T09:00:00-05:00")]
    [InlineData("2027-03-10T09:00:00-05:00", "2027-03-10T09:00:00-05:00")]
    [InlineData("2027-03-10T19:59:00-05:00", "2027-03-10T19:59:00-05:00")]
    [InlineData("2027-03-10T20:00:00-05:00", "2027-03-11T09:00:00-05:00")]
    // The night on which clocks go forward, and the one on which they go back.
    [InlineData("2027-03-13T23:00:00-05:00", "2027-03-14T09:00:00-04:00")]
    [InlineData("2027-11-06T23:00:00-04:00", "2027-11-07T09:00:00-05:00")]
    [InlineData("2027-11-07T01:30:00-05:00", "2027-11-07T09:00:00-05:00")]
    public void Hours_Next_IsInThem(string wanted, string at) => Assert.Equal(At(at), SendingHours.Default.Next(At(wanted), NewYork));

    [Fact]
    public void Hours_Next_AfterTheVisitBegan_IsNever()
    {
        Assert.Null(SendingHours.Default.Next(At("2027-03-10T21:00:00-05:00"), At("2027-03-11T09:00:00-05:00"), NewYork));
        Assert.Equal(At("2027-03-11T09:00:00-05:00"), SendingHours.Default.Next(At("2027-03-10T21:00:00-05:00"), At("2027-03-11T09:05:00-05:00"), NewYork));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("2027-03-10T09:00:00-05:00", "daily_limit")]
    [InlineData("2027-03-09T23:30:00-05:00", null)]
    [InlineData("2027-03-04T09:00:00-05:00 2027-03-05T09:00:00-05:00 2027-03-09T09:00:00-05:00", "weekly_limit")]
    // The first of the three is seven days old to the minute.
    [InlineData("2027-03-03T12:00:00-05:00 2027-03-05T09:00:00-05:00 2027-03-09T09:00:00-05:00", null)]
    [InlineData("2027-03-03T12:01:00-05:00 2027-03-05T09:00:00-05:00 2027-03-09T09:00:00-05:00", "weekly_limit")]
    public void Limits_ByWhatWasSent(string sent, string? refused) =>
        Assert.Equal(refused, ReminderLimits.Default.Refuse(At("2027-03-10T12:00:00-05:00"), sent.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(At), NewYork));

    [Theory]
    [InlineData("", MessageChannel.Sms, "no_consent")]
    [InlineData("", MessageChannel.Email, null)]
    [InlineData("+", MessageChannel.Sms, null)]
    [InlineData("+-", MessageChannel.Sms, "opted_out")]
    [InlineData("+-+", MessageChannel.Sms, null)]
    [InlineData("-", MessageChannel.Email, "opted_out")]
    public void Consent_LastWordCounts(string history, MessageChannel channel, string? refused)
    {
        var address = channel == MessageChannel.Sms ? "+12025550100" : "pat@example.org";
        var entries = history.Select((c, i) => new ConsentEntry(channel, address, c == '+', At("2027-03-01T09:00:00Z").AddMinutes(i), "staff")).ToList();

        Assert.Equal(refused, ConsentRecord.Refuse(entries, channel, address.ToUpperInvariant()));
        // Said of one address, it says nothing of another, nor of another channel.
        Assert.Equal(channel == MessageChannel.Sms ? "no_consent" : null, ConsentRecord.Refuse(entries, channel, "other" + address));
    }

    [Theory]
    [InlineData("See you at the Elm Street office on Tuesday at 9:00.")]
    [InlineData("Call 202-555-0100 with questions. Reply STOP to opt out.")]
    [InlineData("Hello Theresa, this is Ectors Place")]
    [InlineData("Su cita es el martes a las 9:00.")]
    public void Words_OfAnOrdinaryMessage_ArePlain(string text) => Assert.Empty(PlainWords.Find(text));

    [Theory]
    [InlineData("Your TMS visit", "tms")]
    [InlineData("Psychiatry Associates", "psychiatry")]
    [InlineData("for your dépression", "depression")]
    [InlineData("session 12 of 36", "session")]
    [InlineData("Su sesión de hoy", "sesion")]
    [InlineData("Blue Cross has authorized it", "authorized")]
    [InlineData("magnetic", "magnetic")]
    public void Words_ThatTellTooMuch_AreFound(string text, string word) => Assert.Equal([word], PlainWords.Find(text));

    [Fact]
    public void Words_OfTheClinicsOwn_AreFoundWhole() => Assert.Equal(["acme health"], PlainWords.Find("Acme Health says yes, acmehealth too", ["ACME Health"]));

    [Theory]
    [InlineData(MessageState.Scheduled, MessageState.Sending, true)]
    [InlineData(MessageState.Sent, MessageState.Delivered, true)]
    [InlineData(MessageState.Unknown, MessageState.Delivered, true)]
    [InlineData(MessageState.Failed, MessageState.Scheduled, true)]
    // Receipts come late and out of order.
    [InlineData(MessageState.Delivered, MessageState.Sent, false)]
    [InlineData(MessageState.Delivered, MessageState.Failed, false)]
    [InlineData(MessageState.Superseded, MessageState.Sending, false)]
    [InlineData(MessageState.Scheduled, MessageState.Sent, false)]
    [InlineData(MessageState.Sent, MessageState.Scheduled, false)]
    public void States_OnlyMoveForward(MessageState from, MessageState to, bool may) => Assert.Equal(may, from.MayFollow(to));

    [Fact]
    public void Policy_Default_CanBeFollowed() => Assert.Empty(ReminderPolicy.Default.Check());

    [Fact]
    public void Policy_OutsideItsOwnHours_SaysWhichField() =>
        Assert.Equal(["sendAt", "digestAt"], (ReminderPolicy.Default with { SendAt = new TimeOnly(20, 0), DigestAt = new TimeOnly(8, 0) }).Check().Select(e => e.Field));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
