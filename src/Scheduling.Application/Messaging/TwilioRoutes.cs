namespace Scheduling.Application.Messaging;

/// <summary>Where Twilio reaches this service. What it signs is the address as it was given it, so both sides read it here.</summary>
public static class TwilioRoutes
{
    /// <summary>Texts of patients.</summary>
    public const string Messages = "/inbound/twilio/messages";

    /// <summary>What became of texts.</summary>
    public const string Status = "/inbound/twilio/status";

    /// <summary>The address to report to what became of a message. Ids only: the carrier keeps addresses in its logs.</summary>
    public static string StatusOf(Uri publicUrl, Guid clinicId, Guid messageId) => $"{publicUrl.GetLeftPart(UriPartial.Authority)}{Status}/{clinicId}/{messageId}";
}
