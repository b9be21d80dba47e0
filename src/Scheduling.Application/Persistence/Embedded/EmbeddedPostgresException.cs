namespace Scheduling.Application.Persistence.Embedded;

/// <summary>The private server can't be had; the message is one line for the person who started the service.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? innerException = null) : Exception(message, innerException);
