using System.ComponentModel.DataAnnotations;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Http.Binding;

/// <summary>An IANA time zone id; offsets, abbreviations and Windows names are no zones.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IanaTimeZoneAttribute() : ValidationAttribute("must be an IANA time zone such as America/New_York")
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is null || (value is string id && SiteClock.TryForZone(id, out _));

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) => ErrorMessageString;
}
