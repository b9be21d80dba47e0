namespace Scheduling.Application.Messaging;

/// <summary>The visits of an e-mail as a calendar file (RFC 5545).</summary>
/// <param name="Method"><c>REQUEST</c> or <c>CANCEL</c> for one visit, which calendars take in by themselves (RFC 5546); <c>PUBLISH</c> for several, as a file.</param>
/// <param name="Text">The file.</param>
public sealed record OutgoingCalendar(string Method, string Text);
