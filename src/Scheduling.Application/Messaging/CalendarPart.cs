namespace Scheduling.Application.Messaging;

/// <summary>A calendar file that goes with an e-mail.</summary>
/// <param name="Method">REQUEST, CANCEL or PUBLISH: the METHOD of the file, repeated in its content type (RFC 5546).</param>
/// <param name="Text">The file.</param>
public sealed record CalendarPart(string Method, string Text);
