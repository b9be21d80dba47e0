using System.Text.Json;

namespace Scheduling.Api.Http.Json;

/// <summary>A value in a body has the wrong form. The message may be shown: it never contains the value. The serialiser adds the path.</summary>
public sealed class FieldFormatException(string message) : JsonException(message);
