namespace Scheduling.Domain.Messages;

/// <summary>How long a text message is.</summary>
/// <param name="Encoding">The alphabet it needs.</param>
/// <param name="Units">Septets in <see cref="SmsEncoding.Gsm7"/> (an extended character takes two), UTF-16 units otherwise.</param>
/// <param name="Segments">Messages that the carrier makes of it, and charges for.</param>
/// <param name="Outside">Characters that are not in the 7-bit alphabet, each once, in order.</param>
public sealed record SmsLength(SmsEncoding Encoding, int Units, int Segments, string Outside);
