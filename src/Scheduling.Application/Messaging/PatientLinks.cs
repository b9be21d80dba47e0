using Microsoft.Extensions.Options;
using Scheduling.Application.PatientPages;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Makes the links that messages hold (M8).</summary>
public sealed class PatientLinks(SchedulingDbContext db, IOptions<MessagingOptions> options)
{
    // An opt-out must work for long after the message; whoever has moved on by then has another address.
    private static readonly TimeSpan UnsubscribeFor = TimeSpan.FromDays(365);

    /// <summary>Makes one.</summary>
    /// <param name="message">The message that will hold it.</param>
    /// <param name="file">The patient's file.</param>
    /// <param name="purpose">What for.</param>
    /// <returns>The token, and the address to press; null where no page can be reached (Messaging:PublicUrl).</returns>
    public (string Token, string Url)? Make(Message message, PatientFile file, LinkPurpose purpose)
    {
        if (options.Value.PublicUrl is not { } host)
        {
            return null;
        }

        var token = LinkToken.New();
        db.PatientLinks.Add(new PatientLink
        {
            Id = Guid.CreateVersion7(db.Now),
            PatientId = file.Patient.Id,
            Purpose = purpose,
            Hash = LinkToken.HashOf(token)!,
            MessageId = message.Id,
            Channel = message.Channel,
            Address = file.AddressOf(message.Channel)!,
            CreatedAt = db.Now,
            ExpiresAt = purpose == LinkPurpose.Unsubscribe ? db.Now + UnsubscribeFor : EndOf(message, file),
        });
        var path = purpose == LinkPurpose.Unsubscribe ? "p/stop" : "p";
        return (token, $"{host.GetLeftPart(UriPartial.Authority)}/{path}/{token}");
    }

    // A reminder is about its visit, an offer about its place; whatever tells of several visits holds as long as one is to come.
    private static DateTimeOffset EndOf(Message message, PatientFile file) => message.Kind is MessageKind.VisitReminder or MessageKind.WaitlistOffer
        ? message.UseUntil
        : file.AsTold().Select(v => v.StartsAt).Append(message.UseUntil).Max();
}
