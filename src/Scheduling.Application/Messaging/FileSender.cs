using Microsoft.Extensions.Options;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Writes each message into a folder, as an .eml or .txt file: what an installation without a mail server or carrier sends.</summary>
public sealed class FileSender(MessageChannel channel, IOptions<MessagingOptions> messaging, IOptions<EmailOptions> email) : IMessageSender
{
    /// <inheritdoc />
    public MessageChannel Channel => channel;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(messaging.Value.Folder);
        Directory.CreateDirectory(folder);
        if (channel == MessageChannel.Sms)
        {
            await WriteAsync(Path.Combine(folder, $"{message.Id:N}.txt"), $"To: {message.Address}\n\n{message.Text}\n", cancellationToken);
            return new SendOutcome.Sent(null);
        }

        using var mail = EmailMime.Of(message, email.Value.From);
        var path = Path.Combine(folder, $"{message.Id:N}.eml");
        await mail.WriteToAsync(path + ".part", CancellationToken.None);
        File.Move(path + ".part", path, overwrite: true);
        return new SendOutcome.Sent(EmailMime.MessageId(message, email.Value.From));
    }

    // Whoever watches the folder finds whole files.
    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path + ".part", text, cancellationToken);
        File.Move(path + ".part", path, overwrite: true);
    }
}
