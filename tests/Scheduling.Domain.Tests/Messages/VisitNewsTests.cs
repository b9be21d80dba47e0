using Scheduling.Domain.Messages;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>What has changed since a patient was told; letters are visits, numbers hours from now.</summary>
public sealed class VisitNewsTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "a5", "booked a5", true)]
    [InlineData("a30", "a30", "", false)]
    [InlineData("a30", "a40", "moved a30-a40", false)]
    [InlineData("a30", "a24", "moved a30-a24", true)]
    [InlineData("a20", "a40", "moved a20-a40", true)]
    [InlineData("a30", "", "dropped a30", false)]
    [InlineData("a30 b31 c32", "a33 b31 d50", "booked d50 moved a30-a33 dropped c32", false)]
    // Told that it won't take place, and then it does.
    [InlineData("-a30", "a30", "booked a30", false)]
    [InlineData("-a30", "", "", false)]
    // It has begun, or should have: no news.
    [InlineData("a0", "", "", false)]
    [InlineData("", "a0", "", false)]
    public void Between_ToldAndBook_IsTheDifference(string told, string book, string news, bool urgent)
    {
        var found = VisitNews.Between(Read(told), Read(book), Now);

        Assert.Equal(news, string.Join(' ', new[] { Say("booked", found.Booked.Select(Name)), Say("moved", found.Moved.Select(m => Name(m.Was) + "-" + Name(m.Now))), Say("dropped", found.Dropped.Select(Name)) }.Where(s => s.Length > 0)));
        Assert.Equal(urgent, found.IsUrgent(Now, TimeSpan.FromHours(24)));
        Assert.Equal(news.Length == 0, found.IsEmpty);
    }

    private static string Say(string what, IEnumerable<string> names) => string.Join(' ', names) is { Length: > 0 } list ? what + " " + list : "";

    private static string Name(ToldVisit visit) => $"{(char)visit.AppointmentId.ToByteArray()[0]}{(visit.StartsAt - Now).TotalHours}";

    private static List<ToldVisit> Read(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
        word.StartsWith('-') ? One(word[1..]) with { Stands = false } : One(word))];

    private static ToldVisit One(string word) => new(new Guid(word[0], 0, 0, new byte[8]), Now.AddHours(int.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture)), Guid.Empty);
}
