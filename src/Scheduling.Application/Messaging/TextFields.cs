using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>The places that a text may have, and what a preview fills them with.</summary>
public static class TextFields
{
    private static readonly Dictionary<string, string> Always = new()
    {
        ["site"] = "Elm Street",
        ["first_name"] = "Alexandra",
        ["phone"] = "+12025550123",
        ["emergency"] = "911 or 988",
        ["link"] = "https://visits.example.org/p/AbCdEfGhIjKlMnOpQrStUv",
    };

    private static readonly Dictionary<string, string> OneVisit = new() { ["day"] = "Wed, Sep 29", ["time"] = "10:30 AM" };

    private static readonly Dictionary<string, string> SeveralVisits = new() { ["visits"] = "Mon, Sep 27 10:30 AM" };

    /// <summary>Places by name with an example each. A text without a place for the phone or the visits is allowed; one with a place that isn't here is not.</summary>
    public static IReadOnlyDictionary<string, string> Of(MessageKind kind)
    {
        IEnumerable<KeyValuePair<string, string>> fields = kind switch
        {
            MessageKind.VisitReminder or MessageKind.WaitlistOffer => Always.Concat(OneVisit),
            MessageKind.CourseConfirmation => Always.Concat(OneVisit).Concat(SeveralVisits),
            MessageKind.WeeklyDigest or MessageKind.VisitChange or MessageKind.UrgentChange => Always.Concat(SeveralVisits),
            _ => Always,
        };
        return fields.ToDictionary();
    }
}
