using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Scheduling.Application.Persistence;

/// <summary>PostgreSQL takes instants only at offset zero; callers may hold any offset.</summary>
internal sealed class UtcInstantConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value);
