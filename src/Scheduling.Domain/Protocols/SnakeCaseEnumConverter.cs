using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>Writes an enum as a snake_case string and reads nothing else, so that stored JSON survives renumbering.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
