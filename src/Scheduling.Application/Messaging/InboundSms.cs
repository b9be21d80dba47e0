using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>A text as the carrier hands it in.</summary>
/// <param name="ProviderId">The carrier's id: the same at every repetition.</param>
/// <param name="From">The number that wrote, E.164.</param>
/// <param name="Body">The words.</param>
/// <param name="Attachments">Pictures and the like that came with it; they are not fetched.</param>
/// <param name="Answered">What the carrier took it for and has answered by itself (Twilio's OptOutType: STOP, START, HELP); null when it did not.</param>
public sealed record InboundSms(string ProviderId, string From, string Body, int Attachments = 0, string? Answered = null)
{
    /// <summary>The words to keep: what came with them is named.</summary>
    public string Words => Attachments == 0 ? Body : $"{Body} [attachments not shown: {Attachments}]".TrimStart();

    /// <summary>What they ask for. What the carrier took for an opt-out is one.</summary>
    public InboundText Read() => InboundText.Read(Body) is var read && Answered switch
    {
        "STOP" => InboundKind.OptOut,
        "START" => InboundKind.OptIn,
        "HELP" => InboundKind.Help,
        _ => read.Kind,
    } is var kind && kind != read.Kind ? read with { Kind = kind } : read;
}
