using System.Text.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Json;

/// <summary>A value in a body has the wrong form. The message may be shown: it never contains the value. The serialiser adds the path.</summary>
public sealed class FieldFormatException(string message) : JsonException(message)
{
    /// <summary>What is wrong inside the value, by pointers that begin at it; empty when the value itself is wrong.</summary>
    public IReadOnlyList<FieldError> Inside { get; init; } = [];
}
